"""`results/mnist`: the full protocol in small, and the report of what there is."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from helpers.data import Digits
from helpers.training import History, Trained
from tests.tiny import ROOT

FOLDER = ROOT / "results" / "mnist"


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    """Import the scripts of the folder, as Python does when it runs one of them."""
    import importlib

    sys.path.insert(0, str(FOLDER))
    names = ("run", "report", "units")
    yield {name: importlib.import_module(name) for name in names}
    sys.path.remove(str(FOLDER))
    for name in names:
        del sys.modules[name]


@pytest.fixture
def digits() -> Digits:
    rng = np.random.default_rng(0)
    labels = np.arange(60) % 10
    images = rng.integers(0, 60, (60, 784)).astype(np.uint8)
    images[np.arange(60), labels] = 255
    return Digits(images[:40], labels[:40], images[40:], labels[40:], "MNIST", "made up")


def ending(loss: float) -> History:
    return History([loss], [loss], [0.5], [0.5])


def test_eight_rates_span_three_decades(modules: dict[str, ModuleType]) -> None:
    run = modules["run"]
    rates = [run.rate_of(e) for e in run.FIRST_EXPONENTS["raw"]]
    assert len(rates) == 8 and rates[0] == 0.001 and rates[-1] == 1.0
    np.testing.assert_allclose(np.diff(np.log(rates)), np.log(10) * 3 / 7, rtol=1e-3)


def test_the_best_rate_ignores_what_is_not_finite(modules: dict[str, ModuleType]) -> None:
    losses = {0.1: math.nan, 0.2: 0.5, 0.3: 0.4, 0.4: math.inf}
    assert modules["run"].best_rate({rate: ending(x) for rate, x in losses.items()}) == 0.3


@pytest.mark.parametrize("best", [-2, 0, 3, 7, 9])
def test_the_search_goes_on_until_the_best_rate_is_inside(
    best: int, modules: dict[str, ModuleType], digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = modules["run"]
    target = math.log(run.rate_of(best))

    def many(self: Any, label: str, rates: dict[str, list[float]], **_: Any) -> Any:
        return {
            (name, rate, 0): Trained(torch.nn.Identity(), ending(abs(math.log(rate) - target)))
            for name, own in rates.items()
            for rate in own
        }

    monkeypatch.setattr(run.Protocol, "many", many)
    found = run.Protocol(digits, Path(), 1).search("raw", 0)
    for runs in found.values():
        rates = list(runs)
        assert rates == sorted(rates)
        assert run.best_rate(runs) == run.rate_of(best)
        assert rates[0] < run.rate_of(best) < rates[-1]


def test_every_part_in_small_and_its_report(
    modules: dict[str, ModuleType], digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, report = modules["run"], modules["report"]
    monkeypatch.setattr(run, "load_digits", lambda: digits)
    monkeypatch.setattr(run, "FIRST_EXPONENTS", dict.fromkeys(run.FIRST_EXPONENTS, range(2, 4)))
    monkeypatch.setattr(run, "LIMITS", (2, 3))
    monkeypatch.setattr(run, "SEEDS", (0, 1))
    output = tmp_path / "results.json"
    arguments = [
        "run.py",
        "--epochs",
        "10",
        "--output",
        str(output),
        "--cache",
        str(tmp_path / "c"),
    ]
    monkeypatch.setattr(sys, "argv", arguments)
    run.main()
    results = json.loads(output.read_text())
    assert len(results["parts_done"]) == 2 + 2 + 2 + 4 + 1 + 2
    kept = len(list((tmp_path / "c").iterdir()))
    run.main()
    assert len(list((tmp_path / "c").iterdir())) == kept  # nothing was trained again
    monkeypatch.setattr(report, "HERE", tmp_path)
    monkeypatch.setattr(report, "PUBLISHED", tmp_path / "mnist.json")
    report.main()
    assert len(list(tmp_path.glob("*.png"))) == 5
    assert "| Mish |" in (tmp_path / "tables.md").read_text()
    assert json.loads((tmp_path / "mnist.json").read_text()).keys() == results.keys()


def test_the_committed_figures_and_copy_are_those_of_the_results(
    modules: dict[str, ModuleType],
) -> None:
    report = modules["report"]
    results = json.loads((FOLDER / "results.json").read_text())
    assert json.loads(report.PUBLISHED.read_text()) == report.compact(results)
    assert (FOLDER / "tables.md").read_text() == report.tables(results)


def test_the_units_are_torchs_own(modules: dict[str, ModuleType]) -> None:
    units, x = modules["units"], torch.linspace(-5, 5, 11)
    torch.testing.assert_close(units.UNITS["Mish"]()(x), torch.nn.Mish()(x))
    torch.testing.assert_close(units.UNITS["Swish"]()(x), torch.nn.SiLU()(x))
    network = units.network(units.UNITS["Swish"])
    assert sum(value.numel() for value in network.parameters()) == 170_516
