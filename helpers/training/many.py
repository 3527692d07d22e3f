"""Train many models: every unit, learning rate and seed, with the results kept on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from helpers.training import store
from helpers.training.bars import shows_bar
from helpers.training.history import History
from helpers.training.image_set import Batch, ImageSet
from helpers.training.loop import descend

Key = tuple[str, float, int]
"""Name, learning rate and seed of a run."""

Rates = float | Sequence[float]
Maker = Callable[[], nn.Module]
Tick = Callable[[int], object]


@dataclass(frozen=True)
class Trained:
    """A run: the trained model and how it came to be."""

    model: nn.Module
    history: History


class _Stopped(Exception):
    """The user wants to stop."""


def train_many(
    makers: Mapping[str, Maker],
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

    Every run computes with one thread, so its figures do not depend on how many run beside it. A
    run that diverges is recorded and stops no other. Models that draw random numbers in training
    (dropout) share torch's generator: with one worker they get the same figures each time.

    Args:
        makers: by name, what returns a new model after `torch.manual_seed(seed)`.
        learning_rates: for all, or by name.
        train: images and labels to train on.
        valid: images and labels to measure on after every step, or None.
        epochs: steps of each run.
        seeds: seeds of the initial weights.
        fast: see `train`.
        cache: a folder for finished runs, each under a hash of all that it depends on.
        progress: whether to show one progress bar for all runs, unless the budget is `quick`; a
            string is its label.
        workers: how many runs at a time; by default as many as torch has threads.

    Returns:
        The runs by (name, learning rate, seed).
    """
    keys = _keys(makers, learning_rates, seeds)
    # All before the first run: threads share the generator of random numbers.
    models = {key: _make(makers[key[0]], key[2]) for key in keys}
    with _bar(progress, len(keys) * epochs) as tick:
        runs = _Runs(train, valid, epochs, fast, None if cache is None else Path(cache), tick)
        return runs.run_all(models, min(workers or torch.get_num_threads(), max(len(keys), 1)))


class _Runs:
    """What all runs have in common."""

    def __init__(
        self,
        train: Batch,
        valid: Batch | None,
        epochs: int,
        fast: bool,
        folder: Path | None,
        tick: Tick,
    ) -> None:
        self._stop = threading.Event()
        self._train, self._valid = ImageSet.of(train), None if valid is None else ImageSet.of(valid)
        self._epochs, self._fast, self._folder, self._tick = epochs, fast, folder, tick
        self._facts: dict[str, store.Fact] = {
            "epochs": epochs,
            "fast": fast,
            "device": str(train[0].device),
        }
        if folder is not None:
            self._facts["data"] = store.digest(*train, *(valid or ()))

    def run_all(self, models: Mapping[Key, nn.Module], workers: int) -> dict[Key, Trained]:
        """Train models, `workers` at a time, each at the rate in its key."""
        with _one_thread_each(), ThreadPoolExecutor(workers) as pool:
            jobs = {key: pool.submit(self._run, key[1], model) for key, model in models.items()}
            try:
                return {key: job.result() for key, job in jobs.items()}
            except BaseException:
                self._stop.set()
                pool.shutdown(cancel_futures=True)
                raise

    def _run(self, rate: float, model: nn.Module) -> Trained:
        """Train a model, or load what an earlier training of it gave."""
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
        if self._stop.is_set():
            raise _Stopped
        self._tick(1)


def _keys(
    makers: Mapping[str, Maker], rates: Rates | Mapping[str, Rates], seeds: Sequence[int]
) -> list[Key]:
    """Return the keys of all runs, each once."""
    keys = []
    for name in makers:
        own = rates[name] if isinstance(rates, Mapping) else rates
        values = [own] if isinstance(own, (int, float)) else own
        keys += [(name, float(rate), seed) for seed in seeds for rate in values]
    return list(dict.fromkeys(keys))


def _make(maker: Maker, seed: int) -> nn.Module:
    """Return a new model of this seed; the global generator does not change."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return maker()


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let operations use one thread: the runs themselves go on side by side."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _bar(progress: bool | str, total: int) -> Iterator[Tick]:
    """Show a progress bar over all epochs of all runs; yield the function that moves it."""
    if not shows_bar(progress):
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
