"""Inputs: replayable from a seed, of every shape and kind that is promised."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from helpers.checks.backends import Local
from helpers.checks.context import using
from helpers.checks.inputs import arrays, extremes, rng


@pytest.fixture(autouse=True)
def _fixed_seed() -> Iterator[None]:
    with using(Local(), 7):
        yield


def test_a_seed_replays_the_inputs() -> None:
    for one, other in zip(arrays(rng("relu")), arrays(rng("relu")), strict=True):
        np.testing.assert_array_equal(one, other)


def test_every_question_has_inputs_of_its_own() -> None:
    assert rng("relu").normal() != rng("tanh").normal()


def test_another_seed_gives_other_inputs() -> None:
    before = rng("relu").normal()
    with using(Local(), 8):
        assert rng("relu").normal() != before
    assert rng("relu").normal() == before


def test_all_kinds_of_arguments_are_there() -> None:
    inputs = arrays(rng())
    assert {type(item) for item in inputs} == {float, int, np.ndarray}
    found = [item for item in inputs if isinstance(item, np.ndarray)]
    assert {item.ndim for item in found} == {0, 1, 2, 3}
    assert {item.dtype.kind for item in found} == {"f", "i"}
    assert {item.dtype.itemsize for item in found if item.dtype.kind == "f"} == {4, 8}
    assert any(item.size == 0 for item in found)
    assert any(not item.flags["C_CONTIGUOUS"] for item in found)
    signs = {np.sign(item) for item in inputs if isinstance(item, int)}
    assert signs == {1, -1}


def test_a_scale_widens_the_floats() -> None:
    wide = [item for item in arrays(rng(), scale=1e3) if np.shape(item) == (2, 3, 4)]
    assert np.abs(wide[0]).max() > 100


def test_extremes_reach_beyond_the_range_of_the_exponential() -> None:
    values = extremes()
    assert values.min() < -745
    assert values.max() > 709
    assert 0.0 in values
    values[:] = 0.0
    assert extremes().max() > 709, "each caller gets its own array"
