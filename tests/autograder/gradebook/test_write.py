"""Entries: rows of the gradebook are made where they are missing, and only changed where not."""

from __future__ import annotations

from datetime import datetime

import pytest

from autograder.course.layout import Course
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.write import write_entries
from tests.support.recording import (
    change,
    course,
    executed,
    outcome,
    rows,
    scores,
)

__all__ = ["course"]
TABLES = ("submitted_assignment", "submitted_notebook", "grade", "comment")


def write(course: Course, *students: str, when: datetime | None = None) -> None:
    """Write entries and commit."""
    with open_gradebook(course) as book:
        for student in students:
            write_entries(course, book, outcome(student), executed(course), when)
        book.db.commit()


def numbers(course: Course) -> dict[str, set[str]]:
    """Return the numbers of all rows."""
    return {table: {n for (n,) in rows(course, f"SELECT id FROM {table}")} for table in TABLES}


def test_writing_again_makes_no_new_rows(course: Course) -> None:
    write(course, "ada", "bob")
    before = numbers(course)
    write(course, "bob", "ada")
    assert numbers(course) == before
    assert [len(before[table]) for table in TABLES] == [2, 2, 6, 4]


@pytest.mark.parametrize("table", TABLES[1:])
def test_rows_that_are_missing_are_made(course: Course, table: str) -> None:
    write(course, "ada")
    whole, before = scores(course), numbers(course)
    change(course, f"DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})")
    write(course, "ada")
    assert {key: whole[key] for key in scores(course)} == whole
    assert len(numbers(course)[table]) == len(before[table])


def test_nothing_is_written_before_the_caller_commits(course: Course) -> None:
    with open_gradebook(course) as book:
        write_entries(course, book, outcome("ada"), executed(course), None)
        book.db.rollback()
    assert not any(numbers(course).values())
    assert not rows(course, "SELECT id FROM student")


def test_without_a_stamp_an_earlier_one_is_forgotten(course: Course) -> None:
    write(course, "ada", when=datetime(2026, 2, 3, 4, 5, 6))
    change(course, "UPDATE submitted_notebook SET late_submission_penalty = 1")
    write(course, "ada")
    query = "SELECT timestamp, late_submission_penalty FROM submitted_assignment AS a "
    query += "JOIN submitted_notebook AS n ON n.assignment_id = a.id"
    assert rows(course, query) == [(None, None)]
