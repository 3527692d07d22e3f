"""Shipping: the course's files on their way to members of a cluster, which may share no disk."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

MAX_SHIPPED = 8 << 20
"""Bytes that go along with every notebook; larger files have to lie where all members see them."""


@dataclass(frozen=True)
class Shipped:
    """Files by their paths in a folder.

    Attributes:
        digest: digest of all of them.
        files: their content.
    """

    digest: str
    files: dict[str, bytes] = field(repr=False)


def pack(folder: Path | None) -> Shipped | None:
    """Return the files of a folder; None where there are none, or too much of them."""
    if folder is None:
        return None
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if not paths or sum(path.stat().st_size for path in paths) > MAX_SHIPPED:
        return None
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{len(name)} {name} {len(content)} ".encode())
        digest.update(content)
    return Shipped(digest.hexdigest(), files)


_lock = threading.Lock()
_unpacked: dict[str, tempfile.TemporaryDirectory[str]] = {}
"""What this process has unpacked, by digest; it goes when the process ends."""


def unpack(shipped: Shipped) -> Path:
    """Return a folder with the files, which all users may read; made once in a process."""
    with _lock:
        made = _unpacked.get(shipped.digest)
        if made is None:
            made = _unpacked[shipped.digest] = tempfile.TemporaryDirectory(prefix="course-files-")
            _write(Path(made.name), shipped.files)
        return Path(made.name)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.chmod(0o755)
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(0o444)
