"""Listing: what lies in a folder that somebody else has filled, within bounds.

Nothing is opened, links are not followed, and a folder with more entries than anybody hands in is
not looked through to its end.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course.refused import is_control
from autograder.files import is_junk

MAX_ENTRIES = 500
MAX_DEPTH = 3
MAX_REASON = 200
_SHOWN = 80
_LISTED = 5
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows them, our own words too."""
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Listing:
    """What lies in a folder and below it, without what systems put there.

    Attributes:
        files: the files' paths, relative to the folder, sorted.
        folders: the folders directly in it, sorted.
        blocked: sentences about folders that cannot be looked into, sorted.
        cut: whether there is more than was looked at; then no path is told, as which ones come
            first is chance.
    """

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    cut: bool = False


def list_folder(folder: Path, *, depth: int = MAX_DEPTH, leave_out: Iterable[str] = ()) -> Listing:
    """Return what lies in a folder.

    Args:
        folder: where to look.
        depth: how many folders deep; 1 for the folder's own entries.
        leave_out: names of folders directly in it that are not looked into.
    """
    search = _Search(folder, depth, frozenset(leave_out))
    search.look("", 1)
    if search.left < 0:
        return Listing(cut=True)
    return Listing(
        tuple(sorted(search.files)), tuple(sorted(search.folders)), tuple(sorted(search.blocked))
    )


class _Search:
    """One walk through a folder, which ends when there is too much."""

    def __init__(self, top: Path, depth: int, leave_out: frozenset[str]) -> None:
        self._top = top
        self._depth = depth
        self._leave_out = leave_out
        self.left = MAX_ENTRIES
        self.files: list[str] = []
        self.folders: list[str] = []
        self.blocked: list[str] = []

    def look(self, below: str, level: int) -> None:
        try:
            with os.scandir(self._top / below) as entries:
                for entry in entries:
                    self.left -= 1
                    if self.left < 0:
                        return
                    self._entry(entry, below, level)
        except FileNotFoundError:
            return
        except OSError as error:
            place = shown(below or self._top.name)
            self.blocked.append(f"The folder {place} cannot be read ({error.strerror}).")

    def _entry(self, entry: os.DirEntry[str], below: str, level: int) -> None:
        if is_junk(entry.name):
            return
        path = f"{below}/{entry.name}" if below else entry.name
        if entry.is_symlink():
            self.blocked.append(f"{shown(path)} is a link, and links are not followed.")
        elif not entry.is_dir(follow_symlinks=False):
            self.files.append(path)
        else:
            if level == 1:
                self.folders.append(path)
                if entry.name in self._leave_out:
                    return
            if level < self._depth:
                self.look(path, level + 1)
            elif self._depth > 1:
                self.blocked.append(f"The folder {shown(path)} lies too deep to be looked into.")


def simple(name: str) -> str:
    """Return a name as it is compared: without case, blanks and signs, in one form of Unicode."""
    return _SIGNS.sub("_", unicodedata.normalize("NFKC", name).casefold()).strip("_")


def shown(name: str) -> str:
    """Return a name as sentences show it: text, short, and without controls."""
    text = name.encode("utf-8", "backslashreplace").decode()
    text = "".join("?" if is_control(sign) or sign in _TURNING else sign for sign in text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN // 2]}…{text[-_SHOWN // 2 + 1 :]}"


def shown_all(names: Iterable[str]) -> str:
    """Return some names as a sentence shows them: the first ones, and how many more there are."""
    found = list(names)
    parts = [shown(name) for name in found[:_LISTED]]
    if len(found) > _LISTED:
        parts.append(f"{len(found) - _LISTED} more")
    return " and ".join([part for part in (", ".join(parts[:-1]), parts[-1]) if part])


def reason(error: Exception) -> str:
    """Return an error as a sentence quotes it: one short line."""
    said = str(getattr(error, "strerror", None) or error)
    return shown(f"{type(error).__name__}: {said}"[:MAX_REASON])
