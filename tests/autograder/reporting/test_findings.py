"""Findings: what visible and hidden tests both say is said once, with the smallest example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.outcomes import CellOutcome, CellStatus
from autograder.reporting.findings import Finding, findings_of

SLIP = "the absolute value in place of the maximum"
VISIBLE = f"""\
relu has a wrong value.
  input:    -0.5
  got:      0.5
  expected: 0.0
  Likely slip: {SLIP}"""
HIDDEN = f"""\
values (0 of 1): relu has a wrong value.
  input:    -3.25
  got:      3.25
  expected: 0.0
  Likely slip: {SLIP}
float32 (0 of 1.5): relu(1.0) has dtype float64.
relu raised ValueError: “2 of 3”
  at:       line 2, `return z[0]`
  printed:  so
  | words of somebody"""


def cell(
    message: str, name: str = "relu-tests", status: CellStatus = CellStatus.FAILED
) -> CellOutcome:
    return CellOutcome(name, 0.0, 1.0, status, message)


def test_what_both_tests_say_is_one_finding_with_the_smallest_example() -> None:
    first, *others = findings_of([cell(VISIBLE), cell(HIDDEN, "relu-hidden")])
    assert first == Finding(
        "relu has a wrong value.",
        ("values",),
        (("input", "-0.5"), ("got", "0.5"), ("expected", "0.0")),
        (),
        (SLIP,),
    )
    assert [one.sentence for one in others] == [
        "relu(1.0) has dtype float64.",
        "relu raised ValueError: “2 of 3”",
    ]
    assert others[1].example == (("at", "line 2, `return z[0]`"), ("printed", "so"))
    assert others[1].more == ("  | words of somebody",)


def test_the_order_of_the_tests_makes_no_difference_to_the_example() -> None:
    (found,) = findings_of([cell(HIDDEN.partition("\nfloat32")[0], "relu-hidden"), cell(VISIBLE)])
    assert dict(found.example)["input"] == "-0.5"


def test_an_example_that_may_show_what_is_expected_comes_before_a_smaller_one() -> None:
    short = VISIBLE.replace("-0.5", "-1")
    (found,) = findings_of([cell(VISIBLE), cell(short, "relu-hidden")], "input")
    assert dict(found.example)["input"] == "-0.5"
    assert "expected" not in dict(findings_of([cell(short, "relu-hidden")], "input")[0].example)
    assert findings_of([cell(short, "relu-hidden")], "none")[0].example == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("slope(0.0) lies outside [0, 1].", "slope(1e-3) lies outside [0, 1].", True),
        ("f is wrong.", "f is wrong.\n  Likely slip: a sign", True),
        ("f is wrong.\n  Likely slip: a sign", "f is wrong.\n  Likely slip: a factor", True),
        ("g is not the slope of your own f.", "g has a wrong value.", True),
        ("f raised E: “a 1”", "f raised E: “b 2”", True),
        ("f is wrong.", "g is wrong.", False),
        ("f uses `g`, and why.\n  at:       line 1", "f uses `g`, so.\n  at:       line 1", True),
        ("f uses `g`, and why.\n  at:       line 1", "f uses `g`, so.\n  at:       line 2", False),
        ("f uses `g`, and why.", "f uses `g`, so.", False),
    ],
)
def test_what_is_one_finding(one: str, other: str, same: bool) -> None:
    assert len(findings_of([cell(one), cell(other, "f-hidden")])) == (1 if same else 2)


def test_two_parts_of_one_test_with_other_slips_are_two_findings() -> None:
    message = "f is wrong.\n  Likely slip: a sign\nf is wrong.\n  Likely slip: a factor"
    assert [one.slips for one in findings_of([cell(message)])] == [("a sign",), ("a factor",)]
    (joined,) = findings_of([cell("f is wrong."), cell(message, "f-hidden")])
    assert joined.slips == ("a sign", "a factor")


def test_notes_cost_nothing_and_come_last_and_blanks_are_known() -> None:
    note = cell("Note: f warns (overflow) at 1000.0. Only the result counts.")
    wrong, told = findings_of([note, cell("f is wrong.")])
    assert (wrong.costs, told.costs) == (True, False)
    for sentence in ("f has no answer yet.", "There is no answer yet: `raise` is left."):
        assert findings_of([cell(sentence)])[0].is_blank
    assert not findings_of([cell("f raised E: “has no answer yet”")])[0].is_blank


def test_states_without_words_get_a_sentence_and_what_passed_none() -> None:
    def said(status: CellStatus, name: str = "f-tests") -> list[str]:
        return [one.sentence for one in findings_of([cell("", name, status)])]

    assert said(CellStatus.PASSED) == []
    assert "took too long" in said(CellStatus.TIMEOUT)[0]
    assert "no details" in said(CellStatus.FAILED)[0]
    assert said(CellStatus.PARTIAL, "why") == [], "a person says it in a comment"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_words_are_bounded(text: str) -> None:
    found = findings_of([cell(text * 50)])
    assert all(len(one.sentence) <= 601 and len(one.more) <= 12 for one in found)
