"""A graded class with names, numbers and addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.gradebook.students import enter_students
from autograder.outcomes import Status
from tests.support.graded import WORTH, Work, make_class

ADA = Student("0012", "Ada", "Lovelace", "ada@x.edu", "77")
BOB = Student("bob", "Bob", "O’Brien", "bob@x.edu", "76")
CYN = Student("cyn", "Cyn", "Ümlaut", "cyn@x.edu", "78")
DAN = Student("dan", "Dan", "Day", "dan@x.edu", "79")


@pytest.fixture
def graded(tmp_path: Path) -> Course:
    """Ada is done, of Bob's nothing can be graded, Cyn waits for a person, Dan has nothing."""
    works = {
        "0012": Work(points={**WORTH, "slope-hidden": 1.5, "why": None}, manual={"why": 2.0}),
        "bob": Work(status=Status.NOT_GRADABLE),
        "cyn": Work(),
        "dan": Work(status=Status.MISSING),
    }
    folder = tmp_path / "course"
    folder.mkdir()
    course = make_class(folder, works)
    enter_students(course, [ADA, BOB, CYN, DAN])
    return course
