"""The notebooks that feedback shows: whose, and which of their cells."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import grade_id, has_points, question_of
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.errors import CourseError, NotFoundError
from autograder.outcomes import Status
from autograder.reporting.grades import named
from autograder.reporting.results import NotebookResult, StudentResult


def cells_of(notebook: NotebookNode, question: str) -> list[NotebookNode]:
    """Return the cells of one question: its answer and its tests."""
    return [
        cell
        for cell in notebook.cells
        if (name := grade_id(cell)) == question
        or (has_points(cell) and question_of(name) == question)
    ]


def chosen_students(
    students: Iterable[StudentResult], names: Sequence[str] | None, assignment: str
) -> list[StudentResult]:
    """Return those who handed something in, or those of them who are named.

    Raises:
        NotFoundError: one who is named handed in nothing.
    """
    submitted = {student.student: student for student in students if student.submitted}
    if names is None:
        return list(submitted.values())
    for name in names:
        if name not in submitted:
            raise NotFoundError(
                f"There is no graded submission of {assignment!r} by {name!r}.",
                f"Students with one: {named(submitted)}.",
            )
    return [submitted[name] for name in sorted(set(names))]


def executed_notebook(
    course: Course, student: StudentResult, assignment: str, notebook: NotebookResult
) -> NotebookNode | None:
    """Return the executed notebook; None where there is none, or only an older submission's."""
    if notebook.status not in (Status.GRADED, Status.NEEDS_PERSON):
        return None
    names = (student.student, assignment, f"{notebook.name}.ipynb")
    if any(name in ("", ".", "..") or "/" in name or "\0" in name for name in names):
        return None  # no folder of this name is there, and another one is not meant
    folder = course.graded_folder(student.student, assignment)
    return read_quietly(folder / f"{notebook.name}.ipynb")


def read_quietly(path: Path) -> NotebookNode | None:
    """Return a notebook whose cells may lack ids; None where it cannot be read."""
    from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

    with warnings.catch_warnings():
        # Other tools write notebooks without cell ids; nbformat adds them.
        warnings.simplefilter("ignore", MissingIDFieldWarning)
        warnings.simplefilter("ignore", DuplicateCellId)
        try:
            return read_notebook(path)
        except CourseError:
            return None
