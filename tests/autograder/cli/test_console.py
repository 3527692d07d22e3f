"""The terminal: a line for each thing that is done, above a bar or in a pipe, and no more."""

from __future__ import annotations

import io
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from autograder.authoring.bank import Answer
from autograder.authoring.failed_tests import Test as Exam
from autograder.authoring.mutants import Mutant
from autograder.authoring.strength import Count, Strength
from autograder.authoring.verdicts import Verdict
from autograder.cli import console as module
from autograder.cli.console import (
    MAX_REMARKS,
    MAX_WEAK,
    bank_progress,
    grading_progress,
    show_bank,
    show_class,
)
from autograder.course.questions import Question
from autograder.outcomes import Status
from tests.support.recording import outcome

RELU = Question("relu", "code", ("relu",), {"relu-tests": 2.0})
NONE = Count(0, 0)
RIGHT = Answer("relu", "right", "", None, False, "relu.py:1")
WRONG = Answer("relu", "wrong", "", 1.0, False, "relu.py:5")


def verdict(answer: Answer | None, due: float, got: float, seed: int = 1) -> Verdict:
    """Return a verdict on an answer to `relu`."""
    return Verdict("01_units", RELU, answer, "title", seed, due, got, ())


@pytest.fixture(params=[False, True], ids=["pipe", "terminal"])
def printed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is printed, once into a pipe and once into a terminal."""
    text = io.StringIO()
    shown = Console(
        file=text, force_terminal=request.param, width=80, highlight=False, color_system=None,
        force_interactive=request.param,
    )  # fmt: skip
    monkeypatch.setattr(module, "console", shown)
    return text


def test_each_student_has_a_line_as_soon_as_it_is_done(printed: io.StringIO) -> None:
    with grading_progress(["ada", "bob"]) as tell:
        tell(outcome("ada"), False)
        assert "ada  needs a person" in printed.getvalue()
        tell(outcome("bob", status=Status.NOT_GRADABLE), True)
    assert "bob  not gradable" in printed.getvalue()
    assert "unchanged" in printed.getvalue()


def test_a_name_is_no_markup(printed: io.StringIO) -> None:
    with grading_progress(["[red]ada"]) as tell:
        tell(outcome("[red]ada"), False)
    show_class([outcome("[red]ada")], 1)
    assert printed.getvalue().count("[red]ada") == 2


def test_the_class_ends_with_counts_and_the_next_command(printed: io.StringIO) -> None:
    show_class([outcome("ada")], 0)
    assert printed.getvalue().splitlines()[-3:] == [
        "1 submission: 1 needs a person (1 unchanged).",
        "Written answers wait for points: run jupyter lab, then Nbgrader → Formgrader",
        "Next: autograder feedback a1",
    ]
    show_class([outcome("ada", (1.0, 1.0, 2.0), Status.GRADED)], 1)
    assert printed.getvalue().splitlines()[-2:] == [
        "1 submission: 1 graded.",
        "Next: autograder feedback a1",
    ]


def test_remarks_are_wrapped_and_not_without_end(printed: io.StringIO) -> None:
    talk = "The cell is not where it was. " * 5
    graded = outcome("ada")
    part = replace(graded.notebooks[0], remarks=(talk,) * (MAX_REMARKS + 3))
    show_class([replace(graded, notebooks=(part,))], 1)
    lines = printed.getvalue().splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert sum(line.startswith("ada: The cell") for line in lines) == MAX_REMARKS
    assert "… and 3 remarks more: the report shows all." in lines


def test_each_question_has_a_line_as_soon_as_it_is_done(printed: io.StringIO) -> None:
    good = [verdict(None, 2, 2), verdict(RIGHT, 2, 2), verdict(WRONG, 1, 1)]
    with bank_progress() as watcher:
        watcher.begin([("01_units", "relu")], 1)
        watcher.ran()
        watcher.question(good)
        assert "✓ 01 relu    1 of 1   accepted    1 of 1   caught" in printed.getvalue()


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


def test_what_is_nobodys_is_listed_up_to_a_point(printed: io.StringIO) -> None:
    named = [f"submitted/{number:02} was not graded: it is empty." for number in range(30)]
    show_class([outcome("ada")], 1, named)
    said = printed.getvalue().splitlines()
    assert [line for line in said if line.startswith("submitted/")] == named[:MAX_REMARKS]
    assert "… and 10 more files and folders like these." in said


def test_mutants_have_a_column_where_they_are_tried(printed: io.StringIO) -> None:
    slip = Verdict("01_units", RELU, None, "x", 1, 2, 1, (), Mutant(1, "x", ""))
    with bank_progress(mutants=True) as watcher:
        watcher.begin([("01_units", "relu")], 0)
        watcher.question([verdict(RIGHT, 2, 2), verdict(WRONG, 1, 1), slip])
    line = "✓ 01 relu    1 of 1   accepted    1 of 1   caught    1 of 1   mutants"
    assert line in printed.getvalue()


def strength(question: str, mutants: Count = NONE, **fields: Any) -> Strength:
    """Return the strength of a question with two right answers and ten wrong ones."""
    return Strength("01_units", question, 1, True, Count(1, 2), Count(10, 10), mutants, **fields)


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
