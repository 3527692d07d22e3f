"""A bundled notebook is graded as the release that it was made from, whatever program saved it."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring.bundle import bundle_files
from autograder.authoring.colab import ColabPlace
from autograder.authoring.wheel import Wheel
from autograder.course.cells import grade_id
from autograder.course.layout import Course
from autograder.engine.opening import opening_of, shared
from autograder.grading.intake import HandedFile, parse
from autograder.grading.sanitize import Sanitized, sanitize
from tests.support.handing import ESSAY, RIGHT, answered, cell_of
from tests.support.recording import master_notebooks
from tests.support.saved import PICTURE, PROGRAMS
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

WHEEL = Wheel("activation_lab_helpers-0.1.0-py3-none-any.whl", b"")
PLACE = ColabPlace("https://colab.research.google.com/github/o/r/blob/main", "https://x.org/r")


@pytest.fixture(params=[None, PLACE], ids=["plain", "with a badge"])
def bundled(built: Course, request: pytest.FixtureRequest) -> NotebookNode:
    """The tiny notebook as its bundle has it, answered."""
    files = bundle_files(built, ASSIGNMENT, WHEEL, request.param)
    notebook = nbformat.reads(files[f"{NOTEBOOK}.ipynb"].decode(), as_version=4)
    cell_of(notebook, "double")["source"] = RIGHT
    cell_of(notebook, "why")["source"] = ESSAY
    return notebook


def prepared(course: Course, raw: bytes) -> Sanitized:
    """Return what grading makes of a file."""
    handed = parse(HandedFile(NOTEBOOK, raw))
    assert handed.cells is not None
    assert handed.remarks == ()
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    return sanitize(handed.cells, master, {"double": ("double",)})


def without_pictures(result: Sanitized) -> list[dict[str, Any]]:
    """Return the cells to run: what a student's program showed never reaches a point."""
    cells: list[dict[str, Any]] = json.loads(json.dumps(result.notebook.cells))
    return [{name: cell[name] for name in cell if name != "outputs"} for cell in cells]


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_is_graded_as_the_release(built: Course, bundled: NotebookNode, program: str) -> None:
    original = prepared(built, nbformat.writes(answered(built, RIGHT, ESSAY)).encode())
    result = prepared(built, PROGRAMS[program](bundled))
    assert without_pictures(result) == without_pictures(original)
    assert (result.remarks, result.recognised) == (original.remarks, original.recognised) == ((), 4)


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_shares_the_opening_of_the_class(
    built: Course, bundled: NotebookNode, program: str
) -> None:
    opening = opening_of(master_notebooks(built, ASSIGNMENT)[NOTEBOOK])
    result = prepared(built, PROGRAMS[program](bundled))
    assert shared(result.notebook.cells, opening, frozenset()) == opening != ()


@pytest.mark.parametrize("program", PROGRAMS)
def test_pictures_of_the_students_own_cells_stay_for_human_eyes(
    built: Course, bundled: NotebookNode, program: str
) -> None:
    handed = parse(HandedFile(NOTEBOOK, PROGRAMS[program](bundled)))
    assert handed.cells is not None
    pictures = [o.data["image/png"] for c in handed.cells.cells for o in c.get("outputs", ())]
    assert set(pictures) == {PICTURE}


@pytest.mark.parametrize("program", PROGRAMS)
def test_without_grade_ids_cells_are_found_as_before(
    built: Course, bundled: NotebookNode, program: str
) -> None:
    original = answered(built, RIGHT, ESSAY)
    for cell in (*bundled.cells, *original.cells):
        cell.metadata.pop("nbgrader", None)
    result = prepared(built, PROGRAMS[program](bundled))
    expected = prepared(built, nbformat.writes(original).encode())
    assert without_pictures(result) == without_pictures(expected)
    assert result.remarks == expected.remarks != ()
    assert cell_of(result.notebook, "double").source == RIGHT


def test_a_first_cell_that_a_student_wrote_into_is_a_cell_of_the_students_own(
    built: Course, bundled: NotebookNode
) -> None:
    first = next(cell for cell in bundled.cells if cell.cell_type == "code")
    first["source"] += "\nscale = 2.0"
    result = prepared(built, PROGRAMS["JupyterLab"](bundled))
    own = [cell.source for cell in result.notebook.cells if not grade_id(cell)]
    assert first.source in own
