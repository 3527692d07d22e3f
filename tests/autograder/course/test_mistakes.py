"""Known mistakes: whose replies they are, and which of several is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.course.mistakes import Mistake, Mistakes, read_mistakes, write_mistakes

SIGN = Mistake("the sign is wrong", {"q-tests": {"f": "1"}, "q-hidden": {"f": "2"}})
SAME = Mistake("minus for plus", SIGN.replies)
SQUARE = Mistake("the square is missing", {"q-hidden": {"g": "3"}})
BOTH = Mistake("sign and square", {"q-tests": {"f": "1"}, "q-hidden": {"f": "2", "g": "3"}})
KNOWN = Mistakes({"01": {"q": [SIGN, SAME, SQUARE]}})


@pytest.mark.parametrize(
    ("traces", "named"),
    [
        ({"q-tests": {"f": "1"}, "q-hidden": {"f": "2"}}, (SIGN.title,)),
        ({"q-tests": {"f": "1", "g": "9"}, "q-hidden": {"f": "2", "g": "9"}}, (SIGN.title,)),
        ({"q-tests": {"f": "1"}, "q-hidden": {"f": "9"}}, ()),
        ({"q-hidden": {"f": "2"}}, ()),
        ({"q-hidden": {"g": "3"}}, (SQUARE.title,)),
        ({"q-tests": {"f": "1"}, "q-hidden": {"f": "2", "g": "3"}}, (SIGN.title, SQUARE.title)),
        ({}, ()),
    ],
)
def test_a_mistake_is_named_where_all_its_replies_are_given(
    traces: dict[str, dict[str, str]], named: tuple[str, ...]
) -> None:
    assert KNOWN.behind("01", "q", traces) == named
    assert KNOWN.behind("01", "other", traces) == KNOWN.behind("02", "q", traces) == ()


def test_of_two_mistakes_and_one_of_them_the_whole_is_named() -> None:
    known = KNOWN.updated(Mistakes({"01": {"q": [SIGN, SQUARE, BOTH]}}))
    assert known.behind("01", "q", BOTH.replies) == (BOTH.title,)


def test_what_is_known_anew_replaces_its_question_alone() -> None:
    known = KNOWN.updated(Mistakes({"01": {"p": [BOTH]}, "02": {"q": []}}))
    assert known.questions["01"] == {"q": [SIGN, SAME, SQUARE], "p": [BOTH]}
    assert KNOWN.updated(Mistakes({"01": {"q": []}})).questions == {"01": {"q": []}}


def test_mistakes_are_kept_in_the_course_s_cache(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert read_mistakes(course, "a1") == Mistakes()
    write_mistakes(course, "a1", KNOWN)
    assert read_mistakes(course, "a1") == KNOWN
    [path] = (tmp_path / ".cache").rglob("*.json")
    for damage in ('{"format": 99}', "[" * 100_000, "{}", '{"format":1,"questions":{"a":3}}'):
        path.write_text(damage, encoding="utf-8")
        assert read_mistakes(course, "a1") == Mistakes()
