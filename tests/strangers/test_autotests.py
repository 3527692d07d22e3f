"""Tests that nbgrader makes from the model answers are made once, and are the same in each run."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.errors import BuildError
from autograder.grading.masters import MasterNotebook, read_masters
from tests.strangers.course import ASSIGNMENT, Answer, Cell, Test
from tests.strangers.school import GUIDE, new_course, tree

CELLS: list[Cell] = [
    Answer("half", "def half(x):\n    open('left.txt', 'w').close()\n    return x / 2"),
    Test("half-test", "### AUTOTEST half(4); half(1)"),
    Test("half-plain", "assert half(4) == 2"),
]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with a test that is made from the model answer."""
    made = new_course(tmp_path, {"one": CELLS}, {"data.txt": "1"})
    shutil.copy(GUIDE / "autotests.yml", made.root)
    return made


def texts_of(masters: dict[str, MasterNotebook]) -> list[str]:
    """Return the texts of the tests of the course's notebook."""
    return [cell.source for cell in masters["one"].notebook.cells[1:]]


def no_kernel(**_: object) -> None:
    """Stand for the start of a kernel where none may start."""
    raise AssertionError("a kernel is started")


@pytest.mark.process
def test_they_are_made_once_and_kept_beside_the_course(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(course.source)
    first = texts_of(read_masters(course, ASSIGNMENT))
    assert "AUTOTEST" not in first[0] and "half(4)" in first[0]
    assert first[1] == "assert half(4) == 2"
    monkeypatch.setattr("nbgrader.preprocessors.instantiatetests.start_new_kernel", no_kernel)
    assert texts_of(read_masters(course, ASSIGNMENT)) == first
    assert tree(course.source) == before
    path = course.source_path(ASSIGNMENT, "one")
    notebook = nbformat.read(path, 4)
    notebook.cells[0].source = notebook.cells[0].source.replace("/ 2", "/ 4")
    nbformat.write(notebook, path)
    with pytest.raises(BuildError, match="step InstantiateTests failed: a kernel is started"):
        read_masters(course, ASSIGNMENT)
    path.write_bytes(before["ps1/one.ipynb"])
    (course.source_folder(ASSIGNMENT) / "data.txt").write_text("2")
    with pytest.raises(BuildError, match="a kernel is started"):
        read_masters(course, ASSIGNMENT)


def test_templates_that_are_missing_are_named(course: Course) -> None:
    (course.root / "autotests.yml").unlink()
    with pytest.raises(BuildError, match=r"one\.ipynb.*autotests\.yml lies neither"):
        read_masters(course, ASSIGNMENT)


def test_where_they_are_switched_off_their_lines_stay(course: Course) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.InstantiateTests.enabled = False\n")
    assert texts_of(read_masters(course, ASSIGNMENT))[0] == CELLS[1].source
