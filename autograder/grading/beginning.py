"""How a run over a class begins: which notebooks ask something, by what terms, where they run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.course.adopted import source_digest
from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.cluster import ClusterPool
from autograder.engine.workers.local import LocalPool
from autograder.errors import AutograderError, NotFoundError
from autograder.grading.circumstances import circumstances
from autograder.grading.class_run import Terms
from autograder.grading.course_files import given_files
from autograder.grading.masters import MasterNotebook, libraries
from autograder.grading.submissions import base_fingerprint


@dataclass(frozen=True)
class Machines:
    """Where notebooks run.

    Attributes:
        jobs: how many at once on this machine; None for as many as it has cores.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        scheduler: address of a Dask scheduler to run on; None for this machine.
    """

    jobs: int | None = None
    sandbox: Sandbox = "bubblewrap"
    scheduler: str | None = None


THIS_MACHINE = Machines()


def terms_of(
    course: Course,
    assignment: str,
    asking: dict[str, MasterNotebook],
    limits: Limits,
    seed: int | None,
) -> Terms:
    """Return what all submissions of a run are graded by."""
    written = assignment in course.written()
    files = () if written else given_files(course, assignment).files.values()
    environment = circumstances(course, limits, files)
    base = base_fingerprint(asking, environment)
    return Terms(assignment, limits, environment, base, seed, source_digest(course, assignment))


def notebooks_that_ask(
    assignment: str, masters: dict[str, MasterNotebook], refusals: list[AutograderError]
) -> dict[str, MasterNotebook]:
    """Return the notebooks that ask something: what is for reading is neither run nor missed.

    Raises:
        AutograderError: none of them does, and one may, which cannot be used.
        NotFoundError: none of them does.
        CourseError, BuildError: none of them can be used.
    """
    found = {name: master for name, master in masters.items() if master.asks}
    if not found and refusals:
        raise refusals[0]
    if not found:
        raise NotFoundError(
            f"{assignment} has no question: there is nothing to grade.",
            "Its notebooks are for reading. To ask something, see docs/author.md.",
        )
    return found


def pool_for(
    course: Course,
    assignment: str,
    machines: Machines,
    students: int,
    limits: Limits,
    files: Path | None,
) -> LocalPool | ClusterPool:
    """Return what runs notebooks.

    Workers of this machine warm up while the course is read: most runs have something for them.

    Args:
        course: the course.
        assignment: name of the assignment.
        machines: where notebooks run.
        students: how many have handed in.
        limits: what each notebook may use.
        files: folder of the course's files; None for none.
    """
    if machines.scheduler is not None:
        return ClusterPool(machines.scheduler, limits, machines.sandbox, files)
    most = students * len(course.notebooks(assignment))
    jobs = min(machines.jobs or os.cpu_count() or 1, most)
    return LocalPool(jobs, limits, machines.sandbox, libraries(course, assignment), files)
