"""Scratch: the folders that a submission can write to, made as they were behind each."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Condition:
    """What of a scratch folder itself can be changed.

    Attributes:
        mode: type and rights.
        owner: numbers of its user and its group.
        number: which folder it is.
        attributes: extended attributes, access lists among them.
    """

    mode: int
    owner: tuple[int, int]
    number: int
    attributes: tuple[tuple[str, bytes], ...]


def scratch_folders() -> list[Path]:
    """Return the folders that a submission can write to."""
    return [Path(os.environ["TMPDIR"]), *([Path("/dev/shm")] if os.getpid() == 1 else [])]


def scratch_condition() -> list[Condition]:
    """Return the condition of each scratch folder."""
    found = []
    for folder in scratch_folders():
        state = folder.lstat()
        attributes = ((name, os.getxattr(folder, name)) for name in sorted(os.listxattr(folder)))
        owner = (state.st_uid, state.st_gid)
        found.append(Condition(state.st_mode, owner, state.st_ino, tuple(attributes)))
    return found


def empty_scratch(before: list[Condition] | None = None) -> None:
    """Remove every file that a submission can have left, and give the folders their rights back.

    Ends the sandbox where that cannot be done: a new one takes over.

    Args:
        before: the folders' condition as it was; None where nobody can have changed it.
    """
    try:
        if before is not None and scratch_condition() != before:
            _mend(before)
        for path in [path for folder in scratch_folders() for path in folder.iterdir()]:
            if path.is_dir() and not path.is_symlink():
                _remove(path)
            else:
                path.unlink()
        if before is not None and scratch_condition() != before:
            raise SystemExit(1)
    except (OSError, RecursionError):
        raise SystemExit(1) from None


def _mend(before: list[Condition]) -> None:
    """Give the folders the rights and attributes that they had, as far as they are ours."""
    for folder, condition in zip(scratch_folders(), before, strict=True):
        with contextlib.suppress(PermissionError):
            folder.chmod(stat.S_IMODE(condition.mode))
        for name in set(os.listxattr(folder)) - {name for name, _ in condition.attributes}:
            os.removexattr(folder, name)


def _remove(folder: Path) -> None:
    """Remove a folder with all that is in it, folders without rights too."""
    try:
        shutil.rmtree(folder)
    except PermissionError:
        for place, _, _ in os.walk(folder, onerror=_let_in):
            Path(place).chmod(stat.S_IRWXU)
        shutil.rmtree(folder)


def _let_in(error: OSError) -> None:
    with contextlib.suppress(OSError):
        Path(str(error.filename)).chmod(stat.S_IRWXU)
