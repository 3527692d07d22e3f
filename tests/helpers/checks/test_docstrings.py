"""Every public function of `helpers.checks` explains its arguments and its result."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable

import pytest

from helpers import checks

FUNCTIONS = [thing for name in checks.__all__ if inspect.isfunction(thing := getattr(checks, name))]
FUNCTIONS += [checks.Marks.part, checks.Marks.total]


def entries(text: str, section: str) -> list[str]:
    """Return the names that a section of a docstring explains, in order."""
    found = re.search(rf"^{section}:\n((?:(?:    .*)?\n)+)", text + "\n", re.MULTILINE)
    return re.findall(r"^    (\*{0,2}\w+): ", found[1], re.MULTILINE) if found else []


def documented(function: Callable[..., object]) -> str:
    return inspect.getdoc(function) or ""


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__qualname__)
def test_every_argument_is_explained_in_order(function: Callable[..., object]) -> None:
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    parameters = inspect.signature(function).parameters.values()
    names = [stars.get(one.kind, "") + one.name for one in parameters if one.name != "self"]
    assert entries(documented(function), "Args") == names


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__qualname__)
def test_every_result_is_explained(function: Callable[..., object]) -> None:
    result = str(inspect.signature(function).return_annotation)
    sections = set(re.findall(r"^(Returns|Yields):$", documented(function), re.MULTILINE))
    if result in ("None", "Iterator[None]"):  # the latter: a context manager without a value
        assert sections == set()
    else:
        assert sections == {"Yields" if result.startswith("Iterator") else "Returns"}


def test_a_missing_entry_would_be_seen() -> None:
    text = "Do it.\n\nArgs:\n    one: first.\n        more: of it.\n    *rest: others.\n\nRaises:\n"
    assert entries(text, "Args") == ["one", "*rest"]
    assert entries(text, "Raises") == entries("Do it.", "Args") == []
