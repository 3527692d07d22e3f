"""The course's own notebooks and bank through the real grading, in a copy of the course."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.build import build
from autograder.course import CONFIG_NAME, Course
from autograder.engine.sandbox import Sandbox, probe
from autograder.grade import Graded, grade
from autograder.outcomes import CellOutcome, CellStatus
from autograder.questions import questions
from autograder.texts import read_text
from autograder.verify import Verdict, unexercised, verify

COURSE = Course(Path(__file__).parents[2])
ASSIGNMENTS = COURSE.assignments()
NOTEBOOKS = [
    pytest.param(assignment, name, id=f"{assignment}/{name}")
    for assignment in ASSIGNMENTS
    for name in COURSE.notebooks(assignment)
    if questions(read_text(COURSE.text_path(assignment, name)))  # others are for reading
]
STUDENT, TEACHER = "release", "source"
pytestmark = pytest.mark.xdist_group("course")  # one worker: the bank runs once


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


@pytest.fixture(scope="module")
def graded(copy: Course, sandbox: Sandbox) -> dict[str, Graded]:
    """Both submissions, graded, by assignment."""
    return {name: grade(copy, name, seed=1, sandbox=sandbox) for name in ASSIGNMENTS}


def cells(
    graded: dict[str, Graded], assignment: str, notebook: str, student: str
) -> tuple[CellOutcome, ...]:
    """Return the outcomes of one notebook's cells."""
    outcomes = {outcome.student: outcome for outcome in graded[assignment].outcomes}
    return next(n.cells for n in outcomes[student].notebooks if n.notebook == notebook)


@pytest.mark.parametrize(("assignment", "notebook"), NOTEBOOKS)
def test_a_release_as_it_is_earns_nothing(
    graded: dict[str, Graded], assignment: str, notebook: str
) -> None:
    found = cells(graded, assignment, notebook, STUDENT)
    assert found
    assert {cell.cell: cell.points for cell in found if cell.points != 0} == {}
    without_sentence = [cell.cell for cell in found if not cell.message]
    assert without_sentence == [], "a student is told nothing"


@pytest.mark.parametrize(("assignment", "notebook"), NOTEBOOKS)
def test_a_source_earns_everything_that_tests_give(
    graded: dict[str, Graded], assignment: str, notebook: str
) -> None:
    found = cells(graded, assignment, notebook, TEACHER)
    tested = [cell for cell in found if cell.status is not CellStatus.PENDING]
    assert tested
    assert {cell.cell: cell.message for cell in tested if cell.points != cell.max_points} == {}


@pytest.fixture(scope="module")
def verdicts(copy: Course, sandbox: Sandbox) -> dict[str, list[Verdict]]:
    """Verdicts on every answer of the bank with one seed, by assignment."""
    return {name: verify(copy, name, sandbox=sandbox) for name in ASSIGNMENTS}


@pytest.mark.parametrize(("assignment", "notebook"), NOTEBOOKS)
def test_every_answer_of_the_bank_gets_what_is_due(
    verdicts: dict[str, list[Verdict]], assignment: str, notebook: str
) -> None:
    found = [verdict for verdict in verdicts[assignment] if verdict.notebook == notebook]
    assert "\n".join(str(verdict) for verdict in found if not verdict.holds) == ""


@pytest.mark.parametrize(("assignment", "notebook"), NOTEBOOKS)
def test_every_test_takes_points_from_a_wrong_answer(
    verdicts: dict[str, list[Verdict]], assignment: str, notebook: str
) -> None:
    found = [verdict for verdict in verdicts[assignment] if verdict.notebook == notebook]
    assert unexercised(found) == []


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_ten_seeds_agree(copy: Course, sandbox: Sandbox, assignment: str) -> None:
    found = verify(copy, assignment, seeds=range(1, 11), sandbox=sandbox)
    assert "\n".join(str(verdict) for verdict in found if not verdict.holds) == ""
