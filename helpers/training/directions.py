"""The fast shortcut: directions in which the images hardly vary take coarser steps.

The images are turned so that their axes are their principal directions. Gradient descent moves
the weights along a direction at a speed proportional to the second moment of the images along
it, and beyond the first 128 or so that moment is some thousand times smaller than along the
first. Those weights hardly move in one step, so they take one step of sixteenfold size every
sixteen epochs, and their part of the product is kept between. Every direction is still trained;
only the grid of time is coarser where nothing is fast.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from helpers.training.first_layer import COLUMNS, FirstLayer, is_same, once

INTERVAL = 16
"""Epochs between two steps of the slow directions."""

SLOW = 0.12
"""A direction is slow if INTERVAL times its second moment is below this part of the second one."""


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
        axes = once(images, (_share_axes,), lambda: _share_axes(images))
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
            if is_same(x, one.images):
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
        self.lead, self.rest = once(images, what, lambda: _turn(images, axes, ones, dtype))
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
