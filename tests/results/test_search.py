"""results/search: what notebook 03 says of the check of its search is what was measured."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "notebooks/activation-units/03_mnist_comparison.py").read_text(encoding="utf-8")
ROW = re.compile(
    r"^# \| (?P<units>[A-Z][\w, ]+) \| \d+ \| [\d.]+ \| (?P<low>[\d.]+) to (?P<high>[\d.]+) "
    r"\| up to (?P<below>[\d.]+), from (?P<above>[\d.]+) \|$",
    re.MULTILINE,
)


@pytest.fixture(scope="module")
def results() -> Any:
    """What the script wrote."""
    return json.loads((ROOT / "results/search/results.json").read_text(encoding="utf-8"))


def test_the_table_speaks_of_all_six_units() -> None:
    units = ", ".join(row["units"] for row in ROW.finditer(TEXT)).split(", ")
    assert sorted(units) == ["LeakyReLU", "Mish", "ReLU", "Sigmoid", "Swish", "Tanh"]


@pytest.mark.parametrize("row", [*ROW.finditer(TEXT)], ids=lambda row: row["units"])
def test_the_table_says_what_was_measured(row: re.Match[str], results: Any) -> None:
    low, high, below, above = (float(row[name]) for name in ("low", "high", "below", "above"))
    for unit in row["units"].split(", "):
        passed = {float(rate): count for rate, count in results["passed"][unit].items()}
        inside = [n for rate, n in passed.items() if 0.99 * low <= rate <= 1.01 * high]
        outside = [n for rate, n in passed.items() if rate <= 1.1 * below or rate >= 0.99 * above]
        assert len(inside) >= 3
        assert set(inside) == {results["seeds"]}
        assert len(outside) >= 2
        assert set(outside) == {0}
