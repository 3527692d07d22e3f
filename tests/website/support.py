"""Runs without a kernel."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from website.executing import Runs


class Unexecuted(Runs):
    """Runs in which no cell shows anything.

    Args:
        course: the course; its release is built.
    """

    def __init__(self, course: Course) -> None:
        super().__init__(course)
        self._of = course

    def kept(self, assignment: str, name: str) -> NotebookNode | None:
        """Return the notebook as it is handed out."""
        return read_notebook(self._of.release_path(assignment, name))
