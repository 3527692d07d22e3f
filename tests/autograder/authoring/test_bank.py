"""The bank: its headers, its preambles, and that it matches the questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.bank import check_bank, read_answers, read_bank
from autograder.course.layout import Course
from autograder.errors import BankError
from tests.support.tiny import ASSIGNMENT, BANK, NOTEBOOK, ROOT

COURSE = Course(ROOT)


def bank_file(course: Course, name: str = "double") -> Path:
    """Return the path of a question's bank file."""
    return course.answers / ASSIGNMENT / NOTEBOOK / f"{name}.py"


def test_answers_come_in_the_order_of_the_file(tiny_course: Course) -> None:
    answers = read_bank(tiny_course, ASSIGNMENT, NOTEBOOK)["double"]
    assert [(answer.right, answer.points) for answer in answers] == [
        (True, None),
        (True, None),
        (False, 2.0),
        (False, 1.0),
    ]
    assert answers[0].title == "as a product"
    assert answers[0].source == "def double(z):\n    return 2.0 * np.asarray(z)"
    assert answers[1].where == f"answers/{ASSIGNMENT}/{NOTEBOOK}/double.py:5"
    assert {answer.grade_id for answer in answers} == {"double"}


def test_what_stands_above_the_first_header_begins_every_answer(tiny_course: Course) -> None:
    path = bank_file(tiny_course)
    path.write_text("import math\n\n# %% right: a\nx = 1\n\n# %% wrong 0: b\nx = 2\n")
    sources = [answer.source for answer in read_answers(path, tiny_course)]
    assert sources == ["import math\n\nx = 1", "import math\n\nx = 2"]


def test_an_answer_may_ask_for_a_notebook_of_its_own(tiny_course: Course) -> None:
    path = bank_file(tiny_course)
    path.write_text("# %% wrong 0.5 alone: never ends\n# %% right alone: slow\n")
    wrong, right = read_answers(path, tiny_course)
    assert (wrong.points, wrong.alone, wrong.title) == (0.5, True, "never ends")
    assert (right.points, right.alone) == (None, True)


@pytest.mark.parametrize(
    "header",
    [
        "# %%",
        "# %% right",
        "# %% right:",
        "# %% right 3: with points",
        "# %% wrong: without points",
        "# %% wrong -1: with negative points",
        "# %% wrong alone 1: in another order",
        "# %% almost right: of another kind",
        "# %%right: without a blank",
    ],
)
def test_a_header_of_another_form_is_named_with_its_line(tiny_course: Course, header: str) -> None:
    path = bank_file(tiny_course)
    path.write_text(f"{BANK}\n{header}\nx = 1\n")
    line = len(BANK.splitlines()) + 2
    with pytest.raises(BankError, match=rf"double\.py:{line}: ") as caught:
        read_answers(path, tiny_course)
    assert "# %% wrong 1: the mistake" in caught.value.hint


def test_a_file_without_answers_is_an_error(tiny_course: Course) -> None:
    bank_file(tiny_course).write_text("import math\n")
    with pytest.raises(BankError, match="holds no answers"):
        read_bank(tiny_course, ASSIGNMENT, NOTEBOOK)


def test_a_notebook_without_a_bank_has_no_answers(tiny_course: Course) -> None:
    assert read_bank(tiny_course, ASSIGNMENT, "02_none") == {}


def test_the_tiny_bank_matches_its_questions(tiny_course: Course) -> None:
    check_bank(tiny_course, ASSIGNMENT)


@pytest.mark.parametrize(
    ("name", "content", "finding"),
    [
        ("double", "# %% wrong 0: a\nx = 1\n", "double.py holds no right answer"),
        ("double", "# %% right: a\nx = 1\n", "double.py holds no wrong answer"),
        ("double", f"{BANK}\n# %% wrong 3: a\nx = 1\n", "lets the wrong answer 'a' get everything"),
        ("half", BANK, "half.py belongs to no question"),
        ("why", "# %% wrong 2: a\nx\n", "why.py lets the wrong answer 'a' get everything"),
        ("../02_other/double", BANK, "answers/a1/02_other belongs to no notebook"),
    ],
)
def test_a_mismatch_is_found(tiny_course: Course, name: str, content: str, finding: str) -> None:
    path = bank_file(tiny_course, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BankError, match="does not match") as caught:
        check_bank(tiny_course, ASSIGNMENT)
    assert finding in caught.value.what
    assert caught.value.hint


def test_a_question_without_a_file_lacks_both_kinds(tiny_course: Course) -> None:
    bank_file(tiny_course).unlink()
    with pytest.raises(BankError) as caught:
        check_bank(tiny_course, ASSIGNMENT)
    assert "no right answer" in caught.value.what
    assert "no wrong answer" in caught.value.what


def test_a_written_question_needs_no_bank_but_may_have_one(tiny_course: Course) -> None:
    bank_file(tiny_course, "why").write_text("# %% wrong 1: half\nSums.\n")
    check_bank(tiny_course, ASSIGNMENT)


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_the_courses_own_bank_matches_its_questions(assignment: str) -> None:
    check_bank(COURSE, assignment)
