"""Penalties in nbgrader's gradebook: by dates, by a plug-in, and only written where they change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from autograder.course.dates import AssignmentDates, Extension
from autograder.course.lateness import Rule
from autograder.course.layout import CONFIG_NAME, Course
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.penalties import (
    handed_in_at,
    has_penalties,
    late_plugin,
    refresh_penalties,
    untimed,
)
from autograder.gradebook.write import write_entries
from tests.support.recording import change, course, executed, outcome, rows
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

__all__ = ["course"]
DUE = datetime(2026, 12, 4, 23, 59, tzinfo=UTC)
CAME = datetime(2026, 12, 5, 10, 0)
QUERY = """SELECT s.student_id, n.late_submission_penalty FROM submitted_notebook n
    JOIN submitted_assignment s ON s.id = n.assignment_id ORDER BY s.student_id"""


def dates(*extensions: Extension, due: datetime = DUE) -> AssignmentDates:
    """Return dates by which a day costs half the points."""
    return AssignmentDates(ASSIGNMENT, due, rule=Rule(percent_a_day=50), extensions=extensions)


@pytest.fixture
def graded(course: Course) -> Course:
    """A class of two, both half a day late, with 2 points each."""
    with open_gradebook(course) as book:
        for student in ("ada", "bob"):
            write_entries(course, book, outcome(student), executed(course), CAME)
        book.db.commit()
    return course


def nothing(_student: str) -> Mapping[str, datetime]:
    """Return the times of a student of whom no record knows any."""
    return {}


def refresh(course: Course, dated: AssignmentDates | None) -> int:
    """Refresh penalties, and return how many statements have written something."""
    written = []
    with open_gradebook(course) as book:

        def see(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
                written.append(statement)

        event.listen(book.engine, "before_cursor_execute", see)
        refresh_penalties(course, book, ASSIGNMENT, dated, nothing)
        event.remove(book.engine, "before_cursor_execute", see)
    return len(written)


def penalties(course: Course) -> dict[str, float | None]:
    return dict(rows(course, QUERY))


def test_dates_set_due_date_penalties_and_extensions(graded: Course) -> None:
    later = Extension("bob", None, DUE + timedelta(days=1))
    assert refresh(graded, dates(later)) > 0
    assert penalties(graded) == {"ada": 1.0, "bob": None}
    with open_gradebook(graded) as book:
        assert book.find_assignment(ASSIGNMENT).duedate == DUE.replace(tzinfo=None)
        found = {name: book.find_submission(ASSIGNMENT, name) for name in ("ada", "bob")}
        assert found["ada"].extension is None
        assert found["bob"].extension == timedelta(days=1)
        assert found["bob"].total_seconds_late == 0, "nbgrader sees it as we do"


def test_an_extension_that_is_taken_back_is_gone(graded: Course) -> None:
    refresh(graded, dates(Extension("bob", None, DUE + timedelta(days=1))))
    refresh(graded, dates())
    assert penalties(graded) == {"ada": 1.0, "bob": 1.0}
    assert rows(graded, "SELECT extension FROM submitted_assignment") == [(None,), (None,)]


def test_what_has_not_changed_is_not_written(graded: Course) -> None:
    refresh(graded, dates(Extension("bob", None, DUE + timedelta(days=1))))
    assert refresh(graded, dates(Extension("bob", None, DUE + timedelta(days=1)))) == 0


def test_points_of_a_person_change_the_penalty(graded: Course) -> None:
    change(graded, "UPDATE grade SET manual_score = 2 WHERE auto_score IS NULL")
    refresh(graded, dates())
    assert penalties(graded) == {"ada": 2.0, "bob": 2.0}


def test_excused_students_and_single_notebooks_have_no_extension_of_nbgraders(
    graded: Course,
) -> None:
    refresh(
        graded,
        dates(Extension("ada", None, None), Extension("bob", NOTEBOOK, DUE + timedelta(days=9))),
    )
    assert penalties(graded) == {"ada": None, "bob": None}
    assert rows(graded, "SELECT extension FROM submitted_assignment") == [(None,), (None,)]


def test_without_a_due_date_a_plug_in_is_not_asked(graded: Course) -> None:
    change(graded, "UPDATE submitted_notebook SET late_submission_penalty = 1.5")
    assert refresh(graded, None) == 0
    assert penalties(graded) == {"ada": 1.5, "bob": 1.5}, "what somebody wrote by hand"


@pytest.mark.parametrize(
    ("line", "penalty"),
    [
        ("c.LateSubmissionPlugin.penalty_method = 'zero'", 2.0),
        ("c.LateSubmissionPlugin.penalty_method = 'none'", None),
        ("c.AssignLatePenalties.enabled = False", None),
    ],
)
def test_without_dates_the_configured_plug_in_is_asked_for_everybody(
    graded: Course, line: str, penalty: float | None
) -> None:
    refresh(graded, dates())
    with (graded.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    refresh(graded, None)
    assert penalties(graded) == {"ada": penalty, "bob": penalty}
    assert (late_plugin(graded) is None) == ("enabled" in line)


def test_who_has_no_time_is_named(graded: Course) -> None:
    change(graded, "UPDATE submitted_assignment SET timestamp = NULL WHERE student_id = 'bob'")
    refresh(graded, dates())
    with open_gradebook(graded) as book:
        assert untimed(book, ASSIGNMENT) == {"bob"}
        assert has_penalties(book, ASSIGNMENT)
    assert penalties(graded) == {"ada": 1.0, "bob": None}


@pytest.mark.parametrize(
    ("stamp", "first", "expected"),
    [(None, None, None), (DUE, None, DUE), (None, DUE, DUE), (DUE, DUE - timedelta(1), "first")],
)
def test_answers_count_from_the_time_when_they_first_came(
    stamp: datetime | None, first: datetime | None, expected: datetime | str | None
) -> None:
    assert handed_in_at(stamp, first) == (first if expected == "first" else expected)
