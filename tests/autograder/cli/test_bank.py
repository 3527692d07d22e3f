"""The bank in the terminal: a line for each question, and what is weak."""

from __future__ import annotations

import io
from typing import Any

import pytest

from autograder.authoring.bank import Answer
from autograder.authoring.failed_tests import Test as Exam
from autograder.authoring.mutants import Mutant
from autograder.authoring.strength import Count, Strength
from autograder.authoring.verdicts import Verdict
from autograder.cli.bank import MAX_WEAK, bank_progress, show_bank
from autograder.course.questions import Question

RELU = Question("relu", "code", ("relu",), {"relu-tests": 2.0})
NONE = Count(0, 0)
RIGHT = Answer("relu", "right", "", None, False, "relu.py:1")
WRONG = Answer("relu", "wrong", "", 1.0, False, "relu.py:5")


def verdict(answer: Answer | None, due: float, got: float, seed: int = 1) -> Verdict:
    """Return a verdict on an answer to `relu`."""
    return Verdict("01_units", RELU, answer, "title", seed, due, got, ())


def test_each_question_has_a_line_as_soon_as_it_is_done(printed: io.StringIO) -> None:
    good = [verdict(None, 2, 2), verdict(RIGHT, 2, 2), verdict(WRONG, 1, 1)]
    with bank_progress() as watcher:
        watcher.begin([("01_units", "relu")], 1)
        watcher.ran()
        watcher.question(good)
        assert "✓ 01 relu    1 of 1   accepted    1 of 1   caught" in printed.getvalue()


def test_an_optional_question_is_marked(printed: io.StringIO) -> None:
    star = Question("relu", "code", ("relu",), {"relu-tests": 2.0}, optional=True)
    with bank_progress() as watcher:
        watcher.begin([("01_units", "relu")], 0)
        watcher.question([Verdict("01_units", star, RIGHT, "title", 1, 2, 2, ())])
    assert printed.getvalue().rstrip().endswith("0 of 0   caught  ★")


def test_mutants_have_a_column_where_they_are_tried(printed: io.StringIO) -> None:
    slip = Verdict("01_units", RELU, None, "x", 1, 2, 1, (), Mutant(1, "x", ""))
    with bank_progress(mutants=True) as watcher:
        watcher.begin([("01_units", "relu")], 0)
        watcher.question([verdict(RIGHT, 2, 2), verdict(WRONG, 1, 1), slip])
    line = "✓ 01 relu    1 of 1   accepted    1 of 1   caught    1 of 1   mutants"
    assert line in printed.getvalue()


def strength(question: str, mutants: Count = NONE, **fields: Any) -> Strength:
    """Return the strength of a question with two right answers and ten wrong ones."""
    return Strength(
        "01_units", question, False, 1, True, Count(1, 2), Count(10, 10), mutants, **fields
    )


def test_the_bank_is_summed_up(printed: io.StringIO) -> None:
    show_bank([strength("relu")])
    assert printed.getvalue() == "1 question: 11 of 12 answers got what is due.\n"


def test_mutants_are_summed_up(printed: io.StringIO) -> None:
    show_bank([strength("relu", Count(8, 9), late=("x",), equivalents={"y": "free", "z": "free"})])
    assert printed.getvalue().splitlines()[1] == (
        "9 mutants: 8 caught (1 by the clock), 1 missed; 2 more are as right as the solution."
    )


def test_tests_that_no_wrong_answer_needs_are_named(printed: io.StringIO) -> None:
    show_bank([strength("relu", idle=(Exam("relu-hidden", "slope"),))])
    line = "No wrong answer needs relu-hidden, part 'slope' of 01_units."
    assert line in printed.getvalue().splitlines()


def test_answers_whose_points_differ_between_seeds_are_named(printed: io.StringIO) -> None:
    show_bank([strength("relu", flaky=("draws [bold] too few",))])
    line = "Other points with another seed: 01_units: relu: draws [bold] too few"
    assert line in printed.getvalue().splitlines()


def test_the_weakest_questions_are_named_the_weakest_first(printed: io.StringIO) -> None:
    hanging = {Exam("hidden"): ("x", "y")}
    every = [strength(f"q{number}", single=hanging) for number in range(MAX_WEAK + 2)]
    show_bank([strength("sound"), *every, strength("missed", Count(4, 5), single=hanging)])
    lines = printed.getvalue().splitlines()
    assert lines[-MAX_WEAK:-MAX_WEAK + 2] == ["  01_units missed: 14 %, 1 missed",
                                              "  01_units q0: 20 %"]  # fmt: skip
    assert not any("sound" in line for line in lines)


@pytest.mark.parametrize(
    ("verdicts", "says"),
    [
        ([(RIGHT, 2, 1), (WRONG, 1, 1)], "✗ 01 relu    0 of 1   accepted    1 of 1   caught"),
        ([(RIGHT, 2, 2), (WRONG, 1, 2)], "✗ 01 relu    1 of 1   accepted    0 of 1   caught"),
        ([(None, 0, 1), (RIGHT, 2, 2)], "✗ 01 relu    1 of 1   accepted    0 of 0   caught"),
        ([(RIGHT, 2, 2), (RIGHT, 2, 1)], "✗ 01 relu    0 of 1   accepted    0 of 0   caught"),
    ],
    ids=["right refused", "wrong accepted", "stub accepted", "one seed of two"],
)
def test_what_does_not_hold_is_marked(
    printed: io.StringIO, verdicts: list[tuple[Answer | None, float, float]], says: str
) -> None:
    given = [verdict(*one, seed) for seed, one in enumerate(verdicts)]
    with bank_progress() as watcher:
        watcher.begin([("01_units", "relu")], 0)
        watcher.question(given)
    assert says in printed.getvalue()
