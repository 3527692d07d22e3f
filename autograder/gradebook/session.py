"""The gradebook opened for reading: whether there is one, what it is, and a session.

It is never written or created here: `nbgrader.api.Gradebook` would make an empty one where there
is none.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.gradebook.explained import UPGRADE, explained, shown, sqlite_path
from autograder.gradebook.schema import has_tables, recorded_schema, schema_number
from autograder.gradebook.turns import patient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def gradebook_exists(course: Course) -> bool:
    """Tell whether there is a gradebook; one that is no SQLite file is taken to exist."""
    path = sqlite_path(database_url(course))
    return path is None or path.is_file()


def libraries() -> tuple[ModuleType, ModuleType]:
    """Import nbgrader and SQLAlchemy: they take over a second, so only when they are needed."""
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        # nbgrader's mapped classes overlap on purpose; its own command shows the same warnings.
        warnings.simplefilter("ignore", SAWarning)
        import nbgrader.api
        import sqlalchemy
        from sqlalchemy.orm import configure_mappers

        configure_mappers()
    return nbgrader.api, sqlalchemy


@contextlib.contextmanager
def reading_session(course: Course, *, empty: bool = False) -> Iterator[Session]:
    """Open a session that only reads.

    Args:
        course: the course.
        empty: let there be no tables.

    Raises:
        GradebookError: there is no gradebook, or it cannot be read.
    """
    url = database_url(course)
    if not gradebook_exists(course):
        raise no_gradebook(course, url)
    _, sql = libraries()
    from sqlalchemy.orm import Session

    engine = None
    try:
        engine = sql.create_engine(patient(url))
        with Session(engine) as session:
            if not empty and not has_tables(session.connection()):
                raise no_gradebook(course, url)
            yield session
    except (sql.exc.SQLAlchemyError, ImportError) as error:
        raise explained(course, url, error) from error
    finally:
        if engine is not None:
            engine.dispose()


def no_gradebook(course: Course, url: str) -> GradebookError:
    """Return what to say where there is no gradebook."""
    return GradebookError(
        f"There is no gradebook {shown(course, url)}.",
        "Run: autograder grade <assignment>, or put a backup back: autograder restore <archive>",
    )


@dataclass(frozen=True)
class Census:
    """What there is of a gradebook.

    Attributes:
        database: what holds it and where, as messages show it.
        students: how many it knows; None where it has no tables yet.
    """

    database: str
    students: int | None


def take_census(course: Course) -> Census:
    """Return what there is of a gradebook; nothing is made.

    Raises:
        GradebookError: it cannot be read.
    """
    url = database_url(course)
    place = shown(course, url)
    if not gradebook_exists(course):
        return Census(f"SQLite, {place}", None)
    with reading_session(course, empty=True) as session:
        api, sql = libraries()
        dialect = session.connection().dialect
        version = ".".join(map(str, dialect.server_version_info or ()))
        name = "SQLite" if dialect.name == "sqlite" else f"{dialect.name} {version}"
        if not has_tables(session.connection()):
            return Census(f"{name}, {place}", None)
        _require_schema(course, url, session)
        students = session.scalar(sql.select(sql.func.count()).select_from(api.Student))
        return Census(f"{name}, {place}", int(students or 0))


def _require_schema(course: Course, url: str, session: Session) -> None:
    """Refuse a gradebook of another version of nbgrader.

    Raises:
        GradebookError: it is one.
    """
    recorded = recorded_schema(session.connection())
    if recorded not in (None, schema_number()):
        place = shown(course, url)
        raise GradebookError(f"The gradebook {place} has the schema {recorded}.", UPGRADE)
