"""The product of the images with the first layer's weights: most of the work of an epoch.

The images never change during a training, and two shortcuts use this. Both put other arrays in
place of the images and of the first `nn.Linear` for as long as a training lasts: `KeptPixels`
(exact) leaves out products with zeros, and `LeadingDirections` (fast) lets most directions of the
images take coarser steps. This module holds what they share.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import torch
from torch import Tensor, nn

from helpers.training.replacing import forward_replaced, has_own_forward

COLUMNS = 32
"""The number of fast columns is a multiple of this: odd sizes make slow products."""


def find_first_layer(model: nn.Module, images: Tensor) -> nn.Linear | None:
    """Return the one `nn.Linear` that gets the images themselves, or None.

    The result is also None if the layer cannot be replaced: its weights are frozen, computed from
    others, or used in another place too.
    """
    if images.ndim != 2:
        return None
    twin = copy.deepcopy(model)
    logits, calls = _watch(twin, images[:2])
    names = [name for name, is_first in calls if is_first]
    if len(names) != 1 or [name for name, _ in calls].count(names[0]) != 1:
        return None
    if not _counts_only_here(twin.get_submodule(names[0]), logits):
        return None
    layer = model.get_submodule(names[0])
    return layer if isinstance(layer, nn.Linear) and not has_own_forward(layer) else None


def _watch(model: nn.Module, sample: Tensor) -> tuple[Tensor, list[tuple[str, bool]]]:
    """Return the logits and, for each call of a layer, its name and whether it got `sample`.

    What the layer that got it returns is cut off from its weights.
    """
    calls: list[tuple[str, bool]] = []

    def note(name: str) -> Callable[[nn.Module, tuple[object, ...], Tensor], Tensor | None]:
        def hook(_: nn.Module, inputs: tuple[object, ...], output: Tensor) -> Tensor | None:
            calls.append((name, is_same(inputs[0], sample)))
            # If the logits still depend on the layer's weights, they do so in another way.
            return output.detach().requires_grad_() if calls[-1][1] else None

        return hook

    for name, module in model.named_modules():
        if type(module) is nn.Linear and "weight" in module._parameters:
            module.register_forward_hook(note(name))
    with torch.enable_grad():
        return model(sample), calls


def _counts_only_here(layer: nn.Module, logits: Tensor) -> bool:
    """Tell whether a layer's weights can all be trained and do nothing else for the logits."""
    weights = list(layer.parameters())
    if not all(value.requires_grad for value in weights):
        return False
    others = torch.autograd.grad(logits.sum(), weights, allow_unused=True)
    return all(gradient is None for gradient in others)


def is_same(value: object, images: Tensor) -> bool:
    """Tell whether a layer's input is the images, perhaps through a view of the same shape."""
    return (
        isinstance(value, Tensor)
        and value.data_ptr() == images.data_ptr()
        and value.shape == images.shape
        and value.stride() == images.stride()
    )


class FirstLayer:
    """Stands in for the first layer during a training. This one changes nothing.

    Attributes:
        replaced: the parameters of the model that `parameters` stand for.
        parameters: the tensors that are trained instead.
    """

    replaced: tuple[Tensor, ...] = ()
    parameters: tuple[Tensor, ...] = ()

    def reduce(self, dtype: torch.dtype) -> None:
        """Continue in this precision."""

    def after_step(self, epoch: int, learning_rate: float) -> None:
        """Do what remains to be done after the step of an epoch."""

    def installed(self) -> AbstractContextManager[None]:
        """Compute in place of the layer inside a `with`."""
        return nullcontext()


class Shortcut(FirstLayer):
    """Stands in for a first layer that it computes in another way.

    Args:
        layer: the layer of the model.
    """

    def __init__(self, layer: nn.Linear) -> None:
        self._layer = layer

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer makes of the images."""
        raise NotImplementedError

    def write_back(self) -> None:
        """Write what was learned into the layer."""
        raise NotImplementedError

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Compute in place of the layer inside a `with`; then write what was learned into it."""
        try:
            with forward_replaced(self._layer, self.forward):
                yield
        finally:
            with torch.no_grad():
                self.write_back()
