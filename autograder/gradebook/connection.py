"""nbgrader's gradebook, opened safely: its own classes, our sentences for what goes wrong."""

from __future__ import annotations

import contextlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.config import database_url, load_config
from autograder.course.layout import Course
from autograder.course.release_steps import quiet_nbgrader
from autograder.gradebook.explained import explained

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

REVISION = re.compile(r"^revision = '(\w+)'", re.MULTILINE)
EARLIER_REVISION = re.compile(r"^down_revision = '(\w+)'", re.MULTILINE)


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the course's gradebook, made on first use; roll back what was not committed.

    Raises:
        GradebookError: it is not a database, its driver is missing, another program holds it, or
            it has another schema.
    """
    import sqlalchemy.exc
    from nbgrader.api import Gradebook, InvalidEntry

    url = database_url(course)
    course_id = str(load_config(course).get("CourseDirectory", {}).get("course_id", ""))
    with warnings.catch_warnings():
        # nbgrader's relationships overlap; SQLAlchemy says so at every use.
        warnings.simplefilter("ignore", sqlalchemy.exc.SAWarning)
        book = None
        try:
            with quiet_nbgrader():
                _make_tables(url)
                book = Gradebook(url, course_id or "default_course")
                yield book
        except (sqlalchemy.exc.SQLAlchemyError, InvalidEntry, ImportError) as error:
            raise explained(course, url, error) from error
        finally:
            if book is not None:
                book.db.rollback()
                book.close()


def _make_tables(url: str) -> None:
    """Make a new gradebook's tables in one transaction, with the number of their schema.

    nbgrader would do it in many, and would need the program `alembic` on the PATH.
    """
    from nbgrader.api import Base
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(url)
    try:
        if inspect(engine).get_table_names():
            return
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            if not inspect(connection).get_table_names():  # nobody was faster
                Base.metadata.create_all(connection)
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:head)"), {"head": _schema_number()}
                )
            connection.commit()
    finally:
        engine.dispose()


def _schema_number() -> str:
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
