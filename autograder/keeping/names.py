"""Names in an archive: any path of a course as a text that any program can show, and back.

A name is `<place>/<path>`. The place `course` is the course's folder; the others are for what a
configuration puts outside of it. File systems let a name hold any byte. What is not text there is
written as in web addresses, so different paths have different names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

COURSE = "course"
"""The place of what lies in the course's folder."""
HOME = "home"
"""The place of the configuration, where it names another folder as the course's."""
GRADEBOOK = "gradebook.db"
"""The gradebook's name: it belongs to no place."""
MAX_PART = 255
"""Bytes of a file's name that file systems take."""
_UNSAFE = re.compile("[%\\\\\x00-\x1f\x7f\ud800-\udfff]")


def written(path: str) -> str:
    r"""Return a relative path as a name.

    >>> written("submitted/ada/100 %.ipynb"), written("a\\b"), written("\udcff")
    ('submitted/ada/100 %25.ipynb', 'a%5Cb', '%FF')
    """
    return _UNSAFE.sub(lambda sign: "".join(f"%{b:02X}" for b in os.fsencode(sign[0])), path)


def read(name: str) -> str | None:
    """Return the path that a name stands for; None where no path of ours is written like this.

    An archive may come from anywhere: a name that leads out of its folder stands for no path.
    """
    try:
        path = os.fsdecode(unquote_to_bytes(name))
        safe = written(path) == name
    except UnicodeError:
        return None
    parts = path.split("/")
    if not safe or "\0" in path or any(part in ("", ".", "..") for part in parts):
        return None
    return path if all(len(os.fsencode(part)) <= MAX_PART for part in parts) else None


def in_conflict(names: Iterable[str]) -> str | None:
    """Return a name that is a file and a folder at once; None where there is none."""
    files = set(names)
    for name in files:
        parts = name.split("/")
        for count in range(1, len(parts)):
            if (folder := "/".join(parts[:count])) in files:
                return folder
    return None
