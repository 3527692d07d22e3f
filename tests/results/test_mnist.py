"""`results/mnist`: the full protocol in small, and the report of what there is."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from helpers.digits import Digits
from helpers.training import History, Trained
from tests.support.tiny import ROOT

pytestmark = pytest.mark.long

FOLDER = ROOT / "results" / "mnist"


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    """Import the scripts of the folder, as Python does when it runs one of them."""
    import importlib

    sys.path.insert(0, str(FOLDER))
    names = ("run", "report", "figures", "tables", "units")
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


Run = Callable[..., dict[str, Any]]


@pytest.fixture
def small(
    modules: dict[str, ModuleType], digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Return what calls run.py with little data, few rates and two seeds."""
    run = modules["run"]
    monkeypatch.setattr(run, "load_digits", lambda: digits)
    monkeypatch.setattr(run, "FIRST_EXPONENTS", dict.fromkeys(run.FIRST_EXPONENTS, range(2, 4)))
    monkeypatch.setattr(run, "LIMITS", (2, 3))
    monkeypatch.setattr(run, "SEEDS", (0, 1))

    def call(*parts: str, epochs: int = 10) -> dict[str, Any]:
        output = tmp_path / "results.json"
        places = ["--output", str(output), "--cache", str(tmp_path / "c")]
        monkeypatch.setattr(sys, "argv", ["run.py", *parts, "--epochs", str(epochs), *places])
        run.main()
        return dict(json.loads(output.read_text()))

    return call


def test_every_part_in_small_and_its_report(
    modules: dict[str, ModuleType], small: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = small()
    assert results["parts_done"] == list(modules["run"].parts())
    assert len(results["parts_done"]) == 10
    kept = len(list((tmp_path / "c").iterdir()))
    small()
    assert len(list((tmp_path / "c").iterdir())) == kept  # nothing was trained again
    report = modules["report"]
    monkeypatch.setattr(report, "HERE", tmp_path)
    monkeypatch.setattr(report, "PUBLISHED", tmp_path / "mnist.json")
    report.main()
    drawn = {path.stem for path in tmp_path.glob("*.png")}
    assert drawn == {"comparison", "search", "rates", "final", "swish", "map"}
    assert "| Mish |" in (tmp_path / "tables.md").read_text()
    assert json.loads((tmp_path / "mnist.json").read_text()).keys() == results.keys()


def test_chosen_parts_replace_their_own_results_only(small: Run, tmp_path: Path) -> None:
    first = small("a0", "b0")
    assert first["parts_done"] == ["a0", "b0"]
    marked = first | {"same_rate": {"0": "old", "1": "old"}}
    (tmp_path / "results.json").write_text(json.dumps(marked))
    second = small("a0")
    assert second["parts_done"] == ["b0", "a0"]
    same_rate = {"0": first["same_rate"]["0"], "1": "old"}
    assert second == first | {"same_rate": same_rate, "parts_done": ["b0", "a0"]}
    third = small("a1")
    assert third["same_rate"]["0"] == first["same_rate"]["0"]
    assert third["same_rate"]["1"] not in ("old", first["same_rate"]["0"])
    assert third["search"] == first["search"]
    assert third["parts_done"] == ["b0", "a0", "a1"]


def test_an_unknown_part_is_named_and_nothing_runs(
    small: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        small("a0", "b7")
    assert stop.value.code == 2
    assert "no part b7; there are a0, b0, c0" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_final_runs_say_that_they_need_a_search(small: Run, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="run b0 before it"):
        small("c1")
    assert list(tmp_path.iterdir()) == []


def test_results_with_other_epochs_or_data_are_refused_and_left_as_they_are(
    modules: dict[str, ModuleType], small: Run, digits: Digits, tmp_path: Path
) -> None:
    small("a0")
    before = (tmp_path / "results.json").read_bytes()
    with pytest.raises(SystemExit, match="results with other epochs"):
        small("a1", epochs=12)
    with pytest.MonkeyPatch.context() as patch:
        other = dataclasses.replace(digits, source="made up otherwise")
        patch.setattr(modules["run"], "load_digits", lambda: other)
        with pytest.raises(SystemExit, match="results with other data"):
            small("a1")
    assert (tmp_path / "results.json").read_bytes() == before


def test_a_part_from_another_machine_bears_it(modules: dict[str, ModuleType], small: Run) -> None:
    first = small("a0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(modules["run"], "machine", lambda: {"processor": "another"})
        second = small("a0", "a1")
    assert second["machine"] == first["machine"]
    assert second["other_machines"] == {part: {"processor": "another"} for part in ("a0", "a1")}
    assert list(small("a0")["other_machines"]) == ["a1"]
    assert not small("a1")["other_machines"]


def test_the_best_rates_are_shown_with_the_spread_of_the_seeds(
    modules: dict[str, ModuleType],
) -> None:
    def searched(best: float, losses: dict[str, float | None]) -> dict[str, Any]:
        runs = {
            rate: {"valid_loss": loss, "valid_accuracy": loss, "diverged_at": None}
            for rate, loss in losses.items()
        }
        return {unit: {"best": best, "runs": runs} for unit in modules["tables"].UNITS}

    search = {
        "0": searched(0.1, {"0.1": 0.2, "0.3": 0.3, "1.0": 0.4}),
        "1": searched(0.3, {"0.1": 0.9, "0.3": 0.4, "1.0": None}),
    }
    row = modules["tables"].best_table(search)[2]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        "ReLU",
        "0.1: 0.2000 (0.200)",
        "0.3: 0.4000 (0.400)",
        "0.3000 (0.300)",
        "0.2000 (0.200)",
        "0.3",
    ]


def test_the_committed_figures_and_copy_are_those_of_the_results(
    modules: dict[str, ModuleType],
) -> None:
    report = modules["report"]
    results = json.loads((FOLDER / "results.json").read_text())
    assert json.loads(report.PUBLISHED.read_text()) == report.compact(results)
    assert (FOLDER / "tables.md").read_text() == modules["tables"].markdown(results)


def test_the_units_are_torchs_own(modules: dict[str, ModuleType]) -> None:
    units, x = modules["units"], torch.linspace(-5, 5, 11)
    torch.testing.assert_close(units.UNITS["Mish"]()(x), torch.nn.Mish()(x))
    torch.testing.assert_close(units.UNITS["Swish"]()(x), torch.nn.SiLU()(x))
    network = units.network(units.UNITS["Swish"])
    assert sum(value.numel() for value in network.parameters()) == 170_516
