"""Measure how often the hidden check of notebook 03's search accepts a learning rate.

    python results/search/run.py        # about twenty minutes on one core

The check trains a double of the student's network from random weights, on 100 of scikit-learn's
digits, and wants the loss to fall below 0.3. Here the same training runs with `SEEDS` different
draws of the weights at each rate, many networks as one batch. Writes `results.json` beside this
file: unit → rate → how many of the trainings succeeded.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  (its usual name)
from sklearn.datasets import load_digits

HERE = Path(__file__).resolve().parent

SEEDS, BATCH = 300, 25
ENOUGH = 0.3
FEW = (0.0001, 0.000215, 0.00027, 0.0005, 0.00072, 0.001, 0.0027, 0.0072, 0.01, 0.012, 0.022, 0.03)
RATES = {
    "ReLU": FEW,
    "LeakyReLU": FEW,
    "Mish": FEW,
    "Swish": FEW,
    "Tanh": (0.0072, 0.012, 0.0193, 0.0518, 0.1389, 0.3728, 0.4, 0.6, 1.0),
    "Sigmoid": (0.0518, 0.1, 0.1389, 0.3728, 1.0, 1.78, 3.0, 4.6),
}
SIZES = {"Sigmoid": (210, 0.051), "Tanh": (124, 0.047)}
"""Unit → steps and brightness of the pixels."""
UNITS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "ReLU": F.relu,
    "LeakyReLU": F.leaky_relu,
    "Mish": F.mish,
    "Tanh": torch.tanh,
    "Sigmoid": torch.sigmoid,
}


def main() -> None:
    """Measure every rate of every unit, and write what came out."""
    torch.set_num_threads(1)
    start = time.perf_counter()
    passed = {
        name: {f"{rate:g}": successes(name, rate) for rate in rates}
        for name, rates in RATES.items()
    }
    results = {
        "about": f"how many of {SEEDS} trainings of the check of notebook 03's search succeed, "
        "by unit and learning rate; see results/search/run.py",
        "environment": {
            "torch": torch.__version__,
            "numpy": np.__version__,
            "threads": 1,
            "dtype": "float32",
            "minutes": round((time.perf_counter() - start) / 60),
        },
        "seeds": SEEDS,
        "passed": passed,
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def successes(name: str, rate: float) -> int:
    """Return how many of the trainings with this rate succeed."""
    batches = range(0, SEEDS, BATCH)
    return sum(succeed(name, rate, np.random.default_rng([first, 3])) for first in batches)


def succeed(name: str, rate: float, rng: np.random.Generator) -> int:
    """Train `BATCH` networks and return how many of them reach the loss."""
    steps, brightness = SIZES.get(name, (68, 0.375))
    pixels, targets = load_digits(return_X_y=True)
    images = torch.tensor(pixels[:100] * 2 * 255 / 16 * brightness).float()
    labels = torch.tensor(targets[:100])
    network = [
        weights(rng, 784, 64, 200, pixels=4), weights(rng, 784, 1, 200),
        weights(rng, 200, 200, 64), weights(rng, 200, 1, 64),
        weights(rng, 64, 64, 10), weights(rng, 64, 1, 10),
    ]  # fmt: skip
    if name == "Swish":
        network += [torch.ones(BATCH, 1, 1, requires_grad=True) for _ in range(2)]
    done = 0
    for _ in range(steps):
        losses = losses_of(name, network, images, labels)
        unfinished = torch.isfinite(losses) & ~(losses < ENOUGH)
        done += int((losses < ENOUGH).sum())
        if not unfinished.any():
            break
        gradients = torch.autograd.grad(losses[unfinished].sum(), network)
        network = [
            (p.detach() - rate * g)[unfinished].requires_grad_()
            for p, g in zip(network, gradients, strict=True)
        ]
    return done


def weights(rng: np.random.Generator, fan_in: int, *shape: int, pixels: int = 1) -> torch.Tensor:
    """Draw a parameter of every network as PyTorch does; four equal pixels share their weight."""
    bound = 1 / math.sqrt(fan_in)
    values = rng.uniform(-bound, bound, (pixels, BATCH, *shape)).sum(0) / math.sqrt(pixels)
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def losses_of(
    name: str, network: list[torch.Tensor], images: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    """Return the loss of each network."""
    a = images.expand(len(network[0]), -1, -1)
    betas = network[6:]
    for layer in range(3):
        z = torch.baddbmm(network[2 * layer + 1], a, network[2 * layer])
        if layer < 2:
            a = z * torch.sigmoid(betas[layer] * z) if betas else UNITS[name](z)
    flat = F.cross_entropy(z.flatten(0, 1), labels.repeat(len(z)), reduction="none")
    return flat.reshape(len(z), -1).mean(dim=1)


if __name__ == "__main__":
    main()
