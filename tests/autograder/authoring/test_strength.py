"""Strength: what catches each wrong answer, and which questions hang by one test."""

from __future__ import annotations

import json

import pytest

from autograder.authoring.acceptance import findings, require, unexercised
from autograder.authoring.bank import Answer
from autograder.authoring.bank_report import bank_json, bank_page
from autograder.authoring.failed_tests import Test as Exam
from autograder.authoring.failed_tests import failed_tests, idle_tests, parts_of
from autograder.authoring.mutants import Mutant
from autograder.authoring.strength import Count, Strength, strengths, weakest
from autograder.authoring.verdicts import Verdict
from autograder.course.questions import Question
from autograder.errors import BankError
from autograder.outcomes import CellOutcome, CellStatus
from tests.support.markup import Page, harmful

RELU = Question("relu", "code", ("relu",), {"relu-tests": 1.0, "relu-hidden": 2.0})
VISIBLE, VALUES, SLOPE = (
    Exam("relu-tests"),
    Exam("relu-hidden", "values"),
    Exam("relu-hidden", "slope"),
)
SAYS = {VALUES: "values (0 of 1): relu is wrong.\n  got: 1", SLOPE: "slope (0 of 1): wrong."}


def outcomes(failed: set[Exam]) -> tuple[CellOutcome, ...]:
    """Return the outcomes of an answer that fails these tests."""
    said = "\n".join(SAYS[exam] for exam in (VALUES, SLOPE) if exam in failed)
    hidden = 2.0 - len(failed - {VISIBLE})
    return (
        CellOutcome("relu-tests", float(VISIBLE not in failed), 1.0, CellStatus.PASSED),
        CellOutcome("relu-hidden", hidden, 2.0, CellStatus.PARTIAL, said),
    )


def verdict(
    failed: set[Exam], *, due: float | None = None, title: str = "an answer", seed: int = 1
) -> Verdict:
    """Return a verdict on a wrong answer of the bank; on a right one where it fails nothing."""
    got = 3.0 - len(failed)
    points = None if not failed else got if due is None else due
    answer = Answer("relu", title, "", points, False, f"relu.py:{len(title)}")
    cells = outcomes(failed)
    return Verdict(
        "01_units", RELU, answer, title, seed, 3.0 if points is None else points, got, cells
    )


def mutant(failed: set[Exam], *, reason: str = "", title: str = "line 1, x", seed: int = 1,
           question: Question = RELU) -> Verdict:  # fmt: skip
    """Return a verdict on a mutant."""
    slip, got = Mutant(1, title, ""), 3.0 - len(failed)
    return Verdict(
        "01_units", question, None, title, seed, 3.0, got, outcomes(failed), slip, reason
    )


STUB = Verdict("01_units", RELU, None, "the release", 1, 0, 0, outcomes({VISIBLE, VALUES, SLOPE}))
GOOD = [STUB, verdict(set()), verdict({VISIBLE, VALUES}), verdict({SLOPE}, title="slope")]


def strength(*verdicts: Verdict) -> Strength:
    """Return the strength of one question."""
    (found,) = strengths(verdicts)
    return found


def test_parts_of_cells_are_tests_of_their_own() -> None:
    parts = parts_of(GOOD)
    assert parts == {"relu-tests": (), "relu-hidden": ("values", "slope")}
    assert failed_tests(GOOD[2], parts) == {VISIBLE, VALUES}
    assert failed_tests(GOOD[1], parts) == set()
    assert [str(exam) for exam in (VISIBLE, VALUES)] == [
        "relu-tests",
        "relu-hidden, part 'values'",
    ]


def test_a_cell_that_failed_as_a_whole_failed_in_all_its_parts() -> None:
    late = CellOutcome("relu-hidden", 0.0, 2.0, CellStatus.TIMEOUT, "Your code ran out of time.")
    one = Verdict("01_units", RELU, None, "x", 1, 0, 0, (late,), Mutant(1, "x", ""))
    assert failed_tests(one, parts_of(GOOD)) == {VALUES, SLOPE}


def test_tests_that_no_wrong_answer_fails_are_idle_whatever_mutants_do() -> None:
    assert idle_tests(GOOD) == []
    assert idle_tests([*GOOD[:3], mutant({SLOPE})]) == [SLOPE]
    assert strength(*GOOD[:3]).idle == (SLOPE,)


def test_a_cell_that_no_wrong_answer_fails_is_refused_a_part_is_not() -> None:
    assert unexercised(GOOD) == unexercised(GOOD[:3]) == []
    hidden_alone = [*GOOD[:2], verdict({VALUES})]
    assert idle_tests(hidden_alone) == [VISIBLE, SLOPE]
    assert unexercised(hidden_alone) == [
        "01_units: no wrong answer of the bank loses points in relu-tests."
    ]


def test_a_question_is_counted() -> None:
    slip = mutant({VALUES}, title="line 2, y")
    found = strength(*GOOD, mutant(set()), slip, mutant(set(), reason="free", title="line 3, z"))
    assert (found.right, found.wrong, found.mutants) == (Count(1, 1), Count(2, 2), Count(1, 2))
    assert found.survivors == ("line 1, x",)
    assert found.equivalents == {"line 3, z": "free"}
    assert not found.holds
    assert strength(*GOOD).holds


def test_what_one_test_alone_catches_hangs_by_it() -> None:
    found = strength(*GOOD, mutant({VALUES, SLOPE}), mutant({VISIBLE}, title="line 2, y"))
    assert found.single == {VISIBLE: ("line 2, y",), SLOPE: ("slope",)}
    assert found.spare == (VALUES,)
    assert found.hanging == pytest.approx(2 / 4)


def test_points_that_differ_between_seeds_are_found() -> None:
    steady, shaky = mutant({VALUES}), mutant({VALUES}, title="line 2, y")
    again = [mutant({VALUES}, seed=2), mutant({VALUES, SLOPE}, title="line 2, y", seed=2)]
    found = strength(steady, shaky, *again)
    assert found.flaky == ("line 2, y",)
    assert found.seeds == 2


def test_a_mutant_that_one_seed_lets_pass_is_missed() -> None:
    found = strength(mutant({VALUES}), mutant(set(), seed=2))
    assert found.mutants == Count(0, 1)
    assert found.survivors == ("line 1, x",)


def test_mutants_that_the_clock_alone_catches_are_told_apart() -> None:
    late = CellOutcome("relu-hidden", 0.0, 2.0, CellStatus.TIMEOUT, "Out of time.")
    slow = Verdict("01_units", RELU, None, "slow", 1, 3, 1, (late,), Mutant(1, "slow", ""))
    assert strength(slow, mutant({VALUES})).late == ("slow",)


def test_the_weakest_question_comes_first() -> None:
    names = ("missed", "hangs", "thin", "sound")
    every = {name: Question(name, "code", (name,), {}) for name in names}
    both = {VISIBLE, VALUES}

    def tried(name: str, *failed: set[Exam]) -> list[Verdict]:
        return [
            mutant(each, title=f"line {number}", question=every[name])
            for number, each in enumerate(failed)
        ]

    found = strengths(
        [
            *tried("sound", both, both, both),
            *tried("thin", both),
            *tried("hangs", both, {VALUES}, both),
            *tried("missed", both, both, set()),
        ]
    )
    assert [one.question for one in weakest(found)] == ["missed", "hangs", "thin", "sound"]


def test_a_mutant_must_lose_points_and_an_equivalent_none() -> None:
    assert mutant({VALUES}).holds
    assert not mutant(set()).holds
    assert mutant(set(), reason="free").holds
    assert not mutant({VALUES}, reason="free").holds


def test_what_does_not_hold_is_listed_with_what_to_do() -> None:
    require(GOOD)
    with pytest.raises(BankError) as caught:
        require([*GOOD, mutant(set())])
    assert caught.value.what.splitlines()[1:] == [
        "01_units: relu: line 1, x: due less than everything, got 3 of 3 (seed 1)"
    ]
    assert "list it with the reason" in caught.value.hint
    assert "header" not in caught.value.hint
    with pytest.raises(BankError) as caught:
        require([*GOOD, verdict({VISIBLE}, due=1)])
    assert "header" in caught.value.hint
    assert "mutant" not in caught.value.hint


def test_an_equivalent_that_loses_points_is_shown_with_its_reason() -> None:
    (said, *_) = findings([mutant({VALUES}, reason="It is free.")])
    assert "due 3, got 2 of 3" in said
    assert "listed as equivalent: It is free." in said


def test_programs_read_everything() -> None:
    read = json.loads(bank_json("a1", [*GOOD, mutant(set()), mutant({VALUES}, title="line 2, y")]))
    assert (read["assignment"], read["seeds"], read["holds"]) == ("a1", [1], False)
    assert len(read["findings"]) == 1
    (relu,) = read["questions"]
    assert relu["mutants"] == {"held": 1, "all": 2}
    assert relu["single"] == {
        "relu-hidden, part 'values'": ["line 2, y"],
        "relu-hidden, part 'slope'": ["slope"],
    }
    assert relu["survivors"] == ["line 1, x"]
    assert relu["hanging"] == pytest.approx(2 / 3, abs=1e-4)
    assert json.loads(bank_json("a1", GOOD))["holds"]


def test_people_see_the_same_on_a_page_that_runs_nothing() -> None:
    nasty = "line 9, <script>alert(1)</script>"
    html = bank_page("a1", [*GOOD, mutant(set()), mutant(set(), title=nasty, reason="<b>free</b>")])
    page = Page(html)
    assert harmful(html) == []
    assert nasty in page.text
    assert "<b>free</b>" in page.text
    assert "Mutants that no test catches" in page.text
    assert "Every answer got what is due, with 1 seed." not in page.text
    assert "Every answer got what is due, with 1 seed." in Page(bank_page("a1", GOOD)).text
