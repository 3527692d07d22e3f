"""Boxes: what lies in a zip or in a folder, named one by one, and nothing trusted.

Names decide nothing here but what is refused: those that lead elsewhere, cannot be written down, or
stand there twice; links, devices, and entries that nobody can unpack. Each refusal is a sentence.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import IO

from autograder.collecting.names import same_form
from autograder.course.refused import is_text
from autograder.files import is_junk
from autograder.markup.text import quoted

MAX_NAME = 255
MAX_PATH = 1000
"""Bytes of a name and of a whole path."""
MAX_FOLDERS = 20
MAX_DIRECTORY = 8 << 20
"""Bytes of a zip's list of entries, which is read at once."""
_DRIVE = re.compile(r"[A-Za-z]:")
_UTF8 = 0x800
_ENCRYPTED = 0x1
_NO_TIME = (1980, 1, 1)
"""What a zip says where it knows no time."""


class RefusedError(Exception):
    """Something is not taken in; the text is the sentence's end: why."""


@dataclass(frozen=True)
class Entry:
    """A file in a box.

    Attributes:
        path: its path, part by part.
        open: opens it.
        packed: its bytes as they lie there.
        when: when it was changed, in UTC; None where nobody can tell.
    """

    path: tuple[str, ...]
    open: Callable[[], contextlib.AbstractContextManager[IO[bytes]]]
    packed: int
    when: datetime | None


@dataclass
class Box:
    """What lies in a zip or folder.

    Attributes:
        entries: the files, in the order of their names.
        refused: sentences about all that is left out, by name.
    """

    entries: list[Entry] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@contextlib.contextmanager
def zip_box(file: IO[bytes], zone: tzinfo | None) -> Iterator[Box]:
    """Open a zip.

    Args:
        file: its bytes.
        zone: the zone of its times, which name none; None for that of this machine.

    Raises:
        RefusedError: it cannot be opened.
    """
    try:
        archive = zipfile.ZipFile(_Bounded(file))
    except RefusedError:
        raise
    except Exception:  # a hostile file may break the reader anywhere
        raise RefusedError("it is broken, or not a zip. Download it once more.") from None
    with archive:
        yield _sorted_out(_zip_entries(archive, zone))


def folder_box(folder: Path) -> Box:
    """Look through a folder. Links are not followed."""
    return _sorted_out(_folder_entries(folder, ()))


def _sorted_out(found: Iterable[tuple[str, Entry | str]]) -> Box:
    """Return a box of entries whose names are unlike each other, and sentences about the rest."""
    box = Box()
    for name, entry in found:
        if isinstance(entry, str):
            box.refused.append(f"{quoted(name)} was left out: {entry}")
        else:
            box.entries.append(entry)
    count = Counter(map(_key, box.entries))
    twice = [entry for entry in box.entries if count[_key(entry)] > 1]
    for name in dict.fromkeys(same_form("/".join(entry.path)) for entry in twice):
        box.refused.append(
            f"{quoted(name)} was left out: it is there more than once (or only capitals tell it "
            "from another one), and nobody can tell which one counts."
        )
    box.entries = sorted((e for e in box.entries if count[_key(e)] == 1), key=lambda e: e.path)
    return box


def _key(entry: Entry) -> str:
    return same_form(same_form("/".join(entry.path)).casefold())


def safe_path(name: str) -> tuple[str, ...]:
    """Return the parts of a path that leads nowhere else.

    Raises:
        RefusedError: it may lead elsewhere, or cannot be written down.
    """
    if not is_text(name):
        raise RefusedError("its name has control characters, or is not text.")
    if "\\" in name:
        raise RefusedError("its name has a backslash. Zip it with another program.")
    if name.startswith("/"):
        raise RefusedError("its name is absolute, and may lead anywhere.")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts:
        raise RefusedError("its name leads out of the archive (..).")
    if any(_DRIVE.match(part) for part in parts):
        raise RefusedError("its name begins with a drive of Windows.")
    if not parts:
        raise RefusedError("it has no name.")
    if max(len(part.encode()) for part in parts) > MAX_NAME or len(name.encode()) > MAX_PATH:
        raise RefusedError("its name is too long.")
    if len(parts) > MAX_FOLDERS:
        raise RefusedError(f"it lies in more than {MAX_FOLDERS} folders.")
    return parts


def _zip_entries(
    archive: zipfile.ZipFile, zone: tzinfo | None
) -> Iterator[tuple[str, Entry | str]]:
    for info in archive.infolist():
        name = _name_of(info)
        if _is_system(name):
            continue
        try:
            path = safe_path(name)
            _require_plain(info)
        except RefusedError as refusal:
            yield name, str(refusal)
            continue
        if not name.endswith("/"):
            opened = _opener(archive, info)
            yield name, Entry(path, opened, info.compress_size, _when(info, zone))


def _is_system(name: str) -> bool:
    """Tell whether a system has put an entry there by itself; `..` is nobody's but an attack's."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return ".." not in parts and any(map(is_junk, parts))


def _opener(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> Callable[[], contextlib.AbstractContextManager[IO[bytes]]]:
    @contextlib.contextmanager
    def opened() -> Iterator[IO[bytes]]:
        with archive.open(info) as file:
            yield file

    return opened


def _name_of(info: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: some programs write UTF-8 and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf-8")
    return name


def _require_plain(info: zipfile.ZipInfo) -> None:
    """Refuse what is not an ordinary file or folder, or cannot be unpacked.

    Raises:
        RefusedError: the entry is refused.
    """
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise RefusedError("it is a link, and links are not followed.")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise RefusedError("it is not an ordinary file.")
    if info.flag_bits & _ENCRYPTED:
        raise RefusedError("it is encrypted. Ask for it without a password.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedError("it is packed in an unusual way. Zip it with another program.")


def _when(info: zipfile.ZipInfo, zone: tzinfo | None) -> datetime | None:
    if info.date_time[:3] == _NO_TIME:
        return None
    try:
        return datetime(*info.date_time, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _folder_entries(folder: Path, above: tuple[str, ...]) -> Iterator[tuple[str, Entry | str]]:
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield folder.name, f"it cannot be looked into ({error.strerror})."
        return
    for entry in found:
        if is_junk(entry.name):
            continue
        name = "/".join((*above, entry.name))
        try:
            path = safe_path(name)
            if entry.is_symlink():
                raise RefusedError("it is a link, and links are not followed.")
        except RefusedError as refusal:
            yield name, str(refusal)
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _folder_entries(Path(entry.path), path)
        elif entry.is_file(follow_symlinks=False):
            yield name, _file_entry(Path(entry.path), path)
        else:
            yield name, "it is not an ordinary file."


def _file_entry(file: Path, path: tuple[str, ...]) -> Entry:
    @contextlib.contextmanager
    def opened() -> Iterator[IO[bytes]]:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as stream:
            yield stream

    status = file.lstat()
    when = datetime.fromtimestamp(status.st_mtime, UTC)
    return Entry(path, opened, status.st_size, when)


class _Bounded(io.RawIOBase):
    """A zip's bytes, of which nobody reads a long list of entries at once."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(MAX_DIRECTORY + 1 if size < 0 else min(size, MAX_DIRECTORY + 1))
        if len(data) > MAX_DIRECTORY:
            raise RefusedError("it lists more entries than are read.")
        return data
