"""results/initialization: notebooks quote what was measured, and the optimisers are right."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from helpers import published

pytestmark = pytest.mark.long

FOLDER = Path(__file__).parents[2] / "results" / "initialization"


@pytest.fixture(scope="module")
def study() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("initialization_study", FOLDER / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def results() -> Any:
    """What the script wrote."""
    return json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))


def finals(results: Any, study: ModuleType, *names: str) -> np.ndarray[Any, Any]:
    """Return the final losses of a configuration at its best rate."""
    for run in results["runs"]:
        if (run["unit"], run["initialization"], run["optimiser"]) == names:
            return np.asarray(study.best_rate(run)[1][:, -1])
    raise AssertionError(f"no run {names}")


def test_what_notebooks_load_is_the_short_form_of_the_results(
    study: ModuleType, results: Any
) -> None:
    assert published.load("initialization") == study.compact(results)


def test_every_configuration_was_run_with_every_rate_and_seed(
    study: ModuleType, results: Any
) -> None:
    configurations = {(r["unit"], r["initialization"], r["optimiser"]) for r in results["runs"]}
    assert len(configurations) == len(results["runs"]) == 30
    for run in results["runs"]:
        shapes = {np.shape(rows) for rows in run["losses"].values()}
        assert shapes == {(study.SEEDS, len(results["steps"]))}
        assert len(run["losses"]) == 3


@pytest.mark.parametrize(
    ("names", "median"),
    [
        (("ReLU", "Kaiming, averaged", "gradient descent"), 0.08),
        (("ReLU", "Xavier", "gradient descent"), 0.485),
        (("tanh", "Xavier", "gradient descent"), 0.39),
        (("tanh", "Kaiming, averaged", "gradient descent"), 0.002),
        (("tanh", "Xavier", "Adam"), 0.001),
        (("tanh", "PyTorch's default", "Adam"), 0.44),
        (("sigmoid", "Kaiming, averaged", "Adam"), 0.485),
    ],
)
def test_the_numbers_of_the_model_answer_are_the_measured_ones(
    study: ModuleType, results: Any, names: tuple[str, ...], median: float
) -> None:
    assert np.median(finals(results, study, *names)) == pytest.approx(median, rel=0.05)


@pytest.mark.parametrize("optimiser", ["Adam", "gradient descent"])
def test_a_batch_of_networks_learns_as_torch_teaches_each_alone(
    study: ModuleType, optimiser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in (("DEPTH", 2), ("WIDTH", 8), ("STEPS", 6), ("SEEDS", 2)):
        monkeypatch.setattr(study, name, number)
    monkeypatch.setattr(study, "RECORDED", list(range(7)))
    found = study.train("tanh", "Xavier", optimiser)["losses"]
    method = torch.optim.Adam if optimiser == "Adam" else torch.optim.SGD
    for index, rate in enumerate(study.RATES[optimiser]):
        stacks = study.make_weights(study.VARIANCES["Xavier"], 1)
        weights = [stack[1:].detach().requires_grad_() for stack in stacks]  # the second seed
        teacher, losses = method(weights, lr=rate), []
        for _ in range(7):
            loss = study.losses(torch.tanh, weights).sum()
            losses.append(loss.item())
            teacher.zero_grad()
            loss.backward()
            teacher.step()
        assert found[f"{study.RATES[optimiser][index]:g}"][1] == pytest.approx(losses, rel=2e-3)
