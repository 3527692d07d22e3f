"""The product of the images with the first layer's weights: most of the work of an epoch.

The images never change during a training, which two shortcuts use. Both put other arrays in
place of the images and of the first `nn.Linear` for as long as a training lasts:

- `KeptPixels` (exact): products with zeros are left out, and four fifths of the pixels are 0.
- `LeadingDirections` (fast): turn the images so that their axes are their principal directions.
  Gradient descent moves the weights along direction i at a speed proportional to the second
  moment of the images along it, and beyond the first 128 or so that moment is some thousand
  times smaller than along the first. Those weights hardly move in one step, so they take one
  step of sixteenfold size every sixteen epochs, and their part of the product is kept between.
  Every direction is still trained; only the grid of time is coarser where nothing is fast.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.weak import WeakTensorKeyDictionary

RARE = 0.15
"""A pixel that differs from 0 in no larger part of the images is multiplied in sparse form."""

INTERVAL = 16
"""Epochs between two steps of the slow directions."""

SLOW = 0.12
"""A direction is slow if INTERVAL times its second moment is below this part of the second one."""

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
            calls.append((name, _is_same(inputs[0], sample)))
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


def _is_same(value: object, images: Tensor) -> bool:
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


def _once(images: Tensor, what: tuple[object, ...], compute: Callable[[], _Value]) -> _Value:
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


class KeptPixels(FirstLayer):
    """Leaves out zeros: pixels that are 0 in every image, and most zeros of those that are rare.

    Pixels that are 0 in every image to train on have no say, and their weights stay as they
    are; what they hold in the images to measure on is a constant, computed once. Pixels that are
    seldom anything but 0 (near the edge) are multiplied in sparse form, the others as usual.
    """

    def __init__(self, layer: nn.Linear, images: Tensor, others: Tensor | None) -> None:
        self._layer = layer
        columns = _once(images, (_sort_pixels,), lambda: _sort_pixels(images))
        self._columns = torch.cat(columns[:2])
        weight = layer.weight.detach()
        self._weight = weight[:, self._columns].requires_grad_()
        self.replaced, self.parameters = (layer.weight,), (self._weight,)
        self._sets = [
            (
                x,
                _once(x, (_Split, columns), partial(_Split, x, columns)),
                self._offset(x, columns[2]),
            )
            for x in (images, others)
            if x is not None
        ]
        layer.__dict__["forward"] = self._forward

    def _offset(self, images: Tensor, absent: Tensor) -> Tensor | None:
        """Return the part of the product that never changes, or None for zero."""
        offset = images[:, absent] @ self._layer.weight.detach()[:, absent].T
        return offset if offset.any() else None

    def _forward(self, x: Tensor) -> Tensor:
        split, offset = next(one[1:] for one in self._sets if _is_same(x, one[0]))
        result: Tensor = _SplitProduct.apply(  # type: ignore[no-untyped-call]
            split, self._weight, self._layer.bias
        )
        return result if offset is None else result + offset

    def restore(self) -> None:
        """Write the trained columns into the layer."""
        del self._layer.__dict__["forward"]
        with torch.no_grad():
            self._layer.weight[:, self._columns] = self._weight


def _sort_pixels(images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the indices of common, rare and absent pixels."""
    share = (images != 0).float().mean(0)
    rare = (share > 0) & (share <= RARE)
    if int(rare.sum()) < COLUMNS:
        rare[:] = False
    common, rare, absent = (
        mask.nonzero().squeeze(1) for mask in ((share > 0) & ~rare, rare, share == 0)
    )
    return common, rare, absent


class _Split:
    """A set of images, its common pixels as an array and its rare ones in sparse form."""

    def __init__(self, images: Tensor, columns: tuple[Tensor, Tensor, Tensor]) -> None:
        from scipy.sparse import csr_array

        self.count = len(columns[0])
        self.common = images[:, columns[0]]
        rare = images[:, columns[1]].numpy()
        self.rare = csr_array(rare) if rare.shape[1] else None
        self.rare_turned = csr_array(rare.T) if rare.shape[1] else None


class _SplitProduct(torch.autograd.Function):
    """The images times weight.T plus bias; the gradient goes to weight and bias."""

    @staticmethod
    def forward(ctx: Any, one: _Split, weight: Tensor, bias: Tensor | None) -> Tensor:
        ctx.one, ctx.has_bias = one, bias is not None
        common = weight[:, : one.count]
        result = functional.linear(one.common, common, bias)
        if one.rare is not None:
            rare = weight[:, one.count :].T.contiguous().numpy()
            result += torch.from_numpy(one.rare @ rare)
        return result

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[None, Tensor, Tensor | None]:
        one = ctx.one
        gradient = upstream.T @ one.common
        if one.rare is not None:
            rare = torch.from_numpy(one.rare_turned @ upstream.contiguous().numpy())
            gradient = torch.cat([gradient, rare.T], dim=1)
        return None, gradient, upstream.sum(0) if ctx.has_bias else None


class _Product(torch.autograd.Function):
    """offset + x @ weight.T in x's precision; the gradient goes to the weight alone."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, offset: Tensor, seen: list[Tensor]) -> Tensor:
        ctx.x, ctx.seen, ctx.dtype = x, seen, weight.dtype
        return torch.addmm(offset, x, weight.to(x.dtype).T)

    @staticmethod
    def backward(ctx: Any, upstream: Tensor) -> tuple[None, Tensor, None, None]:
        upstream = upstream.to(ctx.x.dtype)
        ctx.seen[:] = [upstream]
        return None, (upstream.T @ ctx.x).to(ctx.dtype), None, None


class LeadingDirections(FirstLayer):
    """Trains the leading directions of the images at every step, and the others now and then."""

    def __init__(self, layer: nn.Linear, images: Tensor, others: Tensor | None) -> None:
        self._layer = layer
        axes = _once(images, (_share_axes,), lambda: _share_axes(images))
        self._lead, self._rest = axes
        bias = [
            value.detach().unsqueeze(1)
            for name, value in layer.named_parameters()
            if name == "bias"
        ]
        weight = layer.weight.detach()
        self._weight = torch.cat([weight @ self._lead, *bias], dim=1).requires_grad_()
        self._slow = weight @ self._rest
        self.replaced, self.parameters = tuple(layer.parameters()), (self._weight,)
        self._sets = [
            _Turned(x, axes, len(bias), torch.float32) for x in (images, others) if x is not None
        ]
        self._seen: list[Tensor] = []
        self._refresh()
        layer.__dict__["forward"] = self._forward

    def reduce(self, dtype: torch.dtype) -> None:
        """Go on with the images in this precision; the weights stay in float32."""
        self._sets = [_Turned(one.images, one.axes, one.ones, dtype) for one in self._sets]
        self._refresh()

    def _refresh(self) -> None:
        for one in self._sets:
            one.offset = one.rest @ self._slow.to(one.rest.dtype).T

    def _forward(self, x: Tensor) -> Tensor:
        for one in self._sets:
            if _is_same(x, one.images):
                with torch.autocast(x.device.type, enabled=False):
                    result: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
                        one.lead, self._weight, one.offset, self._seen
                    )
                return result
        raise AssertionError("the first layer sees the images alone")

    @torch.no_grad()
    def after_step(self, epoch: int, learning_rate: float) -> None:
        """Let the slow directions take the steps that they waited for."""
        if not self._rest.shape[1]:
            return
        # In the middle of the epochs that the step stands for: on average it is on time.
        if epoch % INTERVAL != INTERVAL // 2:
            return
        gradient = self._seen[0].T @ self._sets[0].rest
        self._slow -= INTERVAL * learning_rate * gradient.to(self._slow.dtype)
        self._refresh()

    def restore(self) -> None:
        """Turn the weights back into the layer's own."""
        del self._layer.__dict__["forward"]
        fast = self._lead.shape[1]
        with torch.no_grad():
            weight = self._weight[:, :fast] @ self._lead.T + self._slow @ self._rest.T
            self._layer.weight.copy_(weight)
            if self._weight.shape[1] > fast:
                self._layer.bias.copy_(self._weight[:, fast])


class _Turned:
    """A set of images along the fast directions (with a column of ones) and the slow ones."""

    def __init__(
        self, images: Tensor, axes: tuple[Tensor, Tensor], ones: int, dtype: torch.dtype
    ) -> None:
        self.images, self.axes, self.ones = images, axes, ones
        what = (_turn, axes, bool(ones), dtype)
        self.lead, self.rest = _once(images, what, lambda: _turn(images, axes, ones, dtype))
        self.offset = self.rest[:, :0]


def _turn(
    images: Tensor, axes: tuple[Tensor, Tensor], ones: int, dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    lead = torch.cat([images @ axes[0], images.new_ones(len(images), ones)], dim=1)
    return lead.to(dtype), (images @ axes[1]).to(dtype)


def _share_axes(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the fast directions and the slow ones, (d, k) and (d, d - k)."""
    moments, axes = principal_directions(images)
    fast = count_fast(moments)
    return axes[:, :fast].contiguous(), axes[:, fast:].contiguous()


def principal_directions(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the second moments of the images along their principal directions, and these.

    Returns:
        moments (d,), largest first, and axes (d, d), one direction a column.
    """
    wide = images.double()
    moments, axes = torch.linalg.eigh(wide.T @ wide / len(images))
    return moments.flip(0).to(images.dtype), axes.flip(1).to(images.dtype)


def count_fast(moments: Tensor) -> int:
    """Return how many directions must take every step; all where few of them are slow."""
    slow = INTERVAL * moments <= SLOW * moments[min(1, len(moments) - 1)]
    fast = int((~slow).sum())
    fast = -(-(fast + 1) // COLUMNS) * COLUMNS - 1  # one column is the bias
    return fast if fast < 0.75 * len(moments) else len(moments)
