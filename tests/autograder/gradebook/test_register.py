"""Register: questions that come and go after grading leave all that is decided as it is."""

from __future__ import annotations

import pytest

from autograder.authoring import build as builder
from autograder.authoring.build import build
from autograder.authoring.release import make_release
from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.outcomes import SubmissionOutcome
from autograder.reporting.gather import read_results
from tests.support.faking import FakePool, outcomes, pool
from tests.support.handing import ESSAY, RIGHT, answered, hand_in
from tests.support.recording import change, rows, scores
from tests.support.tiny import (
    ANSWER,
    ASSIGNMENT,
    CELLS,
    FIXTURE,
    HIDDEN,
    NOTEBOOK,
    TESTS,
    WRITTEN,
    header,
    make_text,
)

__all__ = ["pool"]
HALF = header("half", solution=True) + (
    "def half(z):\n    ### BEGIN SOLUTION\n    return z / 2\n    ### END SOLUTION\n"
)
HALF_TESTS = header("half-tests", grade=True, locked=True, points=4) + (
    "marks_ = checks.Marks()\n"
    "with marks_.part(4, 'half'):\n"
    "    assert half(2.0) == 1.0\n"
    "marks_.total()\n"
)
REPRICED = HIDDEN.replace('"points": 2', '"points": 6')


@pytest.fixture
def decided(course: Course, pool: FakePool, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A class that is graded, and whose written answer a person has graded."""
    monkeypatch.setattr(builder, "check_text", lambda *_: None)  # these texts are short
    hand_in(course, "ada", answered(course, RIGHT, ESSAY))
    outcomes(course)
    change(
        course,
        "UPDATE grade SET manual_score = 1.5, needs_manual_grade = 0 WHERE auto_score IS NULL",
    )
    change(course, "UPDATE comment SET manual_comment = 'Good.'")
    return course


def rewrite(course: Course, *cells: str, notebook: str = NOTEBOOK) -> None:
    """Change a text of the course."""
    path = course.text_path(ASSIGNMENT, notebook)
    path.write_text(make_text(*cells), encoding="utf-8")


def release(course: Course, *, update: bool) -> None:
    """Release the assignment without running the bank."""
    make_release(course, ASSIGNMENT, verified=False, update=update)


def test_a_change_of_questions_is_refused_and_says_how(decided: Course) -> None:
    rewrite(decided, *CELLS, HALF, HALF_TESTS)
    before = scores(decided)
    with pytest.raises(GradebookError, match="Questions were added") as caught:
        release(decided, update=False)
    assert f"autograder release {ASSIGNMENT} --update" in caught.value.hint
    assert scores(decided) == before


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ((*CELLS, HALF, HALF_TESTS), {"double-tests", "double-hidden", "why"}),
        ((FIXTURE, ANSWER, TESTS, WRITTEN), {"double-tests", "why"}),
        ((FIXTURE, ANSWER, TESTS, REPRICED, WRITTEN), {"double-tests", "double-hidden", "why"}),
        ((FIXTURE, HALF, HALF_TESTS, WRITTEN), {"why"}),
    ],
    ids=["added", "a test dropped", "repriced", "a question dropped and one added"],
)
def test_all_other_points_and_a_persons_stay(
    decided: Course, cells: tuple[str, ...], kept: set[str]
) -> None:
    before = scores(decided)
    rewrite(decided, *cells)
    release(decided, update=True)
    assert scores(decided) == {key: before[key] for key in before if key[1] in kept}
    assert scores(decided)["ada", "why"] == (None, 1.5, 0)
    query = "SELECT manual_comment FROM comment c JOIN base_cell b ON b.id = c.cell_id "
    assert set(rows(decided, f"{query} WHERE b.name = 'why'")) == {("Good.",)}
    assert rows(decided, "PRAGMA foreign_key_check") == []


def test_the_next_grading_goes_on_from_there(decided: Course, pool: FakePool) -> None:
    rewrite(decided, FIXTURE, ANSWER, TESTS, REPRICED, WRITTEN, HALF, HALF_TESTS)
    release(decided, update=True)
    found: SubmissionOutcome = outcomes(decided)["ada"]
    assert [cell.max_points for cell in found.notebooks[0].cells] == [1.0, 6.0, 2.0, 4.0]
    assert scores(decided)["ada", "why"] == (None, 1.5, 0), "a person has decided this answer"
    assert scores(decided)["ada", "double-hidden"] == (6.0, None, 0)
    (student,) = read_results(decided, ASSIGNMENT).students
    assert (student.points, student.max_points) == (12.5, 13.0)


def test_a_notebook_may_come_and_go(decided: Course, pool: FakePool) -> None:
    rewrite(decided, FIXTURE, HALF, HALF_TESTS, notebook="02_more")
    before = scores(decided)
    release(decided, update=True)
    assert scores(decided) == before
    outcomes(decided)
    decided.text_path(ASSIGNMENT, "02_more").unlink()
    build(decided)
    with pytest.raises(GradebookError, match="has no notebook 02_more any more") as caught:
        release(decided, update=False)
    assert "--update" in caught.value.hint
    release(decided, update=True)
    assert scores(decided) == before


def test_regrading_leaves_an_unchanged_answer_decided(decided: Course, pool: FakePool) -> None:
    outcomes(decided, regrade=True)
    assert scores(decided)["ada", "why"] == (None, 1.5, 0)
    hand_in(decided, "ada", answered(decided, RIGHT, "Another answer."))
    outcomes(decided)
    assert scores(decided)["ada", "why"] == (None, 1.5, 1), "a person should look again"
