"""Notebooks of every format and schema are graded, whether the course or a student has them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.course.sources import read_source, with_ids
from autograder.engine.sandbox import Sandbox
from tests.strangers.course import ASSIGNMENT, Answer, Cell, Given, Test, Written, handed, source
from tests.strangers.formats import MINORS, SCHEMAS, as_schema, as_text
from tests.strangers.school import (
    by_nbgrader,
    by_us,
    copied,
    differences,
    models,
    new_course,
    quick_release,
    scores,
    tree,
)

CELLS: list[Cell] = [
    Given("START = 1", locked="start"),
    Answer("add", "def add(a):\n    return a + START"),
    Test("add-check", "assert add(1) == 2", 2, hidden="assert add(2) == 3"),
    Test("add-zero", "assert add(0) == 1", 0),
    Written("why", "Because."),
]
VERSIONS = [(3, 0), *((4, minor) for minor in MINORS)]


@pytest.mark.parametrize(("version", "schema"), [*product(VERSIONS, SCHEMAS)])
def test_a_source_of_any_age_reads_as_todays(
    tmp_path: Path, version: tuple[int, int], schema: int
) -> None:
    notebook = source(CELLS)
    path = tmp_path / "old.ipynb"
    path.write_text(as_text(as_schema(notebook, schema), *version))
    found, expected = with_ids(read_source(path, "old")), with_ids(notebook)
    assert [cell.source for cell in found.cells] == [cell.source for cell in expected.cells]
    assert [cell.id for cell in found.cells] == [cell.id for cell in expected.cells]
    marks = [[c.metadata.nbgrader for c in one.cells] for one in (found, expected)]
    assert [{"task": False, **mark} for mark in marks[0]] == marks[1]
    nbformat.validate(found)


@pytest.fixture
def old_course(tmp_path: Path) -> Course:
    """A course with notebooks of every format, and a student of every format."""
    notebooks = {f"v{major}-{minor}": CELLS for major, minor in VERSIONS}
    course = new_course(tmp_path / "course", notebooks, {})
    quick_release(course)
    for version in VERSIONS:
        name = f"v{version[0]}-{version[1]}"
        course.source_path(ASSIGNMENT, name).write_text(as_text(source(CELLS), *version))
        folder = course.submission_folder(name, ASSIGNMENT)
        folder.mkdir(parents=True)
        for path in course.release_folder(ASSIGNMENT).glob("*.ipynb"):
            mine = handed(nbformat.read(path, 4), models(notebooks)[path.stem])
            (folder / path.name).write_text(as_text(mine, *version))
    return course


@pytest.mark.process
def test_submissions_of_any_format_get_full_marks(old_course: Course, sandbox: Sandbox) -> None:
    before = tree(old_course.source), tree(old_course.submitted)
    by_us(old_course, sandbox)
    found = scores(old_course)
    wanted = {"add-check": (2.0, False), "add-zero": (0.0, False), "why": (0.0, False)}
    assert {key[2]: None for key in found} == dict.fromkeys(wanted)
    assert len(found) == len(wanted) * len(VERSIONS) ** 2
    assert {key: got for key, got in found.items() if got != wanted[key[2]]} == {}
    assert (tree(old_course.source), tree(old_course.submitted)) == before


@pytest.mark.process
@pytest.mark.parametrize("schema", SCHEMAS)
def test_submissions_of_any_schema_get_full_marks(
    tmp_path: Path, sandbox: Sandbox, schema: int
) -> None:
    course = new_course(tmp_path, {"one": CELLS}, {})
    quick_release(course)
    old = as_schema(source(CELLS), schema)
    course.source_path(ASSIGNMENT, "one").write_text(as_text(old))
    for student in SCHEMAS:
        path = course.submission_folder(f"schema-{student}", ASSIGNMENT) / "one.ipynb"
        path.parent.mkdir(parents=True)
        mine = as_schema(nbformat.read(course.release_path(ASSIGNMENT, "one"), 4), student)
        path.write_text(as_text(handed(mine, models({"one": CELLS})["one"])))
    by_us(course, sandbox)
    found = {(key[0], key[2]): auto for key, (auto, _) in scores(course).items()}
    assert {found[f"schema-{student}", "add-check"] for student in SCHEMAS} == {2.0}
    assert {found[f"schema-{student}", "why"] for student in SCHEMAS} == {0.0}


@pytest.mark.slow
@pytest.mark.process
def test_submissions_of_any_format_get_what_nbgrader_gives(
    old_course: Course, tmp_path: Path, sandbox: Sandbox
) -> None:
    theirs = by_nbgrader(old_course, tmp_path / "nbgrader")
    ours = copied(old_course, tmp_path / "ours")
    by_us(ours, sandbox)
    assert theirs
    assert differences(theirs, scores(ours)) == []
