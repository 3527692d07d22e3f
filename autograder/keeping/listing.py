"""The list of an archive's contents, and what of it is believed.

Its names have to stay where archives put files, its files have to be those that are there, and each
of them belongs to one part, which is restored as a whole.
"""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import msgspec

from autograder.errors import ArchiveError
from autograder.keeping.contents import BACKUPS, MORE_STEPS, STEPS
from autograder.keeping.names import COURSE, GRADEBOOK, HOME, in_conflict, read

FORMAT = 1
"""The number of this form of archives."""
LIST_NAME = "contents.json"
MAX_LIST_BYTES = 256 << 20
PLACES = frozenset({COURSE, HOME, *STEPS, *MORE_STEPS})
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class File(msgspec.Struct, frozen=True):
    """What the list says of a file.

    Attributes:
        sha256: digest of its content.
        size: bytes.
        mode: rights, those of a file only.
        modified: time of its last change, in nanoseconds.
    """

    sha256: str
    size: int
    mode: int
    modified: int


class Contents(msgspec.Struct):
    """The list of contents.

    Attributes:
        format: number of this form of archives.
        course: the course's name.
        made: when, in UTC.
        versions: versions of what made it, and the gradebook's schema.
        database: what held the gradebook, as messages show it; empty where there was none.
        parts: what is restored as a whole.
        files: files by name.
        folders: folders in which nothing lies.
        left_out: what was found and does not go in, with the reason.
    """

    format: int
    course: str
    made: str
    versions: dict[str, str]
    database: str = ""
    parts: list[str] = msgspec.field(default_factory=list)
    files: dict[str, File] = msgspec.field(default_factory=dict)
    folders: list[str] = msgspec.field(default_factory=list)
    left_out: dict[str, str] = msgspec.field(default_factory=dict)


def read_contents(path: Path, archive: zipfile.ZipFile) -> Contents:
    """Return the list of an archive.

    Args:
        path: the archive's file.
        archive: the same, open.

    Raises:
        ArchiveError: there is none that can be read.
    """
    try:
        info = archive.getinfo(LIST_NAME)
        if info.file_size > MAX_LIST_BYTES:
            raise ValueError
        with archive.open(info) as file:
            contents = msgspec.json.decode(file.read(MAX_LIST_BYTES), type=Contents)
    except (KeyError, msgspec.MsgspecError, ValueError) as error:
        raise ArchiveError(
            f"{path} is not a backup of a course: it has no list of contents that can be read.",
            "Name an archive that autograder backup has made.",
        ) from error
    if contents.format != FORMAT:
        raise ArchiveError(
            f"{path} has the form {contents.format}, and this version reads {FORMAT}.",
            f"Use the version that made it: {contents.versions.get('activation-lab', 'unknown')}.",
        )
    return contents


def require_names(path: Path, archive: zipfile.ZipFile, contents: Contents) -> None:
    """Refuse names that lead elsewhere, links, and files of which the list says nothing.

    Args:
        path: the archive's file.
        archive: the same, open.
        contents: its list.

    Raises:
        ArchiveError: there is one.
    """
    own = contents.files.keys()
    infos = archive.infolist()
    present = [info.filename for info in infos]
    if sorted(present) != sorted([LIST_NAME, *own]):
        strange = sorted({*present} ^ {LIST_NAME, *own}) or ["a name twice"]
        raise _untrusted(path, f"its list and its files do not agree ({strange[0]!a})")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG) or info.compress_type not in _COMPRESSIONS:
            raise _untrusted(path, f"{info.filename!a} is a link, or packed in an unknown way")
    names = [*own, *contents.folders]
    for name in (*names, *contents.parts):
        if not is_safe(name) or (name == GRADEBOOK and name not in own):
            raise _untrusted(path, f"it holds {name!a}, a name that belongs to no course")
    if (both := in_conflict(names)) is not None:
        raise _untrusted(path, f"{both!a} is a file and a folder")
    if in_conflict(contents.parts) or len({*contents.parts}) < len(contents.parts):
        raise _untrusted(path, "its parts lie in one another")
    for name in names:
        if name != GRADEBOOK and _parts(name, contents.parts) != 1:
            raise _untrusted(path, f"{name!a} belongs to no part of it")
    if any(file.size < 0 for file in contents.files.values()):
        raise _untrusted(path, "its list has sizes that cannot be")


def is_safe(name: str) -> bool:
    """Tell whether a name of an archive stays where archives put files.

    Args:
        name: any text.
    """
    path = read(name)
    if path is None:
        return False
    place, separator, rest = path.partition("/")
    if place in (COURSE, HOME):
        return bool(separator) and not (place == COURSE and rest.split("/")[0] == BACKUPS)
    return name == GRADEBOOK or place in PLACES


def _parts(name: str, parts: list[str]) -> int:
    return sum(name == part or name.startswith(f"{part}/") for part in parts)


def _untrusted(path: Path, reason: str) -> ArchiveError:
    return ArchiveError(f"{path} is not restored: {reason}.", "Take another archive.")
