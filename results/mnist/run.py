"""Run the full protocol of the MNIST comparison; stop it at any time and start it again.

    ACTIVATION_LAB_DATA=... python results/mnist/run.py [PART ...]

Finished runs are kept under results/mnist/.cache and not computed again. After each part the
figures measured so far are written to results/mnist/results.json; docs/mnist.md tells the rest.
Without parts it is the whole protocol from the start; with parts, only these are run, and they
take their places in the results that are there.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from units import UNITS, network

from helpers.data import load_digits, scale_pixels
from helpers.digits import Digits
from helpers.training import History, ImageSet, Trained, fast_note, train_many

HERE = Path(__file__).parent
EPOCHS = 1000
RATE = 0.005
SEEDS = (0, 1, 2)
STEP = 10 ** (3 / 7)
"""The ratio of neighbouring rates: eight of them from 1e-3 to 1."""

FIRST_EXPONENTS = {"raw": range(8), "unit": range(4, 8), "standardised": range(3, 7)}
"""The rates to begin with are 1e-3 * STEP ** exponent; more follow where the best is last."""

SIGMOID_SHIFT = {"raw": 0, "unit": 3, "standardised": 3}
"""With scaled pixels Sigmoid's best rate is known to be far above the others'."""

LIMITS = (-4, 14)
SWISH_RATE = 0.3

CHECKED: tuple[dict[str, list[float]], ...] = (
    {"ReLU": [0.005], "Swish": [0.005]},
    {"Mish": [0.005], "Tanh": [0.1389]},
)
CURVE_STEP = 10
"""Histories are published at every tenth epoch and at the last one."""


def rate_of(exponent: int) -> float:
    """Return the learning rate of a place in the grid, to four digits."""
    return float(f"{1e-3 * STEP**exponent:.4g}")


class Protocol:
    """The data, and every run by its scaling, unit, rate and seed."""

    def __init__(self, digits: Digits, cache: Path, epochs: int) -> None:
        self.digits, self.cache, self.epochs = digits, cache, epochs
        self._sets: dict[tuple[str, int], tuple[ImageSet, ImageSet]] = {}

    def sets(self, scaling: Any, count: int) -> tuple[ImageSet, ImageSet]:
        """Return the first `count` training images and the 2 400 after 9 600, with labels."""
        if (scaling, count) not in self._sets:  # a set keeps what trainings have made of it
            images = torch.from_numpy(scale_pixels(self.digits.train_images, scaling))
            labels = torch.from_numpy(self.digits.train_labels)
            cut = len(labels) * 4 // 5
            valid = ImageSet(images[cut:].clone(), labels[cut:])
            self._sets[scaling, count] = ImageSet(images[:count].clone(), labels[:count]), valid
        return self._sets[scaling, count]

    def many(
        self,
        label: str,
        rates: dict[str, list[float]],
        *,
        scaling: str = "raw",
        seeds: Sequence[int] = (0,),
        everything: bool = False,
        fast: bool = True,
    ) -> dict[tuple[str, float, int], Trained]:
        """Train the units of `rates`; on all training images if `everything`."""
        total = len(self.digits.train_labels)
        train, valid = self.sets(scaling, total if everything else total * 4 // 5)
        makers: dict[str, Callable[[], nn.Module]] = {
            name: (lambda unit=UNITS[name]: network(unit)) for name in rates
        }
        return train_many(
            makers,
            rates,
            train,
            None if everything else valid,
            epochs=self.epochs,
            seeds=seeds,
            fast=fast,
            cache=self.cache,
            progress=label,
        )

    def search(self, scaling: str, seed: int) -> dict[str, dict[float, History]]:
        """Train every unit over a grid of rates, widened until the best one is inside."""
        first, shift = FIRST_EXPONENTS[scaling], SIGMOID_SHIFT[scaling]
        exponents = {name: [e + shift * (name == "Sigmoid") for e in first] for name in UNITS}
        found: dict[str, dict[float, History]] = {name: {} for name in UNITS}
        missing = {name: [rate_of(e) for e in exponents[name]] for name in UNITS}
        while missing:
            label = f"search, {scaling}, seed {seed}"
            for (name, rate, _), run in self.many(
                label, missing, scaling=scaling, seeds=[seed]
            ).items():
                found[name][rate] = run.history
            missing = {}
            for name, own in exponents.items():
                more = _wider(own, best_rate(found[name]))
                if more is not None:
                    own.append(more)
                    own.sort()
                    missing[name] = [rate_of(more)]
        return {name: dict(sorted(runs.items())) for name, runs in found.items()}


def _wider(exponents: list[int], best: float) -> int | None:
    """Return the next exponent to try if the best rate is the first or last one tried."""
    if best == rate_of(exponents[0]) and exponents[0] > LIMITS[0]:
        return exponents[0] - 1
    if best == rate_of(exponents[-1]) and exponents[-1] < LIMITS[1]:
        return exponents[-1] + 1
    return None


def best_rate(runs: dict[float, History]) -> float:
    """Return the rate with the least final validation loss."""
    return min(runs, key=lambda rate: _or_infinite(runs[rate].valid_loss[-1]))


def _or_infinite(value: float) -> float:
    return value if math.isfinite(value) else math.inf


def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Return the fraction of images that a model names rightly, computed in float32."""
    with torch.no_grad():
        return float((model(images).argmax(1) == labels).float().mean())


def ends(history: History) -> dict[str, Any]:
    """Return the last entry of each list."""
    return {name: rounded(values[-1]) for name, values in history.lists().items() if values} | {
        "diverged_at": history.diverged_at,
        "seconds": round(history.seconds, 1),
    }


def curves(history: History) -> dict[str, Any]:
    """Return `ends` and every tenth entry of the lists."""
    kept = [*range(CURVE_STEP - 1, len(history.train_loss), CURVE_STEP)]
    lists = {**history.lists(), **history.scalars}
    return ends(history) | {
        "curves": {
            name: [rounded(values[i]) for i in kept] for name, values in lists.items() if values
        }
    }


def rounded(value: float) -> float | None:
    """Return five significant digits; None for what JSON cannot hold."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


def machine() -> dict[str, Any]:
    """Return what the figures were measured on."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines() if sys.platform == "linux" else []:
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "processor": model,
        "cores": torch.get_num_threads(),
        "capability": torch.backends.cpu.get_cpu_capability(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
    }


Part = Callable[["Protocol", "Writer"], None]


def parts() -> dict[str, Part]:
    """Return every part of the protocol by name, the most needed first."""
    searches = {f"b{seed}": partial(part_b, seed=seed) for seed in SEEDS}
    found: dict[str, Part] = {"a0": partial(part_a, seed=0), "b0": searches.pop("b0")}
    found["c0"] = partial(part_c, seed=0)
    for seed in SEEDS[1:]:
        found[f"a{seed}"] = partial(part_a, seed=seed)
        found[f"c{seed}"] = partial(part_c, seed=seed)
    found |= {"check": check_fast, "swish": part_swish}
    for scaling in ("unit", "standardised"):
        found[f"map-{scaling}"] = partial(part_map, scaling=scaling)
    return found | searches


def main() -> None:
    """Run the parts that are asked for, or all."""
    known = parts()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(known)}")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="fewer for a trial")
    parser.add_argument("--output", type=Path, default=HERE / "results.json")
    parser.add_argument("--cache", type=Path, default=HERE / ".cache")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.parts if name not in known]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(known)}")
    protocol = Protocol(load_digits(), chosen.cache, chosen.epochs)
    writer = Writer(protocol, chosen.output, go_on=bool(chosen.parts))
    for name in chosen.parts or known:
        known[name](protocol, writer)
        writer.done(name)


class Writer:
    """Collects the results and writes them after each part.

    Args:
        protocol: what the results are of.
        path: the file.
        go_on: put new parts into the results that are there.
    """

    def __init__(self, protocol: Protocol, path: Path, *, go_on: bool = False) -> None:
        self.path = path
        self._machine = machine()
        facts = {
            "fast": fast_note(),
            "data": protocol.digits.line,
            "epochs": protocol.epochs,
            "curve_step": CURVE_STEP,
        }
        self.results: dict[str, Any] = {"machine": self._machine, **facts, "parts_done": []}
        if go_on and path.exists():
            self.results = json.loads(path.read_text(encoding="utf-8"))
            differing = [name for name, value in facts.items() if self.results[name] != value]
            if differing:
                raise SystemExit(
                    f"{path} holds results with other {', '.join(differing)}: new parts would not "
                    "belong to them. Choose another file with --output."
                )

    def put(self, *keys: str, value: Any) -> None:
        """Store results under nested keys."""
        place = self.results
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value

    def done(self, part: str) -> None:
        """Write all; a part from another machine than the first one's bears its machine."""
        others = self.results.get("other_machines", {})
        others.pop(part, None)
        if self._machine != self.results["machine"]:
            others[part] = self._machine
        if others:
            self.results["other_machines"] = others
        self.results["parts_done"] = [p for p in self.results["parts_done"] if p != part] + [part]
        scratch = self.path.with_suffix(".part")
        scratch.write_text(json.dumps(self.results, separators=(",", ":")) + "\n", encoding="utf-8")
        scratch.replace(self.path)
        print(f"{time.strftime('%H:%M:%S')} done: {part}", flush=True)


def part_a(protocol: Protocol, writer: Writer, seed: int) -> None:
    """All units at the rate of the source."""
    runs = protocol.many(
        f"rate {RATE}, seed {seed}", {name: [RATE] for name in UNITS}, seeds=[seed]
    )
    value = {name: curves(run.history) for (name, _, _), run in runs.items()}
    writer.put("same_rate", str(seed), value=value)


def part_b(protocol: Protocol, writer: Writer, seed: int) -> None:
    """The search for the best rate on raw pixels."""
    found = protocol.search("raw", seed)
    keep = curves if seed == 0 else ends
    value = {
        name: {"best": best_rate(runs), "runs": {str(rate): keep(h) for rate, h in runs.items()}}
        for name, runs in found.items()
    }
    writer.put("search", str(seed), value=value)


def part_c(protocol: Protocol, writer: Writer, seed: int) -> None:
    """All training images at the best rate of seed 0, then the test images."""
    search = writer.results.get("search", {}).get("0")
    if search is None:
        raise SystemExit(f"Part c{seed} needs the rates that b0 finds: run b0 before it.")
    best = {name: [one["best"]] for name, one in search.items()}
    runs = protocol.many(f"final, seed {seed}", best, seeds=[seed], everything=True)
    images = torch.from_numpy(scale_pixels(protocol.digits.test_images, "raw"))
    labels = torch.from_numpy(protocol.digits.test_labels)
    value = {
        name: curves(run.history)
        | {"rate": rate, "test_accuracy": rounded(accuracy(run.model, images, labels))}
        for (name, rate, _), run in runs.items()
    }
    writer.put("final", str(seed), value=value)


def part_map(protocol: Protocol, writer: Writer, scaling: str) -> None:
    """The search again with the pixels scaled."""
    found = protocol.search(scaling, 0)
    value = {
        name: {"best": best_rate(runs), "runs": {str(rate): ends(h) for rate, h in runs.items()}}
        for name, runs in found.items()
    }
    writer.put("map", scaling, value=value)


def part_swish(protocol: Protocol, writer: Writer) -> None:
    """Swish with pixels divided by 255, where its betas have a long way to go."""
    runs = protocol.many("swish", {"Swish": [SWISH_RATE]}, scaling="unit", seeds=SEEDS)
    seeds = {str(seed): curves(run.history) for (_, _, seed), run in runs.items()}
    writer.put("learned_swish", value={"rate": SWISH_RATE, "seeds": seeds})


def check_fast(protocol: Protocol, writer: Writer) -> None:
    """Run a few trainings again in exact float32, and note both ends."""
    for chosen in CHECKED:
        exact, fast = (protocol.many("check", chosen, fast=kind) for kind in (False, True))
        for key, run in exact.items():
            value = {"rate": key[1], "exact": ends(run.history), "fast": ends(fast[key].history)}
            writer.put("exact_against_fast", key[0], value=value)


if __name__ == "__main__":
    main()
