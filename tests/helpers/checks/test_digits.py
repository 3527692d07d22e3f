"""Digits: every good formula passes, and one that cancels does not."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest
from scipy import special

from helpers.checks.digits import has_digits, places
from helpers.checks.failure import CheckFailed
from helpers.checks.inputs import rng


def sigmoid(z: Any) -> Any:
    return 1 / (1 + mpmath.exp(-z))


def slope(z: Any) -> Any:
    return sigmoid(z) * sigmoid(-z)


SIGMOIDS = {
    "the formula": lambda z: 1 / (1 + np.exp(-z)),
    "expit": special.expit,
    "a logarithm": lambda z: np.exp(-np.logaddexp(0.0, -z)),
    "tanh": lambda z: 0.5 * (1 + np.tanh(z / 2)),
}


@pytest.mark.parametrize("answer", SIGMOIDS.values(), ids=SIGMOIDS.keys())
@pytest.mark.parametrize("key", ["one", "two", "three"])
@pytest.mark.filterwarnings("ignore:overflow")
def test_good_formulas_pass(answer: Any, key: str) -> None:
    has_digits(answer, sigmoid, places(rng(key)), atol=1e-16, power=0)
    has_digits(lambda z: answer(z) * (1 - answer(z)), slope, places(rng(key)), atol=4e-15, power=0)


def test_a_formula_that_cancels_loses_all_digits() -> None:
    def answer(z: Any) -> Any:
        return 1 - 1 / (1 + np.exp(np.minimum(z, 700.0)))

    with pytest.raises(CheckFailed, match="answer loses digits: 0 of them are right here"):
        has_digits(answer, sigmoid, places(rng("x")), atol=1e-16, power=0)
    with pytest.raises(CheckFailed, match=r"z = -36\.75\n  got:      0\.0\n  expected: 1\.09"):
        has_digits(answer, sigmoid, [1.0, -36.75], atol=1e-16, power=0)


@pytest.mark.parametrize("power", [1, 2])
def test_the_absolute_margin_grows_with_z_to_the_power(power: int) -> None:
    z = 100.0
    margin = 4e-16 * z**power
    has_digits(lambda x: 0 * x + 0.9 * margin, lambda x: 0 * x, [z], power=power)
    with pytest.raises(CheckFailed):
        has_digits(lambda x: 0 * x + 1.1 * margin, lambda x: 0 * x, [z], power=power)


def test_keywords_are_numbers_of_many_digits_for_the_right_value() -> None:
    def exact(z: Any, beta: Any) -> Any:
        return z / beta

    has_digits(lambda z, beta: z / beta, exact, places(rng("x")), keywords={"beta": 0.3})


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda z: z * np.inf, "0 of them are right"),
        (lambda z: np.float32(z), "7 of them are right"),
        (lambda z: z[:1], r"shape \(1,\), but \(2,\)"),
        (lambda z: z * 1j, "complex"),
        (lambda z: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_what_is_not_even_close_fails_with_a_sentence(answer: Any, sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        has_digits(answer, lambda z: z, [0.3, 0.7])


def test_there_are_places_of_every_size_and_sign() -> None:
    found = places(rng("x"))
    for sign in (-1, 1):
        sizes = sign * found[sign * found > 0]
        assert (sizes.min(), sizes.max()) == (1e-8, 1e4)
    assert ((found > -40) & (found < -20)).sum() >= 5
