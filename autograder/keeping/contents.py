"""What of a course goes into an archive: all that cannot be made again from the rest of it.

A list says what goes in, and not what stays out. The course's folder may hold an environment, data
sets, or the code of this project under version control, and restoring must not touch these.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course.config import database_url
from autograder.course.config_files import JSON_NAME
from autograder.course.corrections import CORRECTIONS_NAME
from autograder.course.dates import DATES_NAME
from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import ArchiveError
from autograder.gradebook.copies import COMPANIONS
from autograder.gradebook.explained import sqlite_path
from autograder.keeping.names import COURSE, HOME, written

BACKUPS = "backups"
"""The folder of archives in the course's folder; nothing of it goes into an archive."""
STEPS = ("source", "release", "submitted", "autograded")
"""Steps that are kept: what was asked, what was handed out and in, and the records of grading."""
MORE_STEPS = ("feedback",)
"""Steps that grading makes again."""
FOLDERS = ("notebooks", "answers", "adopted", "collected")
MORE_FOLDERS = ("report", "replies", "similarity", "exports", "downloaded")
PATTERNS = (CONFIG_NAME, JSON_NAME, DATES_NAME, CORRECTIONS_NAME, "roster.csv", "*.csv", "*.py")
"""Files directly in the course's folder: configuration, plugins that it imports, class lists."""
NOT_OF_THE_COURSE = frozenset({BACKUPS, "build", "demo", "__pycache__"})
LINK = "it is a link"
SPECIAL = "it is not a file"
_PASSING = (".writing-", ".old-")
"""How folders begin that grading is just writing."""


@dataclass(frozen=True)
class Part:
    """A file or folder that is archived, and restored, as a whole.

    Attributes:
        name: its name in the archive.
        path: where it lies.
    """

    name: str
    path: Path


@dataclass(frozen=True)
class Entry:
    """A file or an empty folder, or what is left out.

    Attributes:
        name: its name in the archive.
        path: where it lies.
        is_folder: it is an empty folder.
        left_out: why it does not go in; empty for what does.
    """

    name: str
    path: Path
    is_folder: bool = False
    left_out: str = ""


def parts_of(course: Course, *, everything: bool = False, also: Iterable[Path] = ()) -> list[Part]:
    """Return the parts of a course that are there, sorted by name.

    Args:
        course: the course.
        everything: take what grading makes again, too.
        also: more files and folders of the course.

    Raises:
        ArchiveError: one of `also` is not there, or not in the course's folder.
        CourseError: the configuration does not run.
    """
    steps = (*STEPS, *MORE_STEPS) if everything else STEPS
    found = [part for step in steps for part in _of_step(course, step)]
    folders = (*FOLDERS, *MORE_FOLDERS) if everything else FOLDERS
    found += [_inside(course, course.root / name) for name in folders]
    files = {path for pattern in PATTERNS for path in course.root.glob(pattern) if path.is_file()}
    found += [_inside(course, path) for path in files]
    if course.home != course.root:
        names = (CONFIG_NAME, JSON_NAME)
        found += [Part(f"{HOME}/{name}", course.home / name) for name in names]
    found += [_also(course, path) for path in also]
    there = {part.name: part for part in found if part.path.exists()}
    return [there[name] for name in sorted(there) if not _covered(name, there)]


def _covered(name: str, others: Iterable[str]) -> bool:
    return any(name.startswith(f"{other}/") for other in others)


def _of_step(course: Course, step: str) -> Iterator[Part]:
    base = course.folders.base(step)
    if not base.is_relative_to(course.root) and not course.root.is_relative_to(base):
        yield Part(step, base)
    elif base != course.root and base.is_relative_to(course.root):
        yield _inside(course, base)
    else:  # students' or assignments' folders come first: there is no folder for the step alone
        for _, _, path in course.folders.existing(step):
            yield _inside(course, path)


def _inside(course: Course, path: Path) -> Part:
    return Part(f"{COURSE}/{written(path.relative_to(course.root).as_posix())}", path)


def _also(course: Course, path: Path) -> Part:
    place = Path(os.path.normpath(course.root / path))
    aside = course.root / BACKUPS
    if place == course.root or not place.is_relative_to(course.root) or not place.exists():
        raise ArchiveError(
            f"{path} is not a file or folder below the course's folder.",
            f"Name one below {course.root}.",
        )
    if place.is_relative_to(aside):
        raise ArchiveError(
            f"{path} holds archives, which do not go into another one.", "Leave it out."
        )
    return _inside(course, place)


def others_of(course: Course, parts: Iterable[Part]) -> list[str]:
    """Return what else lies directly in the course's folder, and is not of passing use.

    Args:
        course: the course.
        parts: what goes in.
    """
    gone = {part.path.relative_to(course.root).parts[0] for part in parts if _in(course, part)}
    gone |= {*NOT_OF_THE_COURSE, *MORE_FOLDERS, *MORE_STEPS}
    if gradebook := sqlite_path(database_url(course)):
        gone |= {f"{gradebook.name}{ending}" for ending in ("", *COMPANIONS)}
    names = sorted(path.name for path in course.root.iterdir() if path.name[:1] != ".")
    return [name for name in names if name not in gone]


def _in(course: Course, part: Part) -> bool:
    return part.path.is_relative_to(course.root)


def groups_of(part: Part) -> Iterator[Iterator[Entry]]:
    """Yield what a part holds, sorted, in a group for each thing that lies in its folder.

    No link below it is followed. The part itself may be one: a course's own folder may lie on
    another disk.

    Args:
        part: the part.
    """
    if part.path.is_dir():
        yield from _groups(part.name, part.path)
    else:
        yield iter([Entry(part.name, part.path.resolve())])


def _groups(name: str, folder: Path) -> Iterator[Iterator[Entry]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except FileNotFoundError:
        return  # graded anew or handed in anew at this moment
    except OSError as error:
        yield iter([Entry(name, folder, left_out=f"it cannot be read ({error.strerror})")])
        return
    if not entries:
        yield iter([Entry(name, folder, is_folder=True)])
    for entry in entries:
        if not entry.name.startswith(_PASSING):
            yield _one(f"{name}/{written(entry.name)}", entry)


def _one(name: str, entry: os.DirEntry[str]) -> Iterator[Entry]:
    path = Path(entry.path)
    if entry.is_symlink():
        yield Entry(name, path, left_out=LINK)
    elif entry.is_dir(follow_symlinks=False):
        for group in _groups(name, path):
            yield from group
    elif entry.is_file(follow_symlinks=False):
        yield Entry(name, path)
    else:
        yield Entry(name, path, left_out=SPECIAL)


def open_file(path: Path) -> int:
    """Open a file for reading, and no link, pipe or device that has taken its place.

    Raises:
        OSError: it cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, SPECIAL)
    return handle
