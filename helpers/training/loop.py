"""Train one model by full-batch gradient descent."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from helpers.training.history import History

Batch = tuple[Tensor, Tensor]
"""Images, float of shape (n, 784), and labels, int64 of shape (n,)."""


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
    momentum or any other state. Parameters that do not require a gradient stay as they are. A
    training whose loss is no longer finite is stopped; the rest of its history is NaN.

    The default computes in float32, whatever is not needed left out. `fast` allows shortcuts
    that change the figures a little (see `fast_note`).

    Args:
        model: takes images (n, 784) and returns logits (n, classes).
        train: images and labels to train on, on the model's device.
        valid: images and labels to measure on after every step, or None.
        learning_rate: the size of the step.
        epochs: the number of steps.
        fast: allow reduced precision where it is quicker.
        progress: a progress bar; a string is its label.
    """
    raise NotImplementedError


def fast_note(device: str | torch.device = "cpu") -> str:
    """Return one sentence on what `fast=True` does on this machine."""
    raise NotImplementedError
