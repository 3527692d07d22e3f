"""Matching: cells of the course are found by what stands in them, wherever and however."""

from __future__ import annotations

import copy
from collections.abc import Callable

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.course.cells import MISSING_CODE, grade_id, question_of
from autograder.course.layout import Course
from autograder.grading.masters import read_masters
from autograder.grading.matching import CourseCells, match, recognised
from autograder.grading.sanitize import Sanitized, sanitize
from tests.support.handing import ESSAY, RIGHT, answered, cell_of
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

IDS = ["imports", "double", "double-tests", "double-hidden", "why"]
STUB = "raise NotImplementedError()"


def done(course: Course, notebook: NotebookNode) -> Sanitized:
    """Return a notebook as it would run."""
    master = read_masters(course, ASSIGNMENT)[NOTEBOOK]
    clean = sanitize(notebook, master.notebook, master.names)
    found = [grade_id(cell) for cell in clean.notebook.cells if grade_id(cell)]
    assert sorted(found) == sorted(IDS)
    for name in ("double-tests", "double-hidden"):
        assert found.index(question_of(name)) < found.index(name)
    return clean


def own(source: str, kind: str = "code") -> NotebookNode:
    """Return a cell of the student's own."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    cell: NotebookNode = make(source)
    return cell


def place(notebook: NotebookNode, name: str) -> int:
    """Return the index of a cell."""
    return int(notebook.cells.index(cell_of(notebook, name)))


def _stripped(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()


def _older(notebook: NotebookNode) -> None:
    cell_of(notebook, "double").metadata.nbgrader["grade_id"] = "doubling"


def _retyped(notebook: NotebookNode) -> None:
    notebook.cells[place(notebook, "double")] = own(RIGHT)


def _joined(notebook: NotebookNode) -> None:
    joined = own(f"{RIGHT}\n\n{cell_of(notebook, 'double-tests').source}")
    notebook.cells[place(notebook, "double")] = joined
    notebook.cells.remove(cell_of(notebook, "double-tests"))


def _above(notebook: NotebookNode) -> None:
    cell_of(notebook, "double")["source"] = f"def double(z):\n    # YOUR CODE HERE\n    {STUB}"
    notebook.cells.insert(0, own(RIGHT))


def _below(notebook: NotebookNode) -> None:
    cell_of(notebook, "double")["source"] = ""
    notebook.cells.insert(place(notebook, "double") + 1, own(RIGHT))


def _at_the_end(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell_of(notebook, "double"))
    notebook.cells.append(own(RIGHT))


def _tests_gone_and_at_the_end(notebook: NotebookNode) -> None:
    _at_the_end(notebook)
    notebook.cells.remove(cell_of(notebook, "double-tests"))
    notebook.cells.remove(cell_of(notebook, "double-hidden"))


def _in_the_test(notebook: NotebookNode) -> None:
    cell_of(notebook, "double")["source"] = "# YOUR CODE HERE"
    cell_of(notebook, "double-tests")["source"] = RIGHT


def _as_text(notebook: NotebookNode) -> None:
    notebook.cells[place(notebook, "double")] = own(RIGHT, "markdown")


def _in_two_cells(notebook: NotebookNode) -> None:
    cell_of(notebook, "double")["source"] = "\n# soon\n"
    notebook.cells.append(own("double = None"))
    notebook.cells.append(own(RIGHT))


CHANGES = [
    _stripped, _older, _retyped, _joined, _above, _below, _at_the_end,
    _tests_gone_and_at_the_end, _in_the_test, _as_text, _in_two_cells,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_is_found_wherever_it_stands(
    course: Course, change: Callable[[NotebookNode], None]
) -> None:
    notebook = answered(course, RIGHT)
    change(notebook)
    clean = done(course, notebook)
    assert RIGHT in cell_of(clean.notebook, "double").source
    assert cell_of(clean.notebook, "double").cell_type == "code"
    assert clean.recognised
    assert clean.remarks
    others = [cell.source for cell in clean.notebook.cells if grade_id(cell) != "double"]
    assert not any(STUB in source for source in others), "a stub would undo the answer"


def test_a_restored_test_comes_as_late_as_it_can(course: Course) -> None:
    notebook = answered(course, RIGHT, ESSAY)
    notebook.cells.remove(cell_of(notebook, "double-tests"))
    notebook.cells.insert(place(notebook, "double") + 1, own("double = double"))
    cells = done(course, notebook).notebook.cells
    found = [grade_id(cell) or cell.source for cell in cells]
    at = found.index("double")
    assert found[at : at + 4] == ["double", "double = double", "double-tests", "double-hidden"]


def test_an_answer_in_its_own_cell_is_the_answer(course: Course) -> None:
    notebook = answered(course, "def double(z):\n    return 7")
    notebook.cells.append(own(RIGHT))
    clean = done(course, notebook)
    assert cell_of(clean.notebook, "double").source == "def double(z):\n    return 7"
    assert clean.remarks == ()


def test_a_call_is_not_an_answer(course: Course) -> None:
    notebook = answered(course)
    for source in ("double(3)", "z = double", "x == double", "# double = 3", "  double = 3"):
        notebook.cells.append(own(source))
    notebook.cells.append(own("The line double = 2 z is straight", "markdown"))
    assert STUB in cell_of(done(course, notebook).notebook, "double").source


def test_a_notebook_of_something_else_is_not_recognised(course: Course) -> None:
    other = nbformat.v4.new_notebook(cells=[own("import os"), own("# Title", "markdown")])
    assert done(course, other).recognised == 0
    fixture = answered(course)
    fixture.cells = [cell_of(fixture, "imports")]
    assert done(course, fixture).recognised == 0, "imports stand in every notebook"


@pytest.mark.parametrize("stub", ["untouched", "deleted", "empty", "without metadata"])
def test_own_words_below_a_written_question_are_the_answer(course: Course, stub: str) -> None:
    notebook = answered(course, RIGHT)
    cell = cell_of(notebook, "why")
    notebook.cells.append(own(ESSAY, "markdown"))
    notebook.cells.append(own("And more.", "markdown"))
    if stub == "deleted":
        notebook.cells.remove(cell)
    elif stub == "empty":
        cell["source"] = " \n"
    elif stub == "without metadata":
        cell.metadata = NotebookNode()
    clean = done(course, notebook)
    answer = cell_of(clean.notebook, "why").source
    assert ESSAY in answer
    assert answer.endswith("And more.")
    assert sum(ESSAY in cell.source for cell in clean.notebook.cells) == 1
    assert "a person grades it" in " ".join(clean.remarks)


def test_the_courses_own_words_are_nobodys_answer(course: Course) -> None:
    notebook = answered(course, RIGHT)
    prose = copy.deepcopy(notebook.cells[0])
    earlier = own(prose.source.replace("Twice", "Double"), "markdown")
    why = copy.deepcopy(cell_of(notebook, "why"))
    why.metadata = NotebookNode()
    notebook.cells += [prose, earlier, why, own("---", "markdown"), own("x = 1")]
    clean = done(course, notebook)
    assert cell_of(clean.notebook, "why").source == cell_of(notebook, "why").source


def test_words_above_the_question_are_not_its_answer(course: Course) -> None:
    notebook = answered(course, RIGHT)
    notebook.cells.insert(place(notebook, "why"), own(ESSAY, "markdown"))
    clean = done(course, notebook)
    assert ESSAY not in cell_of(clean.notebook, "why").source


def test_pictures_of_the_same_name_stay_apart(course: Course) -> None:
    notebook = answered(course, RIGHT)
    for sign in ("a", "b"):
        cell = own("![x](attachment:image.png)", "markdown")
        cell["attachments"] = {"image.png": {"image/png": sign}}
        notebook.cells.append(cell)
    answer = cell_of(done(course, notebook).notebook, "why")
    pictures = {kinds["image/png"] for kinds in answer.attachments.values()}
    assert pictures == {"a", "b"}
    assert all(f"(attachment:{name})" in answer.source for name in answer.attachments)


def test_an_answer_that_is_nowhere_is_missing(course: Course) -> None:
    notebook = answered(course, RIGHT, ESSAY)
    notebook.cells.remove(cell_of(notebook, "double"))
    clean = done(course, notebook)
    assert cell_of(clean.notebook, "double").source == MISSING_CODE


LINE = st.sampled_from([
    RIGHT, "double = 1", "double: int = 1", "a, double = 1, 2", "class double: pass", "x = 1",
    "%matplotlib inline", "def double(", "(" * 300, "=", "double", "\t", "é = double = 3",
])  # fmt: skip


@given(st.lists(st.lists(LINE, max_size=3), max_size=5), st.booleans())
def test_any_cells_keep_their_order_and_no_id_occurs_twice(
    built: Course, cells: list[list[str]], keep: bool
) -> None:
    master = read_masters(built, ASSIGNMENT)[NOTEBOOK]
    notebook = answered(built)
    if not keep:
        _stripped(notebook)
    notebook.cells += [own("\n".join(lines)) for lines in cells]
    known = CourseCells(master.notebook, master.names)
    found = match(notebook.cells, known)
    ids = [grade_id(cell) for cell in found.cells if grade_id(cell)]
    assert len(ids) == len(set(ids))
    assert set(ids) <= set(IDS)
    assert recognised(found.cells, known) <= len(IDS)
