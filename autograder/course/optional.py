"""Optional questions: which of an assignment's questions are ★, and points that are told apart.

The source notebooks say which they are, at the moment when somebody asks. No record holds it: pages
and tables follow a tag that is added later, or taken away, at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.course.config import load_options
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.questions import Question, graded_cells, questions
from autograder.errors import CourseError

STAR = "★"
"""What marks an optional question wherever a person reads of it."""
Place = tuple[str, str]  # notebook, grade id of the answer
NONE: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class Apart:
    """Points that were earned, and points that there are, of one kind of question.

    Attributes:
        earned: points earned so far.
        most: points of all these questions.
    """

    earned: float = 0.0
    most: float = 0.0

    def __str__(self) -> str:
        return f"{self.earned:g} / {self.most:g}"


def total(parts: Iterable[Apart]) -> Apart:
    """Return the sum of points."""
    found = list(parts)
    return Apart(sum(one.earned for one in found), sum(one.most for one in found))


def source_questions(course: Course, assignment: str) -> dict[str, list[Question]]:
    """Return the questions of each source notebook of an assignment, in order.

    A source that is broken is left out: it is the build's affair.
    """
    found = {}
    asked = questions if assignment in course.written() else graded_cells
    for path in sorted(course.source_folder(assignment).glob("*.ipynb")):
        try:
            found[path.stem] = asked(read_notebook(path))
        except (CourseError, SyntaxError):
            continue
    return found


def optional_questions(course: Course, assignment: str) -> frozenset[Place]:
    """Return the questions of an assignment whose points are told apart.

    Raises:
        CourseError: the course's configuration is not right.
    """
    return optional_among(course, source_questions(course, assignment))


def optional_among(course: Course, found: dict[str, list[Question]]) -> frozenset[Place]:
    """Return those of the questions whose points are told apart: none where all are `counted`.

    Raises:
        CourseError: the course's configuration is not right.
    """
    if load_options(course).optional_points == "counted":
        return NONE
    return frozenset(
        (notebook, question.grade_id)
        for notebook, some in found.items()
        for question in some
        if question.optional
    )
