"""Tables of results say what the JSON beside them says."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import pytest

from tests.support.tiny import ROOT
from website.result_tables import result_pages


def test_a_losss_median_is_taken_over_the_seeds_and_the_best_rate(tmp_path: Path) -> None:
    runs = [
        {
            "unit": "ReLU",
            "initialization": "Xavier",
            "optimiser": "gradient descent",
            "losses": {"0.1": [[9.0, 3.0], [9.0, None], [9.0, 1.0]], "1": [[9, 2], [9, 2], [9, 8]]},
        }
    ]
    settings = {"depth": 3, "width": 4, "steps": 5, "seeds": [0, 1, 2]}
    path = tmp_path / "initialization" / "results.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"settings": settings, "runs": runs}), encoding="utf-8")
    page = result_pages(tmp_path)["initialization"]
    assert "| unit | Xavier |\n| --- | --- |\n| ReLU | 2 (1) |" in page
    assert "## Gradient descent" in page
    assert "3 hidden layers of 4 units" in page


def test_the_projects_own_results_have_pages() -> None:
    pages = result_pages(ROOT / "results")
    assert {*pages} == {"initialization", "stability"}
    losses = json.loads((ROOT / "results/stability/results.json").read_text())["losses"]
    middle = statistics.median(losses["1: zeros"]["5000"])
    assert "| 1: zeros |" in pages["stability"]
    assert f"{middle:.3g} ({min(losses['1: zeros']['5000']):.3g} to" in pages["stability"]


@pytest.mark.parametrize("name", ["initialization", "stability"])
def test_every_line_of_a_table_has_as_many_cells_as_its_head(name: str) -> None:
    page = result_pages(ROOT / "results")[name]
    for table in page.split("\n\n"):
        if table.startswith("|"):
            assert len({line.count("|") for line in table.strip().splitlines()}) == 1
