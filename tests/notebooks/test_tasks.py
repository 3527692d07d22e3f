"""`docs/tasks.md` is true: each question of the course stands in it, and what it names exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tasks.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([A-Z])(\d+b?) \| ([^|]+) \| ([a-z-]+)/(\d\d) \| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
COUNTS = {"A": 42, "N": 14, "T": 11, "H": 8, "Y": 18}
"""The highest number of each document's tasks; A has one more, A1b."""


@cache
def text(assignment: str, number: str) -> str:
    """Return the text of a notebook."""
    (path,) = (ROOT / "notebooks" / assignment).glob(f"{number}_*.py")
    return path.read_text(encoding="utf-8")


def questions(source: str) -> set[str]:
    """Return the grade ids of a notebook's cells that students answer."""
    headers = re.findall(r"^# %%.*\"solution\": true.*$", source, re.MULTILINE)
    return {re.findall(r'"grade_id": "([^"]+)"', header)[0] for header in headers}


def test_each_task_of_each_document_has_one_row() -> None:
    numbers = [f"{group}{number}" for group, number, *_ in ROWS]
    due = [f"{group}{n}" for group, last in COUNTS.items() for n in range(1, last + 1)]
    assert sorted(numbers) == sorted([*due, "A1b"])
    assert len(re.findall(r"^\| [A-Z]\d", PAGE, re.MULTILINE)) == len(ROWS), "other rows"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "".join(row[:2]))
def test_what_a_row_names_exists(row: tuple[str, ...]) -> None:
    _, _, _, assignment, number, where = row
    source = text(assignment, number)
    asked = re.findall(r"`([^`]+)`", where)
    assert set(asked) <= questions(source)
    if not asked:
        section = re.fullmatch(r"§ (\d+)|opening", where)
        assert section, "neither questions nor a section"
        if section[1]:
            assert re.search(rf"^# ## {section[1]}( ·|\.) ", source, re.MULTILINE)


def test_each_question_of_the_course_stands_in_the_table() -> None:
    named = {
        (assignment, number, name)
        for _, _, _, assignment, number, where in ROWS
        for name in re.findall(r"`([^`]+)`", where)
    }
    there = {
        (path.parent.name, path.name[:2], name)
        for path in (ROOT / "notebooks").glob("*/*.py")
        for name in questions(path.read_text(encoding="utf-8"))
    }
    assert len(there) > 60
    assert there <= named
