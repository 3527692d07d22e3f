"""A reply shows one question of one student, and nothing that feedback would hide."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.errors import NotFoundError
from autograder.gradebook.decide import decide
from autograder.reporting.reply import make_reply
from tests.support.graded import ASSIGNMENT, MESSAGE, NOTEBOOK, SECRET, WORTH, Work, make_class

PLACE = (ASSIGNMENT, NOTEBOOK, "relu")
SAID = ("Its tests were run once more, and came to the same.",)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class of two; of ada's `relu` the hidden test fails."""
    failed = Work(
        points={**WORTH, "relu-hidden": 0.0}, messages={"relu-hidden": MESSAGE, "slope-tests": "Z."}
    )
    return make_class(tmp_path, {"ada": failed, "bob": Work()})


def test_it_shows_the_question_and_what_was_said_and_no_other_question(course: Course) -> None:
    path = make_reply(course, "ada", PLACE, SAID)
    assert path == course.root / "replies" / ASSIGNMENT / "ada-relu.html"
    page = path.read_text(encoding="utf-8")
    assert SAID[0] in page
    assert "Reply to your question" in page
    assert "maximum" in page
    assert "<code>relu(-2.0)</code> is not 0." in page
    assert "slope" not in page
    assert SECRET not in page


def test_points_and_comment_of_a_person_are_shown(course: Course) -> None:
    worths = {name: WORTH[name] for name in ("relu-tests", "relu-hidden")}
    decide(course, (ASSIGNMENT, "ada", NOTEBOOK, "relu"), worths, 3.0, "You are **right**.")
    page = make_reply(course, "ada", PLACE, SAID).read_text(encoding="utf-8")
    assert "<strong>right</strong>" in page
    assert "graded by a person" in page


@pytest.mark.parametrize(
    ("student", "place", "says"),
    [
        ("eve", PLACE, "no graded submission"),
        ("ada", (ASSIGNMENT, NOTEBOOK, "swish"), "no question 'swish'"),
        ("ada", (ASSIGNMENT, "09", "relu"), "09 has no question"),
    ],
)
def test_what_is_not_there_is_named(
    course: Course, student: str, place: tuple[str, str, str], says: str
) -> None:
    with pytest.raises(NotFoundError, match=says):
        make_reply(course, student, place, SAID)
    assert not (course.root / "replies").exists()
