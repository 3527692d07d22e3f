"""The class in nbgrader's gradebook: read, and entered or changed; nobody is ever removed."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.read import read_people
from autograder.gradebook.session import gradebook_exists

COLUMNS = ("first_name", "last_name", "email", "lms_user_id")
MAX_TEXT = 128
"""Characters that nbgrader's columns hold."""


def read_students(course: Course) -> tuple[Student, ...]:
    """Return the students of the gradebook, by id; none where there is no gradebook.

    Raises:
        GradebookError: the gradebook cannot be read.
    """
    return read_people(course) if gradebook_exists(course) else ()


def enter_students(course: Course, students: Iterable[Student]) -> None:
    """Enter students into the gradebook, all of them or, if anything goes wrong, none.

    What is "" does not take the place of anything that the gradebook knows.

    Raises:
        GradebookError: the gradebook cannot be written.
    """
    with open_gradebook(course) as book:
        from nbgrader.api import Student as Row

        for student in students:
            row = book.db.get(Row, student.id)
            if row is None:
                row = Row(id=student.id)
                book.db.add(row)
            for column in COLUMNS:
                if value := getattr(student, column):
                    setattr(row, column, value)
        book.db.commit()
