"""Functions that fill a weight in place: what they draw from, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checks import over_there
from helpers.checks.calls import calling, remote
from helpers.checks.comparing import as_floats
from helpers.checks.context import backend
from helpers.checks.draws import Distribution
from helpers.checks.failure import CheckFailed
from helpers.checks.independence import looks_independent
from helpers.checks.laws import leaves_alone
from helpers.checks.models import generator as new_generator
from helpers.checks.models import value
from helpers.checks.watching import THE_PROCESS
from helpers.checks.wording import name_of

KINDS = (("float32", False), ("float32", True), ("float64", False), ("float64", True))
"""Data types of weights, and whether they are Parameters."""


COUNT, SHAPE = 40, (16, 24)
"""How many weights of which shape `draws_independently` asks for."""


def draws_independently(
    function: Callable[..., object], distribution: Distribution, seed: int, *args: object
) -> None:
    """Check that weights, filled one after the other, look like independent draws.

    Every second one is filled from one generator, the others from torch's global one. A weight that
    occurs again counts once: whether seeds are fixed is for `draws_from_generator`. So one mistake
    does not cost points twice.

    Args:
        function: an answer such as `init_(weight, *args, generator=None)`.
        distribution: what the entries of a weight of shape (16, 24) should be drawn from.
        seed: the seed of the generator.
        *args: what comes behind the weight.

    Raises:
        CheckFailed: the answer raised an exception, or something shows that it changes draws
            because of others.
    """
    with calling(function, args):
        found = backend().perform(
            over_there.fill_each, function, COUNT, list(SHAPE), list(args), seed
        )
    different = np.unique(as_floats(found, name_of(function), ""), axis=0)
    if len(different) >= COUNT // 2:
        title = f"{COUNT} weights, one after the other"
        looks_independent(different, distribution, title=title)


def draws_from_generator(function: Callable[..., object], seed: int, *args: object) -> None:
    """Check that the generator decides on all draws: the one given, or else torch's global one.

    Args:
        function: an answer such as `init_(weight, *args, generator=None)`.
        seed: the seed of the generator; the next one is used, too.
        *args: what comes behind the weight.

    Raises:
        CheckFailed: a generator does not decide, a seed is fixed inside, draws repeat, or another
            generator is used or seeded.
    """
    shape, seeds = [6, 9], [seed, seed, seed + 1]
    for whole, which in ((False, "Generators"), (True, "With `generator=None`, global seeds")):
        with calling(function, args):
            found = backend().perform(
                over_there.fill_from_seeds, function, shape, list(args), seeds, whole
            )
        first, again, other = (np.asarray(weights) for weights in found)
        slip = "`generator=None` means torch's global one." if whole else _HAND_ON
        if not np.array_equal(first, again):
            raise CheckFailed(f"{which} that are equal give different weights.", slip=slip)
        if np.array_equal(first, other):
            raise CheckFailed(f"{which} that differ give equal weights.", slip=_NO_SEED)
        if np.array_equal(*first):
            raise CheckFailed("Two calls, one after the other, give equal weights.", slip=_NO_SEED)
    weight = remote(over_there.make_weight, shape, "float32", False)
    leaves_alone(function, weight, *args, may_change=_ALL_OF_IT)
    leaves_alone(
        function, weight, *args, may_change=_ALL_OF_IT, draws=False, generator=new_generator(seed)
    )


_HAND_ON = "hand `generator` on to the function that draws."
_NO_SEED = "a seed is fixed inside: two layers would be equal."
_ALL_OF_IT = {0: ("values", "gradient", "requires_grad", "hooks")}
_ANY_DRAWS = {0: ("values",), THE_PROCESS: ("torch", "torch's seed", "numpy", "random")}


def changes_values_only(
    function: Callable[..., object], *args: object, generator: object = None
) -> None:
    """Check that a weight of every kind is filled, and keeps all but its values.

    It keeps its shape, its data type, its `.grad`, and whether it asks for gradients. Where its
    values come from is for `draws_from_generator`.

    Args:
        function: an answer such as `init_(weight, *args, generator=None)`.
        *args: what comes behind the weight.
        generator: a generator for each call; None for a function that takes none.

    Raises:
        CheckFailed: it raised an exception, or something else has changed, or nothing has.
    """
    named: dict[str, Any] = {} if generator is None else {"generator": generator}
    for dtype, parameter in KINDS:
        weight = remote(over_there.make_weight, [5, 8], dtype, parameter)
        before = np.asarray(value(weight))
        leaves_alone(function, weight, *args, may_change=_ANY_DRAWS, **named)
        after = np.asarray(value(weight))
        if (after.shape, after.dtype) != (before.shape, before.dtype):
            raise CheckFailed(
                f"{name_of(function)} changes the shape or the data type of the weight.",
                got=f"{after.dtype}, {after.shape}",
                expected=f"{before.dtype}, {before.shape}",
            )
        if np.array_equal(after, before):
            raise CheckFailed(f"{name_of(function)} leaves the weight as it was.", slip=_IN_PLACE)


_IN_PLACE = "`weight = …` binds a name; `weight.copy_` and `weight[...] = …` change the tensor."
