"""What a person decides of one question stands in the gradebook, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.layout import Course
from autograder.errors import GradebookError, NotFoundError
from autograder.gradebook.decide import decide, shared_out
from autograder.gradebook.read import read_scores
from tests.support.graded import ASSIGNMENT, NOTEBOOK, Work, make_class

WORTHS = {"relu-tests": 1.0, "relu-hidden": 2.0}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class of two."""
    failed = {"relu-tests": 0.0, "relu-hidden": 0.0}
    return make_class(tmp_path, {"ada": Work(points={**failed}), "bob": Work()})


def place(student: str = "ada", question: str = "relu") -> tuple[str, str, str, str]:
    """Return where a question stands."""
    return ASSIGNMENT, student, NOTEBOOK, question


def test_points_and_comment_stand_in_the_gradebook(course: Course) -> None:
    before = read_scores(course, ASSIGNMENT)
    decide(course, place(), WORTHS, 2.5, "You were right: the test was too **strict**.")
    after = read_scores(course, ASSIGNMENT)
    cells = after.cells["ada", NOTEBOOK]
    assert [(cells[name].points, cells[name].by_person) for name in WORTHS] == [
        (1, True),
        (1.5, True),
    ]
    assert after.comments["ada", NOTEBOOK]["relu"].startswith("You were right")
    assert after.cells["bob", NOTEBOOK] == before.cells["bob", NOTEBOOK]
    assert cells["slope-hidden"] == before.cells["ada", NOTEBOOK]["slope-hidden"]


def test_a_comment_alone_leaves_points_and_an_empty_one_goes(course: Course) -> None:
    before = read_scores(course, ASSIGNMENT).cells
    decide(course, place(), WORTHS, None, "See page 3.")
    decide(course, place(), WORTHS, None, None)
    assert read_scores(course, ASSIGNMENT).comments["ada", NOTEBOOK]["relu"] == "See page 3."
    decide(course, place(), WORTHS, None, "")
    found = read_scores(course, ASSIGNMENT)
    assert found.cells == before
    assert "relu" not in found.comments.get(("ada", NOTEBOOK), {})


@pytest.mark.parametrize("points", [-1.0, 3.5, float("nan"), float("inf")])
def test_more_than_there_is_cannot_be_given(course: Course, points: float) -> None:
    before = read_scores(course, ASSIGNMENT)
    with pytest.raises(GradebookError, match="relu is worth 3 points"):
        decide(course, place(), WORTHS, points, "x")
    assert read_scores(course, ASSIGNMENT) == before


def test_whoever_is_not_in_the_gradebook_is_named(course: Course) -> None:
    with pytest.raises(NotFoundError, match="no relu of 'zoe'"):
        decide(course, place("zoe"), WORTHS, 1.0, None)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=5), st.floats(0, 1))
def test_shares_add_up_and_none_is_above_its_cell(worths: list[float], part: float) -> None:
    table = {str(number): worth for number, worth in enumerate(worths)}
    points = part * sum(worths)
    shares = shared_out(points, table)
    assert sum(shares.values()) == pytest.approx(points)
    assert all(0 <= shares[cell] <= table[cell] for cell in table)
