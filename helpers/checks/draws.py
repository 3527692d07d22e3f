"""Draws of a known distribution as normal numbers, and how often draws happen to agree."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVELS = 2.0**-26
"""A quarter of the step of float32's uniform numbers, which may be at an end of the support."""


class Distribution(Protocol):
    """A continuous distribution, such as `scipy.stats.norm(0, 2)`."""

    def cdf(self, x: Floats) -> Floats:
        """Return P(X ≤ x)."""

    def sf(self, x: Floats) -> Floats:
        """Return P(X > x)."""

    def support(self) -> tuple[float, float]:
        """Return the ends of the support."""

    def mean(self) -> float:
        """Return the mean."""

    def std(self) -> float:
        """Return the standard deviation."""


def cell_mass(sample: Floats, distribution: Distribution) -> float:
    """Return a bound for the probability that a draw is one certain float32.

    A number that was added to a mean has the last place of the sum; and float32 has 2²⁴ uniform
    numbers, from which all others are made.

    Args:
        sample: the draws.
        distribution: the one that they should have.

    Returns:
        The bound.
    """
    step = float(np.spacing(np.float32(np.abs(sample).max())))
    return 8 * _LEVELS + float((distribution.cdf(sample + step) - distribution.cdf(sample)).max())


def repetitions(pairs: int, count: int, chance: float) -> float:
    """Return a bound for the probability that so many pairs of draws agree.

    There are at most (count²/2)ᶜ/c! ways to choose c pairs without a common draw.

    Args:
        pairs: how many pairs agree, of which no two have a draw in common.
        count: how many draws there are.
        chance: a bound for the probability that two draws agree.

    Returns:
        The bound, at most 1.
    """
    logarithm = pairs * math.log(chance * count**2 / 2) - math.lgamma(pairs + 1)
    return math.exp(min(0.0, logarithm))


def normalised(sample: Floats, distribution: Distribution) -> Floats:
    """Return independent standard normal numbers for independent draws: Φ⁻¹(F(x)).

    Args:
        sample: the draws.
        distribution: the one that they should have.

    Returns:
        An array of the same shape.
    """
    from scipy.special import ndtri

    below, above = distribution.cdf(sample), distribution.sf(sample)
    if all(math.isfinite(end) for end in distribution.support()):
        below, above = np.maximum(below, _LEVELS), np.maximum(above, _LEVELS)
    return np.asarray(np.where(below < above, ndtri(below), -ndtri(above)))


def chi_square_tails(total: float, count: int) -> float:
    """Return twice the smaller tail of the chi-square distribution at a sum of squares.

    Args:
        total: the sum.
        count: how many independent standard normal numbers it should be made of.

    Returns:
        The probability of a sum at least as unusual.
    """
    from scipy.special import chdtr, chdtrc

    return float(2 * min(chdtr(count, total), chdtrc(count, total)))
