"""Reading marks: what is known of each answer that a person marks."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from autograder.course.layout import Course
from autograder.gradebook.marks import Entry, Hold, Mark, Place, mark_of
from autograder.gradebook.marks_table import PLACE, have_marks, holds, marks
from autograder.gradebook.read import of_submissions
from autograder.gradebook.session import libraries, reading_session

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.orm import Session

    from autograder.gradebook.read import Entry as Row

HOLD_SECONDS = 600.0
"""How long an answer counts as being on somebody's screen."""
Entries = dict[tuple[str, str], dict[str, Entry]]
"""What is known of the answers, by notebook and question, and by student."""


def read_entries(course: Course, assignment: str, questions: Sequence[tuple[str, str]]) -> Entries:
    """Return what is known of the answers to questions.

    Args:
        course: the course.
        assignment: the assignment.
        questions: notebook and grade id of each.

    Raises:
        GradebookError: there is no gradebook, or it cannot be read.
    """
    found: Entries = {place: {} for place in questions}
    cells = {question for _, question in questions}
    with reading_session(course) as session:
        decided = decided_marks(session, assignment, cells)
        held = held_answers(session, assignment)
        said = _comments(session, assignment, cells)
        for row in _grades(session, assignment, cells):
            place = Place(assignment, row.notebook, row.cell, row.student)
            if place[1:3] in found:
                found[place[1:3]][row.student] = Entry(
                    automatic=row.auto_score,
                    manual=row.manual_score,
                    waiting=bool(row.needs_manual_grade),
                    comment=said.get(place, ""),
                    marks=decided.get(place, {}),
                    hold=held.get(place),
                )
    return found


def _grades(session: Session, assignment: str, cells: set[str]) -> Sequence[Row]:
    api, sql = libraries()
    grade = api.Grade
    query = (
        sql.select(
            grade.auto_score,
            grade.manual_score,
            grade.needs_manual_grade,
            api.BaseCell.name.label("cell"),
        )
        .select_from(grade)
        .join(api.BaseCell, api.BaseCell.id == grade.cell_id)
        .join(grade.notebook)
        .where(api.BaseCell.name.in_(cells))
    )
    found: Sequence[Row] = session.execute(of_submissions(query, assignment)).all()
    return found


def _comments(session: Session, assignment: str, cells: set[str]) -> dict[Place, str]:
    api, sql = libraries()
    query = (
        sql.select(api.Comment.manual_comment.label("text"), api.BaseCell.name.label("cell"))
        .join(api.Comment.cell)
        .join(api.Comment.notebook)
        .where(api.BaseCell.name.in_(cells))
    )
    return {
        Place(assignment, row.notebook, row.cell, row.student): row.text
        for row in session.execute(of_submissions(query, assignment))
        if row.text
    }


def decided_marks(
    session: Session, assignment: str, questions: Collection[str], student: str | None = None
) -> Mapping[Place, dict[int, Mark]]:
    """Return the marks that hold.

    Args:
        session: where the gradebook is read.
        assignment: the assignment.
        questions: grade ids of the questions.
        student: whose answers; None for everybody's.
    """
    if not have_marks(session.connection()):
        return {}
    table = marks()
    which = (table.c.assignment == assignment) & table.c.question.in_(questions) & ~table.c.undone
    if student is not None:
        which &= table.c.student == student
    found: dict[Place, dict[int, Mark]] = {}
    for row in session.execute(table.select().where(which).order_by(table.c.number)):
        found.setdefault(place_of(row), {})[row.look] = mark_of(row)
    return found


def held_answers(session: Session, assignment: str) -> Mapping[Place, Hold]:
    """Return who has which answer of an assignment on the screen."""
    if not have_marks(session.connection()):
        return {}
    table = holds()
    fresh = table.c.since >= time.time() - HOLD_SECONDS
    rows = session.execute(table.select().where((table.c.assignment == assignment) & fresh))
    return {place_of(row): Hold(row.marker, datetime.fromtimestamp(row.since, UTC)) for row in rows}


def at_place(table: Table, place: Place) -> ColumnElement[bool]:
    """Return the condition that a row is about an answer."""
    from sqlalchemy import and_

    return and_(*(table.c[name] == getattr(place, name) for name in PLACE))


def place_of(row: Row) -> Place:
    """Return the answer that a row is about."""
    return Place(row.assignment, row.notebook, row.question, row.student)
