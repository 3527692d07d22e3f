"""Curves: kept where somebody draws them, bounded, and without any effect on what a check says."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from helpers.checks import CheckFailed, agrees
from helpers.checks.comparing import Between
from helpers.checks.curves import MOST, Curve, collecting


def right(z: object, **_: object) -> np.ndarray:
    return np.maximum(np.asarray(z, dtype=float), 0.0)


def wrong(z: object, **_: object) -> np.ndarray:
    return np.abs(np.asarray(z, dtype=float))


INPUTS = [-1.0, np.linspace(-4.0, 4.0, 9), 7.0]


def drawn(answer: Callable[..., object], oracle: Callable[..., object], *inputs: object) -> Curve:
    with collecting() as found, pytest.raises(CheckFailed):
        agrees(answer, oracle, inputs)  # type: ignore[arg-type]
    [curve] = found
    return curve


def test_a_curve_goes_through_all_numbers_that_were_tried() -> None:
    curve = drawn(wrong, right, *INPUTS)
    assert curve.title == "wrong(z)"
    assert [x for x, _, _ in curve.points] == [*np.linspace(-4, 4, 9), 7]
    assert curve.points[0] == (-4.0, 4.0, 0.0)
    assert curve.points[-1] == (7.0, 7.0, 7.0)


def test_the_first_curve_is_kept_and_keywords_are_named() -> None:
    with collecting() as found:
        for beta in (1.0, 2.0):
            with pytest.raises(CheckFailed):
                agrees(wrong, right, INPUTS, keywords={"beta": beta})
    assert [curve.title for curve in found] == ["wrong(z, beta=1)"]


def test_infinities_and_free_conventions_are_told() -> None:
    def answer(z: object) -> np.ndarray:
        with np.errstate(all="ignore"):
            return 1.0 / np.asarray(z, dtype=float)

    curve = drawn(answer, lambda z: Between(np.minimum(z, 0), np.maximum(z, 0)), np.arange(-3.0, 4))
    assert curve.points[3][:2] == (0.0, math.inf)
    assert math.isnan(curve.points[0][2])


@pytest.mark.parametrize(
    "inputs",
    [
        (1.0, 2.0, -1.0),
        tuple((float(number), 1.0) for number in range(-9, 0)),
        (np.full(9, np.nan), -1.0),
    ],
)
def test_few_points_several_arguments_and_no_numbers_give_no_curve(
    inputs: tuple[object, ...],
) -> None:
    with collecting() as found, pytest.raises(CheckFailed):
        agrees(lambda z, *_: wrong(z), lambda z, *_: right(z), inputs)
    assert found == []


def test_a_function_of_whole_rows_has_no_curve() -> None:
    def softmax(z: object) -> np.ndarray:
        powers = np.exp(np.asarray(z, dtype=float))
        return powers / powers.sum()

    with collecting() as found, pytest.raises(CheckFailed):
        agrees(lambda z: softmax(z) * 2.0, softmax, INPUTS)
    assert found == []


def test_points_are_bounded_and_those_near_zero_are_kept() -> None:
    curve = drawn(wrong, right, np.linspace(-1000.0, 1000.0, 5001))
    assert len(curve.points) == MOST
    assert max(abs(x) for x, _, _ in curve.points) < 30


def test_an_oracle_or_answer_that_fails_further_on_changes_no_sentence() -> None:
    def oracle(z: object) -> np.ndarray:
        if np.ndim(z) == 2:
            raise ValueError
        return right(z)

    def answer(z: object) -> np.ndarray:
        if np.ndim(z) == 3:
            raise ZeroDivisionError
        return wrong(z)

    for last in (np.ones((2, 2)), np.ones((1, 1, 1))):
        said = []
        for wanted in (True, False):
            with pytest.raises(CheckFailed) as caught:
                if wanted:
                    with collecting() as found:
                        agrees(answer, oracle, [*INPUTS, last])
                else:
                    agrees(answer, oracle, [*INPUTS, last])
            said.append(str(caught.value))
        assert said[0] == said[1]
        assert len(found) == 1


def test_where_nobody_draws_nothing_is_kept_and_nothing_is_called_again() -> None:
    calls: list[object] = []

    def oracle(z: object) -> np.ndarray:
        calls.append(z)
        return right(z)

    with pytest.raises(CheckFailed):
        agrees(wrong, oracle, [np.array([-1.0]), *INPUTS])
    assert not any(np.size(z) == 9 for z in calls)
