"""Kept verdicts: what is written comes back, damage costs a run, and old lines are dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring import kept as module
from autograder.authoring.kept import Kept, key_of, machine
from autograder.outcomes import CellOutcome, CellStatus

CELL = CellOutcome("relu-tests", 1.0, 2.0, CellStatus.PARTIAL, "✗ one\nof two")
OTHER = CellOutcome("relu-hidden", None, 2.0, CellStatus.FAILED)


def file_of(folder: Path) -> Path:
    """Return the file of the notebook `01`."""
    return folder / "a1" / "01.jsonl"


def test_what_is_kept_comes_back_in_another_run(tmp_path: Path) -> None:
    Kept(tmp_path, "a1").put("01", {"k": CELL, "l": OTHER})
    later = Kept(tmp_path, "a1")
    assert later.get("01", ["k"]) == (CELL,)
    assert later.get("01", ["l", "k"]) == (OTHER, CELL)
    assert later.get("01", ["k", "m"]) is None
    assert later.get("02", ["k"]) is None
    assert Kept(tmp_path, "a2").get("01", ["k"]) is None


def test_a_fresh_run_forgets_and_keeps_what_it_finds_out(tmp_path: Path) -> None:
    Kept(tmp_path, "a1").put("01", {"k": CELL})
    fresh = Kept(tmp_path, "a1", fresh=True)
    assert fresh.get("01", ["k"]) is None
    fresh.put("01", {"k": OTHER})
    assert Kept(tmp_path, "a1").get("01", ["k"]) == (OTHER,)


@pytest.mark.parametrize(
    "damage",
    [
        b'["m", {"cell": "x"',
        b"[]\n",
        b'["m", {"cell": "x", "status": "great"}]\n',
        b'["m", 3]\n',
        b'["m", {"cell": "x", "points": "2", "max_points": 2, "status": "passed"}]\n',
        b"\xff\xfe\x00",
        b'{"m": 1}\n' + b"[" * 100_000,
    ],
    ids=["torn", "empty", "unknown state", "number", "wrong type", "bytes", "deep"],
)
def test_damage_costs_the_damaged_outcomes_alone(tmp_path: Path, damage: bytes) -> None:
    Kept(tmp_path, "a1").put("01", {"k": CELL})
    with file_of(tmp_path).open("ab") as file:
        file.write(damage)
    Kept(tmp_path, "a1").put("01", {"l": OTHER})
    later = Kept(tmp_path, "a1")
    assert later.get("01", ["k", "l"]) == (CELL, OTHER)
    assert later.get("01", ["m"]) is None


def test_the_oldest_are_dropped_where_a_file_grows_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_LINES", 10)
    for number in range(11):
        Kept(tmp_path, "a1").put("01", {f"k{number}": CELL})
    later = Kept(tmp_path, "a1")
    assert later.get("01", ["k10"]) == (CELL,)
    assert later.get("01", ["k0"]) is None
    assert len(file_of(tmp_path).read_text("utf-8").split()) < 100


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a1").write_text("in the way", encoding="utf-8")
    store = Kept(tmp_path, "a1")
    store.put("01", {"k": CELL})
    assert store.get("01", ["k"]) == (CELL,)


def test_a_name_that_leads_elsewhere_stays_in_the_folder(tmp_path: Path) -> None:
    Kept(tmp_path / "kept", "../a1").put("../01", {"k": CELL})
    (found,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert found.is_relative_to(tmp_path / "kept")
    assert Kept(tmp_path / "kept", "../a1").get("../01", ["k"]) == (CELL,)


def test_a_key_tells_circumstances_seeds_and_cells_apart() -> None:
    base = machine("c", "none")
    others = [machine("c", "bubblewrap"), machine("d", "none")]
    keys = {key_of(base, 1, "c"), key_of(base, 2, "c"), key_of(base, 1, "d")}
    assert len(keys | {key_of(other, 1, "c") for other in others}) == 5
