"""Moves: files go into place and others aside, all of them or none."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.course.layout import Course
from autograder.errors import ArchiveError
from autograder.keeping.contents import BACKUPS


class Moves:
    """Moves that are taken back where the block that makes them does not end well.

    What moves aside goes to a folder in `backups/`. What lies outside of the course's folder stays
    on its disk: it goes to a folder beside its place.

    Args:
        course: the course.
        label: name of what lies aside.
    """

    def __init__(self, course: Course, label: str) -> None:
        self._root = course.root
        self._label = label
        self._aside = free(course.root / BACKUPS / label)
        self._done: list[tuple[Path, Path]] = []
        self._copies: list[Path] = []
        self._elsewhere: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for copy in self._copies:
            shutil.rmtree(copy, ignore_errors=True)
        if error is None:
            return
        self._take_back()
        if isinstance(error, OSError):
            raise ArchiveError(
                f"{error.filename2 or error.filename} cannot be put into place: {error.strerror}. "
                "Nothing has changed.",
                "Check whose the folder is, and the disk's space.",
            ) from error

    def exchange(self, new: Path, target: Path) -> None:
        """Move what stands at `target` aside, and `new` to its place.

        Raises:
            OSError: it cannot be done.
        """
        new = self._on_the_same_disk(new, target)
        if os.path.lexists(target):
            if target.is_relative_to(self._root):
                aside = self.place_aside(str(target.relative_to(self._root)))
            else:
                aside = free(target.with_name(f"{target.name}.{self._label}"))
                self._elsewhere.append(aside)
            self.move(target, aside)
        self.move(new, target)

    def move(self, source: Path, target: Path) -> None:
        """Move a file or folder to where nothing is.

        Raises:
            OSError: it cannot be done.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        self._done.append((source, target))  # first: Ctrl-C may come between the two
        source.rename(target)

    def place_aside(self, name: str) -> Path:
        """Return a place aside for what had a name in the course's folder.

        Raises:
            OSError: its folder cannot be made.
        """
        place = self._aside / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def aside_folders(self) -> tuple[Path, ...]:
        """Return the folders that hold what moved aside."""
        return (*([self._aside] if self._aside.exists() else []), *self._elsewhere)

    def _take_back(self) -> None:
        """Move everything back to where it was; nothing is deleted but empty folders."""
        for source, target in reversed(self._done):
            if os.path.lexists(target) and not os.path.lexists(source):
                target.rename(source)
        for folder, _, _ in os.walk(self._aside, topdown=False):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()

    def _on_the_same_disk(self, new: Path, target: Path) -> Path:
        """Return `new`, or a copy of it from where it can be moved to its place in one step."""
        near = target.parent
        near.mkdir(parents=True, exist_ok=True)
        if near.stat().st_dev == new.stat().st_dev:
            return new
        folder = Path(tempfile.mkdtemp(dir=near, prefix=".restoring-"))
        self._copies.append(folder)
        copy = folder / "new"
        if new.is_dir():
            shutil.copytree(new, copy)
        else:
            shutil.copy2(new, copy)
        return copy


def free(path: Path) -> Path:
    """Return a path at which nothing is: this one, or one with a number behind it."""
    number, place = 2, path
    while place.exists() or place.is_symlink():
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return place
