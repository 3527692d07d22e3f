"""Numbers in texts: each measured one comes from a file, from a setting of a cell, or says why not.

Collected are decimal numbers of three digits or more in the Markdown of three notebooks. Left out
are formulas, code, links and headings. A search for such a number in whole result files would prove
nothing: among a thousand accuracies some neighbour always has these digits. So the table names for
each number what it is, and the value of that is computed here.
"""

from __future__ import annotations

import io
import json
import math
import re
import statistics
import tokenize
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograder.course.layout import Course
from autograder.course.texts import read_text
from helpers import published
from tests.support.tiny import ROOT

COURSE = Course(ROOT)
ASSIGNMENT = "activation-units"
DIGITS = 3
RELUS = ("ReLU", "LeakyReLU", "Mish", "Swish")
LEFT_OUT = re.compile(
    r"```.*?```|\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|\]\([^)]*\)|https?://\S+|arXiv:\S+|^#+ .*?$",
    re.DOTALL | re.MULTILINE,
)
NUMBER = re.compile(r"(?<![\w.])\d*\.\d+(?![\w.]*\w)")


@cache
def results(name: str) -> Any:
    """Return the results of an experiment: what notebooks may load, or what lies in `results/`."""
    if name == "search":
        return json.loads((ROOT / "results/search/results.json").read_text(encoding="utf-8"))
    return published.load(name)


def same_rate(key: str, *units: str) -> list[float]:
    """Return what units reach at rate 0.005, each with every seed."""
    return [seed[unit][key] for seed in results("mnist")["same_rate"].values() for unit in units]


def searched(unit: str, rate: str) -> list[float]:
    """Return a unit's validation accuracy at a rate, seed by seed, on raw pixels."""
    runs = [seed[unit]["runs"] for seed in results("mnist")["search"].values()]
    return [one[rate]["valid_accuracy"] for one in runs]


def best_mean(unit: str) -> float:
    """Return the mean over seeds of the validation accuracy at each seed's best rate."""
    every = [seed[unit] for seed in results("mnist")["search"].values()]
    return statistics.mean(one["runs"][str(one["best"])]["valid_accuracy"] for one in every)


def on_test_images(unit: str) -> float:
    """Return the mean over seeds of the test accuracy at the best rate."""
    return statistics.mean(s[unit]["test_accuracy"] for s in results("mnist")["final"].values())


def scaled_best() -> list[float]:
    """Return every unit's validation accuracy at its best rate on scaled pixels."""
    maps = results("mnist")["map"].values()
    return [u["runs"][str(u["best"])]["valid_accuracy"] for one in maps for u in one.values()]


def betas(runs: Any, layer: str) -> list[float]:
    """Return where β of a layer ends, run by run."""
    return [run["curves"][f"{layer}.beta"][-1] for run in runs]


def learned(layer: str) -> list[float]:
    """Return where β ends with scaled pixels."""
    return betas(results("mnist")["learned_swish"]["seeds"].values(), layer)


def learned_raw() -> list[float]:
    """Return where β of both layers ends in the best models on raw pixels."""
    runs = [seed["Swish"] for seed in results("mnist")["final"].values()]
    return betas(runs, "1") + betas(runs, "3")


def certain(unit: str) -> list[float]:
    """Return the rates at which every training of the search's check succeeds."""
    found = results("search")
    passed = found["passed"][unit].items()
    return [float(rate) for rate, count in passed if count == found["seeds"]]


def hopeless(unit: str) -> list[float]:
    """Return the small rates at which none succeeds."""
    passed = results("search")["passed"][unit].items()
    return [float(rate) for rate, count in passed if not count and float(rate) < certain(unit)[0]]


def plain_sum(run: str, step: str) -> list[float]:
    """Return the losses of a start of notebook 04 after so many steps, one for each seed."""
    losses: list[float] = results("stability")["losses"][run][step]
    return losses


def learned_nothing(unit: str) -> list[float]:
    """Return the losses of notebook 05 at the least rate, from PyTorch's default initialization."""
    runs = [run for run in results("initialization")["runs"] if run["unit"] == unit]
    default = [run["final"] for run in runs if run["initialization"].startswith("PyTorch")]
    return [loss for final in default for loss in final[min(final, key=float)]]


Source = Callable[[], list[float]]
"""The values that a number stands for; each of them rounds to it."""
ZEROS, DEEP = "1: zeros", "4: N(0, 0.05), 32 layers"
DRAWN = (
    *(
        "1.11",
        "1.72",
        "1.30",
        "1.02",
        "1.35",
        "1.38",
        "1.45",
        "11.3",
        "2.45",
        "2.59",
        "1.19",
        "1.68",
    ),
    *("1.00", "1.41", "1.54", "10.4", "14.7", "27.0", "16.5"),
)
SOURCES: dict[str, dict[str, Source | str]] = {
    "03_mnist_comparison": {
        "88.7": lambda: [math.log(np.finfo(np.float32).max)],
        "0.997": lambda: [min(same_rate("train_accuracy", *RELUS))],
        "1.95": lambda: [min(same_rate("train_loss", "Sigmoid")), min(learned("3"))],
        "1.98": lambda: [max(same_rate("train_loss", "Sigmoid"))],
        "0.0193": lambda: [min(certain("Tanh"))],
        "0.373": lambda: [max(certain("Tanh"))],
        "0.139": lambda: [min(certain("Sigmoid"))],
        "1.78": lambda: [max(certain("Sigmoid"))],
        "0.000215": lambda: [max(hopeless(unit)) for unit in RELUS],
        "0.1096": lambda: searched("ReLU", "1.0"),
        "2.303": lambda: [math.log(10)],
        "0.939": lambda: [searched("Sigmoid", "2.683")[0]],
        "0.946": lambda: [searched("Sigmoid", "2.683")[1]],
        "0.937": lambda: [searched("Sigmoid", "2.683")[2], *map(best_mean, RELUS[:2])],
        "0.948": lambda: [best_mean("Sigmoid"), searched("Sigmoid", "1.0")[0]],
        "0.949": lambda: [searched("Sigmoid", "1.0")[1], min(scaled_best())],
        "0.947": lambda: [best_mean("Tanh")],
        "0.933": lambda: [on_test_images("Mish")],
        "0.934": lambda: [
            *map(best_mean, RELUS[2:]),
            on_test_images("Swish"),
            on_test_images("ReLU"),
        ],
        "0.936": lambda: [on_test_images("LeakyReLU")],
        "0.938": lambda: [on_test_images("Tanh")],
        "0.940": lambda: [on_test_images("Sigmoid")],
        "0.935": "an accuracy like these, for which the standard error is computed",
        "3.00": lambda: [min(learned("1"))],
        "3.03": lambda: [max(learned("1"))],
        "2.02": lambda: [max(learned("3"))],
        "0.999": lambda: [min(learned_raw())],
        "1.001": lambda: [max(learned_raw())],
    },
    "04_numerical_stability": {
        "0.449": lambda: plain_sum(ZEROS, "1000"),
        "0.4846": lambda: plain_sum(DEEP, "3000"),
    },
    "05_initialization": {
        "0.485": lambda: learned_nothing("ReLU"),
        **dict.fromkeys(DRAWN, "read off a picture that a cell draws, the same at any budget"),
    },
}


def quoted(markdown: str) -> Iterator[str]:
    """Yield the decimal numbers of three digits or more in a text, in order."""
    for number in NUMBER.findall(LEFT_OUT.sub(" ", markdown)):
        if len(number.replace(".", "").lstrip("0")) >= DIGITS:
            yield number


def numbers_in(code: str) -> Iterator[str]:
    """Yield the numbers that stand in code."""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.NUMBER:
            yield token.string


def problem(notebook: str, number: str, settings: set[str]) -> str:
    """Return what is wrong with a number of a text; empty where it has its source."""
    source = SOURCES[notebook].get(number)
    if source is None:
        return "" if number in settings else "no source: name it in SOURCES, or correct the text"
    if isinstance(source, str):
        return ""
    places = len(number.partition(".")[2])
    values = source()
    wrong = [value for value in values if f"{value:.{places}f}" != number]
    return f"its source gives {wrong}" if wrong or not values else ""


@pytest.mark.parametrize("notebook", SOURCES)
def test_every_measured_number_has_a_source(notebook: str) -> None:
    path = COURSE.text_path(ASSIGNMENT, notebook)
    cells = read_text(path).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    settings = {number for source in code for number in numbers_in(source)}
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    lines = path.read_text(encoding="utf-8").splitlines()
    found = []
    for number in dict.fromkeys(number for source in prose for number in quoted(source)):
        if what := problem(notebook, number, settings):
            pattern = re.compile(rf"^#.*(?<![\d.]){re.escape(number)}(?!\d)")
            places = [str(n) for n, line in enumerate(lines, start=1) if pattern.search(line)]
            found.append(f"{path.name}:{','.join(places)}: {number}: {what}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("markdown", "numbers"),
    [
        ("It reaches 0.934 (Mish), 12.5 or 0.93.", ["0.934", "12.5"]),
        ("Losses 1.95 to 1.98.", ["1.95", "1.98"]),
        ("$0.485^{30}$, `0.3728`, $$0.341$$", []),
        ("# 10.12 Title\n[a](https://doi.org/10.1007/3.14) arXiv:1908.08681", []),
        ("version 2.13.0", []),
    ],
)
def test_numbers_are_collected_from_prose(markdown: str, numbers: list[str]) -> None:
    assert list(quoted(markdown)) == numbers


def test_a_number_without_a_source_and_a_wrong_one_are_found() -> None:
    assert problem("03_mnist_comparison", "0.123", set()).startswith("no source")
    assert problem("03_mnist_comparison", "0.123", {"0.123"}) == ""
    SOURCES["wrong"] = {"0.123": lambda: [0.1236]}
    assert problem("wrong", "0.123", set()) == "its source gives [0.1236]"
    del SOURCES["wrong"]
