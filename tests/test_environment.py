"""The three lists of packages say the same: pyproject.toml, environment.yml, constraints.txt."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text())
CONDA_NAMES = {"pytorch": "torch"}


def bounds(lines: list[str]) -> dict[str, str]:
    """Return name → lower bound, as in `numpy>=2.2`."""
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(item.name): str(item.specifier) for item in requirements}


def declared(*extras: str) -> dict[str, str]:
    """Return what pyproject.toml asks for."""
    lists = [PROJECT["optional-dependencies"][extra] for extra in extras]
    return bounds([*PROJECT["dependencies"], *(line for lines in lists for line in lines)])


def pinned() -> dict[str, str]:
    """Return what constraints.txt pins."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return bounds([line for line in lines if line and not line.startswith("#")])


def test_conda_asks_for_the_same_packages() -> None:
    conda = bounds([line for line in CONDA["dependencies"] if isinstance(line, str)])
    assert conda.pop("python") == PROJECT["requires-python"]
    conda.pop("pip")
    renamed = {CONDA_NAMES.get(name, name): bound for name, bound in conda.items()}
    assert renamed == declared("instructor")


def test_conda_installs_this_project() -> None:
    assert CONDA["dependencies"][-1] == {"pip": ["--editable ."]}


def test_every_pin_is_exact_and_free_of_local_labels() -> None:
    for name, pin in pinned().items():
        assert pin.startswith("=="), name
        assert "+" not in pin, name


@pytest.mark.parametrize(("name", "bound"), declared("instructor", "cluster", "dev").items())
def test_everything_asked_for_is_pinned_within_its_bound(name: str, bound: str) -> None:
    pin = pinned()[name].removeprefix("==")
    assert Requirement(f"{name}{bound}").specifier.contains(pin)
