"""Packing: feedback of a class in one zip, under the names by which the LMS takes it back.

The same pages give the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from autograder.collecting.forms import MOODLE_END
from autograder.collecting.standing import uploads_of
from autograder.course.layout import Course
from autograder.course.refused import is_text
from autograder.files import file_name, written_whole
from autograder.reporting.feedback import StudentPages

_MADE = (1980, 1, 1, 0, 0, 0)
_UP = re.compile(rb'<p class="kicker up">.*?</p>\n?')
"""The link to the first page, which has no place among uploads of Canvas."""
_NOTEBOOK = ".ipynb"


class Kind(StrEnum):
    """By whose names a student's pages are called."""

    MOODLE = "Moodle"
    CANVAS = "Canvas"
    OWN = "folders"


@dataclass
class Packed:
    """What a zip holds.

    Attributes:
        path: where it lies.
        students: how many students have names of each kind.
    """

    path: Path
    students: Counter[Kind] = field(default_factory=Counter)


@dataclass(frozen=True)
class _Packet:
    """One student's files, by their names in the zip."""

    kind: Kind
    files: dict[str, Path]


def pack(course: Course, assignment: str, made: Iterable[StudentPages], path: Path) -> Packed:
    """Write the pages of students into a zip.

    Args:
        course: the course.
        assignment: the assignment.
        made: the pages of each student.
        path: where to write.

    Raises:
        AutograderError: the zip cannot be written.
        CourseError: the configuration does not run.
    """
    packed = Packed(path)
    taken: set[str] = set()
    entries: dict[str, tuple[Path, bool]] = {}
    for pages in sorted(made, key=lambda one: one.student):
        packet = _packet(pages, uploads_of(course, assignment, pages.student))
        if taken & {*packet.files}:  # two students of one upload: each gets a folder
            packet = _own(pages)
        taken |= {*packet.files}
        packed.students[packet.kind] += 1
        alone = packet.kind is Kind.CANVAS
        entries |= {name: (file, alone) for name, file in packet.files.items()}
    _write(path, entries)
    return packed


def _packet(pages: StudentPages, uploads: Mapping[str, str]) -> _Packet:
    usable = {file: name for file, name in uploads.items() if _is_name(name)}
    folders = sorted({name for name in usable.values() if name.endswith(MOODLE_END)})
    if folders:
        files = {f"{folders[0]}/{path.name}": path for path in _all(pages)}
        return _Packet(Kind.MOODLE, files)
    files = dict(_canvas(pages, usable))
    return _Packet(Kind.CANVAS, files) if files else _own(pages)


def _canvas(pages: StudentPages, uploads: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Yield the pages of notebooks that were handed in, by the names of the uploads."""
    seen: set[str] = set()
    for notebook, path in pages.pages.items():
        upload = uploads.get(f"{notebook}{_NOTEBOOK}", "")
        name = upload.rpartition(".")[0] or upload
        if name in seen:  # several notebooks in one upload, a zip
            name = f"{name}-{path.stem}"
        if name:
            seen.add(name)
            yield f"{name}.html", path


def _own(pages: StudentPages) -> _Packet:
    folder = file_name(pages.student)
    return _Packet(Kind.OWN, {f"{folder}/{path.name}": path for path in _all(pages)})


def _all(pages: StudentPages) -> list[Path]:
    return [*([] if pages.index is None else [pages.index]), *pages.pages.values()]


def _is_name(name: str) -> bool:
    """Tell whether a name can stand in a zip: lists can be edited."""
    return name not in ("", ".", "..") and not set(name) & set("/\\:") and is_text(name)


def _write(path: Path, entries: Mapping[str, tuple[Path, bool]]) -> None:
    with written_whole(path) as file, zipfile.ZipFile(file, "w") as archive:
        for name in sorted(entries):
            _add(archive, name, *entries[name])


def _add(archive: zipfile.ZipFile, name: str, file: Path, alone: bool) -> None:
    info = zipfile.ZipInfo(name, _MADE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    data = file.read_bytes()
    archive.writestr(info, _UP.sub(b"", data, count=1) if alone else data, compresslevel=6)
