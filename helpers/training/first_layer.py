"""The product of the images with the first layer's weights: most of the work of an epoch.

The images never change during a training, which two shortcuts use. Both put other arrays in
place of the images and of the first `nn.Linear` for as long as a training lasts: `KeptPixels`
(exact) leaves out products with zeros, `LeadingDirections` (fast) lets most directions of the
images take coarser steps. Here is what they share.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.utils.weak import WeakTensorKeyDictionary

COLUMNS = 32
"""The number of fast columns is a multiple of this: odd sizes make slow products."""


def find_first_layer(model: nn.Module, images: Tensor) -> nn.Linear | None:
    """Return the one `nn.Linear` that gets the images themselves, or None.

    None as well if it cannot be replaced: its weights are frozen, computed from others, or
    used in another place too.
    """
    if images.ndim != 2:
        return None
    sample, twin = images[:2], copy.deepcopy(model)
    layers = {
        name: module
        for name, module in twin.named_modules()
        if type(module) is nn.Linear and "weight" in module._parameters
    }
    calls: list[tuple[str, bool]] = []

    def note(name: str) -> Callable[..., Tensor | None]:
        def hook(_: nn.Module, inputs: tuple[Any, ...], output: Tensor) -> Tensor | None:
            calls.append((name, is_same(inputs[0], sample)))
            # What depends on the layer's weights after this does so in another way.
            return output.detach().requires_grad_() if calls[-1][1] else None

        return hook

    for name, module in layers.items():
        module.register_forward_hook(note(name))
    with torch.enable_grad():
        logits = twin(sample)
    names = [name for name, is_first in calls if is_first]
    if len(names) != 1 or [name for name, _ in calls].count(names[0]) != 1:
        return None
    weights = list(layers[names[0]].parameters())
    if not all(value.requires_grad for value in weights):
        return None
    others = torch.autograd.grad(logits.sum(), weights, allow_unused=True)
    layer = model.get_submodule(names[0])
    if not isinstance(layer, nn.Linear) or "forward" in layer.__dict__:
        return None
    return layer if others == (None,) * len(weights) else None


def is_same(value: object, images: Tensor) -> bool:
    """Whether a layer's input is the images, perhaps through a view of the same shape."""
    return (
        isinstance(value, Tensor)
        and value.data_ptr() == images.data_ptr()
        and value.shape == images.shape
        and value.stride() == images.stride()
    )


_Value = TypeVar("_Value")
_remembered: Any = WeakTensorKeyDictionary()  # untyped
_remembering = threading.Lock()


def once(images: Tensor, what: tuple[object, ...], compute: Callable[[], _Value]) -> _Value:
    """Return what is computed from images; the next training on them need not do it again.

    Objects in `what` are compared by identity. Images that were changed in between count anew.
    """
    key = tuple(map(id, what))
    with _remembering:
        version, known = _remembered.get(images, (None, {}))
        if version != images._version:
            known = {}
            _remembered[images] = (images._version, known)
        if key not in known:
            known[key] = (what, compute())  # `what` is kept: no other object can get its id
        value: _Value = known[key][1]
        return value


class FirstLayer:
    """Stands in for the first layer during a training. This one changes nothing.

    Attributes:
        replaced: the parameters of the model that `parameters` stand for.
        parameters: the tensors that are trained instead.
    """

    replaced: tuple[Tensor, ...] = ()
    parameters: tuple[Tensor, ...] = ()

    def reduce(self, dtype: torch.dtype) -> None:
        """Go on in this precision."""

    def after_step(self, epoch: int, learning_rate: float) -> None:
        """Do what is due after the step of an epoch."""

    def restore(self) -> None:
        """Give the model its own layer back, with what was learned."""
