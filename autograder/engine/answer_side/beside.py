"""Beside: the files that a notebook finds in its folder, the course's and the student's own.

The course's lie in a folder that nobody can write to; a notebook's folder has links to them.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from autograder.engine.processes.libraries import COURSE_FILES


def lay_out_course_files() -> None:
    """Link the course's files into the working folder, and let cells import modules from there."""
    course = os.environ.get(COURSE_FILES, "")
    if not course:
        return
    for place, _, names in os.walk(course):
        here = Path(os.path.relpath(place, course))
        here.mkdir(exist_ok=True)
        for name in names:
            with contextlib.suppress(FileExistsError):
                (here / name).symlink_to(Path(place, name))
    if "" not in sys.path:
        sys.path.insert(0, "")


def put_file(path: str, content: bytes) -> None:
    """Write one of the student's files, where it does not take the place of one of the course's."""
    target = Path(path)
    if target.is_absolute() or ".." in target.parts:
        return
    with contextlib.suppress(OSError):  # a name that is taken, or too long
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)


def was_put(file: Path) -> bool:
    """Tell whether a file is a link to one of the course's."""
    course = os.environ.get(COURSE_FILES, "")
    return bool(course) and file.is_symlink() and str(file.readlink()).startswith(f"{course}/")
