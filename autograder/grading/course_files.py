"""Course files: what lies beside a course's notebooks, made ready for answers to read.

`source/` itself holds the answers, so a folder with the other files alone is shown.
"""

from __future__ import annotations

import contextlib
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course.beside_files import files_beside
from autograder.course.config import load_config
from autograder.course.layout import Course

READABLE = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


@contextlib.contextmanager
def course_files(course: Course, assignment: str) -> Iterator[Path | None]:
    """Yield a folder with the files that an assignment's notebooks find beside them.

    None for an assignment that has texts: its answers are graded without files. The digest of the
    files is a part of the circumstances of a grade.

    Args:
        course: the course.
        assignment: name of the assignment.
    """
    if assignment in course.written():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="course-files-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        for name, path in given_files(course, assignment).items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)  # no link: a test may write to it
            target.chmod(READABLE)
        yield folder


def given_files(course: Course, assignment: str) -> dict[str, Path]:
    """Return the files beside an assignment's notebooks, by their paths beside them.

    Raises:
        CourseError: the configuration says in a wrong way which files these are.
    """
    folder = course.source_folder(assignment)
    found = files_beside(folder, load_config(course), assignment)
    return {path.relative_to(folder).as_posix(): path for path in found}
