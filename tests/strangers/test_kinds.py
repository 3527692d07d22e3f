"""Kinds of tests that strangers' courses have, each of which can run outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.adopting.adopt import adopt
from autograder.course.adopted import OUTSIDE
from autograder.course.layout import Course
from autograder.course.sources import names_of_answers
from autograder.errors import BuildError
from autograder.grading.grade import grade
from tests.strangers.course import ASSIGNMENT, Answer, Cell, Given, Test, source, write

REPLACED: list[Cell] = [
    Answer("double", "def double(n):\n    return 2 * n"),
    Answer("quadruple", "def quadruple(n):\n    return double(double(n))"),
    Test(
        "deleted",
        "kept = double\ndel double\ntry:\n    quadruple(1)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError('quadruple does not call double')\n"
        "finally:\n    double = kept\nassert quadruple(2) == 8",
    ),
    Test(
        "watched",
        "calls = []\nown = double\ndef double(n):\n    calls.append(n)\n    return own(n)\n"
        "assert quadruple(3) == 12\nassert calls == [3, 6]",
    ),
    Given("def scale(n):\n    return 10 * n"),
    Answer("scaled", "def scaled(n):\n    return scale(n) + 1"),
    Test(
        "given-deleted",
        "kept = scale\ndel scale\ntry:\n    scaled(1)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError('scaled does not call scale')\n"
        "finally:\n    scale = kept\n    del kept\nassert scaled(2) == 21",
    ),
]
"""Tests that take a function away that an answer calls, or put their own in its place."""

CHANGED: list[Cell] = [
    Given("levels = [1, 2, 3]\nstock = {'pens': 2}"),
    Answer("last", "levels[-1] = 30"),
    Test("last-check", "assert levels == [1, 2, 30]"),
    Answer("more", "stock.update(pens=5)"),
    Test("more-check", "assert stock == {'pens': 5}"),
]
"""Answers that change what the course has given."""

MADE: list[Cell] = [
    Answer(
        "lamp",
        "class Lamp:\n    def __init__(self, room):\n        self.room, self.on = room, False\n"
        "    def press(self):\n        self.on = not self.on",
    ),
    Given("kitchen = Lamp('kitchen')\nhall = Lamp('hall')"),
    Answer("press", "kitchen.press()"),
    Test("kitchen-is-lit", "assert kitchen.on and not hall.on\nrooms = [kitchen.room]"),
    Test("rooms", "assert rooms == ['kitchen']"),
]
"""Cells of the course's own that make objects of the answer's class."""

DEFAULTING: list[Cell] = [
    Given("from collections import defaultdict"),
    Answer("tally", "def tally(counts, letters):\n    for c in letters:\n        counts[c] += 1"),
    Test(
        "tally-check",
        "seen = defaultdict(int)\ntally(seen, 'abca')\nassert seen == {'a': 2, 'b': 1, 'c': 1}\n"
        "assert seen['z'] == 0",
    ),
    Answer(
        "empty",
        "def row():\n    return defaultdict(int)\ndef empty():\n    return defaultdict(row)",
    ),
    Test(
        "empty-check",
        "grid = empty()\nassert type(grid) == defaultdict and not grid\n"
        "grid['x']['y'] += 1\nassert grid == {'x': {'y': 1}}",
    ),
]
"""Dicts that make what is missing, on their way to the answer and from it."""


def adopted(root: Path, cells: list[Cell]) -> dict[str, str]:
    """Adopt a course of one notebook; return where each of its tests runs."""
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    write(root / "source" / ASSIGNMENT, "one", source(cells))
    return adopt(Course(root), ASSIGNMENT, compare=False, jobs=1).tests["one"]


@pytest.mark.parametrize(
    "cells",
    [REPLACED, CHANGED, MADE, DEFAULTING],
    ids=["replaced", "changed", "made", "defaulting"],
)
def test_all_tests_run_outside(tmp_path: Path, cells: list[Cell]) -> None:
    tests = adopted(tmp_path, cells)
    assert set(tests.values()) == {OUTSIDE}, tests
    assert set(tests) == {cell.name for cell in cells if isinstance(cell, Test)}


@pytest.mark.parametrize(
    ("answer", "changed"),
    [
        ("rows[0] = 1", {"rows"}),
        ("table.index.name = 'day'", {"table"}),
        ("del rows[0]", {"rows"}),
        ("rows.sort()", {"rows"}),
        ("total = rows.sum()", {"total"}),
        ("print(rows.sum())", set()),
        ("def f(given):\n    given.sort()", {"f"}),
    ],
)
def test_an_answer_is_asked_for_what_it_changes_and_not_for_what_it_reads(
    answer: str, changed: set[str]
) -> None:
    assert names_of_answers(source([Answer("one", answer)])) == changed


def refused(root: Path) -> Course:
    """Return a course whose only notebook nbgrader refuses."""
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    hidden = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    write(root / "source" / ASSIGNMENT, "one", source([Given(hidden), Answer("two", "y = 1")]))
    write(root / "submitted" / "ann" / ASSIGNMENT, "one", source([Given("x = 1")]))
    return Course(root)


def test_where_no_notebook_can_be_used_adopting_says_why_and_writes_nothing(
    tmp_path: Path,
) -> None:
    with pytest.raises(BuildError, match="non-solution cell"):
        adopt(refused(tmp_path), ASSIGNMENT, compare=False, jobs=1)
    assert not (tmp_path / "adopted").exists()


def test_where_no_notebook_can_be_used_grading_says_why(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="non-solution cell"):
        grade(refused(tmp_path), ASSIGNMENT)


@pytest.mark.slow
def test_nbgrader_s_own_reason_is_told_where_it_refuses_a_notebook(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    cells: list[Cell] = [Answer("two", "y = 1"), Test("two-check", "assert y == 1")]
    folder = tmp_path / "source" / ASSIGNMENT
    write(folder, "one", source(cells))
    loose = Given("### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
    write(folder, "two", source([loose]))
    found = adopt(Course(tmp_path), ASSIGNMENT, jobs=1)
    assert found.differences is None
    assert "Solution region detected in a non-solution cell" in found.unknown
    assert found.tests["one"] == {"two-check": OUTSIDE}


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("def f(x):\n    expected = x\n    for i in x:\n        pass", {"f"}),
        ("class C:\n    size = 1\n    def grow(self):\n        step = 2", {"C"}),
        ("squares = [n * n for n in range(3)]", {"squares"}),
        ("def f():\n    global count\n    count = 1", {"f", "count"}),
        ("for i in range(3):\n    total = i\nimport numpy as np", {"i", "total", "np"}),
    ],
)
def test_names_within_functions_are_not_asked_for(answer: str, names: set[str]) -> None:
    assert names_of_answers(source([Answer("one", answer)])) == names
