"""Gaussian moments against tables, closed forms and samples; estimates that keep their word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 -- torch's usual name
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import moments
from helpers.checks import torch_derivative, torch_function
from helpers.errors import HelpersError

TORCH_UNITS: dict[str, Callable[..., Any]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "swish": F.silu,
    "mish": F.mish,
    "gelu": F.gelu,
    "softplus": F.softplus,
}
TABLE = {
    "sigmoid": (0.50000, 0.04338, 0.29338, 0.20662, 0.04484),
    "tanh": (0.0, 0.39429, 0.39429, 0.60571, 0.46440),
    "relu": (0.39894, 0.34085, 0.50000, 0.5, 0.5),
    "leaky": (0.39495, 0.34406, 0.50005, 0.505, 0.50005),
    "elu": (0.16052, 0.61918, 0.64495, 0.76158, 0.66810),
    "selu": (0.0, 1.0, 1.0, 0.98523, 1.07157),
    "swish": (0.20662, 0.31308, 0.35578, 0.5, 0.37948),
    "mish": (0.24040, 0.39455, 0.45234, 0.56375, 0.47908),
    "gelu": (0.28209, 0.34564, 0.42522, 0.5, 0.45585),
    "softplus": (0.80606, 0.27151, 0.92125, 0.5, 0.29338),
}
"""E f, Var f, E f², E f′, E f′² for z ~ N(0, 1), to five digits."""


def unit(name: str) -> tuple[moments.Unit, moments.Unit]:
    return torch_function(TORCH_UNITS[name]), torch_derivative(TORCH_UNITS[name])


def relu(z: Any) -> Any:
    return np.maximum(z, 0.0)


def step(z: Any) -> Any:
    return np.heaviside(z, 0.0)


def as_tuple(found: moments.Moments) -> tuple[float, ...]:
    return found.mean, found.variance, found.second, found.slope_mean, found.slope_second


@pytest.mark.parametrize("name", TABLE)
def test_moments_are_those_of_the_table(name: str) -> None:
    found = moments.gaussian_moments(*unit(name))
    assert as_tuple(found) == pytest.approx(TABLE[name], abs=6e-6)


@pytest.mark.parametrize("variance", [1e-12, 1e-3, 1.0, 50.0, 1e8])
def test_moments_of_relu_have_their_closed_form(variance: float) -> None:
    found = moments.gaussian_moments(relu, step, variance=variance)
    mean = np.sqrt(variance / (2 * np.pi))
    right = (mean, variance * (0.5 - 0.5 / np.pi), variance / 2, 0.5, 0.5)
    assert as_tuple(found) == pytest.approx(right, rel=1e-12)


@pytest.mark.parametrize("variance", [1e-3, 1.0, 4.0])
def test_moments_of_powers_and_exponentials_have_their_closed_form(variance: float) -> None:
    found = moments.gaussian_moments(lambda z: z**3, lambda z: 3 * z**2, variance=variance)
    assert found.second == pytest.approx(15 * variance**3, rel=1e-12)
    assert found.slope_second == pytest.approx(27 * variance**2, rel=1e-12)
    assert found.mean == pytest.approx(0.0, abs=1e-13)
    assert moments.gaussian_moments(np.exp, variance=variance).mean == pytest.approx(
        np.exp(variance / 2), rel=1e-12
    )


@pytest.mark.parametrize("variance", [1.0, 1e4, 1e10])
def test_a_bend_that_a_large_variance_squeezes_is_resolved(variance: float) -> None:
    found = moments.gaussian_moments(np.tanh, lambda z: 1 - np.tanh(z) ** 2, variance=variance)
    slope = found.slope_second * np.sqrt(2 * np.pi * variance)  # → ∫ sech⁴ = 4/3
    assert slope == pytest.approx(4 / 3, rel=0.6 if variance == 1.0 else 1e-3)
    assert found.second <= 1.0


def test_without_a_derivative_the_slopes_are_nan() -> None:
    found = moments.gaussian_moments(np.tanh)
    assert np.isnan(found.slope_mean)
    assert np.isnan(found.slope_second)


def test_a_variance_of_zero_gives_the_unit_at_zero() -> None:
    found = moments.gaussian_moments(*unit("sigmoid"), variance=0.0)
    assert as_tuple(found) == pytest.approx((0.5, 0.0, 0.25, 0.25, 0.0625))


@pytest.mark.parametrize("name", TABLE)
def test_samples_agree(name: str) -> None:
    f, derivative = unit(name)
    z = np.random.default_rng(5).normal(0.0, np.sqrt(2.5), 200_000)
    found = moments.gaussian_moments(f, derivative, variance=2.5)
    pairs = (
        (moments.estimate_mean(f(z)), found.mean),
        (moments.estimate_variance(f(z)), found.variance),
        (moments.estimate_variance(f(z), 0.0), found.second),
        (moments.estimate_mean(derivative(z)), found.slope_mean),
        (moments.estimate_mean(np.square(derivative(z))), found.slope_second),
    )
    for estimate, right in pairs:
        assert abs(estimate.value - right) <= 5 * estimate.error


@given(st.sampled_from(sorted(TABLE)), st.floats(1e-6, 1e6))
@settings(deadline=None, max_examples=40)
def test_moments_keep_their_laws(name: str, variance: float) -> None:
    f, derivative = unit(name)
    found = moments.gaussian_moments(f, derivative, variance=variance)
    assert found.second == pytest.approx(found.variance + found.mean**2, rel=1e-9, abs=1e-12)
    assert found.slope_second >= found.slope_mean**2 - 1e-12
    # Stein: E z f(z) = q E f′(z)
    product = moments.gaussian_moments(lambda z: z * np.asarray(f(z)), variance=variance)
    assert product.mean == pytest.approx(variance * found.slope_mean, rel=1e-8, abs=1e-12)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.sampled_from(["relu", "leaky"]))
@settings(deadline=None, max_examples=30)
def test_homogeneous_units_scale(variance: float, factor: float, name: str) -> None:
    f, derivative = unit(name)
    one = moments.gaussian_moments(f, derivative, variance=variance)
    other = moments.gaussian_moments(f, derivative, variance=variance * factor)
    assert other.second == pytest.approx(factor * one.second, rel=1e-10)
    assert other.slope_second == pytest.approx(one.slope_second, rel=1e-10)


def test_tanh_with_a_row_variance_of_1_decays_like_half_of_1_over_depth() -> None:
    found = moments.second_moments_by_depth(np.tanh, 1000, weight_variance=1.0)
    assert found[[0, 1, 2, 4, 9, 99]] == pytest.approx(
        [0.394, 0.236, 0.167, 0.103, 0.052, 0.0051], rel=0.02
    )
    assert found[-1] * 2 * 1000 == pytest.approx(1.0, rel=0.02)
    gain = moments.second_moments_by_depth(np.tanh, 50, weight_variance=25 / 9)
    assert gain[-1] == pytest.approx(0.424, abs=1e-3)
    factor = moments.gradient_factor(
        np.tanh, lambda z: 1 - np.tanh(z) ** 2, weight_variance=25 / 9, variance=25 / 9 * gain[-1]
    )
    assert factor == pytest.approx(1.21, abs=0.01)


@pytest.mark.parametrize("scale", [0.5, 2.0, 3.0])
def test_relu_multiplies_the_second_moment_by_half_the_row_variance(scale: float) -> None:
    found = moments.second_moments_by_depth(relu, 7, weight_variance=scale, input_moment=3.0)
    assert found == pytest.approx(3.0 * (scale / 2) ** np.arange(1, 8))
    assert moments.gradient_factor(
        relu, step, weight_variance=scale, variance=0.3
    ) == pytest.approx(scale / 2)


def test_bias_variance_is_added_in_each_layer() -> None:
    found = moments.second_moments_by_depth(
        relu, 3, weight_variance=2.0, input_moment=1.0, bias_variance=1.0
    )
    assert found == pytest.approx([1.5, 2.0, 2.5])


def test_a_wide_random_net_has_the_predicted_second_moments() -> None:
    rng, width = np.random.default_rng(3), 2000
    a = rng.normal(size=width)
    measured = []
    for _ in range(5):
        a = np.tanh(rng.normal(0.0, np.sqrt(1.5 / width), (width, width)) @ a)
        measured.append(np.mean(a**2))
    assert measured == pytest.approx(
        moments.second_moments_by_depth(np.tanh, 5, weight_variance=1.5), rel=0.1
    )


def test_what_overflows_is_infinite_from_there_on() -> None:
    found = moments.second_moments_by_depth(relu, 400, weight_variance=100.0)
    assert np.isfinite(found[:150]).all()
    assert np.isinf(found[200:]).all()
    assert moments.second_moments_by_depth(relu, 0, weight_variance=1.0).shape == (0,)


def test_estimates_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(11)
    samples = rng.normal(1.0, 2.0, (500, 100))
    for estimate, right in (
        (moments.estimate_mean, 1.0),
        (moments.estimate_variance, 4.0),
        (moments.estimate_median, 1.0),
    ):
        found = [estimate(row) for row in samples]
        inside = np.mean([abs(one.value - right) <= 2 * one.error for one in found])
        assert inside == pytest.approx(0.95, abs=0.05)
    assert np.mean([moments.estimate_variance(row).value for row in samples]) == pytest.approx(
        4.0, rel=0.02
    )


def test_entries_of_one_sample_count_once() -> None:
    rows = np.repeat(np.random.default_rng(2).normal(size=(200, 1)), 50, axis=1)
    wide, narrow = moments.estimate_variance(rows, 0.0), moments.estimate_variance(rows[:, 0], 0.0)
    assert (wide.count, wide.error) == (200, pytest.approx(narrow.error))
    assert moments.estimate_mean(rows).error == pytest.approx(
        moments.estimate_mean(rows[:, 0]).error
    )


def test_a_heavy_tail_shows_in_the_largest_share() -> None:
    rng = np.random.default_rng(4)
    light = moments.estimate_variance(rng.normal(size=1000), 0.0)
    heavy = moments.estimate_variance(np.exp(3 * rng.normal(size=1000)), 0.0)
    assert light.largest_share < 0.02
    assert heavy.largest_share > 0.1
    median = moments.estimate_median(np.exp(3 * rng.normal(size=1000)))
    assert abs(median.value - 1.0) <= 4 * median.error


def test_an_estimate_reads_as_a_value_with_its_error() -> None:
    assert str(moments.Estimate(0.4983, 0.0123, 300, 0.0)) == "0.498 ± 0.012 (300 samples)"
    assert moments.estimate_mean(np.zeros(3)).largest_share == 0.0


@pytest.mark.parametrize("samples", [1.0, [], [2.0], np.empty((3, 0))])
def test_too_few_samples_are_refused(samples: Any) -> None:
    with pytest.raises(HelpersError, match="two samples"):
        moments.estimate_mean(samples)


@pytest.mark.parametrize("variance", [-1.0, np.nan, np.inf])
def test_a_variance_that_makes_no_sense_is_refused(variance: float) -> None:
    with pytest.raises(HelpersError, match="variance"):
        moments.gaussian_moments(np.tanh, variance=variance)
    if variance != np.inf:
        with pytest.raises(HelpersError, match="variance"):
            moments.second_moments_by_depth(np.tanh, 2, weight_variance=variance)
