"""The exact shortcut: four fifths of the pixels are 0, and products with zeros are left out."""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers.training.first_layer import COLUMNS, FirstLayer, is_same, once

RARE = 0.15
"""A pixel that differs from 0 in no larger part of the images is multiplied in sparse form."""


class KeptPixels(FirstLayer):
    """Leaves out zeros: pixels that are 0 in every image, and most zeros of those that are rare.

    Pixels that are 0 in every image to train on have no say, and their weights stay as they
    are; what they hold in the images to measure on is a constant, computed once. Pixels that are
    seldom anything but 0 (near the edge) are multiplied in sparse form, the others as usual.
    """

    def __init__(self, layer: nn.Linear, images: Tensor, others: Tensor | None) -> None:
        self._layer = layer
        columns = once(images, (_sort_pixels,), lambda: _sort_pixels(images))
        self._columns = torch.cat(columns[:2])
        weight = layer.weight.detach()
        self._weight = weight[:, self._columns].requires_grad_()
        self.replaced, self.parameters = (layer.weight,), (self._weight,)
        self._sets = [
            (
                x,
                once(x, (_Split, columns), partial(_Split, x, columns)),
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
        split, offset = next(one[1:] for one in self._sets if is_same(x, one[0]))
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
