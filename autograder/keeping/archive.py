"""The archive: a zip file whose list of contents holds the SHA-256 of each file.

Any program opens it. What is read of it here is believed only as far as it agrees with that list,
and the list only as far as `keeping.listing` finds it harmless: an archive may be damaged, or come
from anywhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from autograder.errors import ArchiveError
from autograder.keeping.listing import LIST_NAME, Contents, File, read_contents, require_names

CHUNK = 1 << 20
EARLIEST, LATEST = 315532800, 4354819199
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
"""What reading a damaged zip file raises."""


class Writer:
    """An archive that is being written.

    Args:
        archive: the open zip file.
        contents: its list, which grows.
    """

    def __init__(self, archive: zipfile.ZipFile, contents: Contents) -> None:
        self._archive = archive
        self.contents = contents

    def add(self, name: str, handle: int) -> None:
        """Add what an open file holds, and close it.

        Args:
            name: its name in the archive.
            handle: its descriptor.
        """
        with os.fdopen(handle, "rb") as file:
            about = os.fstat(file.fileno())
            info = zipfile.ZipInfo(name, _date(about.st_mtime))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o600) << 16
            digest, size = hashlib.sha256(), 0
            with self._archive.open(info, "w", force_zip64=True) as target:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
        self.contents.files[name] = File(
            digest.hexdigest(), size, stat.S_IMODE(about.st_mode) & 0o777, about.st_mtime_ns
        )

    def finish(self) -> None:
        """Write the list."""
        self._archive.writestr(LIST_NAME, msgspec.json.format(msgspec.json.encode(self.contents)))


def _date(seconds: float) -> tuple[int, int, int, int, int, int]:
    """Return a time as zip files hold it, for people: years from 1980 to 2107."""
    when = time.gmtime(min(max(seconds, EARLIEST), LATEST))
    return (when.tm_year, when.tm_mon, when.tm_mday, when.tm_hour, when.tm_min, when.tm_sec)


class Archive:
    """An archive that is read.

    Args:
        path: the file.
        archive: the open zip file.
        contents: its list, which has been looked through.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile, contents: Contents) -> None:
        self._path = path
        self._archive = archive
        self.contents = contents

    def check(self) -> None:
        """Read every file, and compare it with the list.

        Raises:
            ArchiveError: one is not what was written.
        """
        for name in self.contents.files:
            self._copy(name, None)

    def unpack(self, name: str, path: Path) -> None:
        """Write a file of the archive to a new file.

        Args:
            name: its name in the archive.
            path: where it goes; nothing may be there.

        Raises:
            ArchiveError: it is not what was written, or cannot be written here.
        """
        file = self.contents.files[name]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        except (OSError, ValueError) as error:
            raise _not_written(path, error) from error
        with os.fdopen(handle, "wb") as target:
            self._copy(name, target)
            os.fchmod(handle, file.mode & 0o777)
        with contextlib.suppress(OSError, OverflowError):
            os.utime(path, ns=(file.modified, file.modified))

    def _copy(self, name: str, target: IO[bytes] | None) -> None:
        file = self.contents.files[name]
        digest, size = hashlib.sha256(), 0
        try:
            with self._archive.open(name) as source:
                while chunk := source.read(min(CHUNK, file.size + 1 - size)):
                    digest.update(chunk)
                    size += len(chunk)
                    if target is not None:
                        _write(target, chunk)
                    if size > file.size:
                        break
        except _BROKEN as error:
            raise self._damaged(name) from error
        if (digest.hexdigest(), size) != (file.sha256, file.size):
            raise self._damaged(name)

    def _damaged(self, name: str) -> ArchiveError:
        return ArchiveError(
            f"{self._path} is damaged: {name} is not what was put in.", "Take another archive."
        )


def _write(target: IO[bytes], chunk: bytes) -> None:
    try:
        target.write(chunk)
    except OSError as error:
        raise _not_written(Path(target.name), error) from error


def _not_written(path: Path, error: Exception) -> ArchiveError:
    reason = getattr(error, "strerror", None) or error
    return ArchiveError(
        f"{path} cannot be written: {reason}.", "Check the folder and the disk's space."
    )


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an archive whose list names what it holds, and nothing that leads elsewhere.

    Args:
        path: the file.

    Raises:
        ArchiveError: it is not an archive of ours, or its list and its files do not agree.
    """
    with contextlib.ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(stack.enter_context(path.open("rb"))))
            contents = read_contents(path, archive)
        except FileNotFoundError as error:
            raise ArchiveError(f"There is no file {path}.", "Name an archive.") from error
        except _BROKEN as error:
            reason = getattr(error, "strerror", None) or "it is damaged, or not an archive"
            raise ArchiveError(
                f"{path} cannot be read: {reason}.", "Take another archive."
            ) from error
        require_names(path, archive, contents)
        yield Archive(path, archive, contents)
