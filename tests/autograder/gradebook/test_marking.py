"""Marks stand in nbgrader's gradebook, nobody overwrites another one's, and all can be undone."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.course.layout import Course
from autograder.errors import NotFoundError
from autograder.gradebook import marks_read
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.copies import copy_in, copy_out
from autograder.gradebook.decide import decide
from autograder.gradebook.explained import sqlite_path
from autograder.gradebook.marking import MarkedMeanwhileError, take_hold, undo, write_mark
from autograder.gradebook.marks import FIRST, SECOND, Entry, Given, Mark, Place
from autograder.gradebook.marks_read import read_entries
from autograder.gradebook.read import read_scores
from autograder.gradebook.schema import schema_number
from tests.support.graded import ASSIGNMENT, NOTEBOOK
from tests.support.marked import QUESTION, mark_class
from tests.support.postgres import Server, use

ADA = Place(ASSIGNMENT, NOTEBOOK, QUESTION, "ada")
GIVEN = (Given(1.0, "the product", 1.0), Given(2.0, "the slopes", 0.5))


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class whose answers wait."""
    return mark_class(tmp_path)


def mark(marker: str = "Tess", points: float = 2.0, **changes: Any) -> Mark:
    """Return a mark."""
    fields: dict[str, Any] = {"given": GIVEN, "extra": 0.0, "comment": "Good."}
    return Mark(marker=marker, points=points, **{**fields, **changes})


def entry(course: Course, student: str = "ada") -> Entry:
    """Return what is known of an answer."""
    return read_entries(course, ASSIGNMENT, [(NOTEBOOK, QUESTION)])[NOTEBOOK, QUESTION][student]


def test_nobody_has_marked_at_first(course: Course) -> None:
    found = read_entries(course, ASSIGNMENT, [(NOTEBOOK, QUESTION)])[NOTEBOOK, QUESTION]
    assert sorted(found) == ["ada", "ben", "cleo", "dan"]
    assert [found[name].waiting for name in sorted(found)] == [True, True, True, False]
    assert found["ada"].points is None
    assert found["dan"].is_blank
    assert not any(one.marks for one in found.values())


def test_a_mark_stands_in_nbgraders_own_columns(course: Course) -> None:
    write_mark(course, ADA, mark(), entry(course).version(FIRST))
    score = read_scores(course, ASSIGNMENT).cells["ada", NOTEBOOK][QUESTION]
    assert (score.points, score.waiting, score.by_person) == (2.0, False, True)
    assert read_scores(course, ASSIGNMENT).comments["ada", NOTEBOOK] == {QUESTION: "Good."}
    found = entry(course).marks[FIRST]
    assert (found.marker, found.given, found.comment) == ("Tess", GIVEN, "Good.")
    with open_gradebook(course) as book:
        grade = book.find_grade(QUESTION, NOTEBOOK, ASSIGNMENT, "ada")
        assert (grade.manual_score, grade.needs_manual_grade) == (2.0, False)


def test_who_comes_second_overwrites_nothing(course: Course) -> None:
    seen = entry(course).version(FIRST)
    write_mark(course, ADA, mark("Tess", 2.0), seen)
    with pytest.raises(MarkedMeanwhileError, match="Somebody else"):
        write_mark(course, ADA, mark("Uma", 0.0), seen)
    assert entry(course).points == 2.0
    write_mark(course, ADA, mark("Uma", 0.0), entry(course).version(FIRST))
    assert (entry(course).points, entry(course).marks[FIRST].marker) == (0.0, "Uma")


def test_points_of_another_program_are_a_change_too(course: Course) -> None:
    seen = entry(course).version(FIRST)
    place = (ASSIGNMENT, "ada", NOTEBOOK, QUESTION)
    decide(course, place, {QUESTION: 4.0}, 3.0, None)  # as the formgrader does
    with pytest.raises(MarkedMeanwhileError):
        write_mark(course, ADA, mark(), seen)
    decide(course, place, {QUESTION: 4.0}, None, "From elsewhere.")
    assert (entry(course).points, entry(course).comment) == (3.0, "From elsewhere.")


def test_undo_brings_back_what_was_there(course: Course) -> None:
    before = entry(course)
    write_mark(course, ADA, mark(), before.version(FIRST))
    write_mark(course, ADA, mark(points=1.0, comment=""), entry(course).version(FIRST))
    assert undo(course, ASSIGNMENT, "Tess") == ADA
    assert (entry(course).points, entry(course).comment) == (2.0, "Good.")
    assert undo(course, ASSIGNMENT, "Tess") == ADA
    assert entry(course) == before
    assert undo(course, ASSIGNMENT, "Tess") is None


@settings(max_examples=10)
@given(st.lists(st.tuples(st.sampled_from(["Tess", "Uma"]), st.floats(0, 4)), max_size=5))
def test_all_marks_undone_leave_nothing_behind(given_marks: list[tuple[str, float]]) -> None:
    with TemporaryDirectory() as folder:
        course = mark_class(Path(folder))
        before = entry(course)
        for marker, points in given_marks:
            write_mark(course, ADA, mark(marker, points), entry(course).version(FIRST))
        for marker, _ in reversed(given_marks):
            assert undo(course, ASSIGNMENT, marker) == ADA
        assert entry(course) == before


def test_only_ones_own_last_mark_is_undone(course: Course) -> None:
    write_mark(course, ADA, mark("Tess"), entry(course).version(FIRST))
    assert undo(course, ASSIGNMENT, "Uma") is None
    write_mark(course, ADA, mark("Uma", 1.0), entry(course).version(FIRST))
    with pytest.raises(MarkedMeanwhileError, match="again since"):
        undo(course, ASSIGNMENT, "Tess")
    assert entry(course).points == 1.0
    decide(course, (ASSIGNMENT, "ada", NOTEBOOK, QUESTION), {QUESTION: 4.0}, 3.0, None)
    with pytest.raises(MarkedMeanwhileError):
        undo(course, ASSIGNMENT, "Uma")
    assert entry(course).points == 3.0


def test_a_second_look_changes_no_points(course: Course) -> None:
    write_mark(course, ADA, mark(), entry(course).version(FIRST))
    write_mark(course, ADA, mark("Uma", 4.0, look=SECOND), entry(course).version(SECOND))
    found = entry(course)
    assert (found.points, found.comment) == (2.0, "Good.")
    assert found.marks[SECOND].points == 4.0
    undo(course, ASSIGNMENT, "Uma")
    assert SECOND not in entry(course).marks
    assert entry(course).points == 2.0


def test_who_has_an_answer_open_is_known_for_a_while(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_hold(course, ADA, "Tess")
    take_hold(course, ADA, "Uma")  # the first one keeps it
    hold = entry(course).hold
    assert hold is not None
    assert hold.marker == "Tess"
    take_hold(course, ADA._replace(student="ben"), "Tess")
    assert entry(course).hold is None, "who goes on leaves the last one"
    later = time.time() + marks_read.HOLD_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert entry(course, "ben").hold is None


def test_an_answer_that_is_not_there_is_named(course: Course) -> None:
    nobody = ADA._replace(student="zoe")
    with pytest.raises(NotFoundError, match=r"'zoe'.*\n.*Run: autograder grade"):
        write_mark(course, nobody, mark(), "")


@pytest.mark.process
def test_marks_live_in_postgresql_and_move_with_the_gradebook(
    tmp_path: Path, server: Server
) -> None:
    course = mark_class(tmp_path)
    with closing(sqlite3.connect(tmp_path / "gradebook.db")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (schema_number(),))
    copy_out(course, f"sqlite:///{tmp_path / 'gradebook.db'}", tmp_path / "copy.db")
    url = server.database().replace("postgresql://", "postgresql+psycopg://")
    use(course, url)
    copy_in(course, url, tmp_path / "copy.db")
    write_mark(course, ADA, mark(), entry(course).version(FIRST))
    copy_out(course, url, tmp_path / "marked.db")
    copy_in(course, url, tmp_path / "marked.db")
    assert entry(course).marks[FIRST].given == GIVEN
    write_mark(course, ADA, mark("Uma", 1.0), entry(course).version(FIRST))
    assert undo(course, ASSIGNMENT, "Uma") == ADA
    assert entry(course).points == 2.0
    assert sqlite_path(url) is None
