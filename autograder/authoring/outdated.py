"""Outdated: notebooks whose texts have been edited since the last build.

Times come first, so that looking costs nothing where nothing has been edited: only a notebook whose
text is newer than what was made of it is made again, in memory.
"""

from __future__ import annotations

from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.errors import BuildError, CourseError


def outdated(course: Course, assignment: str) -> list[str]:
    """Return the notebooks whose text gives something else than their source and release.

    A text that breaks a rule counts, too: what stands there is not made of it.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: the configuration does not run.
    """
    if assignment not in course.written():
        return []
    newer = [name for name in course.notebooks(assignment) if _is_newer(course, assignment, name)]
    return [name for name in newer if _differs(course, assignment, name)]


def _is_newer(course: Course, assignment: str, name: str) -> bool:
    made = (course.source_path(assignment, name), course.release_path(assignment, name))
    if not all(path.is_file() for path in made):
        return True
    text = course.text_path(assignment, name).stat().st_mtime_ns
    return text > min(path.stat().st_mtime_ns for path in made)


def _differs(course: Course, assignment: str, name: str) -> bool:
    from autograder.authoring.build import kind_of_change, make_notebook  # half a second

    try:
        files = make_notebook(course, assignment, name, load_config(course))
    except (BuildError, CourseError):
        return True
    return any(kind_of_change(path, files) for path in files)
