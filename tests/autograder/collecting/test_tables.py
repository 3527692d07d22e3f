"""Tables are read as programs write them, and a bad line costs itself alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting import tables
from autograder.collecting.tables import Table, read_table
from autograder.errors import CourseError, NotFoundError

KNOWN = ("id", "first name", "last name")
TEXT = "id,first name,last name\n007,Zoë,Müller\n"


def read(tmp_path: Path, data: bytes) -> Table:
    """Return the table in a file."""
    path = tmp_path / "class.csv"
    path.write_bytes(data)
    return read_table(path, KNOWN)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_ends_of_lines_are_found(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    text = TEXT.replace(",", delimiter).replace("\n", end)
    table = read(tmp_path, text.encode(encoding))
    assert table.heads == ("id", "first name", "last name")
    assert table.lines == [(2, ("007", "Zoë", "Müller"))]
    assert (table.remarks, table.problems) == ([], [])


def test_windows_1252_is_the_last_resort_and_said(tmp_path: Path) -> None:
    table = read(tmp_path, TEXT.encode("cp1252"))
    assert table.lines == [(2, ("007", "Zoë", "Müller"))]
    assert "Windows-1252" in table.remarks[0]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"sep=;", "is empty"),
        (b"PK\x03\x04...", "is a spreadsheet"),
        (b"\x81\xff", "not known"),
    ],
)
def test_what_is_no_table_is_an_error(tmp_path: Path, data: bytes, why: str) -> None:
    with pytest.raises(CourseError, match=why):
        read(tmp_path, data)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="is not there"):
        read_table(tmp_path / "none.csv", KNOWN)


def test_a_file_without_end_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    with pytest.raises(CourseError, match="has more than"):
        read(tmp_path, TEXT.encode())


def test_a_bad_line_is_a_sentence_with_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = ["id,first name", '1,"Ada', "2,Bob", "3,a,b", "4,\x1b[2J", '5,"x"y', "", "6,Eve"]
    table = read(tmp_path, "\n".join(lines).encode())
    assert table.lines == [(3, ("2", "Bob")), (8, ("6", "Eve"))]
    assert [sentence[:6] for sentence in table.problems] == ["Line 2", "Line 4", "Line 5", "Line 6"]


def test_a_cell_of_two_lines_is_one_cell(tmp_path: Path) -> None:
    table = read(tmp_path, b'sep=,\nid,first name\n1,"Ada\nKing"\n2,Bob\n')
    assert table.lines == [(3, ("1", "Ada King")), (5, ("2", "Bob"))]


def test_zeros_that_a_spreadsheet_keeps_by_a_formula_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path, b'id;first name\n"=""007""";Ada\n').lines == [(2, ("007", "Ada"))]


@given(data=st.binary(max_size=200))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        table = read(tmp_path_factory.mktemp("table"), data)
    except CourseError:
        return
    assert all(any(cells) for _, cells in table.lines)
