"""Columns: what is printed fits, lines up, and says what needs somebody's attention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from autograder.cli.columns import (
    Late,
    class_table,
    count_line,
    place_width,
    question_line,
    student_line,
)
from autograder.cli.fitting import NAME, fit, name_width, short_names
from autograder.course.optional import NONE, STAR, Apart
from autograder.outcomes import (
    CellOutcome,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
)

LONG = "a-student-with-a-name-that-never-ends"


def notebook(
    number: int,
    status: Status = Status.NEEDS_PERSON,
    cell: CellStatus = CellStatus.PASSED,
    remarks: tuple[str, ...] = (),
) -> NotebookOutcome:
    """Return a notebook with 10.5 points of 12, and 4 that wait for a person."""
    cells = (
        CellOutcome("relu-tests", None if status is Status.NOT_GRADABLE else 10.5, 12.0, cell),
        CellOutcome("why", None, 4.0, CellStatus.PENDING),
    )
    return NotebookOutcome(f"{number:02}_a_long_name", status, remarks, cells, 1.25)


def handed_in(student: str, *notebooks: NotebookOutcome) -> SubmissionOutcome:
    """Return what came of a student's notebooks, by default of five good ones."""
    every = notebooks or tuple(notebook(number) for number in range(1, 6))
    return SubmissionOutcome(student, "a1", 1, "", every)


def missing(*numbers: int) -> tuple[NotebookOutcome, ...]:
    """Return notebooks that were not handed in."""
    cells = (CellOutcome("relu-tests", 0.0, 12.0, CellStatus.FAILED),)
    names = [f"{number:02}_a_long_name" for number in numbers]
    return tuple(NotebookOutcome(name, Status.MISSING, (), cells) for name in names)


@given(st.text(max_size=30), st.integers(1, 20))
def test_what_is_fitted_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["01_derivatives", "02_relu"], ["01", "02"]),
        (["01_derivatives"], ["01"]),
        (["01_a", "01_b"], ["01_a", "01_b"]),
        (["intro", "02_relu"], ["intro", "02_relu"]),
        ([], []),
    ],
)
def test_notebooks_are_called_by_their_numbers_where_these_differ(
    names: list[str], short: list[str]
) -> None:
    assert short_names(names) == short


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (handed_in("ada"), "needs a person  52.5 / 80  20 to decide"),
        (
            handed_in("ada", notebook(1), *missing(2, 3, 4)),
            "10.5 / 52  02–04 missing; 4 to decide",
        ),
        (
            handed_in("ada", notebook(1, Status.NOT_GRADABLE, remarks=("Bad.",)), notebook(2)),
            "not gradable     no score  01 not gradable; 1 remark; 4 to decide",
        ),
        (handed_in("ada", notebook(1, Status.NOT_GRADABLE)), "not gradable     no score"),
        (
            handed_in("ada", notebook(1, cell=CellStatus.TIMEOUT), notebook(2)),
            "01 out of time; 8 to decide",
        ),
        (handed_in("ada", notebook(1), notebook(2, cell=CellStatus.DIED)), "02 Python ended;"),
        (handed_in("ada", *missing(1, 2)), "missing            0 / 24"),
    ],
    ids=["waits", "missing", "not gradable", "nothing gradable", "late", "died", "all missing"],
)
def test_a_students_line_says_what_needs_attention(outcome: SubmissionOutcome, says: str) -> None:
    line = student_line(outcome, 5, 80)
    assert line.startswith("ada    ")
    assert says in line
    assert line == line.rstrip()


def test_a_students_line_says_what_was_on_record_already() -> None:
    assert student_line(handed_in("ada"), 3, 80, kept=True).endswith("unchanged; 20 to decide")


def test_a_students_line_fits_and_lines_up_whatever_the_name() -> None:
    worst = (notebook(1, Status.NOT_GRADABLE, remarks=("Bad.",)), *missing(2, 4), notebook(5))
    names = ["ada", LONG, "数学-学生"]
    width = name_width(names, 80)
    lines = [student_line(handed_in(name, *worst), width, 80) for name in names]
    assert {cell_len(line) for line in lines} == {80}
    assert {cell_len(line[: line.index("not gradable")]) for line in lines} == {NAME + 2}


@pytest.mark.parametrize("width", [80, 100, 120, 200])
@pytest.mark.parametrize("count", [1, 5, 15, 40])
def test_the_class_table_fits_and_keeps_a_line_for_each_student(width: int, count: int) -> None:
    parts = tuple(notebook(number) for number in range(1, count + 1))
    lines = class_table([handed_in(name, *parts) for name in ("ada", LONG)], width)
    assert all(cell_len(line) <= width for line in lines)
    assert [line.split()[0] for line in lines[2:4]] == ["ada", lines[3].split()[0]]
    assert LONG.startswith(lines[3].split()[0].rstrip("…"))


def test_a_wide_terminal_shows_more_of_the_class() -> None:
    outcomes = [handed_in(LONG)]
    narrow, wide = (class_table(outcomes, width)[0].split() for width in (80, 120))
    assert narrow == ["student", "01", "02", "03", "04", "05", "points"]
    assert wide == ["student", "state", "01", "02", "03", "04", "05", "points", "seconds"]
    assert LONG in class_table(outcomes, 120)[2]


def test_where_there_are_too_many_notebooks_the_table_has_sums_alone() -> None:
    parts = tuple(notebook(number) for number in range(1, 21))
    assert class_table([handed_in("ada", *parts)], 80)[0].split() == ["student", "state", "points"]


def test_signs_in_the_table_are_explained_and_no_others() -> None:
    both = [handed_in("ada", notebook(1), *missing(2))]
    assert class_table(both, 80)[-1] == "? a person decides the rest, · not handed in"
    good = NotebookOutcome("01_a", Status.GRADED, (), (), 1.0)
    assert len(class_table([handed_in("ada", good)], 80)) == 3


def test_a_class_is_counted_by_state() -> None:
    outcomes = [handed_in("a"), handed_in("b"), handed_in("c", *missing(1))]
    assert count_line(outcomes, 3) == "3 submissions: 2 needs a person, 1 missing."
    assert count_line(outcomes[:1], 0) == "1 submission: 1 needs a person (1 unchanged)."


def test_a_questions_line_is_aligned_and_marks_what_does_not_hold() -> None:
    good = question_line("01 relu", [(14, 14, "accepted"), (25, 25, "caught")], 12, good=True)
    bad = question_line("01 leaky-relu-of-x", [(9, 10, "accepted")], 12, good=False)
    assert good == "✓ 01 relu        14 of 14  accepted   25 of 25  caught"
    assert bad == "✗ 01 leaky-re…    9 of 10  accepted"


@pytest.mark.parametrize("words", [["accepted", "caught"], ["accepted", "caught", "mutants"]])
def test_a_questions_place_takes_what_is_left_of_the_line(words: list[str]) -> None:
    place = place_width(words, 80)
    counts = [(1, 1, word) for word in words]
    assert len(question_line("x" * 100, counts, place, good=True, star=True)) == 80
    assert place_width(words, 20) == 8


STARRED = frozenset({("01_a_long_name", "relu")})


@pytest.mark.parametrize("width", [80, 120])
def test_points_of_optional_questions_have_a_column_of_their_own(width: int) -> None:
    table = class_table(
        [handed_in("ada"), handed_in(LONG, *missing(1, 2, 3, 4, 5))], width, STARRED
    )
    assert all(cell_len(line) <= width for line in table)
    assert "★" in table[0].split()
    assert "42 / 68  10.5 / 12" in table[2]
    assert "0 / 48     0 / 12" in table[3]
    assert table[-1].endswith("★ optional, apart")


def test_a_students_line_has_them_apart() -> None:
    assert "  42 / 68  ★ 10.5 / 12  " in student_line(handed_in("ada"), 3, 80, STARRED)


def test_an_optional_question_of_the_bank_ends_in_a_star() -> None:
    line = question_line("01 relu", [(1, 1, "accepted")], 7, good=True, star=True)
    assert line == "✓ 01 relu    1 of 1   accepted  ★"


@pytest.mark.parametrize(("status", "sign"), [(Status.NOT_DUE, "›"), (Status.EXCUSED, "~")])
def test_what_nobody_waits_for_counts_for_nothing(status: Status, sign: str) -> None:
    (part,) = missing(2)
    outcome = handed_in("ada", notebook(1), replace(part, status=status))
    table = class_table([outcome], 100)
    assert table[2].split()[-5:] == [sign, "10.5", "/", "16", "1.2"]
    assert f"{sign} {status}" in table[-1]
    assert f"02 {status}" in student_line(outcome, 3, 100)
    assert "10.5 / 16" in student_line(outcome, 3, 100)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_lateness_stands_before_the_points_that_are_left(width: int) -> None:
    late = {"ada": Late(20.0, Apart(16.0, 20.0), Apart(1.0, 2.0), "1 day 2 hours")}
    both = [handed_in(name, notebook(1)) for name in ("ada", "bob")]
    head, _, ada, bob, *_ = class_table(both, width, NONE, late)
    assert head.split()[-4:] in (
        ["before", "late", "points", STAR],
        ["late", "points", STAR, "seconds"],
    )
    assert "20  1 day 2 hours    16 / 20  1 / 2" in ada
    assert "10.5 / 16" in bob, "of whom nothing is known keeps what is"


@pytest.mark.parametrize("width", [80, 120])
def test_a_table_with_lateness_fits_whatever_the_names(width: int) -> None:
    late = {LONG: Late(105.5, Apart(94.95, 105.5), Apart(10.5, 12.0), "29 days 23 hours")}
    lines = class_table([handed_in(LONG), handed_in("ada")], width, STARRED, late)
    assert max(map(cell_len, lines)) <= width
    assert "94.95 / 105.5" in lines[2]


def test_without_lateness_there_are_no_columns_for_it() -> None:
    assert "before" not in class_table([handed_in("ada")], 200)[0]
