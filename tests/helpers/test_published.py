"""`helpers.published`: every published result can be loaded, and nothing else."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

import pytest

from helpers import published
from helpers.errors import DataError

NAMES = sorted(
    item.name.removesuffix(".json")
    for item in (resources.files("helpers") / "published_data").iterdir()
)


@pytest.mark.parametrize("name", NAMES)
def test_loads_and_is_small(name: str) -> None:
    results = published.load(name)
    assert results
    assert len(json.dumps(results)) < 500_000


def test_each_call_gives_a_dictionary_of_its_own() -> None:
    published.load(NAMES[0]).clear()
    assert published.load(NAMES[0])


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(DataError, match="'cifar'") as caught:
        published.load("cifar")
    assert NAMES[0] in caught.value.hint


def test_a_name_is_no_path() -> None:
    with pytest.raises(DataError):
        published.load("../published_data/" + NAMES[0])


UNITS = ["ReLU", "Sigmoid", "LeakyReLU", "Tanh", "Mish", "Swish"]


def test_mnist_has_what_notebook_03_shows() -> None:
    results = published.load("mnist")
    for one in results["same_rate"].values():
        assert list(one) == UNITS
        for unit in one.values():
            lengths = {len(values) for values in unit["curves"].values()}
            assert lengths == {results["epochs"] // results["curve_step"]}
    for one in results["final"].values():
        assert list(one) == UNITS
        assert all(0.85 < unit["test_accuracy"] < 1 for unit in one.values())


def search_results() -> list[Any]:
    results = published.load("mnist")
    found = [*results["search"].values(), *results.get("map", {}).values()]
    return [(name, unit) for one in found for name, unit in one.items()]


def test_no_best_rate_lies_on_the_edge_of_its_grid() -> None:
    for name, unit in search_results():
        rates = sorted(float(rate) for rate in unit["runs"])
        assert rates[0] < unit["best"] < rates[-1], name


def test_the_best_rate_has_the_least_validation_loss() -> None:
    for name, unit in search_results():
        losses = {float(rate): run["valid_loss"] for rate, run in unit["runs"].items()}
        finite = {rate: loss for rate, loss in losses.items() if loss is not None}
        assert min(finite, key=lambda rate: finite[rate]) == unit["best"], name


def test_the_fast_way_agrees_with_exact_float32() -> None:
    for name, pair in published.load("mnist").get("exact_against_fast", {}).items():
        exact, fast = pair["exact"], pair["fast"]
        for key in ("train_accuracy", "valid_accuracy"):
            assert math.isclose(exact[key], fast[key], abs_tol=0.005), (name, key)


def test_the_environment_is_plain_and_names_no_place() -> None:
    found = published.environment()
    assert json.loads(json.dumps(found)) == found
    assert found["dtype"] == "float32"
    assert found["threads"] >= 1
    assert not any("/" in str(value) for value in found.values())
