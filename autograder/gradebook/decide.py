"""Decide: points and a comment that a person gives to one question of one student."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.explained import unknown_answer
from autograder.gradebook.turns import begin_writing, in_turn


def shared_out(points: float, worths: Mapping[str, float]) -> dict[str, float]:
    """Return the points of each graded cell of a question, so that they add up to `points`.

    The gradebook holds points by cells. They are filled up one after the other.

    Args:
        points: points of the whole question, from 0 to what its cells are worth together.
        worths: what each of its cells is worth.
    """
    shares = {}
    for cell, worth in worths.items():
        shares[cell] = min(worth, points)
        points -= shares[cell]
    return shares


def decide(
    course: Course,
    place: tuple[str, str, str, str],
    worths: Mapping[str, float],
    points: float | None,
    comment: str | None,
) -> None:
    """Enter what a person has decided of a question; it stays, whatever is graded again.

    Args:
        course: the course.
        place: assignment, student, notebook and question.
        worths: what each graded cell of the question is worth.
        points: points of the whole question; None to leave them.
        comment: a comment on the answer, as Markdown; None to leave it, "" to take it away.

    Raises:
        GradebookError: the question is not worth so many points, or the gradebook cannot be used.
        NotFoundError: the gradebook does not know the student's submission.
    """
    from nbgrader.api import MissingEntry

    assignment, student, notebook, question = place
    most = sum(worths.values())
    if points is not None and not 0 <= points <= most:
        raise GradebookError(
            f"{question} is worth {most:g} points: {points:g} cannot be given.",
            "For more than that give extra credit, in nbgrader's formgrader.",
        )
    with open_gradebook(course) as book, in_turn(course, book.engine):
        begin_writing(book)
        try:
            shares = {} if points is None else shared_out(points, worths)
            for cell, share in shares.items():
                grade = book.find_grade(cell, notebook, assignment, student)
                grade.manual_score, grade.needs_manual_grade = share, False
            if comment is not None:
                said = book.find_comment(question, notebook, assignment, student)
                said.manual_comment = comment or None
        except MissingEntry as error:
            raise unknown_answer(assignment, notebook, question, student) from error
        book.db.commit()
