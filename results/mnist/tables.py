"""The tables of the report, as Markdown."""

from __future__ import annotations

import statistics
from typing import Any

UNITS = ("ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish")
SCALINGS = {"raw": "raw, 0 to 255", "unit": "divided by 255", "standardised": "standardised"}


def markdown(results: dict[str, Any]) -> str:
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
    lines += ["", "## The best rate on raw pixels: validation accuracy (loss) at it", ""]
    lines += best_table(results["search"])
    for seed, units in results["search"].items():
        lines += ["", f"## Search on raw pixels, seed {seed}: validation accuracy (loss)", ""]
        lines += _search_table(units)
    for scaling, units in results.get("map", {}).items():
        lines += ["", f"## Search, pixels {SCALINGS[scaling]}, seed 0", "", *_search_table(units)]
    lines += ["", "## Trained on all 12 000 images at seed 0's best rate: test accuracy", ""]
    lines += _final_table(results["final"])
    if "exact_against_fast" in results:
        lines += ["", "## The fast way against exact float32", "", *_check_table(results)]
    return "\n".join(lines) + "\n"


def best_table(search: Any) -> list[str]:
    """Return the best rate of each unit and seed with what it reached, and the seeds' spread."""
    lines = [
        "| unit | "
        + " | ".join(f"seed {seed}" for seed in search)
        + " | mean | range | least mean loss at |",
        "|---" * (4 + len(search)) + "|",
    ]
    for unit in UNITS:
        chosen = [units[unit]["runs"][str(units[unit]["best"])] for units in search.values()]
        rates = [units[unit]["best"] for units in search.values()]
        cells = [
            f"{rate:.4g}: {_ends(*_pair(run))}" for rate, run in zip(rates, chosen, strict=True)
        ]
        pairs = list(zip(*map(_pair, chosen), strict=True))
        cells.append(_ends(*map(statistics.fmean, pairs)))
        cells.append(_ends(*(max(values) - min(values) for values in pairs)))
        cells.append(f"{_least_mean(search, unit):.4g}")
        lines.append(f"| {unit} | " + " | ".join(cells) + " |")
    return lines


def _least_mean(search: Any, unit: str) -> float:
    """Return the rate with the least mean loss over the seeds, of those that all seeds survive."""
    runs = [units[unit]["runs"] for units in search.values()]
    common = set(runs[0]).intersection(*runs)
    losses = {rate: [own[rate]["valid_loss"] for own in runs] for rate in common}
    means = {rate: statistics.fmean(x) for rate, x in losses.items() if None not in x}
    return float(min(means, key=means.__getitem__))


def _pair(run: Any) -> tuple[float, float]:
    return run["valid_accuracy"], run["valid_loss"]


def _ends(accuracy: float, loss: float) -> str:
    return f"{accuracy:.4f} ({loss:.3f})"


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
    text = _ends(*_pair(run))
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
