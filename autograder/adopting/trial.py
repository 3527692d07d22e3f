"""The trial: every test of an assignment, inside and outside, on the same notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from autograder.adopting.variants import REFERENCE, variants
from autograder.course.adopted import INSIDE, OUTSIDE, TRIED
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.engine.execution import Execution
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.local import LocalPool
from autograder.errors import AutograderError, CourseError
from autograder.grading.course_files import course_files
from autograder.grading.masters import MasterNotebook, libraries
from autograder.outcomes import CellOutcome

SEED = 20_230_917
"""Of all runs of a trial: what is drawn without a seed is the same on both ways."""


@dataclass
class Tried:
    """What came of a test on one notebook.

    Attributes:
        inside: its outcome inside, None where there is none.
        outside: its outcome outside, None where there is none.
    """

    inside: CellOutcome | None = None
    outside: CellOutcome | None = None

    @property
    def agrees(self) -> bool:
        """Whether it earns the same on both ways."""
        if self.inside is None or self.outside is None:
            return False
        return self.inside.points == self.outside.points


@dataclass
class Trial:
    """What came of the tests of one notebook.

    Attributes:
        tests: grade id → name of a variant → what came of the test on it.
        seconds: how long the model answers took, inside.
    """

    tests: dict[str, dict[str, Tried]] = field(default_factory=dict)
    seconds: float = 0.0

    def where(self, test: str) -> str:
        """Return where a test runs: `outside`, or `inside: ` and why."""
        for name, tried in self.tests[test].items():
            if not tried.agrees:
                return f"{TRIED}{name}, {_told(tried)}"
        return OUTSIDE

    def reference(self, test: str) -> CellOutcome | None:
        """Return what a test gives the model answers, inside."""
        return self.tests[test][REFERENCE].inside


def try_tests(
    course: Course,
    assignment: str,
    masters: dict[str, MasterNotebook],
    refused: list[AutograderError],
    *,
    jobs: int,
    sandbox: Sandbox = "bubblewrap",
) -> dict[str, Trial]:
    """Run all tests of an assignment on all variants, inside and outside.

    Args:
        course: the course.
        assignment: name of the assignment.
        masters: the course's side of its notebooks.
        refused: takes in what is wrong with notebooks that cannot be tried; the others go on.
        jobs: how many notebooks at once.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.

    Raises:
        SandboxError: the sandbox cannot be had on this machine.
    """
    found = {name: Trial() for name in masters}
    broken: dict[str, AutograderError] = {}
    limits = load_limits(course)
    named = libraries(course, assignment)
    with (
        course_files(course, assignment) as files,
        LocalPool(jobs, limits, sandbox, named, files) as pool,
    ):
        for job, result in pool.run(_jobs(course, assignment, masters, broken)):
            name, variant, way = job.key
            if isinstance(result, Failure):
                broken.setdefault(name, _not_run(f"{name}.ipynb with {variant}", result))
            else:
                _take_in(found[name], masters[name], variant, way, result)
    refused += broken.values()
    return {name: trial for name, trial in found.items() if name not in broken}


def _not_run(what: str, failure: Failure) -> CourseError:
    return CourseError(
        f"{what} could not be run: {failure.reason}.",
        "Run it again; if it comes back, open an issue with the notebook.",
    )


def _jobs(
    course: Course,
    assignment: str,
    masters: dict[str, MasterNotebook],
    broken: dict[str, AutograderError],
) -> Iterator[Job]:
    for name, master in masters.items():
        try:
            tried = list(variants(course.source_path(assignment, name), master))
        except CourseError as error:
            broken[name] = error
            continue
        for variant, notebook in tried:
            yield from _both_ways(name, master, variant, notebook)


def _both_ways(
    name: str, master: MasterNotebook, variant: str, notebook: NotebookNode
) -> Iterator[Job]:
    assert master.free is not None
    ways = {
        INSIDE: replace(master.free, outside=frozenset()),
        OUTSIDE: replace(master.free, outside=frozenset(master.free.names)),
    }
    for way, free in ways.items():
        key = (name, variant, way)
        yield Job(key, notebook, master.names, SEED, opening=master.opening, free=free)


def _take_in(
    trial: Trial, master: MasterNotebook, variant: str, way: str, result: Execution
) -> None:
    assert master.free is not None
    if (variant, way) == (REFERENCE, INSIDE):
        trial.seconds = result.seconds
    for outcome in result.outcomes:
        if outcome.cell in master.free.names:
            tried = trial.tests.setdefault(outcome.cell, {}).setdefault(variant, Tried())
            if way == INSIDE:
                tried.inside = outcome
            else:
                tried.outside = outcome


def _told(tried: Tried) -> str:
    """Return the difference between two outcomes, in words."""
    inside, outside = tried.inside, tried.outside
    if inside is None or outside is None:
        return "one of the two gave no outcome"
    points = f"{_points(inside)} inside and {_points(outside)} outside"
    said = " ".join(outside.message.split())[:200]
    return f"{points} ({said})" if said else points


def _points(outcome: CellOutcome) -> str:
    return "?" if outcome.points is None else f"{outcome.points:g} of {outcome.max_points:g}"
