"""Restore: an archive back into its course, or into an empty folder.

All of it is unpacked beside its place first, and compared with its list. Then each part moves into
place, after what is there now has moved aside; what an archive does not hold is not touched.
Nothing is deleted: stopped at any moment, what was there lies in its place or aside. The gradebook
comes last, in one transaction, after a copy of it has gone aside as well.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.config import database_url
from autograder.course.config_files import has_config
from autograder.course.layout import Course
from autograder.errors import ArchiveError, NotFoundError
from autograder.gradebook.copies import COMPANIONS, copy_in, copy_out, is_empty, is_whole
from autograder.gradebook.explained import shown, sqlite_path
from autograder.gradebook.turns import in_turn
from autograder.keeping.archive import opened
from autograder.keeping.backup import STAMP
from autograder.keeping.contents import BACKUPS
from autograder.keeping.listing import Contents
from autograder.keeping.moves import Moves
from autograder.keeping.names import COURSE, GRADEBOOK, HOME, read

SCRATCH = ".restoring-"
Asking = Callable[[str], bool]
"""Asked before a database that is not empty is replaced; whether it may be."""


@dataclass(frozen=True)
class Change:
    """What becomes of a part of an archive.

    Attributes:
        part: its name.
        target: where it goes; None where only the archive's configuration says it.
        replaces: something is there now.
    """

    part: str
    target: Path | None
    replaces: bool


@dataclass(frozen=True)
class Plan:
    """What restoring an archive would do.

    Attributes:
        archive: the archive's file.
        course: the course that it goes into, which may be an empty folder.
        contents: the archive's list.
        changes: what becomes of each part; none where only the gradebook is wanted.
        gradebook: the gradebook is restored.
    """

    archive: Path
    course: Course
    contents: Contents
    changes: tuple[Change, ...]
    gradebook: bool


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Attributes:
        aside: folders with what was there before.
        database: the gradebook's place, as messages show it; empty where none was restored.
    """

    aside: tuple[Path, ...]
    database: str


def make_plan(start: Path | None, path: Path, *, only_gradebook: bool = False) -> Plan:
    """Check an archive from end to end, and return what restoring it would do.

    Args:
        start: a folder of the course, or an empty folder; the working folder by default.
        path: the archive.
        only_gradebook: leave the files as they are.

    Raises:
        ArchiveError: it is damaged, not to be trusted, or holds no gradebook where one is wanted.
        NotFoundError: only the gradebook is wanted, and there is no course.
    """
    try:
        course = Course.find(start)
    except NotFoundError:
        if only_gradebook:
            raise
        course = Course((start or Path.cwd()).resolve())
    with opened(path) as archive:
        archive.check()
        contents = archive.contents
    held = GRADEBOOK in contents.files
    if only_gradebook and not held:
        raise ArchiveError(f"{path} holds no gradebook.", "Take another archive.")
    parts = [] if only_gradebook else [part for part in contents.parts if _holds(contents, part)]
    return Plan(path, course, contents, tuple(_change(course, part) for part in parts), held)


def _holds(contents: Contents, part: str) -> bool:
    names = (*contents.files, *contents.folders)
    return any(name == part or name.startswith(f"{part}/") for name in names)


def _change(course: Course, part: str) -> Change:
    place, _, rest = str(read(part)).partition("/")
    folders = {COURSE: course.root, HOME: course.home}
    if place not in folders:
        return Change(part, None, False)
    target = folders[place] / rest
    return Change(part, target, os.path.lexists(target))


def restore(plan: Plan, may_replace: Asking) -> Restored:
    """Restore an archive as planned.

    Args:
        plan: what is to be done.
        may_replace: asked before a database other than an SQLite file is replaced that is not
            empty.

    Raises:
        ArchiveError: it cannot be unpacked or put into place here, or the database may not be
            replaced. Nothing has changed then.
        CourseError: the configuration in the archive does not run. Nothing has changed.
        GradebookError: the gradebook cannot be replaced. Nothing has changed.
    """
    course = plan.course
    with _unpacked(plan) as scratch:
        now = _restored_course(plan, scratch)
        url = database_url(now).replace(str(scratch / COURSE), str(course.root))
        url = url.replace(str(scratch / HOME), str(course.home))
        held = plan.gradebook and not is_empty(course, url)
        if held and sqlite_path(url) is None and not may_replace(shown(course, url)):
            raise ArchiveError(
                f"The database {shown(course, url)} is not empty, and was left as it is.",
                "Answer yes, add --yes, or name another one in c.CourseDirectory.db_url.",
            )
        # All of them before the first move: the configuration that says where is itself moved.
        targets = {one.part: _target(plan, now, scratch, one.part) for one in plan.changes}
        moves = Moves(course, f"before-restore-{datetime.now(UTC):{STAMP}}")
        with in_turn(course), moves:
            for part, target in targets.items():
                moves.exchange(scratch / str(read(part)), target)
            if held:
                _copy_aside(course, url, moves)
            if plan.gradebook:
                copy_in(course, url, scratch / GRADEBOOK)
    return Restored(moves.aside_folders(), shown(course, url) if plan.gradebook else "")


def _target(plan: Plan, now: Course, scratch: Path, part: str) -> Path:
    """Return where a part goes, by the configuration as it will be."""
    place, _, rest = str(read(part)).partition("/")
    folders = {COURSE: now.root, HOME: plan.course.home}
    target = (folders[place] if place in folders else now.folders.base(place)) / rest
    for name, folder in ((COURSE, plan.course.root), (HOME, plan.course.home)):
        if target.is_relative_to(scratch / name):
            return folder / target.relative_to(scratch / name)
    return target


def _copy_aside(course: Course, url: str, moves: Moves) -> None:
    """Keep what the gradebook holds; a file that is no database any more is moved."""
    file = sqlite_path(url)
    if file is None or is_whole(course, file):
        copy_out(course, url, moves.place_aside(GRADEBOOK))
        return
    for ending in ("", *COMPANIONS):
        path = file.with_name(f"{file.name}{ending}")
        if path.exists():
            moves.move(path, moves.place_aside(f"{GRADEBOOK}{ending}"))


@contextlib.contextmanager
def _unpacked(plan: Plan) -> Iterator[Path]:
    """Yield a folder with all that the plan needs of the archive; it goes in the end."""
    beside = plan.course.root / BACKUPS
    needed = sum(file.size for file in plan.contents.files.values())
    try:
        beside.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(beside).free < needed:
            raise OSError(errno.ENOSPC, f"{needed / 2**20:.0f} MiB are needed")
        scratch = Path(tempfile.mkdtemp(dir=beside, prefix=SCRATCH))
    except OSError as error:
        raise ArchiveError(
            f"{plan.archive} cannot be unpacked in {beside}: {error.strerror}.",
            "Make room, or restore as somebody who may write there.",
        ) from error
    try:
        with opened(plan.archive) as archive:
            if archive.contents != plan.contents:
                raise ArchiveError(f"{plan.archive} has changed meanwhile.", "Run it again.")
            for name in archive.contents.files:
                if plan.changes or name == GRADEBOOK:
                    archive.unpack(name, scratch / str(read(name)))
            for name in archive.contents.folders if plan.changes else ():
                (scratch / str(read(name))).mkdir(parents=True, exist_ok=True)
        if plan.gradebook and not is_whole(plan.course, scratch / GRADEBOOK):
            raise ArchiveError(
                f"The gradebook in {plan.archive} is damaged.", "Take another archive."
            )
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        with contextlib.suppress(OSError):
            beside.rmdir()  # where it was made for this alone


def _restored_course(plan: Plan, scratch: Path) -> Course:
    """Return the course as it will be: by the archive's configuration, where that is restored.

    Raises:
        CourseError: the configuration does not run.
    """
    home = scratch / (HOME if (scratch / HOME).is_dir() else COURSE)
    return Course.find(home) if plan.changes and has_config(home) else plan.course
