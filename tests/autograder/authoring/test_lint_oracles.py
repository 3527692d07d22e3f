"""The lint on oracles: what could be handed in as it stands is looked at from inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.lint.oracles import oracles_are_out_of_reach
from autograder.course.texts import read_text
from tests.support.tiny import ANSWER, FIXTURE, HIDDEN, TESTS, header, make_text

PURE = "    checks.is_pure(double, np.array([1.0, -4.0]))\n"
OWN = "lambda z: np.add(z, z) * 1.0"
TWO = ANSWER.replace("def double", "def half(z):\n    return z / 2\n\n\ndef double")


def said(
    folder: Path, oracle: str, guard: str = "    pass\n", *, answer: str = ANSWER, extra: str = ""
) -> list[str]:
    """Return what the rule says of the tiny question with this oracle and this guard."""
    visible = TESTS.replace(OWN, oracle)
    assert PURE in HIDDEN
    path = folder / "text.py"
    cells = (FIXTURE + extra, answer, visible, HIDDEN.replace(PURE, guard))
    path.write_text(make_text(*cells), encoding="utf-8")
    return [finding.sentence for finding in oracles_are_out_of_reach(read_text(path))]


@pytest.mark.parametrize(
    "oracle", ["checks.torch_function(F.relu)", "checks.torch_derivative(F.relu)", "np.positive"]
)
def test_an_oracle_within_reach_needs_a_look_inside(tmp_path: Path, oracle: str) -> None:
    (sentence,) = said(tmp_path, oracle)
    assert "the very function that double is compared with" in sentence
    assert "checks.is_pure" in sentence


@pytest.mark.parametrize(
    "guard",
    [
        "    checks.is_pure(double, 1.0)\n",
        "    checks.leaves_alone(double, 1.0)\n",
        "    checks.by_hand(double, 1.0, because='…')\n",
        "    checks.without(double, 'relu', because='…')\n",
        "    for f_ in (double,):\n        checks.is_pure(f_, 1.0)\n",
    ],
)
def test_each_kind_of_look_will_do(tmp_path: Path, guard: str) -> None:
    assert said(tmp_path, "checks.torch_function(F.relu)", guard) == []


def test_a_formula_of_the_test_is_out_of_reach(tmp_path: Path) -> None:
    assert said(tmp_path, OWN) == []


def test_an_oracle_that_a_fixture_makes_is_within_reach(tmp_path: Path) -> None:
    made = "torch_relu = checks.torch_function(F.relu)\n\n\ndef slope(z):\n    return z\n"
    assert len(said(tmp_path, "torch_relu", extra=made)) == 1
    assert said(tmp_path, "slope", extra=made) == []
    by_function = made.replace("return z", "return checks.torch_derivative(F.relu)(z)")
    assert len(said(tmp_path, "slope", extra=by_function)) == 1


def test_every_function_of_the_question_is_looked_at(tmp_path: Path) -> None:
    (sentence,) = said(tmp_path, "checks.torch_function(F.relu)", PURE, answer=TWO)
    assert "the very function that half is compared with" in sentence


def test_other_questions_are_not_concerned(tmp_path: Path) -> None:
    other = header("other", solution=True) + "def other(z):\n    return z\n"
    assert said(tmp_path, "checks.torch_function(F.relu)", PURE, extra="\n" + other) == []
