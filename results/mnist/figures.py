"""The figures of the report."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray
from tables import SCALINGS, UNITS

from helpers import plotting

LISTS = {
    "train_loss": "training loss",
    "valid_loss": "validation loss",
    "train_accuracy": "training accuracy",
    "valid_accuracy": "validation accuracy",
}
BETAS = {"1.beta": "first layer", "3.beta": "second layer"}
TOP = 3.0
"""Final losses above it are counted at the upper edge of `rates`, not drawn."""


def numbers(values: list[float | None]) -> NDArray[np.float64]:
    """Return a list with null for NaN as an array."""
    return np.array(values, dtype=float)


def epochs_of(results: dict[str, Any], count: int) -> NDArray[np.int64]:
    """Return the epochs at which published curves were measured."""
    return results["curve_step"] * np.arange(1, count + 1)


def comparison(results: dict[str, Any]) -> None:
    """Draw the four comparison plots: all units at the same rate, the seeds as a band."""
    seeds = list(results["same_rate"].values())
    panels = plotting.new_axes(2, 2, width=5.6, height=3.4)
    for axes, (key, title) in zip(panels, LISTS.items(), strict=True):
        curves = {
            unit: np.array([numbers(one[unit]["curves"][key]) for one in seeds]) for unit in UNITS
        }
        x = epochs_of(results, curves["ReLU"].shape[1])
        plotting.plot_spread(axes, x, curves, quantiles=(0, 1), xlabel="epoch", ylabel=title)
        axes.get_legend().remove()
        axes.set_yscale("log" if "loss" in key else "linear")
    panels[1].legend(bbox_to_anchor=(1, 1))
    panels[0].figure.suptitle(
        f"Rate 0.005, raw pixels: median and range of seeds {', '.join(results['same_rate'])}"
    )


def searches(results: dict[str, Any]) -> None:
    """Draw the 24 search plots of seed 0: a row for each unit, a line for each rate."""
    found = results["search"]["0"]
    panels = plotting.new_axes(6, 4, width=3.9, height=2.5).reshape(6, 4)
    for row, unit in zip(panels, UNITS, strict=True):
        runs = found[unit]["runs"]
        shades = plt.get_cmap("viridis")(np.linspace(0, 0.92, len(runs)))
        for axes, (key, title) in zip(row, LISTS.items(), strict=True):
            for shade, (rate, run) in zip(shades, runs.items(), strict=True):
                values = numbers(run["curves"][key])
                best = float(rate) == found[unit]["best"]
                axes.plot(
                    epochs_of(results, len(values)), values, color=shade, linestyle="-",
                    linewidth=2.6 if best else 1.1, label=f"{float(rate):.3g}" + " best" * best,
                )  # fmt: skip
            plotting.finish(axes, xlabel="epoch", ylabel=title, title=unit)
            if axes.get_legend():
                axes.get_legend().remove()
            axes.set_yscale("log" if "loss" in key else "linear")
            if "loss" in key:
                axes.set_ylim(5e-4, 30)
        row[-1].legend(bbox_to_anchor=(1, 1.05), fontsize=8, title="rate", title_fontsize=8)


def final(results: dict[str, Any]) -> None:
    """Draw the test accuracies of the final runs with their spread."""
    seeds = list(results["final"].values())
    axes = plotting.new_axes(width=7.0, height=3.6)
    for x, unit in enumerate(UNITS):
        values = [one[unit]["test_accuracy"] for one in seeds]
        mean = statistics.fmean(values)
        error = (mean * (1 - mean) / 10_000) ** 0.5
        axes.errorbar(x, mean, error, color="grey", capsize=8, linestyle="-", linewidth=1.2)
        axes.plot([x] * len(values), values, "o", color=plotting.COLOURS[0], markersize=6)
    axes.set_xticks(range(6), [f"{u}\n{seeds[0][u]['rate']:.3g}" for u in UNITS])
    plotting.finish(
        axes, xlabel="unit and rate", ylabel="test accuracy",
        title=f"Trained on 12 000: {len(seeds)} seeds, one standard error of 10 000 images",
    )  # fmt: skip


def swish(results: dict[str, Any]) -> None:
    """Draw the learned Swish curves, and how beta got there."""
    chosen = {"raw pixels": {seed: one["Swish"] for seed, one in results["final"].items()}}
    if "learned_swish" in results:
        label = f"pixels / 255, rate {results['learned_swish']['rate']}"
        chosen[label] = results["learned_swish"]["seeds"]
    left, right = plotting.new_axes(1, 2, width=5.8, height=3.8)
    x = np.linspace(-6, 6, 400)
    left.plot(x, x / (1 + np.exp(-x)), color="black", linestyle=":", label="start: beta 1")
    for shade, (label, seeds) in zip(plotting.COLOURS, chosen.items(), strict=False):
        for seed, one in seeds.items():
            for dash, (key, layer) in zip(plotting.DASHES, BETAS.items(), strict=False):
                path = numbers(one["curves"][key])
                style = {"color": shade, "linestyle": dash, "linewidth": 1.6}
                name = f"{label}: {layer}" if seed == "0" else None
                right.plot(epochs_of(results, len(path)), path, label=name, **style)
                left.plot(x, x / (1 + np.exp(-path[-1] * x)), **style)
    plotting.finish(left, xlabel="z", ylabel="swish(z)", title="Learned curves, every seed")
    plotting.finish(right, xlabel="epoch", ylabel="beta", title="The path of beta, every seed")


def accuracy_map(results: dict[str, Any]) -> None:
    """Draw seed 0's accuracy over unit and rate, a panel for each scaling of the pixels."""
    found = {"raw": results["search"]["0"], **results.get("map", {})}
    panels = np.ravel(plotting.new_axes(1, len(found), width=5.2, height=3.4))
    for axes, (scaling, units) in zip(panels, found.items(), strict=True):
        rates = sorted({float(rate) for unit in units.values() for rate in unit["runs"]})
        grid = np.full((len(UNITS), len(rates)), np.nan)
        shades = np.ma.masked_all(grid.shape)  # what was not tried stays blank
        for row, unit in enumerate(UNITS):
            for rate, run in units[unit]["runs"].items():
                column, end = rates.index(float(rate)), run["valid_accuracy"]
                grid[row, column], shades[row, column] = (np.nan, 0) if end is None else (end, end)
        axes.grid(False)
        axes.imshow(shades, cmap="Greys_r", vmin=0, vmax=1, aspect="auto")
        _write_cells(axes, grid, units, rates)
        axes.set_xticks(range(len(rates)), [f"{rate:.2g}" for rate in rates], rotation=60)
        axes.set_yticks(range(len(UNITS)), UNITS)
        axes.set(xlabel="learning rate", title=f"Pixels {SCALINGS[scaling]}")
    panels[0].figure.suptitle(
        "Validation accuracy in % after 1 000 epochs, seed 0; boxed: least loss"
    )


def _write_cells(axes: Any, grid: NDArray[np.float64], units: Any, rates: list[float]) -> None:
    for (row, column), value in np.ndenumerate(grid):
        run = units[UNITS[row]]["runs"].get(str(rates[column]))
        text = "" if run is None else "NaN" if np.isnan(value) else f"{100 * value:.1f}"
        colour = "black" if value > 0.6 else "white"
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=8)
        if rates[column] == units[UNITS[row]]["best"]:
            box = plt.Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, color="#d1495b", lw=2)
            axes.add_patch(box)


def rates(results: dict[str, Any]) -> None:
    """Draw the final loss over the rate, a panel for each unit, a line for each seed."""
    found = results["search"]
    panels = plotting.new_axes(2, 3, width=4.2, height=3.5)
    for axes, unit in zip(panels, UNITS, strict=True):
        tried = sorted({float(rate) for units in found.values() for rate in units[unit]["runs"]})
        losses = np.array([_losses(units[unit]["runs"], tried) for units in found.values()])
        low, high = losses.min(axis=0), losses.max(axis=0)
        axes.fill_between(tried, low, high, where=high <= TOP, color="0.78", lw=0)
        for (seed, units), own, shade, dash, marker in zip(
            found.items(), losses, plotting.COLOURS, plotting.DASHES, "ov^", strict=False
        ):
            shown = np.where(own <= TOP, own, np.nan)
            style = {"color": shade, "linestyle": dash, "linewidth": 1.4, "marker": marker}
            at = [tried.index(units[unit]["best"])]
            axes.plot(tried, shown, markersize=3, label=f"seed {seed}", **style)
            axes.plot(tried, shown, markersize=12, markevery=at, mfc="none", **style)
        _count_lost(axes, tried, losses)
        axes.set(xscale="log", yscale="log", xlim=(7e-4, 4), ylim=(0.17, 3 * TOP))
        axes.set_yticks([0.2, 0.3, 0.5, 1, 2], ["0.2", "0.3", "0.5", "1", "2"])
        axes.minorticks_off()
        plotting.finish(axes, xlabel="learning rate", ylabel="validation loss", title=unit)
        axes.get_legend().remove()
    panels[2].legend(bbox_to_anchor=(1, 1))
    panels[0].figure.suptitle(
        "Raw pixels, after 1 000 epochs; large: a seed's best. "
        f"At the upper edge: how many are NaN, or above {TOP:g}"
    )


def _losses(runs: Any, tried: list[float]) -> NDArray[np.float64]:
    """Return the final validation losses at these rates, NaN where a run has none."""
    return numbers([runs.get(str(rate), {"valid_loss": None})["valid_loss"] for rate in tried])


def _count_lost(axes: Any, tried: list[float], losses: NDArray[np.float64]) -> None:
    """Write above each rate how many runs have no point there."""
    for rate, column in zip(tried, losses.T, strict=True):
        counts = {"NaN": np.isnan(column).sum(), f"> {TOP:g}": (column > TOP).sum()}
        text = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
        axes.text(rate, 2.8 * TOP, text, ha="center", va="top", fontsize=8, rotation=90)


FIGURES: dict[str, Callable[[dict[str, Any]], None]] = {
    "comparison": comparison,
    "search": searches,
    "rates": rates,
    "final": final,
    "swish": swish,
    "map": accuracy_map,
}


def draw(results: dict[str, Any], folder: Path) -> None:
    """Draw every figure and write it to a folder."""
    for name, figure in FIGURES.items():
        figure(results)
        plt.gcf().savefig(folder / f"{name}.png", dpi=80, metadata={"Software": None})
        plt.close()
