"""Tables: CSV as spreadsheets and other programs write it, a line at a time.

A line that cannot be read is a sentence with its number; the next lines are read all the same.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.collecting.names import words
from autograder.course.refused import is_control
from autograder.errors import CourseError, NotFoundError

MAX_BYTES = 20 << 20
DELIMITERS = (",", ";", "\t")
_FORMULA = re.compile(r'="(.*)"$', re.DOTALL)
_CP1252 = "its text is neither UTF-8 nor UTF-16, so it was read as Windows-1252: look at the names."
_JOINED = 4
"""Lines that one cell in quotation marks may take."""


@dataclass
class Table:
    """What a file holds.

    Attributes:
        heads: the columns' names.
        lines: number and cells of each line that can be read.
        problems: sentences about lines that cannot.
        remarks: sentences about the file.
    """

    heads: tuple[str, ...] = ()
    lines: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(path: Path, known: Iterable[str]) -> Table:
    """Read a table.

    Args:
        path: the file.
        known: names of columns, as `words` writes them; the delimiter is the one that gives most.

    Raises:
        NotFoundError: there is no such file.
        CourseError: it cannot be read, or is not text.
    """
    text, remark = _text(path)
    lines = re.split("\r\n|\r|\n", text)
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is not None and lines[first].casefold().startswith("sep="):
        first = first + 1 if first + 1 < len(lines) else None
    if first is None:
        raise CourseError(f"{path.name} is empty.", "Export it once more.")
    table = Table(remarks=[remark] if remark else [])
    wanted = frozenset(known)
    delimiter = max(DELIMITERS, key=lambda one: _count(lines[first], one, wanted))
    table.heads = tuple(cell.strip() for cell in _cells([lines[first]], delimiter) or ())
    _read_lines(table, lines, first + 1, delimiter)
    return table


def _read_lines(table: Table, lines: list[str], begin: int, delimiter: str) -> None:
    at = begin
    while at < len(lines):
        number, size = at + 1, 1
        cells = _cells(lines[at : at + 1], delimiter)
        while cells is None and size < _JOINED and at + size < len(lines):
            size += 1
            cells = _cells(lines[at : at + size], delimiter)
        at += size if cells is not None else 1
        if cells is None:
            table.problems.append(f"Line {number} cannot be read: a quotation mark stands alone.")
        elif any(is_control(sign) for cell in cells for sign in cell if sign not in "\t\n"):
            table.problems.append(f"Line {number} cannot be read: it has control characters.")
        elif any(cells[len(table.heads) :]):
            table.problems.append(
                f"Line {number} cannot be read: it has more cells than there are columns."
            )
        elif any(cells):
            table.lines.append((number, cells))


def _cells(lines: list[str], delimiter: str) -> tuple[str, ...] | None:
    """Return the cells of one line, or of several that belong together; None where none fit."""
    try:
        rows = list(csv.reader([f"{line}\n" for line in lines], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(rows) != 1:
        return None
    return tuple(plain_cell(cell) for cell in rows[0])


def plain_cell(cell: str) -> str:
    """Return a cell's text: spreadsheets write `="007"` for a number that keeps its zeros."""
    found = _FORMULA.match(cell.strip())
    return " ".join((found[1] if found else cell).replace("\xa0", " ").split())


def _count(line: str, delimiter: str, known: frozenset[str]) -> tuple[int, int]:
    cells = _cells([line], delimiter) or ()
    return sum(words(cell) in known for cell in cells), len(cells)


def _text(path: Path) -> tuple[str, str]:
    """Return a file's text, and a sentence about how it was read where that is a guess."""
    text, form = decoded(read_data(path), path.name)
    return text, _CP1252 if form.is_guess else ""


def read_data(path: Path) -> bytes:
    """Return the bytes of a table.

    Raises:
        NotFoundError: there is no such file.
        CourseError: it cannot be read, or is not text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NotFoundError(f"{path} is not there.", "Name the file with the class.") from None
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read ({error.strerror}).", "Check the file and its rights."
        ) from None
    if len(data) > MAX_BYTES:
        raise CourseError(f"{path.name} has more than {MAX_BYTES >> 20} MiB.", "Is it a CSV file?")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise CourseError(f"{path.name} is a spreadsheet.", "Save it as CSV.")
    return data


@dataclass(frozen=True)
class Coding:
    """How a file holds its text.

    Attributes:
        mark: the bytes before the text.
        name: Python's name of the coding.
        is_guess: whether nothing better was found.
    """

    mark: bytes
    name: str
    is_guess: bool = False


def decoded(data: bytes, title: str) -> tuple[str, Coding]:
    """Return the text of a file, and how it holds it.

    Raises:
        CourseError: it is text in no form that is known.
    """
    coding = _coding(data)
    try:
        return data[len(coding.mark) :].decode(coding.name), coding
    except UnicodeDecodeError:
        raise CourseError(
            f"{title} is text in a form that is not known.", "Save it as CSV in UTF-8."
        ) from None


def _coding(data: bytes) -> Coding:
    marks = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
    }
    mark = next((mark for mark in marks if data.startswith(mark)), b"")
    if mark and mark != codecs.BOM_UTF8:
        return Coding(mark, marks[mark])
    head = data[:200]
    for zeros, name in ((head[1::2], "utf-16-le"), (head[::2], "utf-16-be")):
        if zeros and zeros.count(0) > len(zeros) // 2:
            return Coding(b"", name)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return Coding(b"", "cp1252", is_guess=True)
    return Coding(mark, "utf-8")
