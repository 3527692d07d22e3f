"""What nbgrader's gradebook says of an assignment: points, manual ones first, and comments.

The gradebook is read with a few joined queries for a whole class. It is never written or
created here: `nbgrader.api.Gradebook` would make an empty one where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.gradebook.session import gradebook_exists, libraries, reading_session

if TYPE_CHECKING:
    from nbgrader.api import Base, Gradebook
    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    Query: TypeAlias = Select[*tuple[object, ...]]  # whatever its columns
    Entry: TypeAlias = Row[*tuple[object, ...]]

Key = tuple[str, str]  # student, notebook


@dataclass(frozen=True)
class Score:
    """One cell's entry in the gradebook.

    Attributes:
        points: points, a person's before the tests', extra credit added; None where there are none.
        waiting: a person must still grade it, or look at it again.
        by_person: a person gave these points.
        max_points: points it is worth.
    """

    points: float | None
    waiting: bool
    by_person: bool
    max_points: float


@dataclass
class Scores:
    """The gradebook's entries for one assignment.

    Attributes:
        names: every student of the class, and the name to show.
        layout: graded cells of each notebook and their points.
        cells: entries of each student's notebook, by grade id.
        comments: comments of each student's notebook, by the grade id of the answer.
        penalties: points taken off for lateness, where no `dates.toml` says what is.
        times: when each student handed in, and when that was due, as the gradebook has it.
    """

    names: dict[str, str] = field(default_factory=dict)
    layout: dict[str, dict[str, float]] = field(default_factory=dict)
    cells: dict[Key, dict[str, Score]] = field(default_factory=dict)
    comments: dict[Key, dict[str, str]] = field(default_factory=dict)
    penalties: dict[Key, float] = field(default_factory=dict)
    times: dict[str, tuple[datetime | None, datetime | None]] = field(default_factory=dict)


def read_scores(course: Course, assignment: str) -> Scores:
    """Return the gradebook's entries for an assignment.

    Raises:
        GradebookError: there is no gradebook, or it cannot be read.
    """
    with reading_session(course) as session:
        scores = Scores()
        _read_students(session, scores)
        _read_layout(session, assignment, scores)
        _read_penalties(session, assignment, scores)
        _read_times(session, assignment, scores)
        _read_grades(session, assignment, scores)
        _read_comments(session, assignment, scores)
        return scores


def automatic_scores(
    book: Gradebook, assignment: str
) -> dict[str, dict[tuple[str, str], float | None]]:
    """Return all automatic scores of an assignment, by student, notebook and cell.

    Args:
        book: the open gradebook.
        assignment: name of the assignment.
    """
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Grade,
        Notebook,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    rows = (
        book.db.query(
            SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.auto_score
        )
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
    )
    found: dict[str, dict[tuple[str, str], float | None]] = {}
    for student, notebook, cell, score in rows:
        found.setdefault(student, {})[notebook, cell] = score
    return found


def graded_assignments(course: Course) -> list[str]:
    """Return the names of the assignments in the gradebook, sorted.

    Raises:
        GradebookError: there is no gradebook, or it cannot be read.
    """
    with reading_session(course) as session:
        api, sql = libraries()
        return sorted(session.scalars(sql.select(api.Assignment.name)))


def known_students(course: Course) -> set[str]:
    """Return all students of the gradebook; none without one.

    Raises:
        GradebookError: the gradebook cannot be read.
    """
    if not gradebook_exists(course):
        return set()
    with reading_session(course) as session:
        api, sql = libraries()
        return set(session.scalars(sql.select(api.Student.id)))


def read_people(course: Course) -> tuple[Student, ...]:
    """Return the students of the gradebook, by id; sections are not in it.

    Raises:
        GradebookError: there is no gradebook, or it cannot be read.
    """
    with reading_session(course) as session:
        api, sql = libraries()
        row = api.Student
        columns = (row.id, row.first_name, row.last_name, row.email, row.lms_user_id)
        found = session.execute(sql.select(*columns).order_by(row.id))
        return tuple(Student(*(value or "" for value in values)) for values in found)


def _read_students(session: Session, scores: Scores) -> None:
    api, sql = libraries()
    student = api.Student
    for row in session.execute(sql.select(student.id, student.first_name, student.last_name)):
        full = " ".join(part for part in (row.first_name, row.last_name) if part)
        scores.names[row.id] = full or row.id


def _read_layout(session: Session, assignment: str, scores: Scores) -> None:
    api, sql = libraries()
    for kind in _kinds(api):
        query = (
            sql.select(api.Notebook.name.label("notebook"), kind.name, kind.max_score)
            .join(kind.notebook)
            .join(api.Notebook.assignment)
            .where(api.Assignment.name == assignment)
            .order_by(api.Notebook.name, kind.name)
        )
        for row in session.execute(query):
            scores.layout.setdefault(row.notebook, {})[row.name] = float(row.max_score)


def _kinds(api: ModuleType) -> tuple[type[Base], ...]:
    """Return the kinds of cells that have points: tests and answers, and tasks."""
    return api.GradeCell, api.TaskCell


def of_submissions(query: Query, assignment: str) -> Query:
    """Extend a query on submitted notebooks to one assignment, with student and notebook."""
    api, _ = libraries()
    return (
        query.add_columns(
            api.SubmittedAssignment.student_id.label("student"),
            api.Notebook.name.label("notebook"),
        )
        .join(api.SubmittedNotebook.assignment)
        .join(api.SubmittedAssignment.assignment)
        .join(api.SubmittedNotebook.notebook)
        .where(api.Assignment.name == assignment)
    )


def _read_penalties(session: Session, assignment: str, scores: Scores) -> None:
    api, sql = libraries()
    query = sql.select(api.SubmittedNotebook.late_submission_penalty.label("penalty"))
    for row in session.execute(of_submissions(query, assignment)):
        scores.penalties[row.student, row.notebook] = float(row.penalty or 0.0)


def _read_times(session: Session, assignment: str, scores: Scores) -> None:
    api, sql = libraries()
    one = api.SubmittedAssignment
    query = (
        sql.select(one.student_id, one.timestamp, one.extension, api.Assignment.duedate)
        .join(one.assignment)
        .where(api.Assignment.name == assignment)
    )
    for row in session.execute(query):
        due = None if row.duedate is None else row.duedate + (row.extension or timedelta())
        scores.times[row.student_id] = (in_utc(row.timestamp), in_utc(due))


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment of nbgrader's, which is in UTC and does not say so, with its zone."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def _read_grades(session: Session, assignment: str, scores: Scores) -> None:
    api, sql = libraries()
    grade = api.Grade
    for kind in _kinds(api):
        query = (
            sql.select(
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit,
                grade.needs_manual_grade,
                kind.name.label("cell"),
                kind.max_score,
            )
            .select_from(grade)
            .join(kind, kind.id == grade.cell_id)
            .join(grade.notebook)
        )
        for row in session.execute(of_submissions(query, assignment)):
            scores.cells.setdefault((row.student, row.notebook), {})[row.cell] = _score(row)


def _score(row: Entry) -> Score:
    given = row.auto_score if row.manual_score is None else row.manual_score
    extra = row.extra_credit or 0.0
    points = None if given is None and not extra else float(given or 0.0) + float(extra)
    waiting = bool(row.needs_manual_grade) or points is None
    return Score(points, waiting, row.manual_score is not None, float(row.max_score))


def _read_comments(session: Session, assignment: str, scores: Scores) -> None:
    api, sql = libraries()
    comment = api.Comment  # nbgrader's own "No response." (`auto_comment`) is no grader's word
    query = (
        sql.select(comment.manual_comment.label("text"), api.BaseCell.name.label("cell"))
        .select_from(comment)
        .join(comment.cell)
        .join(comment.notebook)
    )
    for row in session.execute(of_submissions(query, assignment)):
        if row.text:
            scores.comments.setdefault((row.student, row.notebook), {})[row.cell] = row.text
