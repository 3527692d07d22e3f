"""Functions that fill weights: the generator decides, and nothing but values changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats

from helpers.checks.drawing import changes_values_only, draws_from_generator, draws_independently
from helpers.checks.failure import CheckFailed
from helpers.checks.models import generator as new_generator

STANDARD = stats.norm(0.0, 1.0)


def fills(weight: Any, generator: Any = None) -> None:
    """Fill a weight as it should be."""
    with torch.no_grad():
        weight.normal_(generator=generator)


def filled_by_numpy(weight: Any, generator: Any = None) -> None:
    """Let NumPy draw from a seed that the generator gives."""
    seed = int(torch.randint(2**62, (1,), generator=generator).item())
    draws = np.random.default_rng(seed).normal(size=tuple(weight.shape))
    with torch.no_grad():
        weight.copy_(torch.from_numpy(draws))


@pytest.mark.parametrize("function", [fills, filled_by_numpy])
def test_a_right_function_passes_every_check(function: Any) -> None:
    draws_from_generator(function, 7)
    draws_independently(function, STANDARD, 7)
    changes_values_only(function, generator=new_generator(7))


def ignores_the_generator(weight: Any, generator: Any = None) -> None:
    weight.normal_()


def seeds_itself(weight: Any, generator: Any = None) -> None:
    weight.normal_(generator=torch.Generator().manual_seed(0))


def repeats_for_a_seed(weight: Any, generator: Any = None) -> None:
    seed = generator.initial_seed() if generator else torch.initial_seed()
    weight.normal_(generator=torch.Generator().manual_seed(seed))


def seeds_itself_without_a_generator(weight: Any, generator: Any = None) -> None:
    weight.normal_(generator=generator or torch.Generator().manual_seed(0))


def asks_the_clock_without_a_generator(weight: Any, generator: Any = None) -> None:
    if generator is None:
        generator = torch.Generator()
        generator.seed()
    weight.normal_(generator=generator)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (ignores_the_generator, "Generators that are equal give different weights"),
        (seeds_itself, "Generators that differ give equal weights"),
        (repeats_for_a_seed, "Two calls, one after the other, give equal weights"),
        (seeds_itself_without_a_generator, "global seeds that differ give equal weights"),
        (asks_the_clock_without_a_generator, "global seeds that are equal give different weights"),
    ],
)
def test_a_generator_that_does_not_decide_is_told(function: Any, sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        draws_from_generator(function, 7)


def seeds_the_whole_process(weight: Any, generator: Any = None) -> None:
    if generator is not None:
        torch.manual_seed(torch.randint(2**31, (1,), generator=generator).item())
    weight.normal_()


def draws_twice(weight: Any, generator: Any = None) -> None:
    torch.rand(3)
    weight.normal_(generator=generator)


@pytest.mark.parametrize("function", [seeds_the_whole_process, draws_twice])
def test_a_global_generator_beside_the_given_one_is_told(function: Any) -> None:
    with pytest.raises(CheckFailed, match=r"PyTorch's global (generator|seed)"):
        draws_from_generator(function, 7)


def test_the_global_generator_is_afterwards_what_it_was_before() -> None:
    before = torch.random.get_rng_state()
    draws_from_generator(fills, 7)
    assert torch.equal(torch.random.get_rng_state(), before)


def leaves_nothing_to_train(weight: Any, generator: Any = None) -> None:
    weight.requires_grad_(False).normal_(generator=generator)


def throws_the_gradient_away(weight: Any, generator: Any = None) -> None:
    weight.grad = None
    fills(weight, generator)


def takes_float32(weight: Any, generator: Any = None) -> None:
    weight.data = torch.randn(weight.shape, generator=generator)


def transposes(weight: Any, generator: Any = None) -> None:
    weight.data = torch.randn(weight.shape[::-1], generator=generator, dtype=weight.dtype)


def hooks(weight: Any, generator: Any = None) -> None:
    fills(weight, generator)
    if weight.requires_grad:
        weight.register_hook(lambda gradient: gradient)


def returns_new_ones(weight: Any, generator: Any = None) -> Any:
    return torch.randn(weight.shape, generator=generator)


def is_refused_by_autograd(weight: Any, generator: Any = None) -> None:
    weight.normal_(generator=generator)


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (leaves_nothing_to_train, "changes `requires_grad`"),
        (throws_the_gradient_away, r"changes the `\.grad`"),
        (takes_float32, "the shape or the data type"),
        (transposes, "the shape or the data type"),
        (hooks, "leaves a hook"),
        (returns_new_ones, "leaves the weight as it was"),
        (is_refused_by_autograd, "raised RuntimeError"),
    ],
)
def test_what_is_changed_beside_the_values_is_told(function: Any, sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        changes_values_only(function, generator=new_generator(7))


def test_arguments_behind_the_weight_are_handed_on() -> None:
    def fill_with(weight: Any, number: float) -> None:
        with torch.no_grad():
            weight.fill_(number)

    changes_values_only(fill_with, 2.5)
    with pytest.raises(CheckFailed, match="leaves the weight as it was"):
        changes_values_only(fill_with, 7.0)


def standardised(weight: Any, generator: Any = None) -> None:
    w = torch.randn(weight.shape, generator=generator)
    weight.copy_((w - w.mean()) / w.std())


def test_draws_that_are_standardised_are_not_independent() -> None:
    with pytest.raises(CheckFailed, match="40 weights, one after the other: these are not"):
        draws_independently(standardised, STANDARD, 7)


def test_a_fixed_seed_is_left_to_the_check_of_the_generator() -> None:
    draws_independently(seeds_itself, STANDARD, 7)
    draws_independently(seeds_itself_without_a_generator, STANDARD, 7)
