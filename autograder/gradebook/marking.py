"""Marking: writing what a person decides of one answer, and taking it back.

What a mark gives stands in nbgrader's own columns, as the formgrader would write it. Whoever
writes says what they have seen: where somebody was faster, nothing is written.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.explained import unknown_answer
from autograder.gradebook.marks import FIRST, Before, Entry, Mark, Place
from autograder.gradebook.marks_read import HOLD_SECONDS, at_place, decided_marks
from autograder.gradebook.marks_table import have_marks, holds, make_marks_tables, marks
from autograder.gradebook.turns import begin_writing, in_turn

if TYPE_CHECKING:
    from nbgrader.api import Comment, Grade, Gradebook


class MarkedMeanwhileError(GradebookError):
    """Somebody else has marked the answer since it was shown; nothing was written."""


def write_mark(course: Course, place: Place, mark: Mark, seen: str) -> None:
    """Write a mark, and what it gives into nbgrader's gradebook.

    Args:
        course: the course.
        place: the answer.
        mark: what somebody has decided.
        seen: the entry's version when it was shown to them.

    Raises:
        MarkedMeanwhileError: the entry has changed since.
        NotFoundError: the gradebook does not know the answer.
        GradebookError: the gradebook cannot be used.
    """
    with _writing(course) as book:
        grade, comment = _rows(book, place)
        entry = _entry(book, place, grade, comment)
        if entry.version(mark.look) != seen:
            raise MarkedMeanwhileError(
                f"Somebody else has marked the answer of {place.student!r} since you opened it.",
                "Compare the two marks, and save again what holds.",
            )
        before = Before(grade.manual_score, bool(grade.needs_manual_grade), comment.manual_comment)
        if mark.look == FIRST:
            grade.manual_score, grade.needs_manual_grade = mark.points, False
            comment.manual_comment = mark.comment or None
        row = {
            "number": _next_number(book),
            **place._asdict(),
            "look": mark.look,
            "marker": mark.marker,
            "extra": mark.extra,
            "points": mark.points,
            "comment": mark.comment,
            "at": time.time(),
            "given": msgspec.json.encode(mark.given).decode(),
            "before": msgspec.json.encode(before).decode(),
            "undone": False,
        }
        book.db.execute(marks().insert(), [row])
        book.db.execute(holds().delete().where(at_place(holds(), place)))


def undo(course: Course, assignment: str, marker: str) -> Place | None:
    """Take back the last mark that somebody has made, where nothing was decided after it.

    Args:
        course: the course.
        assignment: the assignment.
        marker: who takes it back.

    Returns:
        The answer that it was about; None where there is nothing to take back.

    Raises:
        MarkedMeanwhileError: somebody has decided otherwise since.
        GradebookError: the gradebook cannot be used.
    """
    table = marks()
    with _writing(course) as book:
        mine = (table.c.assignment == assignment) & (table.c.marker == marker) & ~table.c.undone
        newest = table.select().where(mine).order_by(table.c.number.desc()).limit(1)
        row = book.db.execute(newest).first()
        if row is None:
            return None
        place = Place(row.assignment, row.notebook, row.question, row.student)
        grade, comment = _rows(book, place)
        held = _entry(book, place, grade, comment).marks.get(row.look)
        changed = row.look == FIRST and grade.manual_score != row.points
        if held is None or held.number != row.number or changed:
            raise MarkedMeanwhileError(
                f"The answer of {place.student!r} has been marked again since your mark.",
                "Open it to see who decided what.",
            )
        if row.look == FIRST:
            before = msgspec.json.decode(row.before, type=Before)
            grade.manual_score, grade.needs_manual_grade = before.points, before.waiting
            comment.manual_comment = before.comment
        gone = table.update().where(table.c.number == row.number).values(undone=True)
        book.db.execute(gone)
        return place


def take_hold(course: Course, place: Place, marker: str) -> None:
    """Note that somebody has an answer on the screen, and none of the assignment's others.

    Who has it already keeps it.

    Raises:
        GradebookError: the gradebook cannot be used.
    """
    table = holds()
    with _writing(course) as book:
        mine = (table.c.assignment == place.assignment) & (table.c.marker == marker)
        old = table.c.since < time.time() - HOLD_SECONDS
        book.db.execute(table.delete().where(mine | old))
        if book.db.execute(table.select().where(at_place(table, place))).first() is None:
            row = {**place._asdict(), "marker": marker, "since": time.time()}
            book.db.execute(table.insert(), [row])


@contextlib.contextmanager
def _writing(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook for one transaction, the tables of marks in it."""
    with open_gradebook(course) as book, in_turn(course, book.engine):
        begin_writing(book)
        connection = book.db.connection()
        if not have_marks(connection):
            make_marks_tables(connection)
        yield book
        book.db.commit()


def _next_number(book: Gradebook) -> int:
    """Return the next mark's number; nobody else writes meanwhile."""
    from sqlalchemy import func, select

    return 1 + (book.db.scalar(select(func.max(marks().c.number))) or 0)


def _rows(book: Gradebook, place: Place) -> tuple[Grade, Comment]:
    """Return nbgrader's rows for an answer.

    Raises:
        NotFoundError: there are none.
    """
    from nbgrader.api import MissingEntry

    names = (place.question, place.notebook, place.assignment, place.student)
    try:
        return book.find_grade(*names), book.find_comment(*names)
    except MissingEntry as error:
        raise unknown_answer(*place) from error


def _entry(book: Gradebook, place: Place, grade: Grade, comment: Comment) -> Entry:
    decided = decided_marks(book.db, place.assignment, [place.question], place.student)
    return Entry(
        grade.auto_score,
        grade.manual_score,
        bool(grade.needs_manual_grade),
        comment.manual_comment or "",
        decided.get(place, {}),
    )
