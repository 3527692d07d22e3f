"""Turns: those who grade, release and restore at the same time write one after the other.

Two locks make a turn. The lock on the course's folder guards its files, and holds between processes
that share the folder. Where the gradebook is PostgreSQL's, an advisory lock in the database holds
between machines as well. nbgrader's own programs take neither, so what we read and then write in
one transaction is locked besides, by `begin_writing` and by rows that are read for update.

SQLite keeps its rollback journal. Its other mode (WAL) would let readers go on during a commit, but
it stays with the file, does not work on network folders, and spreads a gradebook over three files,
so that a copy made by hand is no longer whole. Each of our transactions takes milliseconds; who
meets one waits.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograder.course.layout import Course

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from sqlalchemy import Engine

WAIT_SECONDS = 60
"""How long one waits for a lock of SQLite's: its own 5 seconds are short on a busy disk."""
_KEY = 0x6175746F67726164  # "autograd": the number of our advisory lock


@contextlib.contextmanager
def in_turn(course: Course, engine: Engine | None = None) -> Iterator[None]:
    """Wait until nobody else writes, and let nobody else begin inside this block.

    A process that takes a turn inside its own turn waits forever.

    Args:
        course: the course.
        engine: where the gradebook is; None where only files are written.
    """
    with _folder_locked(course):
        if engine is None or engine.dialect.name != "postgresql":
            yield
            return
        from sqlalchemy import text

        # On a connection of its own: what the caller commits must not end the turn.
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
            yield


@contextlib.contextmanager
def _folder_locked(course: Course) -> Iterator[None]:
    folder = os.open(course.root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Some network folders know no such lock. There, one machine at a time is all one can have.
        with contextlib.suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def begin_writing(book: Gradebook) -> None:
    """Begin a transaction in which nobody else changes what it reads.

    SQLite would take its lock only at the first write, and so after the first look. PostgreSQL
    locks rows that are read for update.
    """
    if book.engine.dialect.name == "sqlite":
        from sqlalchemy import text

        book.db.commit()
        book.db.execute(text("BEGIN IMMEDIATE"))


def patient(url: str) -> str:
    """Return an address of SQLite's with our waiting time, unless it sets one itself."""
    if not url.startswith("sqlite") or "timeout=" in url.partition("?")[2]:
        return url
    return f"{url}{'&' if '?' in url else '?'}timeout={WAIT_SECONDS}"
