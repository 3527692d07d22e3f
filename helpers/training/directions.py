"""The fast shortcut: directions in which the images hardly vary take coarser steps.

The images are turned so that their axes are their principal directions. Gradient descent moves
the weights along a direction at a speed proportional to the second moment of the images along
it, and beyond the first 128 or so that moment is some thousand times smaller than along the
first. Those weights hardly move in one step, so they take one step of sixteenfold size every
sixteen epochs, and their part of the product is kept in between. Every direction is still
trained; only the time grid is coarser where nothing is fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from helpers.training.first_layer import COLUMNS, Shortcut, is_same
from helpers.training.image_set import ImageSet

INTERVAL = 16
"""Epochs between two steps of the slow directions."""

SLOW = 0.12
"""A direction is slow if INTERVAL times its second moment is below this part of the second one."""


class _Context(Protocol):
    """What the product keeps for the backward pass."""

    x: Tensor
    seen: list[Tensor]
    dtype: torch.dtype


class _Product(torch.autograd.Function):
    """offset + x @ weight.T in x's precision; the gradient goes to the weight alone."""

    @staticmethod
    def forward(
        ctx: _Context, x: Tensor, weight: Tensor, offset: Tensor, seen: list[Tensor]
    ) -> Tensor:
        ctx.x, ctx.seen, ctx.dtype = x, seen, weight.dtype
        return torch.addmm(offset, x, weight.to(x.dtype).T)

    @staticmethod
    def backward(ctx: _Context, upstream: Tensor) -> tuple[None, Tensor, None, None]:
        upstream = upstream.to(ctx.x.dtype)
        ctx.seen[:] = [upstream]
        return None, (upstream.T @ ctx.x).to(ctx.dtype), None, None


@dataclass(frozen=True, eq=False)
class Axes:
    """The directions of a set of images, one a column: fast (d, k) and slow (d, d - k)."""

    fast: Tensor
    slow: Tensor


class LeadingDirections(Shortcut):
    """Trains the leading directions of the images at every step, and the others now and then."""

    def __init__(self, layer: nn.Linear, train: ImageSet, others: ImageSet | None) -> None:
        super().__init__(layer)
        self._axes = train.form(share_axes)
        bias = [
            value.detach().unsqueeze(1)
            for name, value in layer.named_parameters()
            if name == "bias"
        ]
        weight = layer.weight.detach()
        self._weight = torch.cat([weight @ self._axes.fast, *bias], dim=1).requires_grad_()
        self._slow = weight @ self._axes.slow
        self.replaced, self.parameters = tuple(layer.parameters()), (self._weight,)
        self._ones, self._sources = len(bias), [one for one in (train, others) if one is not None]
        self._seen: list[Tensor] = []
        self.reduce(torch.float32)

    def reduce(self, dtype: torch.dtype) -> None:
        """Continue with the images in this precision; the weights stay in float32."""
        self._sets = [_Turned(one, self._axes, self._ones, dtype) for one in self._sources]
        self._refresh()

    def _refresh(self) -> None:
        for one in self._sets:
            one.offset = one.rest @ self._slow.to(one.rest.dtype).T

    def forward(self, x: Tensor) -> Tensor:
        """Return the layer's output for one of the sets of images."""
        one = next(one for one in self._sets if is_same(x, one.images))
        with torch.autocast(x.device.type, enabled=False):
            result: Tensor = _Product.apply(  # type: ignore[no-untyped-call]
                one.lead, self._weight, one.offset, self._seen
            )
        return result

    @torch.no_grad()
    def after_step(self, epoch: int, learning_rate: float) -> None:
        """Let the slow directions take the step that they waited for."""
        if not self._axes.slow.shape[1]:
            return
        # In the middle of the epochs that the step stands for: on average it is on time.
        if epoch % INTERVAL != INTERVAL // 2:
            return
        gradient = self._seen[0].T @ self._sets[0].rest
        self._slow -= INTERVAL * learning_rate * gradient.to(self._slow.dtype)
        self._refresh()

    def write_back(self) -> None:
        """Turn the weights back into the layer's own."""
        fast = self._axes.fast.shape[1]
        weight = self._weight[:, :fast] @ self._axes.fast.T + self._slow @ self._axes.slow.T
        self._layer.weight.copy_(weight)
        if self._weight.shape[1] > fast:
            self._layer.bias.copy_(self._weight[:, fast])


class _Turned:
    """A set of images along the fast directions (with a column of ones) and the slow ones."""

    def __init__(self, source: ImageSet, axes: Axes, ones: int, dtype: torch.dtype) -> None:
        self.images = source.images
        self.lead, self.rest = source.form(turn, axes, ones, dtype)
        self.offset = self.rest[:, :0]


def turn(images: Tensor, axes: Axes, ones: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Return images along the fast directions, with columns of ones, and along the slow ones."""
    lead = torch.cat([images @ axes.fast, images.new_ones(len(images), ones)], dim=1)
    return lead.to(dtype), (images @ axes.slow).to(dtype)


def share_axes(images: Tensor) -> Axes:
    """Return the fast and the slow directions of these images."""
    moments, axes = principal_directions(images)
    fast = count_fast(moments)
    return Axes(axes[:, :fast].contiguous(), axes[:, fast:].contiguous())


def principal_directions(images: Tensor) -> tuple[Tensor, Tensor]:
    """Return the second moments of images along their principal directions, and the directions.

    Returns:
        moments (d,), largest first, and axes (d, d), one direction a column.
    """
    wide = images.double()
    moments, axes = torch.linalg.eigh(wide.T @ wide / len(images))
    return moments.flip(0).to(images.dtype), axes.flip(1).to(images.dtype)


def count_fast(moments: Tensor) -> int:
    """Return how many directions must take every step: all of them where few are slow."""
    slow = INTERVAL * moments <= SLOW * moments[min(1, len(moments) - 1)]
    fast = int((~slow).sum())
    fast = -(-(fast + 1) // COLUMNS) * COLUMNS - 1  # one column is the bias
    return fast if fast < 0.75 * len(moments) else len(moments)
