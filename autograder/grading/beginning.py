"""How a run over a class begins: which notebooks ask something, by what terms, where they run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
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
from autograder.grading.course_files import course_files, given_files
from autograder.grading.masters import MasterNotebook, libraries, read_masters
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


@dataclass(frozen=True)
class Beginning:
    """What a run has before the first submission is looked at.

    Attributes:
        limits: what each notebook may use.
        pool: what runs notebooks.
        masters: the course's side of each notebook that can be used.
        asking: those of them that ask something.
        refusals: what is wrong with the others.
    """

    limits: Limits
    pool: LocalPool | ClusterPool
    masters: dict[str, MasterNotebook]
    asking: dict[str, MasterNotebook]
    refusals: list[AutograderError]


@contextlib.contextmanager
def begun(
    course: Course, assignment: str, machines: Machines, students: int, limits: Limits
) -> Iterator[Beginning]:
    """Yield what a run over a class begins with; its pool is closed in the end.

    Args:
        course: the course.
        assignment: name of the assignment.
        machines: where notebooks run.
        students: how many have handed in.
        limits: what each notebook may use.

    Raises:
        ClusterError: the scheduler cannot be reached.
        NotFoundError: nothing is asked.
        CourseError, BuildError: no notebook can be used.
        SandboxError: the sandbox cannot be had on this machine.
    """
    refusals: list[AutograderError] = []
    with (
        course_files(course, assignment) as files,
        pool_for(course, assignment, machines, students, limits, files) as pool,
    ):
        masters = read_masters(course, assignment, None if files is None else refusals)
        asking = notebooks_that_ask(assignment, masters, refusals)
        yield Beginning(limits, pool, masters, asking, refusals)


def terms_of(course: Course, assignment: str, start: Beginning, seed: int | None) -> Terms:
    """Return what all submissions of a run are graded by."""
    written = assignment in course.written()
    files = () if written else given_files(course, assignment).files.values()
    environment = circumstances(course, start.limits, files)
    base = base_fingerprint(start.asking, environment)
    source = source_digest(course, assignment)
    return Terms(assignment, start.limits, environment, base, seed, source)


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
