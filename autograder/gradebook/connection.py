"""nbgrader's gradebook, opened safely: its own classes, our sentences for what goes wrong."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from autograder.course.config import database_url, load_config
from autograder.course.layout import Course
from autograder.course.release_steps import quiet_nbgrader
from autograder.gradebook.explained import explained
from autograder.gradebook.schema import make_tables
from autograder.gradebook.turns import in_turn, patient

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """Open the course's gradebook, made on first use; roll back what was not committed.

    Raises:
        GradebookError: it is not a database, its driver is missing, another program holds it, or
            it has another schema.
    """
    import sqlalchemy.exc
    from nbgrader.api import InvalidEntry

    url = database_url(course)
    with warnings.catch_warnings():
        # nbgrader's relationships overlap; SQLAlchemy says so at every use.
        warnings.simplefilter("ignore", sqlalchemy.exc.SAWarning)
        book = None
        try:
            with quiet_nbgrader():
                book = _opened(course, patient(url))
                yield book
        except (sqlalchemy.exc.SQLAlchemyError, InvalidEntry, ImportError) as error:
            raise explained(course, url, error) from error
        finally:
            if book is not None:
                book.db.rollback()
                book.close()


def _opened(course: Course, url: str) -> Gradebook:
    """Return the gradebook, with its tables and the course's row, which are made once."""
    from nbgrader.api import Gradebook
    from sqlalchemy import create_engine

    course_id = str(load_config(course).get("CourseDirectory", {}).get("course_id", ""))
    engine = create_engine(url)
    try:
        with in_turn(course, engine), engine.connect() as connection:
            make_tables(connection)
            return Gradebook(url, course_id or "default_course")
    finally:
        engine.dispose()
