"""Parts of a course's notebook, as the bank is run: without prose, with some tests and answers."""

from __future__ import annotations

import copy
from collections.abc import Collection

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_fixture, is_solution, is_test, question_of


def bare(master: NotebookNode) -> NotebookNode:
    """Return the master without figures and prose."""
    kept = [
        cell
        for cell in master.cells
        if is_fixture(cell) or is_test(cell) or (is_solution(cell) and cell.cell_type == "code")
    ]
    return _with_cells(master, kept)


def with_tests(notebook: NotebookNode, tried: Collection[str]) -> NotebookNode:
    """Return a notebook with the tests of these questions alone, which ends behind the last."""
    kept = [
        cell for cell in notebook.cells if not is_test(cell) or question_of(grade_id(cell)) in tried
    ]
    while kept and not is_test(kept[-1]):
        kept.pop()
    return _with_cells(notebook, kept)


def filled(notebook: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """Return a notebook with these answers; what does not change is shared."""
    cells = [
        NotebookNode({**cell, "source": answers[grade_id(cell)]}) if is_solution(cell) else cell
        for cell in notebook.cells
    ]
    return _with_cells(notebook, cells)


def _with_cells(notebook: NotebookNode, cells: list[NotebookNode]) -> NotebookNode:
    result = copy.copy(notebook)
    result["cells"] = cells
    return result
