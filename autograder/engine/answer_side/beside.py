"""Beside: the files that a notebook finds in its folder, the course's and the student's own.

The course's lie in a folder that nobody can write to. A notebook's folder has copies of small
files, which cells may write to as with nbgrader, and links to large ones.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import sys
from pathlib import Path

from autograder.engine.processes.libraries import COURSE_FILES

MAX_COPIED = 1 << 20
"""Bytes of a file that every notebook gets a copy of."""


def lay_out_course_files() -> None:
    """Put the course's files into the working folder, and let cells import modules from there."""
    course = os.environ.get(COURSE_FILES, "")
    if not course:
        return
    for place, _, names in os.walk(course):
        here = Path(os.path.relpath(place, course))
        here.mkdir(exist_ok=True)
        for name in names:
            with contextlib.suppress(FileExistsError):
                _put(Path(place, name), here / name)
    if "" not in sys.path:
        sys.path.insert(0, "")


def _put(original: Path, target: Path) -> None:
    if original.stat().st_size > MAX_COPIED:
        target.symlink_to(original)
    else:
        with target.open("xb") as file:
            file.write(original.read_bytes())


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
    """Tell whether a file in the working folder is one of the course's, as it was put there."""
    course = os.environ.get(COURSE_FILES, "")
    if not course or not file.is_relative_to(Path.cwd()):
        return False
    original = Path(course, file.relative_to(Path.cwd()))
    if file.is_symlink():
        return file.readlink() == original
    return original.is_file() and filecmp.cmp(file, original, shallow=False)
