"""Rules on form: what a reader can take in, and a file that holds nothing but its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding
from autograder.course.cells import grade_id, is_hidden
from autograder.course.regions import HIDDEN, SOLUTION

MAX_CELLS = 60
MAX_CODE_LINES = 25
MAX_HIDDEN_LINES = 40
MAX_LINE_LENGTH = 100
FIGURE_WITHIN = 10
FIGURE = re.compile(r"\b(plotting|plt|axes|axis|ax)\.\w+\(")
UNBREAKABLE = re.compile(r"^\s*\||\]\(|https?://")
"""Markdown that cannot be wrapped: a row of a table, a link."""


def notebook_is_short(notebook: NotebookNode) -> Iterator[Finding]:
    """A notebook is one sitting."""
    if len(notebook.cells) > MAX_CELLS:
        yield Finding(-1, f"{len(notebook.cells)} cells: split the notebook, {MAX_CELLS} at most.")


def cells_are_short(notebook: NotebookNode) -> Iterator[Finding]:
    """A cell of code fits on a screen; lines with markers do not count."""
    for index, cell in enumerate(notebook.cells):
        limit = MAX_HIDDEN_LINES if is_hidden(grade_id(cell)) else MAX_CODE_LINES
        lines = sum(not _is_marker(line) for line in cell.source.split("\n"))
        if cell.cell_type == "code" and lines > limit:
            yield Finding(index, f"{lines} lines of code: split the cell, {limit} at most.")


def lines_are_short(notebook: NotebookNode) -> Iterator[Finding]:
    """A line can be read without scrolling."""
    for index, cell in enumerate(notebook.cells):
        for number, line in enumerate(cell.source.split("\n"), start=1):
            free = cell.cell_type != "code" and UNBREAKABLE.search(line)
            if len(line) > MAX_LINE_LENGTH and not free:
                yield Finding(
                    index,
                    f"line {number} has {len(line)} characters: wrap it at {MAX_LINE_LENGTH}.",
                )


def figure_comes_early(notebook: NotebookNode) -> Iterator[Finding]:
    """The first picture comes before much text."""
    first = notebook.cells[:FIGURE_WITHIN]
    if not any(cell.cell_type == "code" and FIGURE.search(cell.source) for cell in first):
        yield Finding(-1, f"no figure within the first {FIGURE_WITHIN} cells: draw one.")


def nothing_was_run(notebook: NotebookNode) -> Iterator[Finding]:
    """A text holds no results and no pictures pasted into cells."""
    for index, cell in enumerate(notebook.cells):
        if cell.get("outputs") or cell.get("execution_count") is not None:
            yield Finding(index, "the cell has outputs: clear them.")
        if cell.get("attachments"):
            yield Finding(index, "the cell has attachments: draw the picture, or link a file.")


def _is_marker(line: str) -> bool:
    markers = (SOLUTION.begin, SOLUTION.end, HIDDEN.begin, HIDDEN.end)
    return any(marker in line for marker in markers)
