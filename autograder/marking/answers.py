"""Answers: what a student has written, and the figures that it is about, as safe HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import grade_id, has_points, is_locked, is_solution
from autograder.course.layout import Course
from autograder.course.regions import Markers
from autograder.course.rubrics import Written
from autograder.markup.executed import PICTURES
from autograder.reporting.deadline import TooLateError, at_most
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.redact import shown_notebook
from autograder.reporting.shown_notebooks import read_quietly

SECONDS = 10.0
MAX_FIGURES = 3
_KINDS = {*PICTURES, "image/svg+xml"}
_STUBS = ("YOUR ANSWER HERE", "YOUR CODE HERE")


@dataclass(frozen=True)
class Shown:
    """An answer as a page shows it.

    Attributes:
        answer: the student's own words, as safe HTML; "" where there are none.
        figure: the figure above it, as safe HTML; "" where there is none.
        earlier: figures before that one.
        note: why something is not shown; "" where all is.
    """

    answer: str
    figure: str = ""
    earlier: str = ""
    note: str = ""


def shown_answer(
    course: Course, assignment: str, question: Written, student: str, markers: Markers
) -> Shown:
    """Return a student's answer to a question.

    Args:
        course: the course.
        assignment: the assignment.
        question: the question.
        student: whose answer.
        markers: what hidden regions of the course stand between.
    """
    folder = course.graded_folder(student, assignment)
    notebook = read_quietly(folder / f"{question.notebook}.ipynb")
    if notebook is None:
        return Shown("", note="The graded notebook is not at hand: grade the assignment again.")
    place = next(
        (at for at, cell in enumerate(notebook.cells) if grade_id(cell) == question.name), None
    )
    if place is None:
        return Shown("", note="The graded notebook does not have this question's cell.")
    try:
        with at_most(SECONDS):
            return _shown(notebook.cells, place, question, markers)
    except TooLateError:
        note = f"Showing this answer took longer than {SECONDS:g} seconds"
    except Exception as error:  # a stranger's text may break any parser
        note = f"Showing this answer failed ({type(error).__name__})"
    return Shown("", note=f"{note}: look at it in JupyterLab.")


def own_words(source: str, prompt: str) -> str:
    """Return what a student has written into a cell, without the question that stood there.

    Args:
        source: the cell as it was handed in.
        prompt: the question as asked.
    """
    words, asked = source.strip(), prompt.strip()
    words = words.removeprefix(asked).strip() if asked else words
    for stub in _STUBS:
        words = words.removeprefix(stub).strip()
    return words


def _shown(cells: list[NotebookNode], place: int, question: Written, markers: Markers) -> Shown:
    answer = "".join(_html([cell], markers) for cell in _answering(cells, place, question))
    figures = list(_figures(cells[:place]))[-MAX_FIGURES:]
    return Shown(
        answer=answer,
        figure=_html(figures[-1:], markers),
        earlier=_html(figures[:-1], markers),
        note="" if answer else "Nothing is written here.",
    )


def _answering(cells: list[NotebookNode], place: int, question: Written) -> Iterable[NotebookNode]:
    """Yield the cells that answer: the question's own, or those below a task."""
    cell = cells[place]
    if is_solution(cell):
        words = cell.source if question.code else own_words(cell.source, question.prompt)
        if words or cell.get("attachments"):
            yield NotebookNode({**cell, "source": words})
        return
    for below in cells[place + 1 :]:
        if has_points(below) or is_solution(below) or is_locked(below):
            return
        if below.source.strip():
            yield below


def _figures(cells: Iterable[NotebookNode]) -> Iterable[NotebookNode]:
    """Yield the cells that have drawn something, with nothing but their pictures."""
    for cell in cells:
        drawn = [one for one in cell.get("outputs", ()) if _KINDS & set(one.get("data", ()))]
        if drawn:
            pictures = [NotebookNode({**one, "data": _pictures_of(one.data)}) for one in drawn]
            yield NotebookNode({**cell, "source": "", "outputs": pictures, "metadata": {}})


def _pictures_of(data: NotebookNode) -> NotebookNode:
    return NotebookNode({kind: value for kind, value in data.items() if kind in _KINDS})


def _html(cells: list[NotebookNode], markers: Markers) -> str:
    if not cells:
        return ""
    whole = NotebookNode(nbformat=4, nbformat_minor=5, metadata={}, cells=cells)
    return notebook_html(shown_notebook(whole, markers=markers), {})
