"""Strangers: who handed in and is not in the gradebook, where the course takes nobody in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.nbgrader_values import switch
from autograder.grading.listing import shown
from autograder.grading.places import Place

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def without_strangers(
    course: Course, book: Gradebook, places: Iterable[Place]
) -> tuple[list[Place], tuple[str, ...]]:
    """Return the places that are graded, and sentences about the others.

    With `c.Autograde.create_student = False` only students of the gradebook are graded.

    Args:
        course: the course.
        book: its open gradebook.
        places: where submissions lie.

    Raises:
        CourseError: the option is neither True nor False.
    """
    if switch(load_config(course), "Autograde.create_student", default=True):
        return list(places), ()
    known = {student.id for student in book.students}
    graded: list[Place] = []
    named = []
    for place in places:
        if place.student in known:
            graded.append(place)
        else:
            folder = shown(course.relative(place.folder))
            named.append(
                f"{folder} was not graded: {shown(place.student)} is not in the gradebook, and "
                "c.Autograde.create_student is False."
            )
    return graded, tuple(named)
