"""Files: names that can name one, and files that are written as a whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.errors import AutograderError

SEPARATORS = {os.sep, os.altsep or os.sep, "/"}
"""What divides a path here; a backslash is a sign like others where none of them is one."""


def file_name(name: str) -> str:
    """Return a name of the gradebook that is to name a file or folder.

    Raises:
        AutograderError: it would lead elsewhere.
    """
    if name in ("", ".", "..") or any(sign in name for sign in (*SEPARATORS, "\0")):
        raise AutograderError(
            f"The gradebook knows the name {name!r}, which cannot name a file.",
            "Rename it in the formgrader, or leave it out (feedback has --student).",
        )
    return name


def write_text(path: Path, text: str) -> None:
    """Write a file as a whole: a reader sees the old text or the new one, never a part.

    Raises:
        AutograderError: the file cannot be written.
    """
    data = text.encode("utf-8", errors="backslashreplace")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AutograderError(
            f"{path} cannot be written: {error.strerror}.", "Check the folder and the disk's space."
        ) from error
