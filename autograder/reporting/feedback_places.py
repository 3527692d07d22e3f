"""Where the pages of feedback lie, and how other pages lead to them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from autograder.course.layout import Course
from autograder.files import file_name
from autograder.reporting.results import StudentResult


def feedback_folder(course: Course, student: str, assignment: str) -> Path:
    """Return the folder of a student's pages; names that can name no file are written differently.

    Args:
        course: the course.
        student: the student's folder below `submitted/`.
        assignment: the assignment.
    """
    return course.feedback_folder(file_name(student), file_name(assignment))


def page_name(notebook: str) -> str:
    """Return the name of the file with a notebook's page."""
    return f"{file_name(notebook)}.html"


def index_name(notebooks: Iterable[str]) -> str:
    """Return the name of the first page's file, which no notebook's page has.

    >>> index_name(["01_relu"]), index_name(["Index"])
    ('index.html', 'index_.html')
    """
    taken = {name.casefold() for name in notebooks}
    name = "index"
    while name in taken:
        name += "_"
    return f"{name}.html"


class Links:
    """Links from the report to pages of feedback, to those that exist.

    Args:
        course: the course.
        assignment: the assignment.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._course, self._assignment = course, assignment
        self._known: dict[Path, str] = {}

    def first(self, student: StudentResult) -> str:
        """Return the address of a student's first page; "" where there is none."""
        return self._to(student, index_name(one.name for one in student.notebooks))

    def question(self, student: StudentResult, notebook: str, question: str) -> str:
        """Return the address of a question on a student's page; "" where there is none."""
        page = self._to(student, page_name(notebook))
        return f"{page}#{quote(f'question-{question}')}" if page else ""

    def _to(self, student: StudentResult, name: str) -> str:
        path = feedback_folder(self._course, student.student, self._assignment) / name
        if path not in self._known:
            there = os.path.relpath(path, self._course.report)
            address = "/".join(quote(part) for part in Path(there).parts)
            self._known[path] = address if path.is_file() else ""
        return self._known[path]
