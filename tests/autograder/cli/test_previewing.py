"""What a preview shows: which tests move points, and who moves."""

from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from autograder.cli.previewing import preview_data, preview_lines
from autograder.grading.preview import Change, Move, Preview

WIDTH = 80
LOSS = Change("01_relu", "relu-hidden", 2.0, 0.0, 2.0, 2.0, "relu(0) is 1.\n  expected 0")
GAIN = Change("01_relu", "relu-hidden", 0.0, 2.0, 2.0, 2.0, "")
FOUND = Preview(
    (Move("ada", 8.0, 6.0, (LOSS,)), Move("bob", 0.0, 2.0, (GAIN,))), same=3, new=("eve",)
)


def test_the_tests_that_move_points_come_first_and_then_the_students() -> None:
    assert preview_lines(FOUND, "units", WIDTH) == [
        "01_relu/relu-hidden: 1 lose, 1 gain",
        "  relu(0) is 1.",
        "",
        "student   before    after   change  because of",
        "ada            8        6       −2  relu-hidden",
        "bob            0        2       +2  relu-hidden",
        "",
        "2 of 5 students would get other points; the mean would change by +0.00; 1 not",
        "graded yet.",
        "Nothing was written.",
        "To grade: autograder grade units",
    ]


def test_where_nobody_moves_one_line_says_so() -> None:
    assert preview_lines(Preview((), 12, ()), "units", WIDTH) == [
        "0 of 12 students would get other points.",
        "Nothing was written.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (2.0, 4.0, "worth 4 instead of 2"),
        (None, 4.0, "new, worth 4"),
        (2.0, None, "the question is gone"),
    ],
)
def test_what_a_question_is_worth_is_named_where_it_changes(
    before: float | None, after: float | None, words: str
) -> None:
    change = Change("01_relu", "relu-hidden", 1.0, 2.0, before, after, "")
    lines = preview_lines(Preview((Move("ada", 1.0, 2.0, (change,)),), 0, ()), "units", WIDTH)
    assert lines[0] == f"01_relu/relu-hidden: 1 gain, {words}"


def test_long_names_and_control_characters_keep_to_the_width() -> None:
    change = Change("n" * 90, "q\x1b[31m" * 20, 1.0, 0.0, 1.0, 1.0, "\x1b]0;x\x07" + "w" * 200)
    lines = preview_lines(Preview((Move("界" * 60, 1.0, 0.0, (change,)),), 0, ()), "a", WIDTH)
    assert all(cell_len(line) <= WIDTH for line in lines[:5])
    assert not any("\x1b" in line or "\x07" in line for line in lines)


def test_programs_get_everything() -> None:
    found = json.loads(json.dumps(preview_data(FOUND)))
    assert found["moves"][0]["changes"][0]["why"] == LOSS.why
    assert (found["same"], found["new"]) == (3, ["eve"])
