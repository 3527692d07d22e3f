"""Fixtures for tests of collecting: a course with a class."""

from __future__ import annotations

import pytest

from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.gradebook.students import enter_students

ADA = Student("ada", "Ada", "Lovelace", "ada@x.edu", "77")
ZOE = Student("zmueller", "Zoë", "Müller", "zoe.mueller@x.edu", "78")
BOB = Student("0012", "Bob", "O’Brien", "bob@x.edu")
CLASS = (ADA, ZOE, BOB)


@pytest.fixture
def entered_class(course: Course) -> Course:
    """The tiny course with its class in the gradebook."""
    enter_students(course, CLASS)
    return course
