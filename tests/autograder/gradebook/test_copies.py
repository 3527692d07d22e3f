"""Copies of a whole gradebook, in both databases and between them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.errors import ArchiveError, GradebookError
from autograder.gradebook import copies
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.copies import copy_in, copy_out, is_empty, is_whole
from autograder.keeping.backup import make_backup
from autograder.keeping.restore import make_plan, restore
from tests.support.kept import gradebook_rows, grades, make_kept
from tests.support.postgres import Server, use

on_a_server = pytest.mark.process


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A graded class, with a gradebook in SQLite whose schema has its number."""
    root = tmp_path / "course"
    root.mkdir()
    course = make_kept(root)
    number = copies.schema_number()
    with closing(sqlite3.connect(root / "gradebook.db")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES (?)", (number,))
    return course


def run(url: str, *statements: str) -> None:
    """Run statements in a database."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_copy_of_a_file_holds_all_of_it(course: Course, tmp_path: Path) -> None:
    rows = gradebook_rows(course)
    url = database_url(course)
    assert not is_empty(course, url)
    copy_out(course, url, tmp_path / "copy.db")
    assert is_whole(course, tmp_path / "copy.db")
    (course.root / "gradebook.db").unlink()
    assert is_empty(course, url)
    copy_in(course, url, tmp_path / "copy.db")
    assert gradebook_rows(course) == rows


def test_a_copy_waits_no_longer_than_it_should(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "WAIT_SECONDS", 0.2)
    with closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradebookError, match="locked"):
            copy_out(course, database_url(course), tmp_path / "copy.db")
        with pytest.raises(GradebookError, match="locked"):
            is_whole(course, course.root / "gradebook.db")


def test_a_file_that_is_no_database_is_not_whole(course: Course) -> None:
    path = course.root / "gradebook.db"
    path.write_bytes(path.read_bytes()[:5000])
    assert not is_whole(course, path)
    path.write_bytes(b"nothing")
    assert not is_whole(course, path)


@on_a_server
def test_a_course_moves_to_postgresql_and_back(
    course: Course, server: Server, tmp_path: Path
) -> None:
    rows, table = gradebook_rows(course), grades(course)
    first = make_backup(course, tmp_path / "first.zip").path
    use(course, server.database())
    assert is_empty(course, database_url(course))
    restore(make_plan(course.root, first, only_gradebook=True), lambda _: False)
    assert gradebook_rows(course) == rows
    assert grades(course) == table
    second = make_backup(course, tmp_path / "second.zip")
    assert second.contents.database.startswith("postgresql+psycopg://ada:***@")
    use(course, f"sqlite:///{course.root / 'new.db'}")
    restore(make_plan(course.root, second.path, only_gradebook=True), lambda _: False)
    assert gradebook_rows(course) == rows
    with open_gradebook(course) as book:  # it is nbgrader's own, and can be written
        assert book.find_student("ada").id == "ada"


@on_a_server
def test_a_database_that_is_not_empty_is_replaced_only_when_somebody_says_so(
    course: Course, server: Server, tmp_path: Path
) -> None:
    archive = make_backup(course, tmp_path / "kept.zip").path
    use(course, server.database())
    with open_gradebook(course) as book:
        book.add_student("eve")
    run(database_url(course), "CREATE TABLE mine (x int)", "INSERT INTO mine VALUES (7)")
    before = gradebook_rows(course)
    plan = make_plan(course.root, archive, only_gradebook=True)
    with pytest.raises(ArchiveError, match="is not empty"):
        restore(plan, lambda _: False)
    assert gradebook_rows(course) == before
    done = restore(plan, lambda _: True)
    assert "eve" not in str(gradebook_rows(course)["student"])
    engine = create_engine(database_url(course))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT x FROM mine")) == 7
    engine.dispose()
    (aside,) = done.aside
    use(course, f"sqlite:///{aside / 'gradebook.db'}")
    assert gradebook_rows(course) == before


@on_a_server
def test_an_empty_database_of_postgresql_is_no_gradebook_yet(
    course: Course, server: Server, tmp_path: Path
) -> None:
    use(course, server.database())
    made = make_backup(course, tmp_path / "kept.zip")
    assert made.contents.database == ""


@on_a_server
def test_a_database_with_tables_of_others_takes_a_gradebook(
    course: Course, server: Server, tmp_path: Path
) -> None:
    rows = gradebook_rows(course)
    archive = make_backup(course, tmp_path / "kept.zip").path
    use(course, server.database())
    run(database_url(course), "CREATE TABLE mine (x int)")
    assert make_backup(course, tmp_path / "none.zip").contents.database == ""
    restore(make_plan(course.root, archive, only_gradebook=True), lambda _: False)
    assert gradebook_rows(course) == rows


@on_a_server
def test_a_schema_of_another_nbgrader_is_refused(
    course: Course, server: Server, tmp_path: Path
) -> None:
    use(course, server.database())
    with open_gradebook(course) as book:
        book.add_student("eve")
    run(database_url(course), "UPDATE alembic_version SET version_num = 'old'")
    with pytest.raises(GradebookError, match="The schema of the gradebook, old") as caught:
        make_backup(course, tmp_path / "kept.zip")
    assert "nbgrader db upgrade" in caught.value.hint


@on_a_server
def test_a_copy_that_does_not_fit_changes_nothing(
    course: Course, server: Server, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as database, database:
        database.execute("UPDATE student SET first_name = ?", ("x" * 999,))
    archive = make_backup(course, tmp_path / "kept.zip").path
    use(course, server.database())
    with open_gradebook(course) as book:
        book.add_student("eve")
    before = gradebook_rows(course)
    with pytest.raises(GradebookError, match="too long"):
        restore(make_plan(course.root, archive, only_gradebook=True), lambda _: True)
    assert gradebook_rows(course) == before
