"""Tables of the long experiments' results that have no table in the repository."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any


def result_pages(results: Path) -> dict[str, str]:
    """Return pages of tables as Markdown, by the folder of `results/` that they are about."""
    makers: dict[str, Callable[[Any], str]] = {
        "initialization": _initialization,
        "stability": _stability,
    }
    found = {name: results / name / "results.json" for name in makers}
    return {
        name: makers[name](json.loads(path.read_text(encoding="utf-8")))
        for name, path in found.items()
        if path.is_file()
    }


def _initialization(results: Any) -> str:
    """Return the median final loss of the best rate, for each unit and initialization."""
    settings, runs = results["settings"], results["runs"]
    kinds = list(dict.fromkeys(run["initialization"] for run in runs))
    lines = [
        "# Initialization: the least losses",
        "",
        f"{settings['depth']} hidden layers of {settings['width']} units; y = sin(10x) at 20",
        f"points. Mean squared error after {settings['steps']} steps: the median of",
        f"{len(settings['seeds'])} seeds at the best of the learning rates that were tried, and",
        "that rate in brackets.",
    ]
    for optimiser in dict.fromkeys(run["optimiser"] for run in runs):
        chosen = [run for run in runs if run["optimiser"] == optimiser]
        best = {(run["unit"], run["initialization"]): _best(run["losses"]) for run in chosen}
        units = dict.fromkeys(run["unit"] for run in chosen)
        rows = [[unit, *(best[unit, kind] for kind in kinds)] for unit in units]
        heading = f"## {optimiser[0].upper()}{optimiser[1:]}"
        lines += ["", heading, "", _table(["unit", *kinds], rows)]
    return "\n".join([*lines, ""])


def _best(losses: dict[str, list[list[float | None]]]) -> str:
    """Return the least median of final losses over the rates; NaN counts as infinite."""
    medians = {
        rate: statistics.median(float("inf") if one[-1] is None else one[-1] for one in seeds)
        for rate, seeds in losses.items()
    }
    rate = min(medians, key=lambda name: medians[name])
    return f"{medians[rate]:.2g} ({rate})"


def _stability(results: Any) -> str:
    """Return median and range of the losses, for each network and step."""
    settings, losses = results["settings"], results["losses"]
    steps = list(dict.fromkeys(step for one in losses.values() for step in one))
    rows = [
        [name, *(_spread(one[step]) if step in one else "" for step in steps)]
        for name, one in losses.items()
    ]
    return "\n".join(
        [
            "# Five networks that do not learn: the losses",
            "",
            f"Sigmoid networks trained with {settings['optimiser']}; y = sin(10x) at 20 points.",
            f"Mean squared error: the median of {settings['seeds']} seeds, the least and greatest",
            "in brackets. A name says how weights were drawn, and how wide or deep a network is.",
            "",
            _table(["network", *(f"step {step}" for step in steps)], rows),
            "",
        ]
    )


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
