"""Copies: a whole gradebook in one SQLite file, and back from it into any database.

A copy is always an SQLite file. SQLite makes it itself, by its online backup, while others write.
What PostgreSQL holds is read table by table in one snapshot, not by `pg_dump`: that program has to
be installed, refuses a server that is newer than itself, and its archives go back into PostgreSQL
alone. nbgrader's schema is known, so this copy fits either database, and moves a course between
them. The marks of `autograder mark` go with it; what else the database holds is no part of it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.gradebook.explained import UPGRADE, explained, shown, sqlite_path
from autograder.gradebook.marks_table import have_marks, make_marks_tables
from autograder.gradebook.marks_table import metadata as marks_metadata
from autograder.gradebook.schema import make_tables, recorded_schema, schema_number
from autograder.gradebook.turns import WAIT_SECONDS

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

ROWS = 1000
"""How many rows are in memory at once."""
COMPANIONS = ("-wal", "-shm", "-journal")
"""Endings of the files that SQLite puts beside a database."""


def copy_out(course: Course, url: str, path: Path) -> None:
    """Copy a gradebook into a new SQLite file, as it is at one moment.

    Args:
        course: the course.
        url: the gradebook's address.
        path: where the copy goes; nothing may be there.

    Raises:
        GradebookError: it cannot be read, is damaged, or has another version's schema.
    """
    with _explaining(course, url):
        file = sqlite_path(url)
        if file is not None:
            _copy_file(file, path)
        else:
            with _connected(url) as theirs, _connected(f"sqlite:///{path}") as ours:
                theirs.execution_options(isolation_level="REPEATABLE READ")
                _require_schema(course, url, theirs)
                make_tables(ours)
                _copy_rows(theirs, ours)


def copy_in(course: Course, url: str, path: Path) -> None:
    """Put a copy into a gradebook's place, in one transaction: what it held is gone then.

    Args:
        course: the course.
        url: the gradebook's address.
        path: the SQLite file.

    Raises:
        GradebookError: it cannot be written, or is of another version of nbgrader.
    """
    with _explaining(course, url):
        file = sqlite_path(url)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            _copy_file(path, file)
        else:
            with _connected(f"sqlite:///{path}") as ours, _connected(url) as theirs:
                _require_schema(course, url, ours)
                make_tables(theirs)
                _require_schema(course, url, theirs)
                _empty(theirs)
                _copy_rows(ours, theirs)


def is_empty(course: Course, url: str) -> bool:
    """Tell whether a gradebook holds nothing that somebody could miss.

    Raises:
        GradebookError: it cannot be read.
    """
    file = sqlite_path(url)
    if file is not None:
        return not file.exists()
    from sqlalchemy import func, inspect, select

    with _explaining(course, url), _connected(url) as connection:
        there = set(inspect(connection).get_table_names())
        tables = [table for table in _tables().sorted_tables if table.name in there]
        held = {"assignment", "student", "grade"}
        return not any(
            connection.scalar(select(func.count()).select_from(table))
            for table in tables
            if table.name in held
        )


def is_whole(course: Course, path: Path) -> bool:
    """Tell whether an SQLite file is a database that can be read from end to end.

    Raises:
        GradebookError: nobody can tell, because another program holds it.
    """
    uri = f"{path.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)) as database:
            return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.OperationalError as error:
        raise explained(course, f"sqlite:///{path}", error) from error
    except sqlite3.DatabaseError:
        return False


def _copy_file(source: Path, target: Path) -> None:
    """Copy a database by SQLite's online backup: in one step, and in one transaction.

    Raises:
        sqlite3.Error: one of them cannot be used, or is locked for long.
    """
    deadline = time.monotonic() + WAIT_SECONDS

    def give_up(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")

    uri = f"{source.absolute().as_uri()}?mode=rw"  # what a killed writer left is rolled back
    with (
        closing(sqlite3.connect(uri, uri=True)) as ours,
        closing(sqlite3.connect(target)) as theirs,
    ):
        ours.backup(theirs, progress=give_up)


def _tables() -> MetaData:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's relationships overlap
        from nbgrader.api import Base
    tables: MetaData = Base.metadata
    return tables


def _copy_rows(source: Connection, target: Connection) -> None:
    """Copy the rows of all tables, and commit."""
    from sqlalchemy import insert, select

    tables = _tables().sorted_tables
    if have_marks(source):
        make_marks_tables(target)
        tables = [*tables, *marks_metadata().sorted_tables]
    for table in tables:
        found = source.execution_options(yield_per=ROWS).execute(select(table))
        for part in found.mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])
    target.commit()


def _empty(connection: Connection) -> None:
    """Delete all rows; nobody writes in between, and who reads sees the old ones until the end."""
    from sqlalchemy import delete, text

    make_marks_tables(connection)
    tables = [*_tables().sorted_tables, *marks_metadata().sorted_tables]
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    for table in reversed(tables):
        connection.execute(delete(table))


def _require_schema(course: Course, url: str, connection: Connection) -> None:
    """Refuse tables that are not those of the nbgrader here.

    Raises:
        GradebookError: another version of nbgrader made them, or there are none.
    """
    recorded = recorded_schema(connection)
    if recorded != schema_number():
        raise GradebookError(
            f"The schema of the gradebook, {recorded or 'none'}, is not the one of the nbgrader "
            f"that is installed, {schema_number()}: it cannot be copied from or to "
            f"{shown(course, url)}.",
            UPGRADE,
        )


@contextlib.contextmanager
def _connected(url: str) -> Iterator[Connection]:
    from sqlalchemy import create_engine

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextlib.contextmanager
def _explaining(course: Course, url: str) -> Iterator[None]:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ImportError) as error:
        raise explained(course, url, error) from error
