"""Protection: what of a course answers must not see, wherever it lies."""

from __future__ import annotations

from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox, require_hidden
from autograder.gradebook.explained import sqlite_path


def require_protection(course: Course, sandbox: Sandbox) -> None:
    """Refuse to run answers where the sandbox would show them the course.

    Raises:
        SandboxError: the course or its gradebook lies in a folder that the sandbox shows.
    """
    database = sqlite_path(database_url(course))
    require_hidden(sandbox, [course.root, *([] if database is None else [database])])
