"""Independent draws: what a sample's parts have to do with each other, at a computed level.

One sample can have the right mean, spread and shape and still not consist of independent draws:
its mean and standard deviation can be forced, its rows made orthogonal, every number followed by
its negative. What gives it away is that several samples together are too regular, or that their
parts resemble each other.

The draws of several weights of one shape, an array (weights, rows, columns), are turned into
independent standard normal numbers as in `chance`. Then every weight, every row and every column
is a *block* of n numbers, and for the blocks of each kind

* √n·mean is standard normal, so the sum of its squares has a chi-square distribution;
* the sum of squares around the mean has a chi-square distribution with n - 1 degrees of freedom;
  turned into a normal number for each block, the sum of the squares of these has one, too;
* for two neighbours a, b the number ⟨a, b⟩/|b| is standard normal, and independent for pairs
  without a common block;
* the correlation r of two blocks has r² ~ Beta(½, (n - 1)/2), and the largest of all pairs counts.

Of the first three both tails count: too regular is as wrong as too irregular. The last test is for
numbers that occur again, with either sign. Among n independent numbers of which two agree with a
probability of at most p, there are c pairs without a common number that agree with a probability of
at most λᶜ/c!, λ = n²p/2: there are at most (n²/2)ᶜ/c! ways to choose c such pairs.

What is forced may also be the mean of the draws themselves, or of their ranks, which is the same
for a uniform distribution. The numbers F(x) are uniform, and by Ball's theorem on sections of the
cube (Cube slicing in Rⁿ, 1986) the density of √(12n)·(mean - ½) is nowhere above √2/√12. So the sum
of its squares over k matrices is below s with a probability of at most (√2/√12)ᵏ times the volume
of a ball of radius √s in k dimensions.

Each of the 14 tests gets a fourteenth of the false alarms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from helpers.checks.chance import FALSE_ALARM
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

TESTS = 14
"""How many tests share the false alarms."""

_CLOSE = 2e-7
"""Numbers whose distances from the median differ by less (as probabilities) count as the same."""


def looks_independent(
    values: object,
    distribution: Distribution,
    *,
    title: str = "the draws",
    false_alarm: float = FALSE_ALARM,
    slip: str = "",
) -> None:
    """Check that several random matrices look like independent draws of a distribution.

    This is about what the draws have to do with each other: within a row, a column, a matrix, and
    from one matrix to the next. Whether they have the distribution is for `looks_drawn_from`.

    Args:
        values: an array of shape (matrices, rows, columns), with at least two of each. Forty
            matrices of 16 rows and 24 columns show everything that is named below.
        distribution: continuous, frozen: `scipy.stats.norm(0, 0.1)`.
        title: what messages call the draws.
        false_alarm: bounds the probability that independent draws fail.
        slip: sentence for a failure for which there is no better one.

    Raises:
        CheckFailed: the draws are standardised, antithetic, orthogonal, sorted, repeated, evenly
            spread or otherwise not independent.
    """
    sample = as_floats(values, title, "").astype(np.float64)
    if sample.ndim != 3 or min(sample.shape) < 2 or not np.isfinite(sample).all():
        raise CheckFailed(f"{title}: not all values are finite, or some are missing.", slip=slip)
    with np.errstate(all="ignore"):  # draws from elsewhere may be infinite as normal numbers
        found = ((c, s) for c, s in _chances(sample, distribution) if not c >= false_alarm / TESTS)
        _, sentence = next(found, (1.0, ""))
    if sentence:
        raise CheckFailed(
            f"{title}: these are not independent draws; {sentence}.", slip=slip or _SLIP
        )


def directions_look_independent(
    vectors: object, rng: np.random.Generator, *, title: str, false_alarm: float = FALSE_ALARM
) -> None:
    """Check vectors of independent normal draws of which each has a factor of its own.

    The direction of such a vector is uniform and says nothing about its length. So each gets a new
    length, as normal vectors have it, and all entries are independent and standard normal again.

    Args:
        vectors: an array of shape (vectors, entries), with a multiple of 24 vectors.
        rng: draws the lengths.
        title: what messages call the vectors.
        false_alarm: as for `looks_independent`.

    Raises:
        CheckFailed: as for `looks_independent`.
    """
    from scipy.stats import norm

    rows = as_floats(vectors, title, "").astype(np.float64)
    lengths = np.sqrt(rng.chisquare(rows.shape[1], len(rows)))
    with np.errstate(all="ignore"):  # a vector of zeros has no direction, and is refused
        rows = rows * (lengths / np.linalg.norm(rows, axis=1))[:, None]
    blocks = rows.reshape(-1, 24, rows.shape[1])
    looks_independent(blocks, norm(), title=title, false_alarm=false_alarm)


_SLIP = "draw every entry once, and change no draw because of another one."


def _chances(sample: Floats, distribution: Distribution) -> Iterator[tuple[float, str]]:
    """Yield the probability of what each test has found, and the sentence that says it."""
    g = normalised(sample, distribution)
    kinds = {
        "matrix": g.reshape(len(g), -1),
        "row": g.reshape(-1, g.shape[2]),
        "column": g.swapaxes(1, 2).reshape(-1, g.shape[1]),
    }
    for kind, blocks in kinds.items():
        plural = {"matrix": "matrices"}.get(kind, f"{kind}s")
        count, size = blocks.shape
        means = blocks.mean(axis=1)
        total = size * float(means @ means)
        yield (
            chi_square_tails(total, count),
            f"the means of the {plural} {_compared(total, count)} chance makes them",
        )
        total = _spread_of_scatters(blocks, means)
        yield (
            chi_square_tails(total, count),
            f"the standard deviations of the {plural} {_compared(total, count)} chance makes them",
        )
        total, pairs = _neighbours(blocks)
        yield (
            chi_square_tails(total, pairs),
            f"the products of neighbouring {plural} are {_nearer(total, pairs)} 0 than chance "
            "makes them",
        )
        yield _largest_correlation(blocks), f"one {kind} is like another, up to a factor"
    yield (
        _forced_ranks(np.asarray(distribution.cdf(sample.reshape(len(sample), -1)))),
        "the means of the matrices are nearer to what is due than chance makes them",
    )
    yield _repeated(sample, distribution), "the same numbers occur again, with either sign"


def _compared(total: float, due: int) -> str:
    return "differ less than" if total < due else "differ more than"


def _nearer(total: float, due: int) -> str:
    return "nearer to" if total < due else "further from"


def _spread_of_scatters(blocks: Floats, means: Floats) -> float:
    """Return the sum of the squares of numbers that are normal if the scatters are chi-square."""
    from scipy.special import chdtr, ndtri

    size = blocks.shape[1]
    scatters = np.einsum("ij,ij->i", blocks, blocks) - size * np.square(means)
    z = ndtri(chdtr(size - 1, scatters))
    return float(z @ z)


def _neighbours(blocks: Floats) -> tuple[float, int]:
    """Return the sum of squares of ⟨a, b⟩/|b| over disjoint pairs of neighbours, and their number.

    Given b, the number ⟨a, b⟩/|b| is standard normal, whatever b is.
    """
    pairs = len(blocks) // 2
    a, b = blocks[: 2 * pairs : 2], blocks[1 : 2 * pairs : 2]
    products = np.square(np.einsum("ij,ij->i", a, b)) / np.square(b).sum(axis=1)
    return float(products.sum()), pairs


def _largest_correlation(blocks: Floats) -> float:
    """Return a bound for the probability of a correlation as large as the largest one."""
    from scipy.special import betainc

    count, size = blocks.shape
    units = blocks / np.linalg.norm(blocks, axis=1, keepdims=True)
    products = units @ units.T
    np.fill_diagonal(products, 0.0)
    largest = max(float(products.max()), -float(products.min()))
    rest = max(0.0, 1.0 - largest**2)  # P(r² > x) = I_{1 - x}((n - 1)/2, 1/2)
    return math.comb(count, 2) * float(betainc((size - 1) / 2, 0.5, rest))


def _forced_ranks(ranks: Floats) -> float:
    """Return a bound for the probability of means of uniform numbers that are so near to ½."""
    count, size = ranks.shape
    total = 12 * size * float(np.square(ranks.mean(axis=1) - 0.5).sum())
    if total == 0:
        return 0.0
    ball = count / 2 * math.log(math.pi * total) - math.lgamma(count / 2 + 1)
    return math.exp(min(0.0, ball - count / 2 * math.log(6)))


def _repeated(sample: Floats, distribution: Distribution) -> float:
    """Return a bound for the probability that so many numbers have the same size."""
    flat = sample.reshape(-1)
    sizes = np.sort(np.abs(1.0 - 2.0 * np.asarray(distribution.cdf(flat))))
    close = np.concatenate([[False], np.diff(sizes) < _CLOSE, [False]])
    ends = np.flatnonzero(close[1:] != close[:-1])  # of runs of numbers, each close to the next
    pairs = int(((ends[1::2] - ends[::2] + 1) // 2).sum())
    return repetitions(pairs, flat.size, 2 * _CLOSE + 4 * cell_mass(flat, distribution))
