"""Backup: one archive, written beside its place, read again, and then moved there.

Files go in first and the gradebook last, so it knows of every grading whose files are in. Where it
knows of more, the next `autograder grade` brings both together, as after a kill.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from autograder.course.config import database_url, load_config
from autograder.course.layout import Course
from autograder.errors import ArchiveError
from autograder.files import file_name
from autograder.gradebook.copies import copy_out, is_empty, is_whole
from autograder.gradebook.explained import shown, sqlite_path
from autograder.gradebook.schema import schema_number
from autograder.gradebook.turns import in_turn
from autograder.keeping.archive import Writer, opened
from autograder.keeping.contents import (
    BACKUPS,
    Entry,
    Part,
    groups_of,
    open_file,
    others_of,
    parts_of,
)
from autograder.keeping.listing import FORMAT, Contents
from autograder.keeping.moves import free
from autograder.keeping.names import GRADEBOOK

ENDING = ".zip"
STAMP = "%Y%m%dT%H%M%SZ"
_OWN_NAME = r"-(\d{8}T\d{6}Z)(?:-(\d+))?\.zip"
TEMPORARY = ".backup-"
WRITERS_OWN = 0o600
"""An archive holds names, grades and the configuration: nobody else may read it."""


@dataclass
class Backup:
    """An archive that was made.

    Attributes:
        path: the file.
        contents: its list.
        bytes: its size.
        others: what else lies in the course's folder, and is not in it.
        removed: older archives that were removed.
    """

    path: Path
    contents: Contents
    bytes: int
    others: list[str]
    removed: list[Path] = field(default_factory=list)

    @property
    def unread(self) -> dict[str, str]:
        """What should be in it, and could not be read."""
        return {
            name: reason
            for name, reason in self.contents.left_out.items()
            if reason.startswith("it cannot be read")
        }


def make_backup(
    course: Course,
    target: Path | None = None,
    *,
    everything: bool = False,
    also: Iterable[Path] = (),
    keep: int | None = None,
) -> Backup:
    """Write an archive of a course, and read it again before it gets its name.

    Args:
        course: the course.
        target: the archive's file, or the folder for it; `backups/` by default.
        everything: take feedback, reports, tables and downloads, too.
        also: more files and folders of the course.
        keep: how many archives of this course the folder holds in the end; None for all.

    Raises:
        ArchiveError: the archive cannot be written, or there is a file of this name.
        GradebookError: the gradebook cannot be read, or is damaged.
        CourseError: the configuration does not run.
    """
    parts = parts_of(course, everything=everything, also=also)
    place = _place(course, target)
    with _written_beside(place) as scratch:
        contents = _write(course, scratch, parts)
        with opened(scratch) as archive:
            archive.check()
        with scratch.open("rb") as file:
            os.fsync(file.fileno())
        _give_name(scratch, place)
    made = Backup(place, contents, place.stat().st_size, others_of(course, parts))
    if keep is not None:
        made.removed += _remove_older(course, place.parent, keep)
    return made


def name_of(course: Course) -> str:
    """Return the course's name: the configured one, or its folder's."""
    configured = load_config(course).get("CourseDirectory", {}).get("course_id", "")
    return str(configured or course.root.name or "course")


def _place(course: Course, target: Path | None) -> Path:
    folder = course.root / BACKUPS if target is None else target
    is_folder = target is None or target.is_dir() or target.suffix != ENDING
    if not is_folder:
        if folder.exists():
            raise ArchiveError(f"There is a file {folder}.", "Name another one, or a folder.")
        return folder
    name = f"{file_name(name_of(course))}-{datetime.now(UTC):{STAMP}}"
    return free(folder / f"{name}{ENDING}")


@contextlib.contextmanager
def _written_beside(place: Path) -> Iterator[Path]:
    """Yield a new file beside a place; what is left of it in the end goes."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=TEMPORARY, suffix=ENDING)
    except OSError as error:
        raise _not_written(place, error) from error
    os.close(handle)
    try:
        yield Path(name)
    except OSError as error:
        raise _not_written(place, error) from error
    finally:
        Path(name).unlink(missing_ok=True)


def _give_name(scratch: Path, place: Path) -> None:
    """Name a file, and overwrite none that has come in between.

    Raises:
        OSError: there is one.
    """
    scratch.chmod(WRITERS_OWN)
    try:
        place.hardlink_to(scratch)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        scratch.replace(place)


def _not_written(place: Path, error: OSError) -> ArchiveError:
    return ArchiveError(
        f"{place} cannot be written: {error.strerror or error}.",
        "Check the folder and the disk's space.",
    )


def _write(course: Course, path: Path, parts: list[Part]) -> Contents:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    contents = Contents(FORMAT, name_of(course), made, _versions())
    records = course.folders.base("autograded")
    with zipfile.ZipFile(path, "w") as archive:
        writer = Writer(archive, contents)
        for part in parts:
            contents.parts.append(part.name)
            for group in groups_of(part):
                # A submission's record and notebooks are exchanged together: see `grading.record`.
                alone = part.path.is_relative_to(records) or records.is_relative_to(part.path)
                with in_turn(course) if alone else contextlib.nullcontext():
                    for entry in group:
                        _add(writer, entry)
        _add_gradebook(course, writer)
        writer.finish()
    return contents


def _versions() -> dict[str, str]:
    versions = {name: metadata.version(name) for name in ("activation-lab", "nbgrader")}
    return {**versions, "python": platform.python_version(), "schema": schema_number()}


def _add(writer: Writer, entry: Entry) -> None:
    contents = writer.contents
    if entry.left_out:
        contents.left_out[entry.name] = entry.left_out
    elif entry.is_folder:
        contents.folders.append(entry.name)
    else:
        try:
            handle = open_file(entry.path)
        except FileNotFoundError:
            return  # it was taken away at this moment
        except OSError as error:
            reason = error.strerror or "unknown"
            contents.left_out[entry.name] = f"it cannot be read ({reason})"
            return
        writer.add(entry.name, handle)


def _add_gradebook(course: Course, writer: Writer) -> None:
    url = database_url(course)
    if is_empty(course, url):
        return
    with tempfile.TemporaryDirectory(prefix="gradebook-") as folder:
        copy = Path(folder) / GRADEBOOK
        copy_out(course, url, copy)
        if not is_whole(course, copy):
            raise ArchiveError(
                f"The gradebook {shown(course, url)} is damaged: no backup was made.",
                "Put an earlier one back: autograder restore <archive> --gradebook",
            )
        writer.contents.database = "SQLite" if sqlite_path(url) else shown(course, url)
        writer.add(GRADEBOOK, open_file(copy))


def _remove_older(course: Course, folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest archives of a course; whatever else lies there stays.

    What is removed has a name that we give, and holds a list of contents that names this course.
    """
    own = re.compile(re.escape(file_name(name_of(course))) + _OWN_NAME)
    dated = []
    for path in folder.iterdir():
        found = own.fullmatch(path.name)
        if found and path.is_file() and not path.is_symlink() and _is_of(course, path):
            dated.append(((found[1], int(found[2] or 1)), path))
    older = [path for _, path in sorted(dated, reverse=True)[keep:]]
    for path in older:
        path.unlink()
    return older


def _is_of(course: Course, path: Path) -> bool:
    try:
        with opened(path) as archive:
            return archive.contents.course == name_of(course)
    except ArchiveError:
        return False
