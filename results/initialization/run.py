"""Train deep networks that differ in unit, initialization and optimiser, and nothing else.

    python results/initialization/run.py        # about 15 minutes on one core

Task: y = sin(10x) at 20 points, the input is (x, 1). Network: 32 hidden layers of 64 units, no
biases. For every unit, initialization and optimiser, all learning rates and seeds are trained at
once, as one batch of networks. Writes `results.json` and `losses.png` beside this file, and the
final losses for `helpers.published`, which hands them to notebooks.
"""

from __future__ import annotations

import itertools
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional

from helpers import plotting, published

HERE = Path(__file__).resolve().parent
PUBLISHED = HERE.parents[1] / "helpers" / "published_data" / "initialization.json"

DEPTH, WIDTH, STEPS, SEEDS = 32, 64, 600, 8
UNITS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "4σ−2": lambda z: 4 * torch.sigmoid(z) - 2,
    "sigmoid": torch.sigmoid,
    "ReLU": functional.relu,
    "GELU": functional.gelu,
}
VARIANCES: dict[str, Callable[[int, int], float]] = {
    "PyTorch's default": lambda fan_in, _: 1 / (3 * fan_in),
    "Xavier": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "Kaiming, averaged": lambda fan_in, fan_out: 4 / (fan_in + fan_out),
}
RATES = {"gradient descent": (0.001, 0.01, 0.1), "Adam": (0.0001, 0.001, 0.01)}
RECORDED = sorted({round(10**k) for k in np.linspace(0, math.log10(STEPS), 40)} | {0})


def data() -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs (20, 2) and targets (20, 1)."""
    x = torch.arange(-10, 10).float()[:, None] / 10
    return torch.cat([x, torch.ones_like(x)], dim=1), torch.sin(10 * x)


def make_weights(variance: Callable[[int, int], float], copies: int) -> list[torch.Tensor]:
    """Return the weights of SEEDS networks, `copies` times over: (SEEDS·copies, in, out) each."""
    widths = [2, *[WIDTH] * DEPTH, 1]
    generators = [torch.Generator().manual_seed(seed) for seed in range(SEEDS)]
    return [
        torch.stack([torch.randn(m, n, generator=g) for g in generators])
        .mul(variance(m, n) ** 0.5)
        .repeat(copies, 1, 1)
        .requires_grad_()
        for m, n in itertools.pairwise(widths)
    ]


def losses(
    unit: Callable[[torch.Tensor], torch.Tensor], weights: list[torch.Tensor]
) -> torch.Tensor:
    """Return the mean squared error of every network of the batch, shape (networks,)."""
    a, y = data()
    a = a.expand(len(weights[0]), -1, -1)
    for weight in weights[:-1]:
        a = unit(torch.bmm(a, weight))
    return ((torch.bmm(a, weights[-1]) - y) ** 2).mean(dim=(1, 2))


def step(
    weights: list[torch.Tensor],
    gradients: tuple[torch.Tensor, ...],
    state: list[list[torch.Tensor]],
    rate: torch.Tensor,
    time_step: int,
) -> None:
    """Change the weights by one step; Adam where `state` holds its two averages."""
    with torch.no_grad():
        for index, (weight, gradient) in enumerate(zip(weights, gradients, strict=True)):
            if not state:
                weight -= rate * gradient
                continue
            mean, square = state[index]
            mean.lerp_(gradient, 0.1)
            square.lerp_(gradient**2, 0.001)
            size = (square / (1 - 0.999**time_step)).sqrt_().add_(1e-8)
            weight -= rate * (mean / (1 - 0.9**time_step)) / size


def train(unit: str, initialization: str, optimiser: str) -> dict[str, Any]:
    """Train all rates and seeds of one configuration, and return their losses."""
    rates = RATES[optimiser]
    weights = make_weights(VARIANCES[initialization], len(rates))
    rate = torch.tensor(rates).repeat_interleave(SEEDS)[:, None, None]
    state = [[torch.zeros_like(w), torch.zeros_like(w)] for w in weights]
    if optimiser != "Adam":
        state = []
    recorded = []
    for time_step in range(STEPS + 1):
        loss = losses(UNITS[unit], weights)
        if time_step in RECORDED:
            recorded.append(loss.detach().double().numpy())
        if time_step < STEPS:
            gradients = torch.autograd.grad(loss.sum(), weights)
            step(weights, gradients, state, rate, time_step + 1)
    table = np.array(recorded).T.reshape(len(rates), SEEDS, -1)
    return {
        "unit": unit,
        "initialization": initialization,
        "optimiser": optimiser,
        "losses": {
            f"{rate:g}": [[_rounded(value) for value in run] for run in runs]
            for rate, runs in zip(rates, table, strict=True)
        },
    }


def _rounded(value: float) -> float | None:
    """Return four digits; None for what JSON does not have: the run has diverged."""
    return float(f"{value:.4g}") if math.isfinite(value) else None


def best_rate(run: dict[str, Any]) -> tuple[str, np.ndarray[Any, Any]]:
    """Return the learning rate with the lowest median of the final losses, and its losses."""
    tables = {
        rate: np.array([[math.inf if v is None else v for v in row] for row in rows])
        for rate, rows in run["losses"].items()
    }
    rate = min(tables, key=lambda key: float(np.median(tables[key][:, -1])))
    return rate, tables[rate]


def compact(results: dict[str, Any]) -> dict[str, Any]:
    """Return what notebooks quote: in each run the final losses alone, by learning rate."""
    runs = [
        {key: run[key] for key in ("unit", "initialization", "optimiser")}
        | {"final": {rate: [row[-1] for row in rows] for rate, rows in run["losses"].items()}}
        for run in results["runs"]
    ]
    return {key: results[key] for key in ("about", "environment", "settings")} | {"runs": runs}


def write(path: Path, results: dict[str, Any]) -> None:
    """Write JSON with a line for each run."""
    text = json.dumps(results, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text.replace('{"unit"', '\n{"unit"') + "\n", encoding="utf-8")


def draw(results: dict[str, Any]) -> None:
    """Draw the losses of every configuration at its best rate."""
    grid = plotting.new_axes(len(RATES), len(UNITS), width=3.4, height=3.0)
    cells = [(optimiser, unit) for optimiser in RATES for unit in UNITS]
    for axes, (optimiser, unit) in zip(grid, cells, strict=True):
        curves = {}
        for run in results["runs"]:
            if (run["optimiser"], run["unit"]) == (optimiser, unit):
                rate, table = best_rate(run)
                curves[f"{run['initialization']} ({rate})"] = np.minimum(table, 10.0)
        plotting.plot_spread(
            axes, np.array(results["steps"]) + 1, curves, quantiles=(0.0, 1.0),
            xlabel="step + 1", ylabel="loss", title=f"{unit}, {optimiser}",
        )  # fmt: skip
        axes.set(xscale="log", yscale="log", ylim=(1e-7, 3))
        axes.legend(fontsize=7, loc="lower left")
    grid[0].figure.savefig(HERE / "losses.png", dpi=80)


def main() -> None:
    """Run everything, and write as it goes."""
    torch.set_num_threads(1)
    started, runs = time.perf_counter(), []
    for unit in UNITS:
        for initialization in VARIANCES:
            for optimiser in RATES:
                runs.append(train(unit, initialization, optimiser))
                rate, table = best_rate(runs[-1])
                seconds = time.perf_counter() - started
                print(
                    f"{seconds:5.0f} s  {unit:8} {initialization:18} {optimiser:17} "
                    f"rate {rate:7} loss {np.median(table[:, -1]):.4g} "
                    f"[{table[:, -1].min():.4g}, {table[:, -1].max():.4g}]",
                    flush=True,
                )
    results = {
        "about": "y = sin(10x) at 20 points; mean squared error; see results/initialization/run.py",
        "environment": published.environment(),
        "settings": {"depth": DEPTH, "width": WIDTH, "steps": STEPS, "seeds": list(range(SEEDS))},
        "seconds": round(time.perf_counter() - started),
        "steps": RECORDED,
        "runs": runs,
    }
    write(HERE / "results.json", results)
    PUBLISHED.parent.mkdir(exist_ok=True)
    write(PUBLISHED, compact(results))
    draw(results)


if __name__ == "__main__":
    main()
