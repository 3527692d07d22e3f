"""Reading: all files of the downloads, unpacked to a folder of our own, within bounds.

Bounds hold while bytes come in; what an archive says of its sizes counts for nothing. Each sender
has a share, so that one student's bomb takes nobody else's place.
"""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from autograder.collecting.boxes import Box, Entry, RefusedError, folder_box, zip_box
from autograder.collecting.forms import (
    OTHER,
    ZIP,
    Layout,
    Place,
    Sender,
    Surroundings,
    stem,
)
from autograder.collecting.pieces import Bounds, Incoming, Piece
from autograder.errors import NotFoundError
from autograder.interrupts import stop_if_asked
from autograder.markup.text import one_line, quoted

CHUNK = 1 << 16
SMALL = 1 << 20
"""Bytes up to which a file may be packed however tightly."""
_Share = tuple[int, Sender]
"""A sender in one of the downloads."""


@dataclass(frozen=True)
class _Where:
    """Where in the downloads the reader is.

    Attributes:
        source: number of the download.
        shown: how sentences call this box.
        depth: how many zips it lies in.
        owner: whose it is, and the path in it, where it lies in somebody's hand-in.
        when: when the owner handed it in.
    """

    source: int
    shown: str
    depth: int = 0
    owner: Place | None = None
    when: datetime | None = None


def title_of(source: Path) -> str:
    """Return the name of a download as tables and sentences show it."""
    return one_line(source.name or str(source))


class Reader:
    """Reads downloads, one after the other.

    Args:
        stage: an empty folder to unpack into.
        around: what is known before.
        zone: the zone of zips' times; None for that of this machine.
        bounds: how much is read.
    """

    def __init__(
        self,
        stage: Path,
        around: Surroundings,
        zone: tzinfo | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self.incoming = Incoming()
        self._stage = stage
        self._around = around
        self._zone = zone
        self._bounds = bounds or Bounds()
        self._bytes: Counter[_Share | None] = Counter()
        self._files: Counter[_Share | None] = Counter()
        self._all_bytes = self._all_files = 0
        self._left_out: Counter[tuple[str, str]] = Counter()

    def read(self, sources: Sequence[Path]) -> Incoming:
        """Read zips and folders.

        Raises:
            NotFoundError: one of them is not there.
        """
        for source in sources:
            if not source.exists():
                raise NotFoundError(
                    f"{source} is not there.", "Name the zip or folder from the LMS."
                )
        for number, source in enumerate(sources):
            where = _Where(number, title_of(source))
            with self._guarded(where):
                if source.is_dir():
                    self._take_all(folder_box(source), where, source.resolve().name)
                elif zipfile.is_zipfile(source):
                    with source.open("rb") as file, zip_box(file, self._zone) as box:
                        self._take_all(box, where, stem(source.name))
                else:
                    raise RefusedError(
                        "it is neither a folder nor a zip that can be read. Unpack it, and name "
                        "the folder; or download it once more."
                    )
        for (shown, why), number in sorted(self._left_out.items()):
            files = "1 file" if number == 1 else f"{number} files"
            self.incoming.remarks.append(f"{shown}: {files} left out: {why}.")
        return self.incoming

    @contextlib.contextmanager
    def _guarded(self, where: _Where) -> Iterator[None]:
        try:
            yield
        except RefusedError as refusal:
            self.incoming.refused.append(f"{where.shown} was left out: {refusal}")
        except OSError as error:
            why = error.strerror or "it is broken"
            self.incoming.refused.append(f"{where.shown} cannot be read ({why}).")

    def _take_all(self, box: Box, where: _Where, title: str) -> None:
        """Take every file of a box that may hold several people's."""
        self.incoming.refused += [f"{where.shown}: {sentence}" for sentence in box.refused]
        paths = [entry.path for entry in box.entries]
        layout = Layout(paths, self._around, title, nested=where.depth > 0)
        for entry in box.entries:
            if layout.opens(entry.path):
                inner = _Where(
                    where.source, f"{where.shown}: {quoted(entry.path[-1])}", where.depth + 1
                )
                self._unpack(entry, inner, stem(entry.path[-1]))
                continue
            place = layout.place(entry.path)
            if place.why == "" and place.sender is not None:
                self._take(entry, place, where, entry.when)
            elif place.sender is None and place.why != OTHER:
                self.incoming.refused.append(
                    f"{where.shown}: {quoted('/'.join(entry.path))} was left out: {place.why}."
                )
            else:
                self._left_out[where.shown, place.why] += 1

    def _take(self, entry: Entry, place: Place, where: _Where, when: datetime | None) -> None:
        """Take a file of a sender; a zip is taken as the files in it."""
        assert place.sender is not None
        path = "/".join(entry.path)
        inner = _Where(where.source, f"{where.shown}: {quoted(path)}", where.depth + 1, place, when)
        if place.inside[-1].casefold().endswith(ZIP):
            self._unpack(entry, inner, "")
            return
        with self._guarded(inner):
            file, digest = self._save(entry, (where.source, place.sender))
            saved = entry.when if where.owner is not None else None
            self.incoming.pieces.append(
                Piece(
                    place.sender,
                    where.source,
                    place.inside,
                    file,
                    digest,
                    when,
                    saved,
                    place.late,
                    place.upload,
                )
            )

    def _unpack(self, entry: Entry, where: _Where, title: str) -> None:
        """Take what lies in a zip that lies in another one."""
        with self._guarded(where):
            if where.depth > self._bounds.depth:
                raise RefusedError("zips lie in zips in zips here. Unpack it.")
            sender = where.owner.sender if where.owner else None
            share = None if sender is None else (where.source, sender)
            file, _ = self._save(entry, share)
            try:
                with file.open("rb") as stream, zip_box(stream, self._zone) as box:
                    if where.owner is None:
                        self._take_all(box, where, title)
                    else:
                        self._take_owned(box, where, where.owner)
            finally:
                file.unlink()

    def _take_owned(self, box: Box, where: _Where, owner: Place) -> None:
        self.incoming.refused += [f"{where.shown}: {sentence}" for sentence in box.refused]
        above = (*owner.inside[:-1], stem(owner.inside[-1]))
        for entry in box.entries:
            # Times inside a student's own zip are the student's, and say nothing of handing in.
            inside = (*above, *entry.path)
            own = Place(owner.sender, inside, owner.late, upload=owner.upload)
            self._take(entry, own, where, where.when)

    def _save(self, entry: Entry, share: _Share | None) -> tuple[Path, str]:
        """Unpack a file; return where it lies, and the digest of its bytes.

        Args:
            entry: the file.
            share: whose share it takes; None for an archive of several people's files.

        Raises:
            RefusedError: it is too large, or cannot be unpacked.
        """
        stop_if_asked()
        self._files[share] += 1
        self._all_files += 1
        if share is not None and self._files[share] > self._bounds.sender_files:
            raise RefusedError("its sender has handed in more files than are read.")
        if self._all_files > self._bounds.all_files:
            raise RefusedError("the downloads hold more files than are read.")
        file = self._stage / str(self._all_files)
        try:
            return file, self._copy(entry, file, share)
        except RefusedError:
            file.unlink(missing_ok=True)
            raise
        except Exception as error:  # a hostile file may break the reader anywhere
            file.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise RefusedError("it is broken. Download it once more.") from None

    def _copy(self, entry: Entry, file: Path, share: _Share | None) -> str:
        digest = hashlib.sha256()
        size = 0
        with entry.open() as stream, file.open("wb") as target:
            while data := stream.read(CHUNK):
                size += len(data)
                self._bytes[share] += len(data)
                self._all_bytes += len(data)
                self._require_room(size, entry.packed, share)
                digest.update(data)
                target.write(data)
        return digest.hexdigest()

    def _require_room(self, size: int, packed: int, share: _Share | None) -> None:
        bounds = self._bounds
        if share is not None and size > bounds.file_bytes:
            raise RefusedError(f"it has more than {bounds.file_bytes >> 20} MiB.")
        if size > SMALL and size > bounds.ratio * max(packed, 1):
            raise RefusedError("it is packed so tightly that it looks like a zip bomb.")
        if share is not None and self._bytes[share] > bounds.sender_bytes:
            raise RefusedError(
                f"its sender has handed in more than {bounds.sender_bytes >> 20} MiB."
            )
        if self._all_bytes > bounds.all_bytes:
            raise RefusedError(f"the downloads hold more than {bounds.all_bytes >> 30} GiB.")
