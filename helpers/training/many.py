"""Train many models: every unit, learning rate and seed, with results kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from helpers.training.history import History
from helpers.training.loop import Batch

Key = tuple[str, float, int]
"""Name, learning rate and seed of a run."""


@dataclass(frozen=True)
class Trained:
    """A run: the trained model and how it came to be."""

    model: nn.Module
    history: History


def train_many(
    makers: Mapping[str, Callable[[], nn.Module]],
    learning_rates: float | Sequence[float] | Mapping[str, float | Sequence[float]],
    train: Batch,
    valid: Batch | None = None,
    *,
    epochs: int,
    seeds: Sequence[int] = (0,),
    fast: bool = False,
    cache: str | Path | None = None,
    progress: bool = True,
    workers: int | None = None,
) -> dict[Key, Trained]:
    """Train every model at every learning rate with every seed, several at a time.

    Every run computes with one thread, so that its figures do not depend on how many run beside
    it. A run that diverges is recorded and stops no other.

    Args:
        makers: by name, a function without arguments that returns a new model; it is called
            once a run, after `torch.manual_seed(seed)`.
        learning_rates: for all, or by name.
        train: images and labels to train on.
        valid: images and labels to measure on after every step, or None.
        epochs: steps of each run.
        seeds: seeds of the initial weights.
        fast: see `train`.
        cache: a folder that keeps finished runs, each under a hash of everything it depends on;
            a run found there is not trained again.
        progress: one progress bar for all.
        workers: how many runs at a time; by default as many as torch has threads.
    """
    raise NotImplementedError
