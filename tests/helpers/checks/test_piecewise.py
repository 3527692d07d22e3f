"""The exact error of ReLU nets: against formulas, slow rational arithmetic, and dense grids."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import checks
from helpers.checks import CheckFailed

GRID = np.linspace(0.0, 1.0, 4001)


def net(first: Any, biases: Any, last: Any, shift: float = 0.0) -> tuple[Any, ...]:
    """Return W1, b1, W2, b2 from plain lists."""
    return (
        np.array(first, dtype=float).reshape(-1, 1),
        np.array(biases, dtype=float),
        np.array(last, dtype=float).reshape(1, -1),
        np.array([shift], dtype=float),
    )


def equal_pieces(units: int, shift: float) -> tuple[Any, ...]:
    """Interpolate x² at k/units, then shift by `shift`."""
    places = np.arange(units) / units
    jumps = np.where(np.arange(units) == 0, 1.0, 2.0) / units
    return net(np.ones(units), -places, jumps, shift)


def slow_sup(weights: Any) -> Fraction:
    """Evaluate the net afresh, unit by unit, in rational arithmetic at every candidate."""
    first, biases, last, (shift,) = (
        [Fraction(number) for number in array.reshape(-1).tolist()] for array in weights
    )

    def g(x: Fraction) -> Fraction:
        terms = zip(first, biases, last, strict=True)
        return shift + sum((v * max(a * x + b, Fraction(0)) for a, b, v in terms), Fraction(0))

    inner = {-b / a for a, b in zip(first, biases, strict=True) if a and 0 < -b / a < 1}
    places = [Fraction(0), *sorted(inner), Fraction(1)]
    candidates = set(places)
    for left, right in pairwise(places):
        vertex = (g(right) - g(left)) / (right - left) / 2
        if left < vertex < right:
            candidates.add(vertex)
    return max(abs(g(x) - x * x) for x in candidates)


CLOSED_FORMS = [
    pytest.param(net([0.2, 0.6, 0.8], [0, -0.12, -0.48], [1, 1, 1]), 0.04, id="three units"),
    pytest.param(net([1, 1], [-0.2, -0.6], [0.8, 0.8], 0.02), 0.02, id="two units, best"),
    pytest.param(net([1, 1], [-0.17, -0.6], [0.8, 0.8]), 0.0289, id="two units, no output bias"),
    pytest.param(net([1, 1], [0, -0.5], [0.5, 1.0], -1 / 32), 1 / 32, id="two pieces, shifted"),
    pytest.param(net([1, 1], [0, -0.5], [0.5, 1.0]), 1 / 16, id="two pieces"),
    pytest.param(equal_pieces(3, 0.0), 1 / 36, id="three pieces"),
    pytest.param(net([1], [0], [1], -0.125), 0.125, id="best line"),
    pytest.param(net([1], [0], [1]), 0.25, id="chord"),
    pytest.param(net([1], [0], [2 * (math.sqrt(2) - 1)]), 3 - 2 * math.sqrt(2), id="through 0"),
    pytest.param(net([0], [0], [0], 0.5), 0.5, id="constant"),
    pytest.param(net([], [], [], 0.5), 0.5, id="no unit"),
    pytest.param(net([-1], [1], [-1], 1.0), 0.25, id="a unit that switches off at 1"),
    pytest.param(net([-2], [1], [0.5]), 1.0, id="a unit that switches off inside"),
    pytest.param(net([0, 0], [-1, 3], [5, 0.25], -0.25), 0.5, id="units without slope"),
]


@pytest.mark.parametrize(("weights", "expected"), CLOSED_FORMS)
def test_closed_forms(weights: Any, expected: float) -> None:
    assert checks.sup_error(weights) == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize("width", [1, 2, 3, 10, 64])
def test_best_nets_have_the_error_of_theory_and_alternate(width: int) -> None:
    half = 1 / (2 * width + 1)
    weights = net(
        np.ones(width),
        [-(2 * k - 1) * half for k in range(1, width + 1)],
        [4 * half] * width,
        half**2 / 2,
    )
    assert checks.sup_error(weights) == pytest.approx(1 / (2 * (2 * width + 1) ** 2), rel=1e-12)
    assert checks.alternations(weights) == 2 * width + 2
    assert checks.kinks(weights).size == width


def test_interpolation_is_one_sided() -> None:
    assert checks.alternations(equal_pieces(4, 0.0)) == 1
    assert checks.alternations(equal_pieces(4, -1 / 128)) == 9


def test_extremes_are_ordered_and_hold_the_sup() -> None:
    weights = net([1, 1], [-0.2, -0.6], [0.8, 0.8], 0.02)
    x, errors = checks.error_extremes(weights)
    assert x == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
    assert errors == pytest.approx([0.02, -0.02, 0.02, -0.02, 0.02, -0.02])
    assert np.abs(errors).max() == checks.sup_error(weights)


def test_grids_miss_what_the_formula_finds() -> None:
    spike = net([1e6, 1e6, 1e6], [-333333, -333334, -333335], [0.5, -1.0, 0.5])
    dense = np.abs(checks.evaluate(spike, GRID) - GRID**2).max()
    assert checks.sup_error(spike) == pytest.approx(1.0)
    spike = net([1e9] * 3, [-333333333, -333333334, -333333335], [7.0, -14.0, 7.0])
    assert checks.sup_error(spike) > 6
    assert np.abs(checks.evaluate(spike, GRID) - GRID**2).max() == pytest.approx(dense)


def test_cancelling_terms_cost_no_accuracy() -> None:
    weights = net([1, 1, 1, 1], [-0.2, -0.6, 2**-40, 2**-40], [0.8, 0.8, 2.0**60, -(2.0**60)], 0.02)
    assert checks.sup_error(weights) == pytest.approx(0.02, rel=1e-12)


def test_values_beyond_floats_give_inf() -> None:
    assert checks.sup_error(net([1e300], [0], [1e300])) == math.inf


def test_wide_nets_are_exact_too() -> None:
    width = 2000
    weights = equal_pieces(width, 0.0)
    assert checks.sup_error(weights) == pytest.approx(1 / (4 * width**2), rel=1e-6)


sizes = st.integers(1, 6)
numbers = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.5, -0.5, -0.25]),
    st.floats(-3, 3, allow_nan=False),
)


@st.composite
def nets(draw: st.DrawFn) -> tuple[Any, ...]:
    """Small nets with zero units and kinks that coincide."""
    count = draw(sizes)
    columns = [draw(st.lists(numbers, min_size=count, max_size=count)) for _ in range(3)]
    return net(*columns, draw(numbers))


@given(nets())
def test_equals_slow_rational_arithmetic(weights: Any) -> None:
    assert checks.sup_error(weights) == float(slow_sup(weights))


@pytest.mark.long
@given(nets())
def test_no_grid_finds_more_and_a_dense_one_finds_almost_all(weights: Any) -> None:
    on_grid = np.abs(checks.evaluate(weights, GRID) - GRID**2).max()
    exact = checks.sup_error(weights)
    steepest = 2 + sum(np.abs(weights[0][:, 0] * weights[2][0]))
    assert on_grid <= exact + 1e-12
    assert exact <= on_grid + steepest * GRID[1] + 1e-12


@given(nets(), st.integers(-30, 30))
def test_a_scale_moved_between_the_layers_changes_nothing(weights: Any, power: int) -> None:
    w1, b1, w2, b2 = weights
    scale = 2.0**power
    moved = (w1 * scale, b1 * scale, w2 / scale, b2)
    assert checks.sup_error(moved) == pytest.approx(checks.sup_error(weights), rel=1e-12)


@given(nets(), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(weights: Any, random: Any) -> None:
    order = list(range(weights[1].size))
    random.shuffle(order)
    w1, b1, w2, b2 = weights
    assert checks.sup_error((w1[order], b1[order], w2[:, order], b2)) == checks.sup_error(weights)


@given(nets())
def test_values_are_those_of_the_layers(weights: Any) -> None:
    w1, b1, w2, b2 = weights
    x = GRID[::100]
    assert checks.evaluate(weights, x) == pytest.approx(
        np.maximum(np.outer(x, w1[:, 0]) + b1, 0) @ w2[0] + b2[0], abs=1e-9
    )


def test_values_are_for_points_of_the_unit_interval() -> None:
    with pytest.raises(ValueError, match="points in"):
        checks.evaluate(GOOD, [0.5, 1.5])


@given(nets())
def test_extremes_lie_on_the_net(weights: Any) -> None:
    x, errors = checks.error_extremes(weights)
    assert np.all(np.diff(x) >= 0)
    assert x[0] == 0
    assert x[-1] == 1
    assert errors == pytest.approx(checks.evaluate(weights, x) - x**2, abs=1e-9)
    assert 1 <= checks.alternations(weights) <= x.size


@given(numbers, numbers)
@settings(max_examples=50)
def test_a_line_is_a_net_with_one_unit(slope: float, intercept: float) -> None:
    as_net = checks.sup_error(net([1], [0], [slope], intercept))
    assert checks.line_sup_error(slope, intercept) == as_net


def test_lines_that_are_no_numbers_have_no_error() -> None:
    assert checks.line_sup_error(math.nan, 0.0) == math.inf
    assert checks.line_sup_error(1.0, -math.inf) == math.inf


GOOD = net([1, 1], [-0.2, -0.6], [0.8, 0.8], 0.02)


def changed(place: int, array: Any) -> tuple[Any, ...]:
    """Return a good net with one of its four arrays replaced."""
    return tuple(array if index == place else old for index, old in enumerate(GOOD))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "the `return` is missing"),
        (GOOD[:3], "3 values"),
        (3.5, "four arrays"),
        (np.zeros(4), "four arrays"),
        (changed(0, [[1.0], [1.0]]), "W1 is not a NumPy array but of type list"),
        (changed(3, 0.02), "b2 is not a NumPy array but of type float"),
        (changed(0, np.array([[1], [1]])), "dtype int64"),
        (changed(2, GOOD[2].astype(np.float32)), "dtype float32"),
        (changed(1, np.array([1.0, math.nan])), "b1 contains inf or NaN"),
        ((GOOD[0].T, GOOD[1], GOOD[2].T, GOOD[3]), "swapped or transposed"),
        ((GOOD[2], GOOD[1], GOOD[0], GOOD[3]), "swapped or transposed"),
        (changed(0, np.ones(2)), "weights are matrices"),
        (changed(2, np.ones(2)), "weights are matrices"),
        (changed(1, np.ones((2, 1))), "biases are vectors"),
        (changed(3, np.array(0.02)), "biases are vectors"),
        (changed(1, np.ones(1)), "its own entry in b1"),
        (changed(3, np.ones(2)), "the layout is"),
    ],
)
def test_other_values_are_refused_in_words(value: Any, words: str) -> None:
    with pytest.raises(CheckFailed, match=words):
        checks.relu_weights(value, "relu_net")


def test_a_prescribed_width_is_checked() -> None:
    assert checks.relu_weights(list(GOOD), width=2)[1].shape == (2,)
    with pytest.raises(CheckFailed, match="2 hidden units, but exactly 3"):
        checks.relu_weights(GOOD, width=3)
