"""The course's own notebooks and bank through the real grading, in a copy of the course."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.acceptance import unexercised
from autograder.authoring.build import build
from autograder.authoring.kept import verdicts_folder
from autograder.authoring.verdicts import Verdict
from autograder.authoring.verify import verify
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.questions import questions
from autograder.course.texts import read_text
from autograder.engine.sandbox import Sandbox, probe
from autograder.grading.beginning import Machines
from autograder.grading.grade import Graded, grade
from autograder.outcomes import CellOutcome, CellStatus

COURSE = Course(Path(__file__).parents[2])
ASSIGNMENTS = COURSE.assignments()
SMALLEST = "vanishing-gradients"
"""Its release and source are graded at every run, those of the others with the slow tests."""
PLACES = [
    (assignment, name)
    for assignment in ASSIGNMENTS
    for name in COURSE.notebooks(assignment)
    if questions(read_text(COURSE.text_path(assignment, name)))  # others are for reading
]
NOTEBOOKS = [pytest.param(*place, id="/".join(place)) for place in PLACES]
pytestmark = pytest.mark.long  # the course is copied and built for these
STUDENT, TEACHER = "release", "source"
FRESH = os.environ.get("CI") == "true"
"""CI runs the whole bank; elsewhere verdicts hold that this checkout knows from earlier runs."""


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    """The sandbox where this machine has one."""
    return "bubblewrap" if probe().available else "none"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A copy of the course, built, whose release and source are handed in."""
    course = Course(tmp_path_factory.mktemp("course"))
    for folder in (COURSE.texts, COURSE.answers):
        shutil.copytree(folder, course.root / folder.name)
    shutil.copyfile(COURSE.root / CONFIG_NAME, course.root / CONFIG_NAME)
    build(course)
    for assignment in ASSIGNMENTS:
        shutil.copytree(course.release / assignment, course.submitted / STUDENT / assignment)
        shutil.copytree(course.source / assignment, course.submitted / TEACHER / assignment)
    return course


def cells(graded: Graded, notebook: str, student: str) -> tuple[CellOutcome, ...]:
    """Return the outcomes of one notebook's cells."""
    outcomes = {outcome.student: outcome for outcome in graded.outcomes}
    return next(n.cells for n in outcomes[student].notebooks if n.notebook == notebook)


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(name, marks=[] if name == SMALLEST else [pytest.mark.slow])
        for name in ASSIGNMENTS
    ],
)
def test_a_release_as_it_is_earns_nothing_and_a_source_what_tests_give(
    copy: Course, sandbox: Sandbox, assignment: str
) -> None:
    graded = grade(copy, assignment, seed=1, machines=Machines(sandbox=sandbox))
    for notebook in [name for place, name in PLACES if place == assignment]:
        blank = cells(graded, notebook, STUDENT)
        assert blank
        assert {cell.cell: cell.points for cell in blank if cell.points != 0} == {}
        without_sentence = [cell.cell for cell in blank if not cell.message]
        assert without_sentence == [], "a student is told nothing"
        whole = cells(graded, notebook, TEACHER)
        tested = [cell for cell in whole if cell.status is not CellStatus.PENDING]
        assert tested
        assert {cell.cell: cell.message for cell in tested if cell.points != cell.max_points} == {}


def checked(copy: Course, assignment: str, sandbox: Sandbox, **options: Any) -> list[Verdict]:
    """Verify the copy, with the verdicts that are kept in the course itself."""
    kept = verdicts_folder(COURSE)
    return verify(copy, assignment, sandbox=sandbox, fresh=FRESH, kept=kept, **options)


@pytest.mark.parametrize(("assignment", "notebook"), NOTEBOOKS)
def test_every_answer_of_the_bank_gets_what_is_due_and_exercises_every_test(
    copy: Course, sandbox: Sandbox, assignment: str, notebook: str
) -> None:
    found = checked(copy, assignment, sandbox, notebooks=[notebook], seeds=[1])
    assert "\n".join(str(verdict) for verdict in found if not verdict.holds) == ""
    assert unexercised(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_ten_seeds_agree(copy: Course, sandbox: Sandbox, assignment: str) -> None:
    found = checked(copy, assignment, sandbox, seeds=range(1, 11))
    assert "\n".join(str(verdict) for verdict in found if not verdict.holds) == ""
