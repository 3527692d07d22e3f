"""Adopting: an assignment made for nbgrader is tried, and what was found is written down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.adopting.nbgraders import NbgraderError, scores_by_nbgrader
from autograder.adopting.trial import Trial, try_tests
from autograder.course.adopted import (
    OUTSIDE,
    Adopted,
    path_of,
    read_adopted,
    source_digest,
    write_adopted,
)
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import AutograderError, CourseError
from autograder.grading.masters import read_masters
from autograder.grading.submissions import submitters

NOTHING = Adopted("", {})


@dataclass(frozen=True)
class Adoption:
    """What was found about an assignment.

    Attributes:
        path: the file that says where its tests run.
        tests: notebook → grade id of each test → `outside`, or `inside: ` and the reason.
        refused: sentences about notebooks that cannot be graded here.
        failing: sentences about tests that the model answers do not pass.
        differences: sentences about points that nbgrader gives, and this grader does not; None
            where it was not asked, or could not grade the model answers.
        set_aside: where the file that stood there before lies now, because it could not be read.
        unknown: why nbgrader could not grade them, "" where it could.
        seconds: time to grade all who have handed in, as far as that can be told.
        students: how many these are.
    """

    path: Path
    tests: dict[str, dict[str, str]]
    refused: tuple[str, ...]
    failing: tuple[str, ...]
    differences: tuple[str, ...] | None
    set_aside: Path | None
    unknown: str
    seconds: float
    students: int

    @property
    def outside(self) -> int:
        """How many tests no answer can tamper with."""
        return sum(where == OUTSIDE for own in self.tests.values() for where in own.values())

    @property
    def count(self) -> int:
        """How many tests there are."""
        return sum(map(len, self.tests.values()))


def adopt(
    course: Course,
    assignment: str,
    *,
    compare: bool = True,
    jobs: int | None = None,
    sandbox: Sandbox = "bubblewrap",
) -> Adoption:
    """Try the tests of an assignment, and write down where each of them runs.

    A test that somebody has put inside by hand stays there. Notebooks that cannot be used are
    named, and the others go on.

    Args:
        course: the course.
        assignment: name of the assignment.
        compare: whether nbgrader grades the model answers, too.
        jobs: how many notebooks at once; None for as many as the machine has cores.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.

    Raises:
        CourseError, BuildError: the assignment has texts, or none of its notebooks can be used.
        NotFoundError: there is no such assignment.
        SandboxError: the sandbox cannot be had on this machine.
    """
    if assignment in course.written():
        raise CourseError(
            f"{assignment} has texts in {course.texts.name}/: it was written for this grader.",
            "All its tests run apart from the answers already. Nothing is left to do.",
        )
    before, set_aside = _before(course, assignment)
    refusals: list[AutograderError] = []
    masters = read_masters(course, assignment, refusals)
    if refusals and not masters:
        raise refusals[0]
    digest = source_digest(course, assignment)
    at_once = jobs or os.cpu_count() or 1
    trials = try_tests(course, assignment, masters, refusals, jobs=at_once, sandbox=sandbox)
    if not trials and refusals:
        raise refusals[0]
    tests = {name: _places(trial, before.by_hand(name)) for name, trial in trials.items()}
    path = write_adopted(course, assignment, Adopted(digest, tests))
    students = len(submitters(course, assignment))
    differences, unknown = _compared(course, assignment, trials) if compare else (None, "")
    each = sum(trial.seconds for trial in trials.values())
    return Adoption(
        path,
        tests,
        tuple(map(str, refusals)),
        tuple(_failing(trials)),
        differences,
        set_aside,
        unknown,
        each * students / at_once,
        students,
    )


def _before(course: Course, assignment: str) -> tuple[Adopted, Path | None]:
    """Return what was known before; a file that cannot be read is moved aside, and not lost."""
    try:
        return read_adopted(course, assignment) or NOTHING, None
    except CourseError:
        path = path_of(course, assignment)
        aside = path.with_name(f"{path.name}.broken")
        path.replace(aside)
        return NOTHING, aside


def _places(trial: Trial, by_hand: Mapping[str, str]) -> dict[str, str]:
    """Return where each test of a notebook runs."""
    return {test: by_hand.get(test) or trial.where(test) for test in trial.tests}


def is_outdated(course: Course, assignment: str) -> bool:
    """Tell whether an assignment was adopted and has changed since.

    Raises:
        CourseError: the file about it cannot be read.
    """
    adopted = read_adopted(course, assignment)
    return adopted is not None and adopted.digest != source_digest(course, assignment)


def _failing(trials: dict[str, Trial]) -> list[str]:
    found = []
    for name, trial in trials.items():
        for test in trial.tests:
            outcome = trial.reference(test)
            if outcome is not None and outcome.points != outcome.max_points:
                said = " ".join(outcome.message.split())
                found.append(
                    f"{name}, {test}: the model answers get {outcome.points or 0:g} of "
                    f"{outcome.max_points:g}. {said}"
                )
    return found


def _compared(
    course: Course, assignment: str, trials: dict[str, Trial]
) -> tuple[tuple[str, ...] | None, str]:
    """Return what differs from nbgrader's points, and why these are not known if they are not."""
    try:
        scores = scores_by_nbgrader(course, assignment)
    except NbgraderError as error:
        return None, error.what
    found = []
    for name, trial in trials.items():
        for test in trial.tests:
            ours, theirs = trial.reference(test), scores.get((name, test))
            points = None if ours is None else ours.points
            if points != theirs:
                found.append(f"{name}, {test}: {_shown(points)} here, {_shown(theirs)} by nbgrader")
    return tuple(found), ""


def _shown(points: float | None) -> str:
    return "a person decides" if points is None else f"{points:g}"
