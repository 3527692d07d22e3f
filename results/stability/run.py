"""Train the five networks of notebook 04_numerical_stability for longer, with more seeds.

    python results/stability/run.py        # a few minutes on one core

Task: y = sin(10x) at 20 points, the input is (x, 1). Sigmoid networks without biases, the last
layer without a unit, Adam at 0.001. All seeds of a configuration are trained as one batch of
networks. Writes `results.json` beside this file, and a copy for `helpers.published`, which hands
it to notebooks.
"""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path

import numpy as np
import torch

from helpers import published

HERE = Path(__file__).resolve().parent
PUBLISHED = HERE.parents[1] / "helpers" / "published_data" / "stability.json"

SEEDS = 10
RECORDED = (0, 100, 1000, 3000, 5000)
CONFIGURATIONS = {
    "1: zeros": (4, 16, 0.0, 5000),
    "2: N(0, 0.05), 16": (4, 16, 0.05, 5000),
    "3: N(0, 0.05), 128": (4, 128, 0.05, 5000),
    "4: N(0, 0.05), 32 layers": (32, 128, 0.05, 3000),
    "5: N(0, 1024)": (4, 128, 1024.0, 5000),
}
"""Name → layers, width, variance of the weights, steps."""


def data() -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs (20, 2) and targets (20,)."""
    x = torch.linspace(-1, 0.9, 20)
    return torch.stack([x, torch.ones(20)], dim=1), torch.sin(10 * x)


def make_weights(depth: int, width: int, variance: float) -> list[torch.Tensor]:
    """Return the weights of all seeds' networks: (SEEDS, fan_out, fan_in) for each layer."""
    widths = [2, *[width] * (depth - 1), 1]
    generators = [torch.Generator().manual_seed(seed) for seed in range(SEEDS)]
    return [
        torch.stack([torch.randn(m, n, generator=g) for g in generators])
        .mul(variance**0.5)
        .requires_grad_()
        for n, m in itertools.pairwise(widths)
    ]


def losses(weights: list[torch.Tensor]) -> torch.Tensor:
    """Return the mean squared error of every network, shape (SEEDS,)."""
    inputs, targets = data()
    a = inputs.expand(SEEDS, -1, -1)
    for weight in weights[:-1]:
        a = torch.sigmoid(a @ weight.mT)
    return ((a @ weights[-1].mT)[..., 0] - targets).square().mean(dim=1)


def train(depth: int, width: int, variance: float, steps: int) -> dict[str, list[float]]:
    """Return the sorted losses of all seeds, by step."""
    weights = make_weights(depth, width, variance)
    optimizer = torch.optim.Adam(weights, lr=1e-3, fused=True)
    found = {}
    for step in range(steps + 1):
        loss = losses(weights)
        if step in RECORDED:
            found[str(step)] = [float(f"{value:.4g}") for value in np.sort(loss.detach().numpy())]
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
    return found


def main() -> None:
    """Train all configurations and write the results."""
    torch.set_num_threads(1)
    start = time.perf_counter()
    runs = {}
    for name, settings in CONFIGURATIONS.items():
        runs[name] = train(*settings)
        print(name, {step: (values[0], values[-1]) for step, values in runs[name].items()})
    results = {
        "about": "y = sin(10x) at 20 points; mean squared error of each seed, sorted, by step; "
        "see results/stability/run.py",
        "environment": published.environment(),
        "settings": {"seeds": SEEDS, "optimiser": "Adam, 0.001", "runs": CONFIGURATIONS},
        "seconds": round(time.perf_counter() - start),
        "losses": runs,
    }
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    compact = {key: results[key] for key in ("about", "settings", "losses")}
    PUBLISHED.write_text(json.dumps(compact, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
