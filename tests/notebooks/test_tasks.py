"""`docs/tasks.md` is true: each question of the course stands in it, and what it names exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from autograder.course.cells import grade_id, is_solution
from autograder.course.texts import read_text

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tasks.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([A-Z])(\d+b?) \| ([^|]+) \| ([a-z-]+)/(\d\d) \| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
COUNTS = {"A": 42, "N": 14, "T": 11, "H": 8, "Y": 18, "G": 5}
"""The highest number of each document's tasks, and of our own (G); A has one more, A1b."""


def path_of(assignment: str, number: str) -> Path:
    """Return the text of a notebook."""
    (path,) = (ROOT / "notebooks" / assignment).glob(f"{number}_*.py")
    return path


@cache
def questions(path: Path) -> set[str]:
    """Return the grade ids of a notebook's cells that students answer."""
    return {grade_id(cell) for cell in read_text(path).cells if is_solution(cell)}


def test_each_task_of_each_document_has_one_row() -> None:
    numbers = [f"{group}{number}" for group, number, *_ in ROWS]
    due = [f"{group}{n}" for group, last in COUNTS.items() for n in range(1, last + 1)]
    assert sorted(numbers) == sorted([*due, "A1b"])
    assert len(re.findall(r"^\| [A-Z]\d", PAGE, re.MULTILINE)) == len(ROWS), "other rows"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "".join(row[:2]))
def test_what_a_row_names_exists(row: tuple[str, ...]) -> None:
    _, _, _, assignment, number, where = row
    path = path_of(assignment, number)
    asked = re.findall(r"`([^`]+)`", where)
    assert set(asked) <= questions(path)
    if not asked:
        section = re.fullmatch(r"§ (\d+)|opening", where)
        assert section, "neither questions nor a section"
        if section[1]:
            assert re.search(rf"^# ## {section[1]}( ·|\.) ", path.read_text("utf-8"), re.MULTILINE)


def test_each_question_of_the_course_stands_in_the_table() -> None:
    named = {
        (assignment, number, name)
        for _, _, _, assignment, number, where in ROWS
        for name in re.findall(r"`([^`]+)`", where)
    }
    there = {
        (path.parent.name, path.name[:2], name)
        for path in (ROOT / "notebooks").glob("*/*.py")
        for name in questions(path)
    }
    assert len(there) > 60
    assert there <= named
