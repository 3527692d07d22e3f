"""Turns: whoever writes is alone, in the files and in the database."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy.exc import IntegrityError

from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.gradebook import write as entries
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.gradebook.turns import begin_writing, in_turn, patient
from autograder.grading import record
from autograder.grading.record import clear_leftovers, save
from tests.support.postgres import Server, use
from tests.support.recording import course as course  # in its gradebook already
from tests.support.recording import executed, gradebook, master_notebooks, outcome, rows, scores
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

PATIENCE = 30


def waits(action: Callable[[], None], course: Course) -> bool:
    """Tell whether something waits until our turn is over, and is done then."""
    done = threading.Event()

    def run() -> None:
        action()
        done.set()

    thread = threading.Thread(target=run)
    with in_turn(course):
        thread.start()
        waited = not done.wait(0.2)
    thread.join(PATIENCE)
    return waited and done.is_set()


def test_what_somebody_else_writes_now_is_no_leftover(course: Course) -> None:
    scratch = course.autograded / "ada" / ".writing-x"
    scratch.mkdir(parents=True)
    assert waits(lambda: clear_leftovers(course), course)
    assert not scratch.exists()  # whoever wrote it is gone


def test_a_submission_is_written_in_turn(course: Course) -> None:
    def write() -> None:
        with open_gradebook(course) as book:
            save(course, book, outcome("ada"), executed(course))

    assert waits(write, course)
    assert scores(course)["ada", "double-tests"] == (1.0, None, 0)


def test_nobody_writes_between_a_look_and_what_comes_of_it(course: Course) -> None:
    with (
        open_gradebook(course) as book,
        closing(sqlite3.connect(gradebook(course), timeout=0)) as other,
    ):
        begin_writing(book)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("UPDATE student SET first_name = 'x'")
        book.db.rollback()
        other.execute("UPDATE student SET first_name = 'x'")


def test_a_row_that_somebody_else_makes_at_the_same_moment_is_no_failure(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = record.write_entries, [IntegrityError("x", {}, ValueError())] * 2

    def write(*words: object) -> None:
        real(*words)  # type: ignore[arg-type]
        if failures:
            raise failures.pop()

    monkeypatch.setattr(record, "write_entries", write)
    with open_gradebook(course) as book:
        save(course, book, outcome("ada"), executed(course))
    assert scores(course)["ada", "double-tests"] == (1.0, None, 0)
    assert len(rows(course, "SELECT * FROM submitted_assignment")) == 1
    failures += [IntegrityError("x", {}, ValueError())] * record.TRIES
    with open_gradebook(course) as book, pytest.raises(IntegrityError):
        save(course, book, outcome("bob"), executed(course))
    assert ("bob", "double-tests") not in scores(course)


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.process)]
)
def test_points_that_come_in_between_wait_for_the_grading(
    course: Course,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    database: str,
) -> None:
    """A person's points come while a submission is graded again; they count as given."""
    if database == "postgresql":
        server: Server = request.getfixturevalue("server")
        use(course, server.database())
    with open_gradebook(course) as book:
        register(course, book, ASSIGNMENT, master_notebooks(course, ASSIGNMENT))
        save(course, book, outcome("ada"), executed(course))
    given = threading.Event()

    def mark() -> None:
        from nbgrader.api import Gradebook

        with Gradebook(database_url(course), "activation-lab") as book:
            grade = book.find_grade("why", NOTEBOOK, ASSIGNMENT, "ada")
            grade.manual_score, grade.needs_manual_grade = 2.0, False
            book.db.commit()
            book.engine.dispose()
        given.set()

    marking = threading.Thread(target=mark)
    real = entries._put

    def put(*words: object) -> None:
        if not marking.ident:
            marking.start()
            assert not given.wait(0.5)  # our transaction has looked at the row
        real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(entries, "_put", put)
    with open_gradebook(course) as book:
        save(course, book, outcome("ada"), executed(course))
    marking.join(PATIENCE)
    with open_gradebook(course) as book:
        grade = book.find_grade("why", NOTEBOOK, ASSIGNMENT, "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.0, False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////x/gradebook.db", "sqlite:////x/gradebook.db?timeout=60"),
        ("sqlite:////x/g.db?mode=rw", "sqlite:////x/g.db?mode=rw&timeout=60"),
        ("sqlite:////x/g.db?timeout=1", "sqlite:////x/g.db?timeout=1"),
        ("postgresql+psycopg://host/g", "postgresql+psycopg://host/g"),
    ],
)
def test_sqlite_waits_for_a_minute_unless_told_otherwise(url: str, expected: str) -> None:
    assert patient(url) == expected
