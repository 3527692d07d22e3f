"""Templates: tables of an LMS in which single cells change, and every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.collecting.columns import KNOWN
from autograder.collecting.names import words
from autograder.collecting.tables import DELIMITERS, Coding, decoded, plain_cell, read_data
from autograder.errors import CourseError

_QUOTED = '"[^"]*+(?:""[^"]*+)*+"'
_LINE_END = re.compile("\r\n|\r|\n")
_LABEL = re.compile(r"sep=.?", re.IGNORECASE)


@dataclass
class Line:
    """A line of a table.

    Attributes:
        number: the number of its first line in the file.
        cells: its cells as they stand in the file, quotation marks and all.
        end: what ends it.
    """

    number: int
    cells: list[str]
    end: str

    def text(self, at: int) -> str:
        """Return what a cell says; "" where there is none."""
        return plain_cell(unquoted(self.cells[at])) if 0 <= at < len(self.cells) else ""


@dataclass
class Template:
    """A table of an LMS.

    Attributes:
        title: the file's name.
        coding: how the file holds its text.
        delimiter: the sign between cells.
        before: what stands before the names of the columns.
        head: the line with the names of the columns.
        lines: all lines behind it.
    """

    title: str
    coding: Coding
    delimiter: str
    before: str
    head: Line
    lines: list[Line]

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [self.head.text(at) for at in range(len(self.head.cells))]

    def put(self, line: Line, at: int, text: str) -> None:
        """Put a text into a cell, in quotation marks where the cell had some or needs them."""
        line.cells += [""] * (at + 1 - len(line.cells))
        needs = any(sign in text for sign in (self.delimiter, '"', "\r", "\n"))
        if needs or line.cells[at].startswith('"'):
            text = '"{}"'.format(text.replace('"', '""'))
        line.cells[at] = text

    def data(self) -> bytes:
        """Return the bytes of the table; what its coding does not have becomes `?`."""
        lines = (self.delimiter.join(line.cells) + line.end for line in (self.head, *self.lines))
        text = self.before + "".join(lines)
        return self.coding.mark + text.encode(self.coding.name, "replace")


def read_template(path: Path) -> Template:
    """Read a table of an LMS.

    Raises:
        NotFoundError: there is no such file.
        CourseError: it cannot be read, or is empty.
    """
    return parse_template(read_data(path), path.name)


def parse_template(data: bytes, title: str) -> Template:
    """Return the table that a file's bytes hold.

    Raises:
        CourseError: it is not text, or empty.
    """
    text, coding = decoded(data, title)
    begin, delimiter = 0, ""
    for line in text.splitlines(keepends=True):
        label = line.strip()
        if label and not _LABEL.fullmatch(label):
            break
        delimiter = label[4:5] or delimiter
        begin += len(line)
    rest = text[begin:]
    if not rest.strip():
        raise CourseError(f"{title} is empty.", "Export it from the LMS once more.")
    first = rest.splitlines()[0]
    delimiter = delimiter or max(DELIMITERS, key=lambda sign: _score(first, sign))
    head, *lines = _lines(rest, delimiter, 1 + len(_LINE_END.findall(text[:begin])))
    return Template(title, coding, delimiter, text[:begin], head, lines)


def _score(line: str, delimiter: str) -> tuple[int, int]:
    """Return how many names of columns a delimiter gives, and how many cells."""
    cells = next(iter(_lines(line, delimiter, 1))).cells
    return sum(words(plain_cell(unquoted(cell))) in KNOWN for cell in cells), len(cells)


def _lines(text: str, delimiter: str, number: int) -> Iterable[Line]:
    """Yield the lines of a text. Joined with the delimiter they are the text again."""
    cell = re.compile(rf"(?:{_QUOTED})?[^{re.escape(delimiter)}\r\n]*")
    at, cells = 0, list[str]()
    first = number
    while True:
        found = cell.match(text, at)
        assert found is not None  # it matches nothing at all, if need be
        cells.append(found[0])
        number += len(_LINE_END.findall(found[0]))
        at = found.end()
        if text.startswith(delimiter, at):
            at += len(delimiter)
            continue
        end = _LINE_END.match(text, at)
        if end is None:
            yield Line(first, cells, "")
            return
        yield Line(first, cells, end[0])
        at = end.end()
        number += 1
        if at == len(text):
            return
        first, cells = number, []


def unquoted(cell: str) -> str:
    """Return a cell without the quotation marks around it."""
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell
