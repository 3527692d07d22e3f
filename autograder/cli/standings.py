"""Standings: a class as the gradebook has it, where lateness counts.

Lateness takes a share of all points, those of a person included. So the table of a class whose
points depend on dates is made of the gradebook's points, and not of the tests' alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from autograder.cli.columns import NOBODY, Late
from autograder.cli.console import show_class
from autograder.course.corrections import corrected_assignments
from autograder.course.layout import Course
from autograder.course.moments import shown_span
from autograder.course.optional import Apart, Place
from autograder.course.titles import titles
from autograder.outcomes import NotebookOutcome, SubmissionOutcome

if TYPE_CHECKING:
    from autograder.grading.grade import Graded
    from autograder.reporting.results import NotebookResult, StudentResult


def show_graded(course: Course, assignment: str, done: Graded, optional: frozenset[Place]) -> None:
    """Print what a run of grading came to, lateness included.

    Args:
        course: the course.
        assignment: name of the assignment.
        done: what the run did.
        optional: the assignment's optional questions.
    """
    outcomes, late = final(course, assignment, done)
    names = titles(course, assignment)
    show_class(outcomes, len(done.fresh), done.named, optional, late, names)


def final(
    course: Course, assignment: str, done: Graded
) -> tuple[Sequence[SubmissionOutcome], Mapping[str, Late]]:
    """Return what a run came to: the gradebook's points where dates or corrections change them.

    Args:
        course: the course.
        assignment: name of the assignment.
        done: what the run did.
    """
    if done.dated or assignment in corrected_assignments(course):
        return standings(course, assignment, done.outcomes)
    return done.outcomes, NOBODY


def standings(
    course: Course, assignment: str, outcomes: Sequence[SubmissionOutcome]
) -> tuple[Sequence[SubmissionOutcome], Mapping[str, Late]]:
    """Return outcomes with the gradebook's points, and what lateness does to each student's.

    Args:
        course: the course.
        assignment: name of the assignment.
        outcomes: what came of each submission.
    """
    from autograder.reporting.gather import read_results

    students = {one.student: one for one in read_results(course, assignment).students}
    found = [_with_points(one, students.get(one.student)) for one in outcomes]
    late = {
        one.student: _late(students[one.student]) for one in outcomes if one.student in students
    }
    return found, late


def _with_points(outcome: SubmissionOutcome, student: StudentResult | None) -> SubmissionOutcome:
    results = {} if student is None else {part.name: part for part in student.notebooks}
    parts = tuple(_part(part, results.get(part.notebook)) for part in outcome.notebooks)
    return msgspec.structs.replace(outcome, notebooks=parts)


def _part(part: NotebookOutcome, result: NotebookResult | None) -> NotebookOutcome:
    if result is None:
        return part
    cells = tuple(cell for question in result.questions for cell in question.cells)
    return msgspec.structs.replace(part, status=result.status, cells=cells)


def _late(student: StudentResult) -> Late:
    parts = student.counted
    return Late(
        before=sum(part.raw_points or 0.0 for part in parts),
        points=Apart(sum(part.points or 0.0 for part in parts), student.max_points),
        star=Apart(sum(part.optional_points or 0.0 for part in parts), student.optional_max),
        words=shown_span(student.late) if student.late else "",
    )
