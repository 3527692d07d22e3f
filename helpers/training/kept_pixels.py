"""The exact shortcut: four fifths of the pixels are 0, and products with zeros are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers.training.first_layer import COLUMNS, Shortcut, is_same
from helpers.training.image_set import ImageSet

RARE = 0.15
"""A pixel is rare if at most this share of the images has ink there. Rare ones become sparse."""


@dataclass(frozen=True, eq=False)
class Columns:
    """The indices of a set's common, rare and absent pixels."""

    common: Tensor
    rare: Tensor
    absent: Tensor


class KeptPixels(Shortcut):
    """Leaves out zeros: pixels that are 0 in every image, and most zeros of rare pixels.

    Pixels that are 0 in every training image have no effect, so their weights never change. What
    they hold in the validation images adds a constant, computed once. Rare pixels, near the edge,
    are multiplied in sparse form, the others as usual.
    """

    def __init__(self, layer: nn.Linear, train: ImageSet, others: ImageSet | None) -> None:
        super().__init__(layer)
        columns = train.form(sort_pixels)
        self._columns = torch.cat([columns.common, columns.rare])
        weight = layer.weight.detach()
        self._weight = weight[:, self._columns].requires_grad_()
        self.replaced, self.parameters = (layer.weight,), (self._weight,)
        self._sets = [
            (one.images, one.form(Split, columns), self._offset(one.images, columns.absent))
            for one in (train, others)
            if one is not None
        ]

    def _offset(self, images: Tensor, absent: Tensor) -> Tensor | None:
        """Return the part of the product that never changes, or None for zero."""
        offset = images[:, absent] @ self._layer.weight.detach()[:, absent].T
        return offset if offset.any() else None

    def forward(self, x: Tensor) -> Tensor:
        """Return the layer's output for one of the sets of images."""
        split, offset = next(one[1:] for one in self._sets if is_same(x, one[0]))
        result: Tensor = _SplitProduct.apply(  # type: ignore[no-untyped-call]
            split, self._weight, self._layer.bias
        )
        return result if offset is None else result + offset

    def write_back(self) -> None:
        """Write the trained columns into the layer."""
        self._layer.weight[:, self._columns] = self._weight


def sort_pixels(images: Tensor) -> Columns:
    """Return which pixels are common, rare and absent in these images."""
    share = (images != 0).float().mean(0)
    rare = (share > 0) & (share <= RARE)
    if int(rare.sum()) < COLUMNS:
        rare[:] = False
    masks = ((share > 0) & ~rare, rare, share == 0)
    return Columns(*(mask.nonzero().squeeze(1) for mask in masks))


class Split:
    """A set of images, its common pixels as an array and its rare ones in sparse form."""

    def __init__(self, images: Tensor, columns: Columns) -> None:
        from scipy.sparse import csr_array

        self.count = len(columns.common)
        self.common = images[:, columns.common]
        rare = images[:, columns.rare].numpy()
        self.rare = csr_array(rare) if rare.shape[1] else None
        self.rare_turned = csr_array(rare.T) if rare.shape[1] else None


class _Context(Protocol):
    """What the product keeps for the backward pass."""

    one: Split
    has_bias: bool


class _SplitProduct(torch.autograd.Function):
    """The images times weight.T plus bias; the gradient goes to weight and bias."""

    @staticmethod
    def forward(ctx: _Context, one: Split, weight: Tensor, bias: Tensor | None) -> Tensor:
        ctx.one, ctx.has_bias = one, bias is not None
        common = weight[:, : one.count]
        result = functional.linear(one.common, common, bias)
        if one.rare is not None:
            rare = weight[:, one.count :].T.contiguous().numpy()
            result += torch.from_numpy(one.rare @ rare)
        return result

    @staticmethod
    def backward(ctx: _Context, upstream: Tensor) -> tuple[None, Tensor, Tensor | None]:
        one = ctx.one
        gradient = upstream.T @ one.common
        if one.rare is not None:
            rare = torch.from_numpy(one.rare_turned @ upstream.contiguous().numpy())
            gradient = torch.cat([gradient, rare.T], dim=1)
        return None, gradient, upstream.sum(0) if ctx.has_bias else None
