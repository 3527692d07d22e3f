"""What goes wrong with a gradebook, in sentences: what happened, and what to do next."""

from __future__ import annotations

from pathlib import Path

from autograder.course.layout import Course
from autograder.errors import GradebookError

SQLITE = "sqlite:///"
_HINTS = (
    ("locked", "Another program is writing to it: wait for it, and run the command again."),
    ("disk is full", "Make room on the disk, and run the command again. Nothing is lost."),
    ("disk I/O error", "Check that the disk has room and works. Leave the gradebook as it is."),
    ("readonly database", "Its file may not be written: check whose it is, and its folder."),
    ("no such column", "Another version of nbgrader made it: run nbgrader db upgrade."),
    ("no such table", "Another version of nbgrader made it: run nbgrader db upgrade."),
    ("does not exist", "Another version of nbgrader made it: run nbgrader db upgrade."),
    ("not a database", "Put a good copy back, or move the file away: grading makes a new one."),
    ("malformed", "Put a good copy back, or move the file away: grading makes a new one."),
)
_DRIVER = (
    "For PostgreSQL run: pip install 'psycopg[binary]' and let c.CourseDirectory.db_url begin with "
    "postgresql+psycopg://"
)
_ADDRESS = "Mend c.CourseDirectory.db_url, for example: postgresql+psycopg://user@host/gradebook"
_ELSE = "Check c.CourseDirectory.db_url, and that the database runs."


def explained(course: Course, url: str, error: Exception) -> GradebookError:
    """Return our error for what a database, its driver or nbgrader has raised.

    Args:
        course: the course.
        url: the gradebook's address.
        error: what was raised.
    """
    from sqlalchemy.exc import ArgumentError

    cause = str(getattr(error, "orig", None) or error).splitlines()[0]
    hint = next((hint for part, hint in _HINTS if part in str(error)), _ELSE)
    if isinstance(error, ImportError):
        cause, hint = f"{error.name}, the driver of this database, is not installed", _DRIVER
    elif isinstance(error, ArgumentError):  # no such kind of database, or not an address at all
        hint = _ADDRESS
    return GradebookError(f"The gradebook {shown(course, url)} cannot be used: {cause}.", hint)


def shown(course: Course, url: str) -> str:
    """Return a gradebook's address as messages show it: without a password."""
    path = sqlite_path(url)
    if path is not None:
        return course.relative(path)
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "at c.CourseDirectory.db_url"


def sqlite_path(url: str) -> Path | None:
    """Return the file of a gradebook; None for one that is not SQLite's."""
    return Path(url.removeprefix(SQLITE).partition("?")[0]) if url.startswith(SQLITE) else None
