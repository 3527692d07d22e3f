"""Units as tables: a bfloat16 number is one of 65 536, so a unit can be looked up.

The table holds what the unit itself returns (in float32, rounded once) for every one of them,
and a second table holds its slope, from autograd. Any elementwise module works, even one that a
student wrote, and a slow formula costs no more than a quick one. The gradient of the unit's own
parameters needs no look-up: what flows back is added up for each of the 65 536 inputs, and goes
through the unit once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import torch
from torch import Tensor, nn

from helpers.training.replacing import forward_replaced, has_own_forward

QUICK = (nn.Identity, nn.Sigmoid)
"""Units that are computed faster than looked up."""

COUNT = 1 << 16


def all_inputs() -> Tensor:
    """Return every bfloat16 number as float32, ordered by its bits: shape (65536,)."""
    return torch.arange(COUNT).to(torch.uint16).view(torch.bfloat16).float()


class _Context(Protocol):
    """What a look-up keeps for the backward pass."""

    index: Tensor
    unit: TableUnit
    count: int


class _LookUp(torch.autograd.Function):
    """unit(x) from the table; the gradient from the table of slopes."""

    @staticmethod
    def forward(ctx: _Context, x: Tensor, unit: TableUnit, *parameters: Tensor) -> Tensor:
        index = x.contiguous().view(torch.uint16).to(torch.int32).view(-1)
        ctx.index, ctx.unit, ctx.count = index, unit, len(parameters)
        return unit.values.index_select(0, index).view(x.shape)

    @staticmethod
    def backward(ctx: _Context, upstream: Tensor) -> tuple[Tensor | None, ...]:
        slopes = ctx.unit.slopes.index_select(0, ctx.index).view(upstream.shape)
        gradients = ctx.unit.parameter_gradients(ctx.index, upstream) if ctx.count else ()
        return slopes.mul_(upstream), None, *gradients


class TableUnit:
    """Stands in for an elementwise module during a training."""

    def __init__(self, unit: nn.Module) -> None:
        self._original = unit.forward
        self._inputs = all_inputs()
        self._parameters = [value for value in unit.parameters() if value.requires_grad]
        self.values, self.slopes = self._tabulate()

    def _tabulate(self) -> tuple[Tensor, Tensor]:
        with torch.enable_grad(), torch.autocast("cpu", enabled=False):
            inputs = self._inputs.clone().requires_grad_()
            values = self._original(inputs.view(256, 256)).view(-1)
            (slopes,) = torch.autograd.grad(values.sum(), inputs)
        return values.detach().bfloat16(), slopes.bfloat16()

    def forward(self, x: Tensor) -> Tensor:
        """Return what the unit makes of these numbers; bfloat16 ones are looked up."""
        if x.dtype != torch.bfloat16:
            result: Tensor = self._original(x)
            return result
        looked_up: Tensor = _LookUp.apply(x, self, *self._parameters)  # type: ignore[no-untyped-call]
        return looked_up

    def parameter_gradients(self, index: Tensor, upstream: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradient of each trainable parameter of the unit."""
        sums = torch.bincount(index, weights=upstream.reshape(-1).float(), minlength=COUNT).float()
        # Inputs that do not occur may be so large that 0 times their slope is NaN.
        inputs = torch.where(sums != 0, self._inputs, 0)
        with torch.enable_grad(), torch.autocast("cpu", enabled=False):
            values = self._original(inputs.view(256, 256)).view(-1)
            return torch.autograd.grad(values, self._parameters, sums, allow_unused=True)

    def after_step(self) -> None:
        """Fill the tables again if the unit can learn."""
        if self._parameters:
            self.values, self.slopes = self._tabulate()


def tabulate_units(model: nn.Module, replaced: ExitStack) -> list[TableUnit]:
    """Put tables in place of every unit of the model that is slow to compute.

    Args:
        model: the model with the units.
        replaced: gives the units their own `forward` back when it closes.
    """
    tables = []
    for unit in _units(model):  # one that occurs again has been replaced by then
        if is_elementwise(unit):
            tables.append(TableUnit(unit))
            replaced.enter_context(forward_replaced(unit, tables[-1].forward))
    return tables


def _units(module: nn.Module) -> Iterator[nn.Module]:
    """Yield the topmost modules that hold neither layers nor other parameters of many numbers."""
    if any(value.numel() > 1 for value in module.parameters()):
        for child in module.children():
            yield from _units(child)
    elif not isinstance(module, QUICK) and not has_own_forward(module):
        yield module


def is_elementwise(unit: nn.Module) -> bool:
    """Tell whether a module treats every number by itself, wherever it stands, and always alike."""
    order = torch.arange(COUNT) * 31_337 % COUNT
    inputs = all_inputs()
    inputs = torch.where(inputs.abs() <= 1e4, inputs, 0)
    try:
        with torch.no_grad():
            once = unit(inputs.view(256, 256))
            again = unit(inputs[order].view(1024, 64))
            if once.shape != (256, 256) or again.shape != (1024, 64):
                return False
            return torch.allclose(once.view(-1)[order], again.view(-1), equal_nan=True)
    except Exception:  # a module for other shapes or inputs: it may raise anything
        return False
