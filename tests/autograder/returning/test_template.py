"""Templates: every byte that is not in a changed cell stays."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.returning.template import parse_template, unquoted

CODINGS = {
    "utf-8": b"",
    "utf-8 with a mark": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(
    st.text(st.sampled_from('ab0,;\t"\r\n =ä'), max_size=80),
    st.sampled_from(sorted(CODINGS)),
)
def test_any_text_comes_back_byte_for_byte(text: str, coding: str) -> None:
    data = CODINGS[coding] + f"Student,ID\n{text}".encode(coding.partition(" ")[0])
    assert parse_template(data, "x.csv").data() == data


@given(st.binary(max_size=200))
def test_any_bytes_come_back_or_are_refused_in_a_sentence(data: bytes) -> None:
    try:
        template = parse_template(data, "x.csv")
    except CourseError as error:
        assert "x.csv" in error.what
    else:
        assert template.data() == data


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.data(),
)
def test_a_changed_cell_changes_no_other_one(
    rows: list[list[str]], delimiter: str, end: str, data: st.DataObject
) -> None:
    quoted = [['"{}"'.format(cell.replace('"', '""')) for cell in row] for row in rows]
    lines = [delimiter.join(["Student", "ID", "Section"]), *map(delimiter.join, quoted)]
    template = parse_template((end.join(lines) + end).encode(), "x.csv")
    assert [[unquoted(cell) for cell in line.cells] for line in template.lines] == rows
    line = data.draw(st.sampled_from(template.lines))
    at, text = data.draw(st.integers(0, 2)), data.draw(cells)
    template.put(line, at, text)
    again = parse_template(template.data(), "x.csv")
    changed = [list(row) for row in rows]
    changed[template.lines.index(line)][at] = text
    assert [[unquoted(cell) for cell in one.cells] for one in again.lines] == changed


def test_a_cell_gets_quotation_marks_only_where_it_needs_them() -> None:
    template = parse_template(b'Student,ID\nx,"1"\ny,2\n', "x.csv")
    first, second = template.lines
    template.put(first, 1, "7")
    template.put(second, 1, "7,5")
    template.put(second, 3, "z")
    assert template.data() == b'Student,ID\nx,"7"\ny,"7,5",,z\n'


def test_what_a_coding_does_not_have_becomes_a_question_mark() -> None:
    template = parse_template("Student;ID\nMüller;1".encode("cp1252"), "x.csv")
    template.put(template.lines[0], 1, "★")
    assert template.data() == "Student;ID\nMüller;?".encode("cp1252")


def test_a_line_that_names_the_delimiter_is_believed() -> None:
    template = parse_template(b"sep=;\r\nStudent;ID\r\na,b;1", "x.csv")
    assert template.heads == ["Student", "ID"]
    assert [(line.number, line.cells) for line in template.lines] == [(3, ["a,b", "1"])]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    template = parse_template(b'\nStudent,ID\n"a\nb",1\nc,2', "x.csv")
    assert [line.number for line in template.lines] == [3, 5]


@pytest.mark.parametrize("data", [b"", b"\n \r\n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(CourseError, match="is empty"):
        parse_template(data, "x.csv")
