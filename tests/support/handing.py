"""Handing in: notebooks of the tiny course as students fill them, and folders as they stand."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import grade_id
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

RIGHT = "def double(z):\n    return 2.0 * np.asarray(z)"
HALF = "def double(z):\n    return np.multiply(z, 2)"
WRONG = "def double(z):\n    return np.asarray(z) ** 2.0"
ESSAY = "Because sums go to sums and multiples to multiples."


def copy_course(course: Course, folder: Path) -> Course:
    """Return a copy of a course, in an empty or absent folder."""
    shutil.copytree(course.root, folder, dirs_exist_ok=True, symlinks=True)
    return Course(folder)


def answered(course: Course, double: str | None = None, why: str | None = None) -> NotebookNode:
    """Return the tiny course's release with answers filled in."""
    notebook = read_notebook(course.release_path(ASSIGNMENT, NOTEBOOK))
    for name, source in (("double", double), ("why", why)):
        if source is not None:
            cell_of(notebook, name)["source"] = source
    return notebook


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with a grade id."""
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def without(notebook: NotebookNode, *names: str) -> NotebookNode:
    """Return a copy without some cells."""
    result = copy.deepcopy(notebook)
    result.cells = [cell for cell in result.cells if grade_id(cell) not in names]
    return result


def hand_in(course: Course, student: str, content: NotebookNode | bytes, stamp: str = "") -> Path:
    """Put a notebook into a student's folder of `submitted/` and return its path."""
    path = course.submission_folder(student, ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(nbformat.writes(content), encoding="utf-8")
    if stamp:
        (path.parent / "timestamp.txt").write_text(stamp, encoding="utf-8")
    return path
