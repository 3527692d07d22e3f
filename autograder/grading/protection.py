"""Protection: what of a course answers must not see, wherever it lies."""

from __future__ import annotations

from autograder.course.config import database_url
from autograder.course.folders import STEPS
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox, require_hidden
from autograder.gradebook.explained import sqlite_path


def require_protection(course: Course, sandbox: Sandbox) -> None:
    """Refuse to run answers where the sandbox would show them the course.

    Raises:
        SandboxError: the course or its gradebook lies in a folder that the sandbox shows.
    """
    database = sqlite_path(database_url(course))
    steps = [course.folders.base(step) for step in STEPS]
    apart = [path for path in (course.home, *steps) if not path.is_relative_to(course.root)]
    require_hidden(sandbox, [course.root, *apart, *([] if database is None else [database])])
