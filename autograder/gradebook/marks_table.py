"""The tables of marks: ours, beside nbgrader's, in the same database.

So a mark and the points that it gives are one transaction, and whoever shares the gradebook shares
the marks. nbgrader and its formgrader pass over tables that they do not know.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData, Table

MARKS = "autograder_mark"
HOLDS = "autograder_hold"
PLACE = ("assignment", "notebook", "question", "student")


@functools.cache
def metadata() -> MetaData:
    """Return what describes the two tables.

    A row of marks is one decision; the last one of a place and look that was not taken back is
    the one that holds. A row of holds says who has an answer on the screen. Numbers are ours: a
    sequence of the database would not go on behind rows that were copied.
    """
    from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

    found = MetaData()
    Table(
        MARKS,
        found,
        Column("number", Integer, primary_key=True, autoincrement=False),
        *(Column(name, String(255), nullable=False, index=True) for name in PLACE),
        Column("look", Integer, nullable=False),
        Column("marker", String(255), nullable=False),
        Column("given", Text, nullable=False),
        Column("extra", Float, nullable=False),
        Column("points", Float, nullable=False),
        Column("comment", Text, nullable=False),
        Column("at", Float, nullable=False),
        Column("before", Text, nullable=False),
        Column("undone", Boolean, nullable=False),
    )
    Table(
        HOLDS,
        found,
        *(Column(name, String(255), primary_key=True) for name in PLACE),
        Column("marker", String(255), nullable=False),
        Column("since", Float, nullable=False),
    )
    return found


def marks() -> Table:
    """Return the table of marks."""
    return metadata().tables[MARKS]


def holds() -> Table:
    """Return the table of holds."""
    return metadata().tables[HOLDS]


def make_marks_tables(connection: Connection) -> None:
    """Make the tables where they are missing; the caller commits."""
    metadata().create_all(connection)


def have_marks(connection: Connection) -> bool:
    """Tell whether somebody has marked here."""
    from sqlalchemy import inspect

    return inspect(connection).has_table(MARKS)
