"""Moments of units under Gaussian pre-activations, through depth, and estimated from samples.

In a wide layer a pre-activation is a sum of many independent terms, so z ~ N(0, q) is a good
model. Then E f(z)² says what a layer passes forward, and E f′(z)² what it passes back. The
expectations are one-dimensional integrals: Gauss–Legendre on panels that get smaller towards 0 by
halves, because units have their kinks there, and a large variance squeezes their bends. Estimates
from samples come with their error bars.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.errors import HelpersError

Floats = NDArray[np.float64]
Unit = Callable[[Floats], ArrayLike]
"""An elementwise function of float64 arrays; `checks.torch_function` makes one from torch's."""

_REACH, _PANELS, _NODES = 16.0, 60, 24
"""|z| up to 16 standard deviations (probability 1e-57 beyond), halved 60 times, 24 nodes each."""


@dataclass(frozen=True)
class Moments:
    """Moments of f(z) and f′(z) for z ~ N(0, variance).

    Attributes:
        mean: E f(z).
        variance: Var f(z).
        second: E f(z)².
        slope_mean: E f′(z); NaN if no derivative was given.
        slope_second: E f′(z)²; likewise.
    """

    mean: float
    variance: float
    second: float
    slope_mean: float
    slope_second: float


def gaussian_moments(
    unit: Unit, derivative: Unit | None = None, *, variance: float = 1.0
) -> Moments:
    """Return the moments of a unit and its slope for z ~ N(0, variance).

    They are accurate to about 1e-12 for units that are smooth except for a kink at 0 and grow no
    faster than exponentially. A kink elsewhere reduces the accuracy to about 1e-4, a jump to about
    1e-2, and fast oscillation destroys it.

    Args:
        unit: f, on float64 arrays of shape (n,).
        derivative: f′, likewise.
        variance: q ≥ 0; with 0 every z is 0.

    Returns:
        The moments; those of the slope are NaN without a derivative.

    Raises:
        HelpersError: the variance is negative, infinite or NaN.
    """
    if not 0.0 <= variance < np.inf:
        raise HelpersError(
            f"A variance cannot be {variance:g}.", "Use a finite number that is 0 or larger."
        )
    nodes, weights = _normal_rule()
    z = np.sqrt(variance) * nodes
    with np.errstate(over="ignore", under="ignore"):
        f = np.asarray(unit(z), dtype=float)
        slope = np.full(z.size, np.nan)
        if derivative is not None:
            slope = np.asarray(derivative(z), dtype=float)
        mean = float(weights @ f)
        return Moments(
            mean=mean,
            variance=float(weights @ (f - mean) ** 2),
            second=float(weights @ f**2),
            slope_mean=float(weights @ slope),
            slope_second=float(weights @ slope**2),
        )


@functools.cache
def _normal_rule() -> tuple[Floats, Floats]:
    """Return nodes and weights, both (n,), with Σ weight·g(node) ≈ E g(t) for t ~ N(0, 1)."""
    x, w = np.polynomial.legendre.leggauss(_NODES)
    ends = _REACH * np.append(0.5 ** np.arange(_PANELS), 0.0)
    low, high = ends[1:, None], ends[:-1, None]
    half = ((low + high + (high - low) * x) / 2).reshape(-1)  # every node is > 0
    weights = ((high - low) / 2 * w).reshape(-1) * np.exp(-(half**2) / 2)
    nodes = np.concatenate([-half, half])
    both = np.concatenate([weights, weights])
    return nodes, both / both.sum()


def second_moments_by_depth(
    unit: Unit,
    depth: int,
    *,
    weight_variance: float,
    input_moment: float = 1.0,
    bias_variance: float = 0.0,
) -> Floats:
    """Return E a² after each unit of a wide random net.

    q_l = weight_variance·m_{l−1} + bias_variance and m_l = E f(z)² with z ~ N(0, q_l): exact in
    the limit of infinite width.

    Args:
        unit: f.
        depth: number of layers, each with weights and a unit.
        weight_variance: fan_in·Var(w), the variance of a whole row of weights.
        input_moment: m_0, the mean square of the input's entries.
        bias_variance: Var(b).

    Returns:
        m_1 … m_depth, shape (depth,); inf where float64 overflows.

    Raises:
        HelpersError: a variance or the input's moment is negative or NaN.
    """
    if not min(weight_variance, input_moment, bias_variance) >= 0.0:
        raise HelpersError(
            "A variance or a mean square is negative or NaN.", "Use numbers that are 0 or larger."
        )
    moments, moment = np.full(depth, np.inf), float(input_moment)
    for layer in range(depth):
        variance = weight_variance * moment + bias_variance
        if not np.isfinite(variance):
            break
        moment = moments[layer] = gaussian_moments(unit, variance=variance).second
    return moments


def gradient_factor(
    unit: Unit, derivative: Unit, *, weight_variance: float, variance: float
) -> float:
    """Return χ = weight_variance·E f′(z)², z ~ N(0, variance).

    One layer multiplies the mean square of a gradient by χ. Below 1 the gradient vanishes with
    depth, above 1 it explodes. This assumes layers of equal width, and weights that are independent
    of the slopes.

    Args:
        unit: f.
        derivative: f′.
        weight_variance: fan_in·Var(w).
        variance: of the pre-activations.

    Raises:
        HelpersError: see `gaussian_moments`.
    """
    return weight_variance * gaussian_moments(unit, derivative, variance=variance).slope_second


@dataclass(frozen=True)
class Estimate:
    """A number estimated from independent samples.

    Attributes:
        value: the estimate.
        error: its standard error: in 19 of 20 cases the truth is less than 2 of them away,
            unless `largest_share` is large.
        count: number of independent samples.
        largest_share: the share of the largest term in the sum. Products of many random factors
            have heavy tails. From about 0.1 on, value and error both tend to be too small, and a
            median is more reliable.
    """

    value: float
    error: float
    count: int
    largest_share: float

    def __str__(self) -> str:
        """Return `0.498 ± 0.012 (300 samples)`."""
        return f"{self.value:.3g} ± {self.error:.2g} ({self.count} samples)"


def estimate_mean(samples: ArrayLike) -> Estimate:
    """Estimate a mean.

    Args:
        samples: (n,) or (n, …), n ≥ 2. Samples are independent along the first axis only. The
            entries of one sample may depend on each other and are averaged first, so n counts the
            repetitions, not the entries.

    Raises:
        HelpersError: fewer than two samples.
    """
    values = _one_each(samples)
    total = np.abs(values).sum()
    return Estimate(
        value=float(values.mean()),
        error=float(values.std(ddof=1) / np.sqrt(values.size)),
        count=values.size,
        largest_share=float(np.abs(values).max() / total) if total > 0 else 0.0,
    )


def estimate_variance(samples: ArrayLike, mean: float | None = None) -> Estimate:
    """Estimate the variance of the entries; with `mean=0.0` their second moment.

    Args:
        samples: as in `estimate_mean`.
        mean: the mean if it is known; otherwise it is estimated too.

    Raises:
        HelpersError: fewer than two samples.
    """
    array = np.asarray(samples, dtype=float)
    if mean is not None:
        return estimate_mean((array - mean) ** 2)
    rough = estimate_mean((array - _one_each(array).mean()) ** 2)
    spread = estimate_mean(array).error ** 2  # what is lost by estimating the mean
    return Estimate(rough.value + spread, rough.error, rough.count, rough.largest_share)


def estimate_median(samples: ArrayLike) -> Estimate:
    """Estimate a median, which does not suffer from heavy tails.

    The error is half the distance between the order statistics √n/2 to the left and to the right
    of the middle: that is one standard deviation of the binomial count on either side.

    Args:
        samples: as in `estimate_mean`.

    Raises:
        HelpersError: fewer than two samples.
    """
    values = np.sort(_one_each(samples))
    step = 0.5 / np.sqrt(values.size)
    low, middle, high = np.quantile(values, (max(0.5 - step, 0.0), 0.5, min(0.5 + step, 1.0)))
    return Estimate(float(middle), float(high - low) / 2, values.size, 0.0)


def _one_each(samples: ArrayLike) -> Floats:
    """Return one number for each independent sample, shape (n,)."""
    array = np.asarray(samples, dtype=float)
    if array.ndim == 0 or array.shape[0] < 2 or array.size == 0:
        raise HelpersError(
            "An estimate with an error bar needs at least two samples.",
            "Pass an array whose first axis runs over the independent samples.",
        )
    means: Floats = array.reshape(array.shape[0], -1).mean(axis=1)
    return means
