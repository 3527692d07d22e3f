"""What goes wrong with a gradebook, in sentences: what happened, and what to do next."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course.layout import Course
from autograder.errors import GradebookError, NotFoundError

SQLITE = "sqlite:///"
UPGRADE = "Another version of nbgrader made it. Run: nbgrader db upgrade"
"""What to do about tables or columns that are missing."""
_DAMAGED = (
    "Put a backup back: autograder restore <archive> --gradebook. Without one, move the file away: "
    "grading makes a new one, without the points that people gave."
)
_RIGHTS = "Ask whoever runs the database for the rights, or mend c.CourseDirectory.db_url."
_HINTS = (
    ("is locked", "Another program is writing to it. Wait for it, and run the command again."),
    ("disk is full", "Make room on the disk, and run the command again. Nothing is lost."),
    ("disk I/O error", "Check that the disk has room and works. Leave the gradebook as it is."),
    ("readonly database", "Its file may not be written: check whose it is, and its folder."),
    ("no such column", UPGRADE),
    ("no such table", UPGRADE),
    ("not a database", _DAMAGED),
    ("malformed", _DAMAGED),
)
_POSTGRESQL_HINTS = (
    (r"column .* does not exist", UPGRADE),
    (r"relation .* does not exist", UPGRADE),
    (r"database .* does not exist", "Make it, for example with: createdb <name>"),
    (r"(role .* does not exist|authentication failed|no password supplied)", _RIGHTS),
    (r"permission denied", _RIGHTS),
    (
        r"(Connection refused|No such file or directory|could not translate host|resolve host)",
        "Check that the server runs, and host and port in c.CourseDirectory.db_url.",
    ),
)
"""What PostgreSQL says in English. In another language the last hint of all is shown."""
_DRIVER = "For PostgreSQL run: pip install 'psycopg[binary]'"
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

    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    cause = lines[0].rstrip(".") if lines else type(error).__name__
    hint = _hint(cause)
    if isinstance(error, ImportError):
        # Without a name the driver is there, and misses something of its own.
        absent = f"{error.name}, the driver of this database, is not installed"
        cause, hint = absent if error.name else cause, _DRIVER
    elif isinstance(error, ArgumentError):  # no such kind of database, or not an address at all
        hint = _ADDRESS
    return GradebookError(f"The gradebook {shown(course, url)} cannot be used: {cause}.", hint)


def unknown_answer(assignment: str, notebook: str, question: str, student: str) -> NotFoundError:
    """Return what to say where a gradebook does not know a question of a student."""
    return NotFoundError(
        f"The gradebook has no {question} of {student!r} in {assignment}/{notebook}.",
        f"Run: autograder grade {assignment}",
    )


def _hint(cause: str) -> str:
    """Return what to do about it; the statement that failed is no part of the cause."""
    for part, hint in _HINTS:
        if part in cause:
            return hint
    for pattern, hint in _POSTGRESQL_HINTS:
        if re.search(pattern, cause):
            return hint
    return _ELSE


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
