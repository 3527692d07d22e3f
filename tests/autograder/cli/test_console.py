"""The terminal: a line for each thing that is done, above a bar or in a pipe, and no more."""

from __future__ import annotations

import io

from msgspec.structs import replace

from autograder.cli.console import MAX_REMARKS, show_class
from autograder.outcomes import Status
from tests.support.recording import outcome
from tests.support.tiny import NOTEBOOK


def test_a_name_is_no_markup(printed: io.StringIO) -> None:
    show_class([outcome("[red]ada")], 1)
    assert printed.getvalue().count("[red]ada") == 1


def test_titles_say_what_the_columns_stand_for_and_fit(printed: io.StringIO) -> None:
    show_class([outcome("ada")], 1, titles={NOTEBOOK: "Doubling " * 20})
    (line,) = (line for line in printed.getvalue().splitlines() if line.startswith("01  "))
    assert line.endswith(f"… ({NOTEBOOK}.ipynb)")
    assert len(line) == 80


def test_a_notebook_without_a_title_needs_no_line(printed: io.StringIO) -> None:
    show_class([outcome("ada")], 1, titles={NOTEBOOK: NOTEBOOK})
    assert f"{NOTEBOOK}.ipynb" not in printed.getvalue()


def test_not_gradable_is_no_score_and_never_zero(printed: io.StringIO) -> None:
    show_class([outcome("ada", (0.0, 0.0, None), Status.NOT_GRADABLE)], 1)
    said = printed.getvalue()
    assert "no score" in said
    assert "0 / 5" not in said
    assert "Not gradable is no score until you have looked" in said


def test_the_class_ends_with_counts_and_the_next_command(printed: io.StringIO) -> None:
    show_class([outcome("ada")], 0)
    assert printed.getvalue().splitlines()[-3:] == [
        "1 submission: 1 needs a person (1 unchanged).",
        "Written answers wait for points: autograder mark a1",
        "Next: autograder feedback a1",
    ]
    show_class([outcome("ada", (1.0, 1.0, 2.0), Status.GRADED)], 1)
    assert printed.getvalue().splitlines()[-2:] == [
        "1 submission: 1 graded.",
        "Next: autograder feedback a1",
    ]


def test_how_many_tests_are_safe_is_said_at_the_end(printed: io.StringIO) -> None:
    graded = outcome("ada")
    part = graded.notebooks[0]
    for inside in ((), ("double-tests",), ("double-tests", "double-hidden")):
        show_class([replace(graded, notebooks=(replace(part, inside=inside),))], 1)
    assert [line for line in printed.getvalue().splitlines() if "tampered" in line] == [
        "2 of 2 tests cannot be tampered with.",
        "1 of 2 tests cannot be tampered with.",
        "0 of 2 tests cannot be tampered with. docs/nbgrader.md says what changes that.",
    ]


def test_remarks_are_wrapped_and_not_without_end(printed: io.StringIO) -> None:
    talk = "The cell is not where it was. " * 5
    graded = outcome("ada")
    remarks = tuple(f"{talk}{number}" for number in range(MAX_REMARKS + 3))
    part = replace(graded.notebooks[0], remarks=remarks)
    show_class([replace(graded, notebooks=(part,))], 1)
    lines = printed.getvalue().splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert sum(line.startswith("ada: The cell") for line in lines) == MAX_REMARKS
    assert "… and 3 remarks more: the report shows all." in lines


def test_what_is_nobodys_is_listed_up_to_a_point(printed: io.StringIO) -> None:
    named = [f"submitted/{number:02} was not graded: it is empty." for number in range(30)]
    show_class([outcome("ada")], 1, named)
    said = printed.getvalue().splitlines()
    assert [line for line in said if line.startswith("submitted/")] == named[:MAX_REMARKS]
    assert "… and 10 more files and folders like these." in said
