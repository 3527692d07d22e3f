"""Several weights together: independent draws pass as often as said, all others are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import stats

from helpers.checks import independence
from helpers.checks.draws import cell_mass, repetitions
from helpers.checks.failure import CheckFailed
from helpers.checks.independence import directions_look_independent, looks_independent

pytestmark = pytest.mark.long

SHAPE = (16, 24)
NORMAL, UNIFORM = stats.norm(0.5, 0.2), stats.uniform(-0.3, 0.6)
Weights = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Weights]


def forty(draw: Draw, seed: int = 1) -> Weights:
    """Return 40 weights in the digits of float32."""
    rng = np.random.default_rng(seed)
    weights = np.stack([draw(rng) for _ in range(40)])
    return (0.5 + 0.2 * weights).astype(np.float32).astype(float)


@pytest.mark.parametrize("law", [NORMAL, UNIFORM], ids=["normal", "uniform"])
def test_independent_draws_of_torch_pass(law: Any) -> None:
    for seed in range(20):
        generator = torch.Generator().manual_seed(seed)
        weights = torch.empty(40, *SHAPE)
        if law is NORMAL:
            weights.normal_(0.5, 0.2, generator=generator)
        else:
            weights.uniform_(-0.3, 0.3, generator=generator)
        looks_independent(weights, law)


def test_each_test_has_its_share_of_the_false_alarms() -> None:
    rng, runs, level = np.random.default_rng(2), 300, 0.1
    found = np.array(
        [
            [
                chance
                for chance, _ in independence._chances(rng.normal(0.5, 0.2, (10, 8, 9)), NORMAL)
            ]
            for _ in range(runs)
        ]
    )
    assert found.shape == (runs, independence.TESTS)
    share = (found < level).mean(axis=0)
    # Not above the level (4 standard errors), and not far below it but for the two last, bounds.
    assert (share <= level + 4 * np.sqrt(level / runs)).all()
    assert (share[:-2] >= 0.3 * level).all()


def standardised(rng: np.random.Generator) -> Weights:
    w = rng.normal(size=SHAPE)
    return np.asarray((w - w.mean()) / w.std(ddof=1))


def centred(rng: np.random.Generator) -> Weights:
    w = rng.normal(size=SHAPE)
    return np.asarray(w - w.mean())


def rescaled(rng: np.random.Generator) -> Weights:
    w = rng.normal(size=SHAPE)
    return np.asarray(w / np.sqrt(np.mean(w**2)))


def with_centred_columns(rng: np.random.Generator) -> Weights:
    w = rng.normal(size=SHAPE)
    return np.asarray(w - w.mean(axis=0))


def orthogonal(rng: np.random.Generator) -> Weights:
    q, _ = np.linalg.qr(rng.normal(size=SHAPE[::-1]))
    return np.asarray(q.T * np.sqrt(SHAPE[1]))


def antithetic(rng: np.random.Generator) -> Weights:
    half = rng.normal(size=192)
    return np.asarray(rng.permutation(np.concatenate([half, -half])).reshape(SHAPE))


def quantiles(rng: np.random.Generator) -> Weights:
    grid = stats.norm.ppf((np.arange(384) + 0.5) / 384)
    return np.asarray(rng.permutation(grid).reshape(SHAPE))


def stratified(rng: np.random.Generator) -> Weights:
    grid = stats.norm.ppf((np.arange(384) + rng.random(384)) / 384)
    return np.asarray(rng.permutation(grid).reshape(SHAPE))


def sorted_in_rows(rng: np.random.Generator) -> Weights:
    return np.sort(rng.normal(size=SHAPE), axis=1)


def tiled(rng: np.random.Generator) -> Weights:
    return np.tile(rng.normal(size=(4, 24)), (4, 1))


def of_low_rank(rng: np.random.Generator) -> Weights:
    return np.asarray(rng.normal(size=(16, 12)) @ rng.normal(size=(12, 24)) / 12**0.5)


def mirrored(rng: np.random.Generator) -> Weights:
    half = rng.normal(size=192)
    return np.concatenate([half, -half[::-1]]).reshape(SHAPE)


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (standardised, "the means of the matrices differ less"),
        (centred, "the means of the matrices differ less"),
        (rescaled, "the standard deviations of the matrices differ less"),
        (with_centred_columns, "differ less"),
        (orthogonal, "the standard deviations of the matrices differ less"),
        (antithetic, "the means of the matrices differ less"),
        (quantiles, "the means of the matrices differ less"),
        (stratified, "the means of the matrices differ less"),
        (sorted_in_rows, "differ more|further from 0"),
        (tiled, "differ more|one row is like another"),
        (of_low_rank, "differ more"),
        (mirrored, "the means of the matrices differ less"),
    ],
    ids=lambda item: getattr(item, "__name__", ""),
)
def test_draws_that_depend_on_each_other_are_refused(draw: Draw, sentence: str) -> None:
    for seed in range(3):
        with pytest.raises(CheckFailed, match=f"not independent draws; .*({sentence})"):
            looks_independent(forty(draw, seed), NORMAL)


def test_uniform_draws_that_are_centred_within_their_range_are_refused() -> None:
    rng = np.random.default_rng(6)
    weights = np.stack([(w := rng.uniform(-1, 1, SHAPE)) - w.mean() for _ in range(40)])
    weights /= np.abs(weights).max(axis=(1, 2), keepdims=True).clip(1.0)
    with pytest.raises(CheckFailed, match="not independent draws"):
        looks_independent(weights, stats.uniform(-1, 2))


def test_the_bound_for_forced_ranks_holds() -> None:
    rng, runs = np.random.default_rng(7), 4000
    found = np.array([independence._forced_ranks(rng.random((3, 4))) for _ in range(runs)])
    for level in (0.01, 0.1, 0.3):
        assert 0.1 * level < (found < level).mean() <= level + 4 * np.sqrt(level / runs)


def test_a_weight_like_the_negative_of_an_earlier_one_is_refused() -> None:
    weights = forty(lambda rng: rng.normal(size=SHAPE))
    weights[17] = 1.0 - weights[3]
    with pytest.raises(CheckFailed, match="one matrix is like another"):
        looks_independent(weights, NORMAL)


def test_a_row_that_is_the_same_in_two_weights_is_refused() -> None:
    weights = forty(lambda rng: rng.normal(size=SHAPE))
    weights[17, 4] = weights[3, 9]
    with pytest.raises(CheckFailed, match="one row is like another"):
        looks_independent(weights, NORMAL)


def test_numbers_from_a_pool_are_refused() -> None:
    pool = np.random.default_rng(0).normal(size=20_000)
    with pytest.raises(CheckFailed, match="the same numbers occur again"):
        looks_independent(forty(lambda rng: rng.choice(pool, SHAPE)), NORMAL)


@pytest.mark.parametrize(
    "values", [np.zeros((3, 4)), np.full((2, 3, 4), np.nan), np.zeros((1, 3, 4))]
)
def test_what_is_not_several_matrices_is_told(values: Weights) -> None:
    with pytest.raises(CheckFailed, match="not all values are finite, or some are missing"):
        looks_independent(values, NORMAL)


def test_weights_that_are_all_the_same_number_are_refused() -> None:
    with pytest.raises(CheckFailed, match="not independent"):
        looks_independent(np.full((4, 5, 6), 0.5), NORMAL)


def test_directions_of_scaled_normal_vectors_pass_and_centred_ones_do_not() -> None:
    rng = np.random.default_rng(3)
    vectors = rng.standard_cauchy((120, 1)) * rng.normal(size=(120, 100))
    directions_look_independent(vectors, rng, title="a")
    with pytest.raises(CheckFailed, match="a: these are not independent draws; the means"):
        directions_look_independent(vectors - vectors.mean(1, keepdims=True), rng, title="a")


def test_a_vector_of_zeros_has_no_direction() -> None:
    with pytest.raises(CheckFailed, match="not all values are finite"):
        directions_look_independent(np.zeros((24, 5)), np.random.default_rng(0), title="a")


@pytest.mark.parametrize("levels", [50, 1000, 30_000])
def test_the_bound_for_repetitions_holds(levels: int) -> None:
    rng, runs, count = np.random.default_rng(4), 500, 40
    times = [
        np.unique(rng.integers(levels, size=count), return_counts=True)[1] for _ in range(runs)
    ]
    pairs = np.array([(found // 2).sum() for found in times])
    for seen in set(pairs.tolist()):
        bound = repetitions(seen, count, 1 / levels)
        share = np.mean(pairs >= seen)
        assert share <= bound + 4 * np.sqrt(bound / runs)


def test_the_digits_of_float32_beside_a_large_mean_are_allowed_for() -> None:
    law = stats.norm(1000.0, 0.2)
    values = np.random.default_rng(5).normal(1000.0, 0.2, 5000).astype(np.float32).astype(float)
    _, times = np.unique(values, return_counts=True)
    pairs = int((times // 2).sum())
    assert pairs > 500
    assert repetitions(pairs, values.size, cell_mass(values, law)) == 1.0
