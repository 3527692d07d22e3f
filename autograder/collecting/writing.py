"""Writing: a student's attempts, each as a whole or not at all.

A folder is filled aside, under a hidden name in the folder where it belongs. When it is whole, what
it takes the place of is renamed, and then it is. So nothing that was there is ever lost.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.collecting.arranging import STAMP_NAME, Attempt
from autograder.collecting.standing import (
    LIST_NAME,
    SUBMITTED,
    Decision,
    Known,
    list_text,
    time_text,
    with_places,
)
from autograder.errors import AutograderError
from autograder.files import write_text
from autograder.interrupts import stop_if_asked

_ASIDE = ".collecting-"


def write(decision: Decision, sources: Sequence[str], *, times: bool = True) -> None:
    """Do for a student what was decided.

    Args:
        decision: what is to be done.
        sources: the names of the downloads.
        times: whether the times of the downloads become time stamps.

    Raises:
        AutograderError: a file cannot be written; what was there before is still there.
    """
    stop_if_asked()
    standing = decision.standing
    known = standing.known
    try:
        _clear_leftovers(standing.folder.parent)
        _clear_leftovers(standing.aside)
        for attempt in decision.aside:
            name = _free_name(standing.aside, time_text(attempt.when))
            with _filled(standing.aside, attempt, times=times) as whole:
                whole.rename(standing.aside / name)
            known = _listed(known, attempt, sources, name)
        if decision.counts is not None:
            with _filled(standing.folder.parent, decision.counts, times=times) as whole:
                moved = _move_aside(decision)
                whole.rename(standing.folder)
            known = with_places(known, {standing.current: moved} if moved else {})
            known = _listed(known, decision.counts, sources, SUBMITTED)
    except OSError as error:
        raise AutograderError(
            f"What {decision.student} handed in cannot be written ({error.strerror}).",
            "Check the folder and the disk's space, and run the command again.",
        ) from error
    write_text(standing.aside / LIST_NAME, list_text(known))


def note(decision: Decision, attempts: Sequence[Attempt], sources: Sequence[str]) -> None:
    """List an attempt that lies in `submitted/` already, and was put there by another tool.

    Raises:
        AutograderError: the list cannot be written.
    """
    standing = decision.standing
    for attempt in attempts:
        if attempt.digest == standing.current and standing.by_hand:
            known = _listed(standing.known, attempt, sources, SUBMITTED)
            write_text(standing.aside / LIST_NAME, list_text(known))


def _listed(
    known: Sequence[Known], attempt: Attempt, sources: Sequence[str], place: str
) -> tuple[Known, ...]:
    others = tuple(one for one in known if one.digest != attempt.digest)
    source = sources[attempt.source]
    uploads = {path: piece.upload for path, piece in attempt.files.items() if piece.upload}
    own = Known(attempt.digest, time_text(attempt.when), source, attempt.late, place, uploads)
    return (*others, own)


@contextlib.contextmanager
def _filled(parent: Path, attempt: Attempt, *, times: bool) -> Iterator[Path]:
    """Yield a hidden folder with an attempt; it is gone afterwards where it was not renamed."""
    parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=parent, prefix=_ASIDE))
    try:
        for path, piece in attempt.files.items():
            target = aside / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(piece.file, target)
        stamp = attempt.stamp or (time_text(attempt.when) if times else "")
        if stamp:
            (aside / STAMP_NAME).write_text(f"{stamp}\n", encoding="utf-8")
        aside.chmod(0o755)
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move_aside(decision: Decision) -> str:
    """Make room for the attempt that counts; return where what was there lies now, if it does."""
    standing = decision.standing
    if not standing.folder.exists():
        return ""
    if not any(standing.folder.iterdir()):
        standing.folder.rmdir()
        return ""
    times = {one.digest: one.time for one in standing.known}
    name = _free_name(standing.aside, times.get(standing.current, ""))
    standing.aside.mkdir(parents=True, exist_ok=True)
    try:
        standing.folder.rename(standing.aside / name)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        room = Path(tempfile.mkdtemp(dir=standing.aside, prefix=_ASIDE))
        shutil.copytree(standing.folder, room, symlinks=True, dirs_exist_ok=True)
        room.rename(standing.aside / name)
        shutil.rmtree(standing.folder)
    return name


def _free_name(folder: Path, time: str) -> str:
    """Return a name for an attempt that no other one has: its time, without blanks and colons."""
    begin = time[:19].replace(" ", "T").replace(":", "-") if time else "undated"
    name, number = begin, 1
    while os.path.lexists(folder / name):
        number += 1
        name = f"{begin}-{number}"
    return name


def _clear_leftovers(folder: Path) -> None:
    """Remove what an interrupted run has left half written: copies, all of them."""
    if folder.is_dir():
        for path in folder.glob(f"{_ASIDE}*"):
            shutil.rmtree(path, ignore_errors=True)
