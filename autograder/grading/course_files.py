"""Course files: what lies beside a course's notebooks, made ready for answers to read.

`source/` itself holds the answers, so a folder with the other files alone is shown. What a link
shows may lie anywhere on this machine, so a link counts only where it stays in the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.beside_files import files_beside
from autograder.course.config import load_config
from autograder.course.layout import Course

NOTEBOOK = ".ipynb"
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
        for name, path in given_files(course, assignment).files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)  # no link: a test may write to it
            target.chmod(READABLE)
        yield folder


@dataclass(frozen=True)
class Beside:
    """What lies beside an assignment's notebooks.

    Attributes:
        files: what notebooks find there, by its path beside them.
        left_out: a sentence about each file that they do not find.
    """

    files: dict[str, Path]
    left_out: tuple[str, ...] = ()


def given_files(course: Course, assignment: str) -> Beside:
    """Return the files beside an assignment's notebooks.

    Raises:
        CourseError: the configuration says in a wrong way which files these are.
    """
    folder = course.source_folder(assignment)
    found: dict[str, Path] = {}
    named = []
    for path in files_beside(folder, load_config(course), assignment):
        problem = _problem(path, folder)
        if problem:
            named.append(f"{course.relative(path)} {problem}, so no notebook finds it.")
        else:
            found[path.relative_to(folder).as_posix()] = path
    return Beside(found, tuple(named))


def _problem(path: Path, folder: Path) -> str:
    """Return why answers must not see a file; "" where they may."""
    home = folder.resolve()
    target = path.resolve()
    if not target.is_relative_to(home):
        return f"is a link that leads out of {folder.name}/"
    if not target.exists():
        return "is a link that leads nowhere"
    if target.suffix == NOTEBOOK:
        return "is a link to a notebook, which holds the answers"
    if not target.is_file():
        return "is not an ordinary file"
    return "" if os.access(target, os.R_OK) else "cannot be read"
