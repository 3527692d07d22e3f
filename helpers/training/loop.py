"""Train one model by full-batch gradient descent."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn import functional

from helpers.training.bars import shows_bar
from helpers.training.directions import LeadingDirections
from helpers.training.first_layer import FirstLayer, find_first_layer
from helpers.training.history import History
from helpers.training.image_set import Batch, ImageSet
from helpers.training.kept_pixels import KeptPixels
from helpers.training.replacing import forward_replaced, has_own_forward
from helpers.training.tables import TableUnit, tabulate_units

PRECISE = 24
"""The first epochs use float32: in this quick phase, rounding would lead training elsewhere."""

SMALL = 32
"""Layers with at most this many outputs always compute in float32."""


def train(
    model: nn.Module,
    train: Batch,
    valid: Batch | None = None,
    *,
    learning_rate: float,
    epochs: int,
    fast: bool = False,
    progress: bool | str = True,
) -> History:
    """Train `model` in place by plain full-batch gradient descent; return its history.

    Every epoch is one step on the mean cross-entropy of the whole training set, without
    momentum or any other state. Parameters that do not require a gradient do not change. Training
    stops when the loss is no longer finite; the rest of its history is NaN.

    The default computes in float32 and leaves out what has no effect. `fast` allows shortcuts that
    change the figures a little (see `fast_note`).

    Args:
        model: takes images (n, 784) and returns logits (n, classes).
        train: images and labels to train on, on the model's device. An `ImageSet` lets later
            runs use again what this one has prepared.
        valid: images and labels to measure on after every step, or None.
        learning_rate: the size of the step.
        epochs: the number of steps.
        fast: allow reduced precision and coarser steps where hardly anything moves.
        progress: whether to show a progress bar, unless the budget is `quick`; a string is its
            label.

    Returns:
        The losses and accuracies of every epoch.
    """
    if not shows_bar(progress):
        return descend(model, train, valid, learning_rate, epochs, fast=fast)
    from tqdm.auto import tqdm

    with tqdm(total=epochs, desc=progress if isinstance(progress, str) else None) as bar:
        return descend(model, train, valid, learning_rate, epochs, fast=fast, on_epoch=bar.update)


def descend(
    model: nn.Module,
    train: Batch,
    valid: Batch | None,
    learning_rate: float,
    epochs: int,
    *,
    fast: bool = False,
    on_epoch: Callable[[], object] = lambda: None,
) -> History:
    """Train `model` as `train` does, and call `on_epoch` after every step."""
    begin = time.perf_counter()
    history = History()
    sets = ImageSet.of(train), None if valid is None else ImageSet.of(valid)
    with _prepared(model, *sets, fast) as run:
        for epoch in range(epochs):
            if not _do_epoch(run, history, epoch, learning_rate):
                history.diverged_at = epoch
                break
            on_epoch()
    history.seconds = time.perf_counter() - begin
    history.pad(epochs, validation=valid is not None)
    return history


def _do_epoch(run: _Run, history: History, epoch: int, learning_rate: float) -> bool:
    """Do an epoch and record it; return False if its loss is no longer finite."""
    if epoch == PRECISE:
        run.reduce()
    loss, accuracy = run.measure_and_differentiate()
    history.train_loss.append(loss)
    history.train_accuracy.append(accuracy)
    if not math.isfinite(loss):
        return False
    run.step(epoch, learning_rate)
    _record(history, run)
    return True


def _record(history: History, run: _Run) -> None:
    """Record what is measured after a step."""
    for name, value in run.scalars.items():
        history.scalars.setdefault(name, []).append(value.item())
    if run.valid is not None:
        loss, accuracy = run.validate(run.valid)
        history.valid_loss.append(loss)
        history.valid_accuracy.append(accuracy)


class _Run:
    """A model made ready: everything that lasts as long as one training."""

    def __init__(
        self,
        model: nn.Module,
        train: Batch,
        valid: Batch | None,
        first: FirstLayer,
        tables: list[TableUnit],
        dtype: torch.dtype,
    ) -> None:
        self.valid = valid
        self.scalars = {
            name: value
            for name, value in model.named_parameters()
            if value.numel() == 1 and value.requires_grad
        }
        self._model, self._train, self._first = model, train, first
        self._tables, self._dtype = tables, dtype
        self._precision: Callable[[], AbstractContextManager[object]] = nullcontext
        own = [
            value
            for value in model.parameters()
            if value.requires_grad and not any(value is other for other in first.replaced)
        ]
        self._parameters = [*first.parameters, *own]
        self._gradients: tuple[Tensor | None, ...] = ()

    def reduce(self) -> None:
        """Continue in the precision of the fast way, if that is a lower one."""
        if self._dtype != torch.float32:
            device = self._train[0].device.type
            self._precision = partial(torch.autocast, device, dtype=self._dtype)
            self._first.reduce(self._dtype)

    def _loss_and_hits(self, batch: Batch) -> tuple[Tensor, Tensor]:
        images, labels = batch
        with self._precision():
            logits = self._model(images).float()
        hits = logits.detach().argmax(1) == labels
        # Classes along the first axis: the exponentials of many images at once.
        return functional.cross_entropy(logits.T.unsqueeze(0), labels.unsqueeze(0)), hits

    def measure_and_differentiate(self) -> tuple[float, float]:
        """Return loss and accuracy on the training set; keep the gradients for the step."""
        loss, hits = self._loss_and_hits(self._train)
        value = float(loss.detach())
        if math.isfinite(value):
            self._gradients = torch.autograd.grad(loss, self._parameters, allow_unused=True)
        return value, _fraction(hits)

    @torch.no_grad()
    def validate(self, batch: Batch) -> tuple[float, float]:
        """Return loss and accuracy on another set."""
        loss, hits = self._loss_and_hits(batch)
        return float(loss), _fraction(hits)

    @torch.no_grad()
    def step(self, epoch: int, learning_rate: float) -> None:
        """Take one step along the gradients that were computed last."""
        for parameter, gradient in zip(self._parameters, self._gradients, strict=True):
            if gradient is not None:
                parameter.add_(gradient, alpha=-learning_rate)
        self._first.after_step(epoch, learning_rate)
        for table in self._tables:
            table.after_step()


def _fraction(hits: Tensor) -> float:
    return int(hits.sum()) / len(hits)


@contextmanager
def _prepared(
    model: nn.Module, train: ImageSet, valid: ImageSet | None, fast: bool
) -> Iterator[_Run]:
    """Make a model ready to train; in the end nothing but what it learned has changed."""
    device = train.images.device
    dtype = _fast_dtype(device) if fast else torch.float32
    first, tables = _first_layer(model, train, valid, fast), []
    with ExitStack() as replaced:
        replaced.enter_context(first.installed())
        if dtype != torch.float32:
            _keep_small_layers(model, replaced)
            tables = tabulate_units(model, replaced) if device.type == "cpu" else []
        yield _Run(model, train, valid, first, tables, dtype)


def _first_layer(
    model: nn.Module, train: ImageSet, valid: ImageSet | None, fast: bool
) -> FirstLayer:
    """Return the shortcut for a model's first layer, or what changes nothing."""
    on_cpu = train.images.device.type == "cpu"
    layer = find_first_layer(model, train.images) if on_cpu else None
    if layer is None:
        return FirstLayer()
    return (LeadingDirections if fast else KeptPixels)(layer, train, valid)


def _keep_small_layers(model: nn.Module, replaced: ExitStack) -> None:
    """Let layers with few outputs (the logits) compute in float32: it costs next to nothing."""
    layers = [module for module in model.modules() if type(module) is nn.Linear]
    for layer in layers:
        if layer.out_features <= SMALL and not has_own_forward(layer):
            replaced.enter_context(forward_replaced(layer, partial(_precise, layer)))


def _precise(layer: nn.Linear, x: Tensor) -> Tensor:
    """Return a layer's output in float32."""
    with torch.autocast(x.device.type, enabled=False):
        return functional.linear(x.float(), layer.weight, layer.bias)


def _fast_dtype(device: torch.device) -> torch.dtype:
    """Return bfloat16 where the device multiplies it faster than float32, else float32."""
    if device.type == "cuda":
        quick = torch.cuda.is_bf16_supported()
    else:
        probes = ("_is_amx_tile_supported", "_is_avx512_bf16_supported")
        quick = any(getattr(torch.cpu, name, bool)() for name in probes)
    return torch.bfloat16 if quick else torch.float32


def fast_note(device: str | torch.device = "cpu") -> str:
    """Return one sentence on what `fast=True` does on this machine.

    Args:
        device: where the training will run.
    """
    if _fast_dtype(torch.device(device)) == torch.bfloat16:
        return (
            "fast=True: products in bfloat16 with float32 weights; the directions in which the "
            "images hardly vary take a step every sixteenth epoch."
        )
    return (
        "fast=True: this processor has no fast bfloat16, so products stay in float32; the "
        "directions in which the images hardly vary take a step every sixteenth epoch."
    )
