"""The document on statistics is true: its sums are computed again, and parts of its powers."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from helpers import checks

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def power() -> Iterator[ModuleType]:
    """Import the script that prints the tables."""
    spec = importlib.util.spec_from_file_location("power", ROOT / "benchmarks" / "power.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["power"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["power"]


def rows(name: str) -> list[str]:
    """Return the rows of the tables in a part of the document."""
    part = re.search(rf"<!-- {name} -->\n(.*?)<!-- end -->", TEXT, re.DOTALL)
    assert part is not None
    return [line for line in part[1].splitlines() if line.startswith("|")]


def test_the_false_alarms_are_those_of_the_tests(power: ModuleType) -> None:
    assert rows("alarms") == power.alarm_table()


def test_no_single_test_has_a_level_above_two_in_a_billion(power: ModuleType) -> None:
    assert max(level for *_, level in power.alarms()) < 2e-9


def test_every_way_of_drawing_is_in_the_document(power: ModuleType) -> None:
    named = {row.split("|")[1].strip() for row in rows("power")}
    assert named >= {*power.SAMPLES, *power.TOGETHER, *power.GRADIENTS}


@pytest.mark.parametrize("share", ["100%", "0%"])
def test_what_is_always_or_never_refused_is_so_again(power: ModuleType, share: str) -> None:
    cells = [row.split("|") for row in rows("power")]
    shares = {name.strip(): value.strip() for _, name, value, _ in cells}
    plans = ((checks.looks_drawn_from, power.SAMPLES), (checks.looks_independent, power.TOGETHER))
    tried = 0
    for check, alternatives in plans:
        for name, draw in alternatives.items():
            if shares[name] == share:
                assert power.power(check, draw, 1) == (share == "100%"), name
                tried += 1
    assert tried


def test_no_right_answer_is_named_and_at_most_one_in_a_hundred_is_misnamed() -> None:
    counts = [
        [title.strip(), *(int(cell.split()[0]) for cell in cells)]
        for _, title, *cells, _ in (row.split("|") for row in rows("names"))
        if cells[0].strip().isdigit()
    ]
    assert len(counts) == 4 * 4  # four kinds of answers in each of four assignments
    for title, answers, own, another, none, false in counts:
        assert own + another + none == answers, title
        assert false <= another, title
        assert false <= 0.01 * answers, title
        assert title != "right answers" or none == answers
