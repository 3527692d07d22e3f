"""Inputs for tests: random from a seed that answers do not know, in all shapes and kinds."""

from __future__ import annotations

import os
import secrets
import zlib

import numpy as np
from numpy.typing import NDArray

from helpers.checks.context import given_seed

SEED_VARIABLE = "ACTIVATION_LAB_SEED"
"""The environment variable that gives tests a seed from outside."""

EXTREMES = (0.0, 1e-8, -1e-8, 30.0, -30.0, 750.0, -750.0, 1e4, -1e4)


def seed() -> int:
    """Return the seed of the tests' inputs.

    Our own engine gives each test a seed by `using` and records it, so every outcome can be
    repeated. For plain nbgrader, `ACTIVATION_LAB_SEED` can give one to the whole run.

    Returns:
        The seed in use, or else the environment's, or else a new one at each call.
    """
    given = given_seed()
    if given is not None:
        return given
    outside = os.environ.get(SEED_VARIABLE, "")
    return int(outside) if outside.isdecimal() else secrets.randbits(32)


def rng(key: str = "") -> np.random.Generator:
    """Return a generator for one test.

    Args:
        key: the question; it keeps tests independent of each other.

    Returns:
        A new generator that the seed and the key determine.
    """
    return np.random.default_rng([seed(), zlib.crc32(key.encode())])


def arrays(
    rng: np.random.Generator, scale: float = 3.0
) -> list[float | NDArray[np.float64 | np.float32 | np.int64]]:
    """Return inputs of an elementwise function: every shape, dtype and size that is promised.

    Args:
        rng: draws the entries.
        scale: the standard deviation of the normal entries.

    Returns:
        Python numbers, 0-d, empty, 1-d to 3-d, non-contiguous, integer and float32 arrays with
        normal entries, and one of extreme values up to ±1e4.
    """

    def normal(*shape: int) -> NDArray[np.float64]:
        return np.asarray(rng.normal(0.0, scale, shape))

    return [
        float(normal()),
        int(rng.integers(1, 9)),
        -int(rng.integers(1, 9)),
        normal(),
        np.empty(0),
        np.empty((2, 0)),
        normal(17),
        normal(3, 4),
        normal(2, 3, 4),
        normal(6, 8)[::2, ::-3].T,
        rng.integers(-9, 10, (5, 3)),
        normal(11).astype(np.float32),
        extremes(),
    ]


def extremes() -> NDArray[np.float64]:
    """Return values at which formulas overflow, underflow or cancel.

    Returns:
        A new array of numbers up to abs(z) = 1e4.
    """
    return np.array(EXTREMES)
