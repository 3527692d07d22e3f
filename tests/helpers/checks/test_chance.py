"""Random answers: the false alarms are as rare as computed, and 10 % is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from helpers.checks import chance, draws
from helpers.checks.chance import has_mean, has_variance, looks_drawn_from, looks_like
from helpers.checks.failure import CheckFailed

pytestmark = pytest.mark.long

NORMAL = stats.norm(0.0, 0.2)
UNIFORM = stats.uniform(-0.3, 0.6)
LAWS = {"normal": NORMAL, "shifted": stats.norm(1.0, 3.0), "uniform": UNIFORM}


def fails(check: Any, *args: Any, **keywords: Any) -> bool:
    """Tell whether a check fails."""
    try:
        check(*args, **keywords)
    except CheckFailed:
        return True
    return False


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("count", [1, 40, 600])
def test_the_false_alarms_are_as_many_as_said(law: Any, count: int) -> None:
    rng = np.random.default_rng(1)
    runs, level = 1000, 0.12
    alarms = sum(
        fails(looks_drawn_from, law.rvs(count, random_state=rng), law, false_alarm=level)
        for _ in range(runs)
    )
    # Not above the bound (5 standard errors), and not far below it: the tests overlap a little.
    assert alarms <= runs * level + 5 * np.sqrt(runs * level)
    if count > 1:
        assert alarms >= 0.4 * runs * level


@pytest.mark.parametrize("part", ["mean", "scale", "shape"])
def test_each_part_has_its_share(part: str) -> None:
    rng = np.random.default_rng(2)
    runs, level = 2000, 0.05
    alarms = 0
    for _ in range(runs):
        sample = rng.normal(0, 0.2, 300)
        g = draws.normalised(sample, NORMAL)
        p = {
            "mean": 2 * stats.norm.sf(abs(g.mean()) * np.sqrt(300)),
            "scale": draws.chi_square_tails(float(g @ g), 300),
            "shape": 2 * np.exp(-600 * chance._sup_distance(sample, NORMAL) ** 2),
        }[part]
        alarms += p < level
    assert 0.6 * level < alarms / runs < 1.6 * level


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_right_answer_never_fails_at_the_default_level(dtype: torch.dtype) -> None:
    for seed in range(200):
        generator = torch.Generator().manual_seed(seed)
        weight = torch.empty(70, 90, dtype=dtype)
        looks_drawn_from(weight.normal_(0, 0.2, generator=generator), NORMAL)
        looks_drawn_from(weight.uniform_(-0.3, 0.3, generator=generator), UNIFORM)


@pytest.mark.parametrize("factor", [0.9, 1.1])
@pytest.mark.parametrize("law", [NORMAL, UNIFORM], ids=["normal", "uniform"])
def test_a_scale_that_is_ten_per_cent_off_is_caught(law: Any, factor: float) -> None:
    rng = np.random.default_rng(3)
    for _ in range(100):
        sample = factor * law.rvs((70, 90), random_state=rng)
        assert fails(looks_drawn_from, sample, law)


def test_another_shape_with_the_same_variance_is_caught() -> None:
    rng = np.random.default_rng(4)
    half = 0.2 * np.sqrt(3)
    for _ in range(50):
        uniform, normal = rng.uniform(-half, half, 6300), rng.normal(0, 0.2, 6300)
        with pytest.raises(CheckFailed, match="another shape"):
            looks_drawn_from(uniform, NORMAL)
        with pytest.raises(CheckFailed, match="lie outside the range"):
            looks_drawn_from(normal, stats.uniform(-half, 2 * half))


def test_a_shifted_mean_is_caught() -> None:
    with pytest.raises(CheckFailed, match="the mean is wrong"):
        looks_drawn_from(np.random.default_rng(5).normal(0.02, 0.2, 6300), NORMAL)


def test_repeated_draws_are_caught_although_their_moments_are_right() -> None:
    row = np.random.default_rng(6).normal(0, 0.2, 3000)
    with pytest.raises(CheckFailed, match="occur repeatedly"):
        looks_drawn_from(np.stack([row, row]), NORMAL)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (np.array([]), "no values"),
        (np.array([0.1, np.nan]), "finite"),
        (np.arange(5), "integers"),
        (None, "returned None"),
        (np.zeros(100), "occur repeatedly"),
    ],
)
def test_values_that_are_no_sample_are_told(values: Any, sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        looks_drawn_from(values, NORMAL)


def test_the_slip_is_named_by_the_distribution_that_the_values_have() -> None:
    sample = np.random.default_rng(7).normal(0, 0.04, 6300)
    slips = {"too wide.": stats.norm(0, 0.9), "the variance was taken.": stats.norm(0, 0.04)}
    with pytest.raises(CheckFailed, match="Likely slip: the variance was taken"):
        looks_drawn_from(sample, NORMAL, slips=slips, slip="something else.")
    with pytest.raises(CheckFailed, match="Likely slip: something else"):
        looks_drawn_from(3 * sample, NORMAL, slips=slips, slip="something else.")


def test_a_scale_far_too_large_is_not_called_a_wrong_mean() -> None:
    values = np.random.default_rng(1).normal(1.0, 16.0, 2000) + 0.6
    with pytest.raises(CheckFailed, match="the standard deviation is wrong"):
        looks_drawn_from(values, stats.norm(1, 2))


def test_the_message_shows_both_standard_deviations() -> None:
    with pytest.raises(CheckFailed, match=r"(?s)got: +0\.1\d+\n +expected: 0\.2"):
        looks_drawn_from(np.random.default_rng(8).normal(0, 0.1, 6300), NORMAL)


def test_float32_numbers_at_the_very_ends_of_the_support_are_right() -> None:
    sample = np.random.default_rng(9).uniform(-0.3, 0.3, 6300)
    sample[:2] = np.float32(-0.3), np.float32(0.3)
    looks_drawn_from(sample, UNIFORM)


def test_two_samples_of_one_distribution_look_alike_as_often_as_said() -> None:
    rng = np.random.default_rng(10)
    runs, level = 400, 0.1
    alarms = sum(
        fails(looks_like, rng.standard_cauchy(200), rng.standard_cauchy(200), false_alarm=level)
        for _ in range(runs)
    )
    assert 0.3 * level < alarms / runs < 1.7 * level


def test_two_samples_of_different_spread_do_not_look_alike() -> None:
    rng = np.random.default_rng(11)
    with pytest.raises(CheckFailed, match="right distribution"):
        looks_like(rng.normal(0, 1, 900), rng.normal(0, 2, 900))


@pytest.mark.parametrize("name", ["lognormal", "standard_t", "binary"])
def test_a_mean_with_heavy_tails_raises_no_more_false_alarms_than_said(name: str) -> None:
    rng = np.random.default_rng(12)
    draw, mean, variance = {
        "lognormal": (lambda: rng.lognormal(0, 1, 500), np.exp(0.5), (np.e - 1) * np.e),
        "standard_t": (lambda: rng.standard_t(3, 500), 0.0, 3.0),
        "binary": (lambda: rng.binomial(1, 0.004, 500) / 0.004, 1.0, 0.996 / 0.004),
    }[name]
    alarms = sum(
        fails(has_mean, draw(), mean, variance=variance, false_alarm=0.05) for _ in range(1000)
    )
    assert alarms <= 85  # 50 and 5 standard errors; in truth far fewer


@given(st.integers(1, 5000), st.floats(1e-12, 0.1), st.floats(1e-3, 1e3))
def test_the_tolerance_of_a_mean_keeps_its_promise(
    count: int, false_alarm: float, variance: float
) -> None:
    groups, tolerance = chance._median_of_means(count, variance, false_alarm)
    assert groups % 2 == 1
    assert groups <= count
    one = variance / (variance + count // groups * tolerance**2)  # Cantelli
    both = 2 * stats.binom.sf((groups - 1) // 2, groups, one)
    assert both <= false_alarm * (1 + 1e-6)


def test_a_variance_that_is_off_by_a_fifth_is_seen_in_enough_draws() -> None:
    rng = np.random.default_rng(13)
    sample = rng.laplace(0, 1, 60_000)  # variance 2, kurtosis 6
    has_variance(sample, 2.0, kurtosis=6.0)
    has_variance(sample + 1.0, 2.0, kurtosis=6.0, mean=1.0)
    for factor in (0.9, 1.1):
        with pytest.raises(CheckFailed, match="more than chance"):
            has_variance(factor * sample, 2.0, kurtosis=6.0)


def test_infinite_values_have_no_mean() -> None:
    with pytest.raises(CheckFailed, match="finite"):
        has_mean([1.0, np.inf], 1.0, variance=1.0)
