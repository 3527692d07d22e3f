"""The schema of nbgrader's gradebook: its tables, and the number that nbgrader keeps with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION_TABLE = "alembic_version"
REVISION = re.compile(r"^revision = '(\w+)'", re.MULTILINE)
EARLIER_REVISION = re.compile(r"^down_revision = '(\w+)'", re.MULTILINE)


def make_tables(connection: Connection) -> None:
    """Make a new gradebook's tables in one transaction, with the number of their schema.

    nbgrader would do it in many, and would need the program `alembic` on the PATH.
    """
    from nbgrader.api import Base
    from sqlalchemy import inspect, text

    if has_tables(connection):
        connection.commit()
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if not has_tables(connection):  # nobody was faster
        Base.metadata.create_all(connection)
        if not inspect(connection).has_table(VERSION_TABLE):
            columns = "(version_num VARCHAR(32) NOT NULL)"
            connection.execute(text(f"CREATE TABLE {VERSION_TABLE} {columns}"))
            number = {"head": schema_number()}
            connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), number)
    connection.commit()


def has_tables(connection: Connection) -> bool:
    """Tell whether a database holds a gradebook; other tables may lie beside it."""
    from sqlalchemy import inspect

    return inspect(connection).has_table("grade")


def schema_number() -> str:
    """Return the number of nbgrader's schema: the revision that no other one comes after.

    alembic finds it too, and takes longer to be imported than all of this to run.
    """
    import nbgrader

    folder = Path(nbgrader.__file__).parent / "alembic" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    numbers: set[str] = {number for text in texts for number in REVISION.findall(text)}
    earlier = {number for text in texts for number in EARLIER_REVISION.findall(text)}
    (head,) = numbers - earlier
    return head


def recorded_schema(connection: Connection) -> str | None:
    """Return the number that a gradebook keeps of its schema; None where it keeps none."""
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    number = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return None if number is None else str(number)
