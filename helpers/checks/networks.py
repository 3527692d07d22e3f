"""Checks on networks that an answer makes: where their weights come from; and labels for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from helpers.checks.calls import call, remote
from helpers.checks.chance import looks_drawn_from
from helpers.checks.failure import CheckFailed
from helpers.checks.models import model_state, set_parameters
from helpers.checks.wording import name_of

if TYPE_CHECKING:
    from torch import Tensor

_SAMPLE = 20_000
"""So many weights of a layer are enough to see another distribution."""


def draws_anew(
    make: Callable[..., object], *args: object, inputs: object = None
) -> Mapping[str, object]:
    """Check that a function which makes modules draws each one anew, as the caller's seed says.

    Args:
        make: the answer.
        *args: its positional arguments.
        inputs: what a module is called with first, because lazy layers learn their sizes so.

    Returns:
        The `model_state` of one of the modules.

    Raises:
        CheckFailed: a seed gives different modules, two seeds give equal parameters, or the answer
            raised an exception.
    """
    import torch

    states = []
    for seed in (1, 1, 2):
        remote(torch.manual_seed, seed)
        model = call(make, *args)
        if inputs is not None and callable(model):
            call(model, inputs)
        states.append(model_state(model))
    first, twin, other = (
        [np.asarray(value) for value in state["parameters"].values()] for state in states
    )
    if not all(np.array_equal(mine, again) for mine, again in zip(first, twin, strict=False)):
        raise CheckFailed(
            f"{name_of(make)} draws other weights when the caller sets the same seed.",
            slip="draw from PyTorch's global generator, as nn.Linear does.",
        )
    for mine, others in zip(first, other, strict=False):
        random = mine.size > 1 and np.ptp(mine) > 0
        if random and mine.shape == others.shape and np.mean(mine == others) > 0.5:
            raise CheckFailed(
                f"{name_of(make)} returns networks with equal weights, whatever the seed.",
                slip="a seed inside, or layers that are made once and used again?",
            )
    return states[0]


def owns_its_parameters(make: Callable[..., object], *args: object) -> None:
    """Check that modules which a class or function makes share no numbers.

    Args:
        make: the answer.
        *args: its positional arguments.

    Raises:
        CheckFailed: training one module would change another one, made before or after it.
    """
    first, changed = call(make, *args), call(make, *args)
    before = {name: np.asarray(old) for name, old in model_state(first)["parameters"].items()}
    set_parameters(changed, {name: old + 1 for name, old in before.items()})
    for model in (first, call(make, *args)):
        after = model_state(model)["parameters"]
        if any(not np.array_equal(old, np.asarray(after[name])) for name, old in before.items()):
            raise CheckFailed(
                f"Two {name_of(make)} share parameters: learning changes both.",
                slip="a default argument is made once; make tensors in `__init__`.",
            )


def has_default_weights(state: Mapping[str, object]) -> None:
    """Check that all linear layers have weights and biases as `nn.Linear` draws them.

    They are uniform between ±1/√(inputs of the layer).

    Args:
        state: the `model_state` of a module that was not trained.

    Raises:
        CheckFailed: a layer's do not look like that; a right one's fail with probability 1e-9.
    """
    from scipy import stats

    parameters, modules = state["parameters"], state["modules"]
    assert isinstance(parameters, dict)
    assert isinstance(modules, list)
    for layer in modules:
        if "in_features" not in layer:
            continue
        bound = layer["in_features"] ** -0.5
        for kind in ("weight", "bias"):
            values = np.ravel(parameters.get(f"{layer['name']}.{kind}", ()))[:_SAMPLE]
            if values.size:
                looks_drawn_from(
                    values,
                    stats.uniform(-bound, 2 * bound),
                    title=f"The {kind} of the layer with {layer['in_features']} inputs",
                    slip="leave them as nn.Linear draws them: uniform in ±1/√(inputs).",
                )


def tanh_network() -> object:
    """Make a small network on the answer's side: 784–12–10 with tanh.

    Returns:
        A handle to it.
    """
    from torch import nn

    layers = remote(nn.Linear, 784, 12), remote(nn.Tanh), remote(nn.Linear, 12, 10)
    return remote(nn.Sequential, *layers)


def tanh_logits(model: object, images: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Return what a `tanh_network` computes, in float64, independently of it.

    Args:
        model: the handle.
        images: shape (N, 784).

    Returns:
        The logits, and by name the copies of its parameters on which they depend.
    """
    import torch
    from torch.nn.functional import linear

    values = model_state(model)["parameters"]
    p = {name: torch.tensor(value).double().requires_grad_() for name, value in values.items()}
    hidden = torch.tanh(linear(images.double(), p["0.weight"], p["0.bias"]))
    return linear(hidden, p["2.weight"], p["2.bias"]), p


def clear_labels(logits: Tensor, labels: Tensor) -> Tensor:
    """Return labels for which the accuracy does not depend on the last digit of a logit.

    Args:
        logits: shape (N, classes).
        labels: shape (N,).

    Returns:
        The labels. Where the two largest logits are so close that rounding decides between them,
        the label is the class with the smallest: then neither is right.
    """
    import torch

    values = logits.detach()
    first, second = values.topk(2, dim=1).values.T
    close = first - second < 1e-4 * values.abs().amax(dim=1)
    return torch.where(close, values.argmin(dim=1), labels)
