"""Draw the figures of results.json, write its tables, and publish a compact copy for notebooks.

    python results/mnist/report.py

Parts of the protocol that were not run are left out.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from numpy.typing import NDArray

from helpers import plotting

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "helpers" / "published_data" / "mnist.json"
UNITS = ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")
LISTS = {
    "train_loss": "training loss",
    "valid_loss": "validation loss",
    "train_accuracy": "training accuracy",
    "valid_accuracy": "validation accuracy",
}
SCALINGS = {"raw": "raw, 0 to 255", "unit": "divided by 255", "standardised": "standardised"}
BETAS = {"1.beta": "first layer", "3.beta": "second layer"}


def numbers(values: list[float | None]) -> NDArray[np.float64]:
    """Return a list with null for NaN as an array."""
    return np.array(values, dtype=float)


def epochs_of(results: dict[str, Any], count: int) -> NDArray[np.int64]:
    """Return the epochs at which published curves were measured."""
    return results["curve_step"] * np.arange(1, count + 1)


def save(name: str) -> None:
    """Write the current figure and forget it."""
    plt.gcf().savefig(HERE / f"{name}.png", dpi=80, metadata={"Software": None})
    plt.close()


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
    save("comparison")


def searches(results: dict[str, Any]) -> None:
    """Draw the 24 search plots: a row for each unit, a line for each rate."""
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
    save("search")


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
    save("final")


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
    save("swish")


def accuracy_map(results: dict[str, Any]) -> None:
    """Draw validation accuracy over unit and rate, a panel for each scaling of the pixels."""
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
    panels[0].figure.suptitle("Validation accuracy in % after 1 000 epochs; boxed: least loss")
    save("map")


def _write_cells(axes: Any, grid: NDArray[np.float64], units: Any, rates: list[float]) -> None:
    for (row, column), value in np.ndenumerate(grid):
        run = units[UNITS[row]]["runs"].get(str(rates[column]))
        text = "" if run is None else "NaN" if np.isnan(value) else f"{100 * value:.1f}"
        colour = "black" if value > 0.6 else "white"
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=8)
        if rates[column] == units[UNITS[row]]["best"]:
            box = plt.Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, color="#d1495b", lw=2)
            axes.add_patch(box)


def tables(results: dict[str, Any]) -> str:
    """Return the tables of the report as Markdown."""
    lines = [
        "# MNIST comparison: tables",
        "",
        "Written by `report.py` from `results.json`; see `docs/mnist.md`.",
        "",
        f"## Rate 0.005, raw pixels, epoch {results['epochs']} (seed 0)",
        "",
        "| unit | training loss | training accuracy | validation loss | validation accuracy |",
        "|---|---|---|---|---|",
    ]
    for unit, one in results["same_rate"]["0"].items():
        cells = (one[k] for k in ("train_loss", "train_accuracy", "valid_loss", "valid_accuracy"))
        lines.append(f"| {unit} | " + " | ".join(f"{value:.4f}" for value in cells) + " |")
    lines += ["", "## Search on raw pixels: validation accuracy (loss) at the end", ""]
    lines += _search_table(results["search"]["0"])
    for scaling, units in results.get("map", {}).items():
        lines += ["", f"## Search, pixels {SCALINGS[scaling]}", "", *_search_table(units)]
    lines += ["", "## Trained on all 12 000 images at the best rate: test accuracy", ""]
    lines += _final_table(results["final"])
    if "exact_against_fast" in results:
        lines += ["", "## The fast way against exact float32", "", *_check_table(results)]
    return "\n".join(lines) + "\n"


def _search_table(units: Any) -> list[str]:
    rates = sorted({float(rate) for unit in units.values() for rate in unit["runs"]})
    lines = ["| rate | " + " | ".join(UNITS) + " |", "|---" * 7 + "|"]
    for rate in rates:
        cells = []
        for unit in UNITS:
            run = units[unit]["runs"].get(str(rate))
            cells.append(_cell(run, units[unit]["best"] == rate))
        lines.append(f"| {rate:.4g} | " + " | ".join(cells) + " |")
    return lines


def _cell(run: Any, best: bool) -> str:
    if run is None:
        return ""
    if run["valid_loss"] is None:
        return f"NaN from {run['diverged_at']}"
    text = f"{run['valid_accuracy']:.4f} ({run['valid_loss']:.3f})"
    return f"**{text}**" if best else text


def _final_table(final_runs: Any) -> list[str]:
    lines = [
        "| unit | rate | "
        + " | ".join(f"seed {seed}" for seed in final_runs)
        + " | mean | range |",
        "|---" * (4 + len(final_runs)) + "|",
    ]
    for unit in UNITS:
        values = [one[unit]["test_accuracy"] for one in final_runs.values()]
        cells = " | ".join(f"{value:.4f}" for value in values)
        rate = final_runs["0"][unit]["rate"]
        spread = max(values) - min(values)
        mean = statistics.fmean(values)
        lines.append(f"| {unit} | {rate:.4g} | {cells} | {mean:.4f} | {spread:.4f} |")
    return lines


def _check_table(results: Any) -> list[str]:
    lines = [
        "| unit, rate | training loss: exact, fast | validation loss | validation accuracy |",
        "|---|---|---|---|",
    ]
    for unit, one in results["exact_against_fast"].items():
        cells = (
            f"{one['exact'][key]:.4f}, {one['fast'][key]:.4f}"
            for key in ("train_loss", "valid_loss", "valid_accuracy")
        )
        lines.append(f"| {unit}, {one['rate']:.4g} | " + " | ".join(cells) + " |")
    return lines


def compact(results: dict[str, Any]) -> dict[str, Any]:
    """Return the results without the curves of the search: what notebooks quote."""
    copy = json.loads(json.dumps(results))
    for seed in copy["search"].values():
        for unit in seed.values():
            for run in unit["runs"].values():
                run.pop("curves", None)
    for seed in copy["final"].values():
        for name, one in seed.items():
            kept = BETAS if name == "Swish" else ()
            one["curves"] = {key: one["curves"][key] for key in kept}
    for one in copy.get("learned_swish", {}).get("seeds", {}).values():
        one["curves"] = {key: one["curves"][key] for key in BETAS}
    return dict(copy)


def main() -> None:
    """Draw, write, publish."""
    mpl.use("Agg")
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    for draw in (comparison, searches, final, swish, accuracy_map):
        draw(results)
    (HERE / "tables.md").write_text(tables(results), encoding="utf-8")
    text = json.dumps(compact(results), separators=(",", ":"))
    PUBLISHED.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
