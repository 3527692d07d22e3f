"""Files: names that can name one, and files that are written as a whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from autograder.errors import AutograderError

MAX_BYTES = 240
"""Of a name: file systems take 255, and an ending and a mark come behind it."""
_JUNK = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini", "lost+found"})
"""What systems put into folders by themselves; besides, all names that begin with a point."""
_UNSAFE = re.compile("[/\\\\\0\ud800-\udfff]|%(?=[0-9A-Fa-f]{2})|^%$")


def file_name(name: str) -> str:
    r"""Return a file name for any name of the gradebook: the name itself wherever it can be one.

    What can stand in no file name is written as in web addresses, so different names have
    different files, and `urllib.parse.unquote` gives the name back. Of a name that is too long the
    beginning and a digest of all of it are left. The empty name becomes a single `%`.

    >>> file_name("ada"), file_name("UNI\\ada"), file_name("../ada"), file_name("..")
    ('ada', 'UNI%5Cada', '..%2Fada', '%2E%2E')
    """
    if name in (".", ".."):
        return name.replace(".", "%2E")
    safe = _UNSAFE.sub(_written_out, name) or "%"
    if len(safe.encode()) <= MAX_BYTES:
        return safe
    beginning = safe.encode()[: MAX_BYTES - 20].decode(errors="ignore")
    return f"{beginning}%~{hashlib.sha256(safe.encode()).hexdigest()[:16]}"


def _written_out(sign: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8", "surrogatepass"))


def is_junk(name: str) -> bool:
    """Tell whether an entry of a folder is one that systems make, and nobody hands in."""
    return name.startswith(".") or name in _JUNK


def digest_of_file(path: Path) -> str:
    """Return the digest of a file, which may be larger than the memory.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write a text as `written_whole` does, in UTF-8.

    Raises:
        AutograderError: the file cannot be written.
    """
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file as `written_whole` does.

    Raises:
        AutograderError: the file cannot be written.
    """
    with written_whole(path) as file:
        file.write(data)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Yield a file to write: a reader sees the old content or the new one, never a part.

    Raises:
        AutograderError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AutograderError(
            f"{path} cannot be written: {error.strerror}.", "Check the folder and the disk's space."
        ) from error
