"""Train many models: every unit, learning rate and seed, with results kept on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from helpers.training import store
from helpers.training.history import History
from helpers.training.loop import Batch, descend

Key = tuple[str, float, int]
"""Name, learning rate and seed of a run."""

Rates = float | Sequence[float]


@dataclass(frozen=True)
class Trained:
    """A run: the trained model and how it came to be."""

    model: nn.Module
    history: History


class _Stopped(Exception):
    """The user wants to stop."""


def train_many(
    makers: Mapping[str, Callable[[], nn.Module]],
    learning_rates: Rates | Mapping[str, Rates],
    train: Batch,
    valid: Batch | None = None,
    *,
    epochs: int,
    seeds: Sequence[int] = (0,),
    fast: bool = False,
    cache: str | Path | None = None,
    progress: bool | str = True,
    workers: int | None = None,
) -> dict[Key, Trained]:
    """Train every model at every learning rate with every seed, several at a time.

    Every run computes with one thread, so that its figures do not depend on how many run beside
    it. A run that diverges is recorded and stops no other. Models that draw random numbers while
    they train (dropout) share torch's generator: for the same figures each time, let one worker
    do them.

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
        progress: one progress bar for all; a string is its label.
        workers: how many runs at a time; by default as many as torch has threads.

    Returns:
        The runs by (name, learning rate, seed).
    """
    keys = _keys(makers, learning_rates, seeds)
    # All before the first run: threads share the generator of random numbers.
    models = {key: _make(makers[key[0]], key[2]) for key in keys}
    workers = min(workers or torch.get_num_threads(), max(len(keys), 1))
    with (
        _one_thread_each(),
        _bar(progress, len(keys) * epochs) as tick,
        ThreadPoolExecutor(workers) as pool,
    ):
        batch = _Batch(train, valid, epochs, fast, None if cache is None else Path(cache), tick)
        jobs = {key: pool.submit(batch.run, key[1], model) for key, model in models.items()}
        try:
            return {key: job.result() for key, job in jobs.items()}
        except BaseException:
            batch.stop.set()
            pool.shutdown(cancel_futures=True)
            raise


class _Batch:
    """What all runs have in common."""

    def __init__(
        self,
        train: Batch,
        valid: Batch | None,
        epochs: int,
        fast: bool,
        folder: Path | None,
        tick: Callable[[int], Any],
    ) -> None:
        self.stop = threading.Event()
        self._train, self._valid, self._epochs, self._fast = train, valid, epochs, fast
        self._folder, self._tick = folder, tick
        self._facts: dict[str, Any] = {
            "epochs": epochs,
            "fast": fast,
            "device": str(train[0].device),
        }
        if folder is not None:
            self._facts["data"] = store.digest(*train, *(valid or ()))

    def run(self, rate: float, model: nn.Module) -> Trained:
        """Train a model, or find what came out of it before."""
        torch.set_num_threads(1)
        if self._folder is None:
            return Trained(model, self._descend(rate, model))
        known = store.describe(model, *self._train)
        path = self._folder / store.run_name(rate=rate, **self._facts, **known)
        history = store.load(path, model)
        if history is None:
            history = self._descend(rate, model)
            store.save(path, model, history)
        else:
            self._tick(self._epochs)
        return Trained(model, history)

    def _descend(self, rate: float, model: nn.Module) -> History:
        history = descend(
            model,
            self._train,
            self._valid,
            rate,
            self._epochs,
            fast=self._fast,
            on_epoch=self._step,
        )
        self._tick(self._epochs - history.epochs)
        return history

    def _step(self) -> None:
        if self.stop.is_set():
            raise _Stopped
        self._tick(1)


def _keys(
    makers: Mapping[str, Any], rates: Rates | Mapping[str, Rates], seeds: Sequence[int]
) -> list[Key]:
    """Return every run to do, without repetition."""
    keys = []
    for name in makers:
        own = rates[name] if isinstance(rates, Mapping) else rates
        values = [own] if isinstance(own, (int, float)) else own
        keys += [(name, float(rate), seed) for seed in seeds for rate in values]
    return list(dict.fromkeys(keys))


def _make(maker: Callable[[], nn.Module], seed: int) -> nn.Module:
    """Return a new model of this seed; the global generator stays as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return maker()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let operations use one thread: the runs themselves are what goes on side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _bar(progress: bool | str, total: int) -> Iterator[Callable[[int], Any]]:
    """Show a progress bar over all epochs of all runs; yield what moves it."""
    if progress is False:
        yield int
        return
    from tqdm.auto import tqdm

    lock = threading.Lock()
    label = progress if isinstance(progress, str) else None
    with tqdm(total=total, desc=label, unit="epoch", unit_scale=True) as bar:

        def tick(count: int) -> None:
            with lock:
                bar.update(count)

        yield tick
