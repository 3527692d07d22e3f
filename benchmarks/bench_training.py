"""How much quicker the trainer is than the plain loop, for each unit and the whole protocol.

    python benchmarks/bench_training.py            # a few minutes
    python benchmarks/bench_training.py --quick    # less than one

For each unit the plain loop, the exact and the fast way take turns, one thread each, and what
counts is the processor's time: what else goes on at the same machine then changes little. That
independent trainings side by side use two cores better than one training with two threads comes
on top and is left out. The whole protocol counts trainings that diverge as results/mnist found
them: the plain loop goes on with NaN, the trainer stops.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[1] / "results" / "mnist"))

from units import UNITS, network

from helpers import published
from helpers.data import load_digits, scale_pixels
from helpers.training import ImageSet, fast_note
from helpers.training.directions import INTERVAL
from helpers.training.loop import PRECISE, descend

RATE = 0.005
EPOCHS = 1000
Batch = tuple[Tensor, Tensor]


class Training(msgspec.Struct):
    """One training of the published search."""

    diverged_at: int | None


class Trainings(msgspec.Struct):
    """Those of one unit, by their rates."""

    runs: dict[str, Training]


class Published(msgspec.Struct):
    """What is used here of the published results: the search, by seed and unit."""

    search: dict[str, dict[str, Trainings]]


@dataclass(frozen=True)
class Cost:
    """Seconds for what a run does once, for an early epoch, and for each epoch after it."""

    once: float
    early: float
    epoch: float

    def run(self, epochs: int = EPOCHS) -> float:
        """Return the seconds of a whole run."""
        return self.once + PRECISE * self.early + (epochs - PRECISE) * self.epoch


def plain_loop(model: nn.Module, train: Batch, valid: Batch, epochs: int) -> list[float]:
    """Train as a textbook does; return the time of each epoch."""
    optimizer = torch.optim.SGD(model.parameters(), RATE)
    seconds = []
    for _ in range(epochs):
        begin = time.thread_time()
        logits = model(train[0])
        loss = functional.cross_entropy(logits, train[1])
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        loss.item(), (logits.argmax(1) == train[1]).float().mean().item()
        with torch.no_grad():
            logits = model(valid[0])
            functional.cross_entropy(logits, valid[1]).item()
            (logits.argmax(1) == valid[1]).float().mean().item()
        seconds.append(time.thread_time() - begin)
    return seconds


def own_cost(unit: str, train: Batch, valid: Batch, epochs: int, fast: bool) -> Cost:
    """Train with the trainer; return what it costs."""
    torch.manual_seed(0)
    ends, begin = [], time.thread_time()
    model = network(UNITS[unit])
    descend(
        model,
        train,
        valid,
        RATE,
        epochs,
        fast=fast,
        on_epoch=lambda: ends.append(time.thread_time()),
    )
    steps = [later - former for former, later in pairwise(ends)]
    early = statistics.median(steps[: PRECISE - 1])
    # The mean: every so many epochs one does more than the others.
    epoch = statistics.fmean(steps[-2 * INTERVAL :]) if fast else early
    return Cost(max(ends[0] - begin - early, 0), early, epoch)


def product_speed(dtype: torch.dtype) -> float:
    """Return the speed of the first layer's product in operations a second, one thread."""
    x, w = torch.randn(9600, 784).to(dtype), torch.randn(784, 200).to(dtype)
    seconds = []
    for _ in range(12):
        begin = time.thread_time()
        x @ w
        seconds.append(time.thread_time() - begin)
    return 2 * 9600 * 784 * 200 / statistics.median(seconds)


def operations() -> float:
    """Return the multiplications and additions of a plain epoch's products."""
    weights = 784 * 200 + 200 * 64 + 64 * 10
    behind = 200 * 64 + 64 * 10  # layers whose input needs a gradient
    return 2.0 * (9600 * (2 * weights + behind) + 2400 * weights)


def main() -> None:
    """Measure each unit in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer epochs: less than a minute")
    quick = parser.parse_args().quick
    torch.set_num_threads(1)
    digits = load_digits()
    images = torch.from_numpy(scale_pixels(digits.train_images, "raw"))
    labels = torch.from_numpy(digits.train_labels)
    train = ImageSet(images[:9600].clone(), labels[:9600])
    valid = ImageSet(images[9600:].clone(), labels[9600:])
    print(f"\nTraining: 784-200-64-10, one thread; {digits.line}\n  {fast_note()}")
    print(f"  {'ms an epoch':14}{'plain':>9}{'exact':>9}{'fast':>9}   1000 epochs: exact, fast")
    rows = {unit: _measure(unit, train, valid, quick) for unit in UNITS}
    _protocol(rows)
    _shares([sum(column) for column in zip(*rows.values(), strict=True)])


def _measure(unit: str, train: Batch, valid: Batch, quick: bool) -> list[float]:
    """Print the line of a unit; return the seconds of 1000 epochs, each of the three ways."""
    few, rounds = (5, 1) if quick else (20, 2)
    plain: list[float] = []
    costs: dict[bool, list[Cost]] = {False: [], True: []}
    for _ in range(rounds):
        for fast, epochs in ((False, few), (True, PRECISE + 2 * INTERVAL + 1)):
            plain += plain_loop(network(UNITS[unit]), train, valid, few)[1:]
            costs[fast].append(own_cost(unit, train, valid, epochs, fast))
    base = statistics.median(plain)
    exact, fast_ = (min(costs[kind], key=Cost.run) for kind in (False, True))
    row = [base * EPOCHS, exact.run(), fast_.run()]
    times = "".join(f"{1e3 * x:9.1f}" for x in (base, exact.epoch, fast_.epoch))
    print(f"  {unit:14}{times}{row[0] / row[1]:21.2f}{row[0] / row[2]:6.2f}", flush=True)
    return row


def _protocol(rows: dict[str, list[float]]) -> None:
    """Print what the whole protocol takes: rate 0.005, the search, the final run."""
    found = msgspec.convert(published.load("mnist"), Published).search["0"]
    runs, stopped, hours = 0, 0, [0.0, 0.0, 0.0]
    for unit, row in rows.items():
        ends = [run.diverged_at for run in found[unit].runs.values()]
        own, early = 2 + len(ends), sum(end is not None for end in ends)
        runs, stopped = runs + own, stopped + early
        counts = (own, own - early, own - early)
        hours = [h + n * s / 3600 for h, n, s in zip(hours, counts, row, strict=True)]
    print(
        f"  whole protocol, {runs} trainings of which {stopped} diverge: "
        + ", ".join(f"{x:.2f} h" for x in hours)
        + f"; exact {hours[0] / hours[1]:.2f} times, fast {hours[0] / hours[2]:.2f} times as quick"
    )


def _shares(totals: list[float]) -> None:
    """Print the fraction of the machine's own speed."""
    for name, dtype, total in (
        ("exact", torch.float32, totals[1]),
        ("fast", torch.bfloat16, totals[2]),
    ):
        speed = product_speed(dtype)
        share = operations() * EPOCHS * len(UNITS) / total / speed
        print(
            f"  {name}: a plain epoch's {operations() / 1e9:.1f} GFLOP at {share:.0%} of the speed "
            f"of {str(dtype).removeprefix('torch.')} products here, {speed / 1e9:.0f} GFLOP/s"
        )


if __name__ == "__main__":
    main()
