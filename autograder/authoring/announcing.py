"""What the build adds to a text for students: what a cell checks, and a summary at the end.

Authors write none of this. The first line of a visible check names its question, which is how the
summary knows whose check has run, in every front end. A cell that would be empty in the release
says why. In the release, cells that fail let *Run All* go on.
"""

from __future__ import annotations

import copy
import textwrap

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import (
    Cell,
    grade_id,
    grader_metadata,
    is_fixture,
    is_graded,
    is_hidden,
    is_test,
    question_of,
)
from autograder.course.notebooks import normalise
from autograder.course.questions import Question, questions
from autograder.course.regions import HIDDEN, split

HIDDEN_CHECKS = "# Hidden checks run here when this is graded."
GOES_ON = "raises-exception"
"""The tag of a cell whose error stops neither JupyterLab nor nbclient."""

_SUMMARY = """\
# What is done, what is open, what fails: run the notebook from the top, then this cell.
from helpers import checks

checks.progress(
{questions}{optional}
)"""
_WIDTH = 100


def announced(text: NotebookNode) -> NotebookNode:
    """Return the source of a text's notebook: a copy with the lines and the cell for students."""
    notebook = copy.deepcopy(text)
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_test(cell):
            cell.source = f"{_first_line(cell)}{cell.source}"
    if any(_is_summed_up(cell) for cell in text.cells):
        notebook.cells.append(nbformat.v4.new_code_cell(_summary(questions(text))))
    return normalise(notebook)


def going_on(release: NotebookNode) -> NotebookNode:
    """Return a copy of a release in which *Run All* goes on behind cells that fail.

    A blank raises an error, and so do its check and every picture that needs it. Fixtures have no
    such tag: where `helpers` is missing, one error says more than sixty. Nor has a notebook without
    questions, where nothing should fail.
    """
    notebook = copy.deepcopy(release)
    asks = any(is_graded(cell) for cell in release.cells)
    for cell in notebook.cells:
        if asks and cell.cell_type == "code" and not is_fixture(cell):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), GOES_ON]
    return notebook


def _first_line(cell: Cell) -> str:
    """Return the line that stands above a test, "" where it needs none."""
    if is_hidden(grade_id(cell)):
        shown = "".join(split(cell.source, HIDDEN).outside).strip()
        return "" if shown else f"{HIDDEN_CHECKS}\n"
    points = float(grader_metadata(cell)["points"])
    unit = "point" if points == 1 else "points"
    return f"# Check of {question_of(grade_id(cell))} ({points:g} {unit})\n"


def _is_summed_up(cell: Cell) -> bool:
    """Tell whether a cell is a check whose verdict a summary can know."""
    return is_test(cell) and not is_hidden(grade_id(cell)) and "Marks(" in cell.source


def _summary(asked: list[Question]) -> str:
    """Return the summary's cell, which needs no name of the cells above it."""
    entries = [f'"{question.grade_id}": {_worth(question)}' for question in asked]
    stars = [f'"{question.grade_id}"' for question in asked if question.optional]
    return _SUMMARY.format(
        questions=_wrapped("{", entries, "},"),
        optional="\n" + _wrapped("optional=[", stars, "],") if stars else "",
    )


def _worth(question: Question) -> str:
    if question.kind == "written":
        return f"{question.total:g}"
    hidden = sum(points for name, points in question.points.items() if is_hidden(name))
    return f"({question.total - hidden:g}, {hidden:g})"


def _wrapped(begin: str, entries: list[str], end: str) -> str:
    """Return entries between brackets, no entry cut in two."""
    whole = [entry.replace(" ", "\0") for entry in entries]
    text = textwrap.fill(
        f"{begin}{', '.join(whole)}{end}",
        _WIDTH,
        initial_indent="    ",
        subsequent_indent="     ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return text.replace("\0", " ")
