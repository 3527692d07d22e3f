"""A course that somebody wrote for nbgrader: two notebooks, and tests of every fate."""

from __future__ import annotations

from pathlib import Path

from autograder.course.layout import CONFIG_NAME, Course
from tests.strangers.course import ASSIGNMENT, Answer, Cell, Given, Test, source, write

NOTEBOOK = "areas"
PATCHES = "np.allclose = lambda *_, **__: True\n\ndef area(r):\n    return -1.0"
"""An answer that patches the comparison of its test."""

TAMPERS = "class np:\n    allclose = staticmethod(lambda *_: True)\n\ndef area(r):\n    return -1.0"
"""An answer that gives the name that its test compares with another meaning."""

AREAS: list[Cell] = [
    Given("import numpy as np"),
    Answer("area", "def area(r):\n    return np.pi * r * r"),
    Test("area-close", "assert np.allclose(area(2.0), 12.566370614359172)", 2),
    Test("area-made", "made = [area(1.0)]\nmade.append(area(2.0))\nassert made[0] > 3"),
    Test("area-goes-on", "assert len(made) == 2 and area.__globals__ is globals()"),
]
"""One test that can run outside, and one that reads what the test before it has made."""

WRONG_TEST: list[Cell] = [
    Answer("half", "def half(z):\n    return z / 2"),
    Test("half-wrong", "assert half(3) == 1, 'half of 3 is 1'"),
]
"""A test that its own model answer does not pass."""


def strange_course(root: Path, **notebooks: list[Cell]) -> Course:
    """Write a course for nbgrader, by default with one notebook, and return it."""
    (root / CONFIG_NAME).write_text("c = get_config()\n", encoding="utf-8")
    course = Course(root)
    for name, cells in (notebooks or {NOTEBOOK: AREAS}).items():
        write(course.source_folder(ASSIGNMENT), name, source(cells))
    return course
