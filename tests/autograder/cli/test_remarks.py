"""Remarks: each sentence once, harmless in a terminal, and short however much is wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.remarks import MAX_NAMES, remark_lines
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome


def broken(*remarks: tuple[str, str], whole: tuple[str, ...] = ()) -> SubmissionOutcome:
    """Return a submission with a remark on each of some notebooks."""
    parts = tuple(NotebookOutcome(name, Status.NOT_GRADABLE, (said,)) for name, said in remarks)
    return SubmissionOutcome("ada", "a1", 1, "", parts, whole)


def test_remarks_come_without_what_a_terminal_would_obey() -> None:
    assert remark_lines([broken(("01_a", "No\x1b[31m JSON.\a"))]) == [("ada", "No JSON.")]


def test_what_is_said_of_several_notebooks_in_the_same_words_is_said_once() -> None:
    names = ("01_relu", "02_nets", "03_deep")
    (line,) = remark_lines([broken(*((name, f"{name}.ipynb is not JSON.") for name in names))])
    assert line == ("ada", "01_relu.ipynb is not JSON. The same holds for 02 and 03.")


def test_what_does_not_name_the_notebook_is_said_once_and_no_more() -> None:
    both = broken(
        ("01_relu", "It could not be recorded."), ("02_nets", "It could not be recorded.")
    )
    assert remark_lines([both]) == [("ada", "It could not be recorded.")]


def test_other_words_stay_apart_and_the_submissions_own_come_first() -> None:
    both = broken(("01_relu", "It is empty."), ("02_nets", "It is too large."), whole=("Found.",))
    assert [said for _, said in remark_lines([both])] == [
        "Found.",
        "It is empty.",
        "It is too large.",
    ]


@given(st.integers(1, 60))
def test_however_many_notebooks_are_broken_one_short_line_says_it(count: int) -> None:
    names = [f"{number:02}_unit" for number in range(count)]
    (line,) = remark_lines([broken(*((name, f"{name} is not JSON.") for name in names))])
    assert len(line[1]) < 90
    hidden = max(count - 1 - MAX_NAMES + 1, 0)
    assert (f"and {hidden} more." in line[1]) == (count - 1 > MAX_NAMES)
