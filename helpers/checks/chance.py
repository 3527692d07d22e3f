"""Checks on random answers, with a computed probability of false alarms.

A right answer fails one of these checks with a probability of at most `false_alarm`. This follows
from exact distributions and proved inequalities; nothing depends on a normal approximation or on
tolerances found by trial. With the default of 1e-9, a question with a hundred such checks stays
below 1e-6.

Independent draws x of a continuous distribution F are turned into g = Φ⁻¹(F(x)), which are
independent standard normal numbers. So √n·mean(g) is standard normal and Σ g² has the chi-square
distribution with n degrees of freedom, whatever F is; for a normal F, g = (x - mean)/std. The
shape is tested by sup|Fₙ - F|, for which Massart (1990, The tight constant in the
Dvoretzky-Kiefer-Wolfowitz inequality) proves P(sup > t) ≤ 2·exp(-2nt²). How often the same number
may occur is bounded as well, with the digits of float32 allowed for. Each of these four tests gets
a quarter of `false_alarm`. What the draws have to do with each other is for `independence`.

About 6 000 draws distinguish a normal distribution from one whose standard deviation is 10 % off,
and from a uniform one of the same variance. For a uniform one far fewer are enough, because its
ends are known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from helpers.checks.comparing import as_floats
from helpers.checks.draws import (
    Distribution,
    Floats,
    cell_mass,
    chi_square_tails,
    normalised,
    repetitions,
)
from helpers.checks.failure import CheckFailed

FALSE_ALARM = 1e-9
"""Default probability that a check fails a right answer."""

_PARTS = 4
"""How many tests share the false alarms of `looks_drawn_from`."""


def looks_drawn_from(
    values: object,
    distribution: Distribution,
    *,
    title: str = "the sample",
    false_alarm: float = FALSE_ALARM,
    slips: Mapping[str, Distribution] | None = None,
    slip: str = "",
) -> None:
    """Check that values look like independent draws of a distribution: mean, scale and shape.

    Args:
        values: an array or tensor of any shape, float32 or float64, with at most a million entries.
        distribution: continuous, frozen: `scipy.stats.norm(0, 0.1)`.
        title: what messages call the values.
        false_alarm: bounds the probability that right values fail.
        slips: sentence → wrong distribution; named if the values look drawn from that one.
        slip: sentence for every other failure.

    Raises:
        CheckFailed: the values do not look drawn from it; the sentence says what differs.
    """
    sample = _sample(values, title)
    problem = _difference(sample, distribution, false_alarm)
    if problem:
        named = (
            sentence
            for sentence, wrong in (slips or {}).items()
            if not _difference(sample, wrong, false_alarm)
        )
        sentence, got, expected = problem
        raise CheckFailed(
            f"{title}: {sentence}", got=got, expected=expected, slip=next(named, slip)
        )


def looks_like(
    values: object,
    reference: ArrayLike,
    *,
    title: str = "the sample",
    false_alarm: float = FALSE_ALARM,
    slip: str = "",
) -> None:
    """Check that two samples look drawn from the same distribution, which need not be known.

    This is for answers whose distribution has no formula: `reference` comes from an independent
    oracle. The test is the exact one of Kolmogorov and Smirnov for two samples. Entries must be
    independent draws; if they are not, give one number for each repetition.

    Args:
        values: the answer's sample, of any shape, at most 10 000 entries.
        reference: the oracle's sample, of any shape, at most 10 000 entries.
        title: what messages call the values.
        false_alarm: bounds the probability that right values fail.
        slip: the mistake that most likely caused a failure.

    Raises:
        CheckFailed: the samples differ.
    """
    from scipy.stats import ks_2samp

    sample, wanted = _sample(values, title), np.ravel(np.asarray(reference, dtype=float))
    result = ks_2samp(sample, wanted, method="exact")
    if result.pvalue < false_alarm:
        raise CheckFailed(
            f"{title}: the values do not look drawn from the right distribution.",
            got=_quartiles(sample),
            expected=_quartiles(wanted),
            slip=slip,
        )


def has_mean(
    values: object,
    mean: float,
    *,
    variance: float,
    title: str = "the mean",
    false_alarm: float = FALSE_ALARM,
    slip: str = "",
) -> None:
    """Check the mean of independent draws of which only the variance is known.

    The values are cut into k groups of m. By Cantelli's inequality, the mean of one group is too
    high by t with a probability of at most p = v/(v + mt²), where v is the variance. The median
    of the groups is too high only if half of them are, so with a probability of at most
    P(Bin(k, p) ≥ k/2). The tolerance is the smallest t for which this is `false_alarm`/2, for the
    best k; the same holds below. It is about three times as wide as a normal approximation would
    claim: that is the price of heavy tails.

    Args:
        values: independent draws, of any shape.
        mean: what their mean should be.
        variance: a bound for the variance of one draw.
        title: what messages call the mean.
        false_alarm: bounds the probability that right values fail.
        slip: the mistake that most likely caused a failure.

    Raises:
        CheckFailed: the median of the groups' means is too far away.
    """
    sample = _sample(values, title)
    groups, tolerance = _median_of_means(sample.size, variance, false_alarm)
    size = sample.size // groups
    got = float(np.median(sample[: groups * size].reshape(groups, size).mean(axis=1)))
    if not abs(got - mean) <= tolerance:
        raise CheckFailed(
            f"{title} is wrong by more than chance allows.",
            got=f"{got:.4g}",
            expected=f"{mean:.4g} ± {tolerance:.2g}",
            slip=slip,
        )


def has_variance(
    values: object,
    variance: float,
    *,
    kurtosis: float = 3.0,
    mean: float = 0.0,
    title: str = "the variance",
    false_alarm: float = FALSE_ALARM,
    slip: str = "",
) -> None:
    """Check the variance of independent draws of which mean and kurtosis are known.

    The squared distances from `mean` have the variance (kurtosis - 1)·variance², and `has_mean`
    does the rest. If the distribution is known, `looks_drawn_from` detects smaller differences.

    Args:
        values: independent draws, of any shape.
        variance: what their variance should be.
        kurtosis: a bound for E(x - mean)⁴/variance²: 3 for normal draws, 1.8 for uniform ones.
        mean: their mean.
        title: what messages call the variance.
        false_alarm: bounds the probability that right values fail.
        slip: the mistake that most likely caused a failure.

    Raises:
        CheckFailed: the variance is too far away.
    """
    squares = (_sample(values, title) - mean) ** 2
    spread = (kurtosis - 1.0) * variance**2
    has_mean(squares, variance, variance=spread, title=title, false_alarm=false_alarm, slip=slip)


def _sample(values: object, title: str) -> Floats:
    sample = np.ravel(as_floats(values, title, "")).astype(np.float64)
    if not sample.size:
        raise CheckFailed(f"{title}: there are no values.")
    if not np.isfinite(sample).all():
        raise CheckFailed(f"{title}: not all values are finite.")
    return sample


def _difference(
    sample: Floats, distribution: Distribution, false_alarm: float
) -> tuple[str, str, str] | None:
    """Return what differs, what the sample has and what is expected; None if nothing differs."""
    from scipy.special import ndtr

    low, high = (float(end) for end in distribution.support())
    mean, std = float(distribution.mean()), float(distribution.std())
    slack = 1e-5 * std  # of float32
    if sample.min() < low - slack or sample.max() > high + slack:
        ends = f"{sample.min():.4g} to {sample.max():.4g}"
        return "some values lie outside the range.", ends, f"{low:.4g} to {high:.4g}"
    each = false_alarm / _PARTS
    _, times = np.unique(sample, return_counts=True)
    if repetitions(int((times // 2).sum()), sample.size, cell_mass(sample, distribution)) < each:
        return "the same values occur repeatedly.", "", "independent draws"
    with np.errstate(invalid="ignore"):  # infinite in both tails: then the shape is wrong, too
        normal = normalised(sample, distribution)
        middle = float(normal.mean())
        spread = max(1.0, float(normal.std()))
    moved = abs(middle) * math.sqrt(sample.size)
    shifted = 2 * ndtr(-moved) < each
    if shifted and not 2 * ndtr(-moved / spread) >= each:  # else the scale alone explains it
        return "the mean is wrong.", f"{sample.mean():.4g}", f"{mean:.4g}"
    if shifted or chi_square_tails(float(normal @ normal), sample.size) < each:
        measured = math.sqrt(float(np.mean((sample - mean) ** 2)))
        return "the standard deviation is wrong.", f"{measured:.4g}", f"{std:.4g}"
    if 2 * math.exp(-2 * sample.size * _sup_distance(sample, distribution) ** 2) < each:
        return "the distribution has another shape.", _quartiles(sample), ""
    return None


def _sup_distance(sample: Floats, distribution: Distribution) -> float:
    heights = np.asarray(distribution.cdf(np.sort(sample)))
    steps = np.arange(sample.size + 1) / sample.size
    return float(max((steps[1:] - heights).max(), (heights - steps[:-1]).max()))


def _quartiles(sample: Floats) -> str:
    low, middle, high = np.quantile(sample, (0.25, 0.5, 0.75))
    return f"quartiles {low:.4g}, {middle:.4g}, {high:.4g}"


def _median_of_means(count: int, variance: float, false_alarm: float) -> tuple[int, float]:
    """Return the number of groups (odd) and the tolerance of the median of their means."""
    from scipy.special import betaincinv

    groups = np.arange(1, min(count, 401) + 1, 2)
    half = (groups + 1) // 2
    # P(Bin(k, p) ≥ h) is the incomplete beta function I_p(h, k - h + 1).
    chance = betaincinv(half, groups - half + 1, false_alarm / 2)
    tolerance = np.sqrt(variance * (1 - chance) / (chance * (count // groups)))
    best = int(np.argmin(tolerance))
    return int(groups[best]), float(tolerance[best])
