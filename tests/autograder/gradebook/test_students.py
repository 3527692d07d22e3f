"""The class is in nbgrader's gradebook: as nbgrader itself finds it."""

from __future__ import annotations

import pytest

from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.errors import GradebookError
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.students import enter_students, read_students
from tests.support.recording import gradebook

ADA = Student("ada", "Ada", "Lovelace", "ada@x.edu", "77")


def test_without_a_gradebook_there_is_nobody_and_none_is_made(course: Course) -> None:
    assert read_students(course) == ()
    assert not gradebook(course).exists()


def test_nbgrader_finds_who_was_entered(course: Course) -> None:
    enter_students(course, [ADA])
    with open_gradebook(course) as book:
        found = book.find_student("ada")
        assert (found.first_name, found.email, found.lms_user_id) == ("Ada", "ada@x.edu", "77")


def test_what_is_not_known_takes_the_place_of_nothing(course: Course) -> None:
    enter_students(course, [ADA, Student("bob")])
    enter_students(course, [Student("ada", last_name="King")])
    assert read_students(course) == (
        Student("ada", "Ada", "King", "ada@x.edu", "77"),
        Student("bob"),
    )


def test_all_are_entered_or_none(course: Course) -> None:
    enter_students(course, [ADA])
    with pytest.raises(GradebookError):
        enter_students(course, [Student("bob"), Student(None)])  # type: ignore[arg-type]
    assert read_students(course) == (ADA,)
