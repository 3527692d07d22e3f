"""Intake: every file that can come in gives clean cells or a sentence, and never a crash."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.grading.intake import (
    MAX_CELLS,
    MAX_PICTURE,
    MAX_PICTURES,
    Handed,
    read_handed,
    read_stamp,
)
from autograder.grading.stamps import MAX_STAMP, Stamp, read_time
from autograder.outcomes import Status

LIMIT = 1 << 20
NAME = "01_tiny.ipynb"


def plain(**changes: Any) -> dict[str, Any]:
    """Return a small notebook as JSON gives it."""
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [code("x = 1")], **changes}


def code(source: Any, **changes: Any) -> dict[str, Any]:
    """Return a code cell as JSON gives it."""
    base = {"cell_type": "code", "id": "a", "metadata": {}, "source": source}
    return {**base, "outputs": [], "execution_count": None, **changes}


def given_cell(**changes: Any) -> dict[str, Any]:
    """Return a notebook of one code cell with some keys changed."""
    return plain(cells=[code("x = 1") | changes])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the notebook should be."""
    found = tmp_path / "ada" / "a1" / NAME
    found.parent.mkdir(parents=True)
    return found


def read(path: Path, content: Any) -> Handed:
    """Write bytes, text or JSON to `path` and take it in."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return read_handed(path, LIMIT)


def sources(handed: Handed) -> list[str]:
    """Return the cells' texts of a notebook that can be graded."""
    assert handed.status is Status.GRADED, handed.remarks
    assert handed.cells is not None
    return [cell.source for cell in handed.cells.cells]


def sentence(handed: Handed, status: Status = Status.NOT_GRADABLE) -> str:
    """Return the sentence about a notebook that cannot be graded."""
    assert handed.status is status
    assert handed.cells is None
    (remark,) = handed.remarks
    remark.encode()
    assert remark.endswith(".")
    return remark


def nested(depth: int, opening: str, closing: str) -> str:
    """Return JSON of this depth."""
    return opening * depth + "1" + closing * depth


def test_a_good_notebook_gives_clean_cells(path: Path) -> None:
    cell = code(["x = 1\n", "y = 2"], outputs=[{"output_type": "stream", "text": "10"}])
    cell["metadata"] = {"nbgrader": {"grade_id": "relu", "points": 99}, "tags": ["skip-execution"]}
    handed = read(path, plain(cells=[cell, {"cell_type": "markdown", "source": "text"}]))
    assert sources(handed) == ["x = 1\ny = 2", "text"]
    assert handed.notebook == "01_tiny"
    assert handed.cells is not None
    nbformat.validate(handed.cells)
    first, second = handed.cells.cells
    assert first.metadata == {"nbgrader": {"grade_id": "relu"}}
    assert first.outputs == []  # printed text is made anew
    assert second.metadata == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (json.dumps(plain())[:-9], "is not valid JSON (line 1"),
        ("<html>404</html>", "is not valid JSON"),
        (b"PK\x03\x04\x14\x00\x00", "is not valid JSON"),
        (b"\x80\x02}q\x00.", "is not UTF-8 text"),
        (json.dumps(plain(), ensure_ascii=False).replace("x = 1", "é").encode("latin-1"), "UTF-8"),
        (json.dumps(plain()).encode("utf-16"), "is not UTF-8 text"),
        ([1, 2], "is JSON, but not a notebook"),
        ("null", "is JSON, but not a notebook"),
        ('"text"', "is JSON, but not a notebook"),
        ({}, "is JSON, but not a notebook"),
        ({"answers": [1, 2, 3]}, "is JSON, but not a notebook"),
        ({"cells": []}, "has notebook format 'None'"),
        (plain(nbformat=2), "has notebook format '2'"),
        (plain(nbformat=5), "has notebook format '5'"),
        (plain(nbformat="4"), "has notebook format '4'"),
        (plain(nbformat="\ud800\x1b[2J"), r"has notebook format '\ud800\x1b[2J'"),
        (plain(nbformat=[4]), "has notebook format '[4]'"),
        ({"nbformat": 3}, "is an old notebook that cannot be converted"),
        ({"nbformat": 3, "worksheets": [7]}, "is an old notebook that cannot be converted"),
        ({"nbformat": 4}, "has no list of cells"),
        (plain(cells={"0": code("x")}), "has no list of cells"),
        (plain(cells="cells"), "has no list of cells"),
        (
            plain(cells=[code("x"), "y"]),
            "Cell 2 of the notebook is broken: it is not a JSON object",
        ),
        (plain(cells=[None]), "Cell 1 of the notebook is broken: it is not a JSON object"),
        (given_cell(cell_type="heading"), "its type is 'heading'"),
        (given_cell(cell_type=["code"]), "its type is"),
        (given_cell(cell_type="\ud800"), r"its type is '\ud800'"),
        (given_cell(source=7), "its text is not text"),
        (given_cell(source=["x", 7]), "its text is not text"),
        (given_cell(source=None), "its text is not text"),
        (nested(100_000, "[", "]"), "holds JSON that no notebook holds"),
        (nested(100_000, '{"a":', "}"), "holds JSON that no notebook holds"),
        ('{"nbformat": ' + "4" * 5000 + "}", "holds JSON that no notebook holds"),
        (plain(cells=[code("x")] * (MAX_CELLS + 1)), f"at most {MAX_CELLS} are graded"),
        (b" " * (LIMIT + 1), "1.0 MiB, and at most 1 MiB are read"),
    ],
)
def test_a_bad_file_is_not_gradable_and_says_why(path: Path, content: Any, says: str) -> None:
    assert says in sentence(read(path, content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("\ufeff" + json.dumps(plain()), ["x = 1"]),
        (plain(cells=[]), []),
        (plain(cells=[{"cell_type": "code"}]), [""]),
        (given_cell(source=[]), [""]),
        (given_cell(source="a\ud800b"), ["a?b"]),
        (given_cell(source="é∂\U0001f600"), ["é∂\U0001f600"]),
        (given_cell(source="a\x00b"), ["a\x00b"]),
        (given_cell(metadata=7), ["x = 1"]),
        (given_cell(metadata={"nbgrader": 7}), ["x = 1"]),
        (given_cell(metadata={"nbgrader": {"grade_id": ["x"]}}), ["x = 1"]),
        (given_cell(id=["no", "id"], outputs="none", execution_count="many"), ["x = 1"]),
        (plain(cells=[code("1"), code("2")], metadata=["junk"], nbformat_minor="x"), ["1", "2"]),
        (plain(cells=[code("x")] * 3, huge=10**400), ["x"] * 3),
    ],
)
def test_what_is_odd_but_readable_is_graded(path: Path, content: Any, expected: list[str]) -> None:
    handed = read(path, content)
    assert sources(handed) == expected
    nbformat.validate(handed.cells)


def test_a_notebook_of_format_3_is_upgraded(path: Path) -> None:
    old = nbformat.v3.new_notebook(
        worksheets=[
            nbformat.v3.new_worksheet(
                cells=[
                    nbformat.v3.new_text_cell("markdown", source="text"),
                    nbformat.v3.new_code_cell("x = 1", metadata={"nbgrader": {"grade_id": "a"}}),
                ]
            )
        ]
    )
    handed = read(path, old)
    assert sources(handed) == ["text", "x = 1"]
    assert handed.cells is not None
    assert handed.cells.cells[1].metadata.nbgrader.grade_id == "a"


@pytest.mark.parametrize("depth", [50, 500, 900, 950, 980, 990, 995, 1000, 3000])
@pytest.mark.parametrize("key", ["nbformat", "metadata", "cells", "junk"])
def test_depth_is_no_crash_wherever_it_stands(path: Path, depth: int, key: str) -> None:
    text = json.dumps(plain(**{key: "HERE"})).replace('"HERE"', nested(depth, "[", "]"))
    handed = read(path, text)
    assert handed.status in (Status.GRADED, Status.NOT_GRADABLE)


def test_a_missing_file_is_missing(path: Path) -> None:
    assert "01_tiny.ipynb was not handed in" in sentence(read_handed(path, LIMIT), Status.MISSING)


def test_a_file_in_place_of_the_folder_is_missing(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("a file")
    sentence(read_handed(path, LIMIT), Status.MISSING)


def _link_to_a_file(path: Path) -> None:
    other = path.with_name("other.ipynb")
    other.write_text(json.dumps(plain()))
    path.symlink_to(other)


def _link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def _link_in_a_circle(path: Path) -> None:
    path.symlink_to(path.name)


def _link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder_that_is_a_link(path: Path) -> None:
    path.write_text(json.dumps(plain()))
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to("elsewhere")


def _student_that_is_a_link(path: Path) -> None:
    path.write_text(json.dumps(plain()))
    student = path.parent.parent
    student.rename(student.with_name("bob"))
    student.symlink_to("bob")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_link_to_a_file, "is a link"),
        (_link_to_nowhere, "is a link"),
        (_link_in_a_circle, "is a link"),
        (_link_to_a_device, "is a link"),
        (_folder_that_is_a_link, "The folder a1 is a link"),
        (_student_that_is_a_link, "The folder ada is a link"),
        (Path.mkdir, "is not an ordinary file"),
        (os.mkfifo, "is not an ordinary file"),
    ],
)
def test_links_and_special_files_are_not_followed(
    path: Path, make: Callable[[Path], None], says: str, alarm: None
) -> None:
    make(path)
    assert says in sentence(read_handed(path, LIMIT))


@pytest.fixture
def alarm() -> Iterator[None]:
    """Fail, rather than hang, where a pipe is waited for."""

    def ring(*_: object) -> None:
        raise TimeoutError("reading waits for ever")

    previous = signal.signal(signal.SIGALRM, ring)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


def test_a_file_that_may_not_be_read_says_so(path: Path) -> None:
    path.write_text(json.dumps(plain()))
    path.parent.chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            handed = read_handed(path, LIMIT)
        finally:
            os.seteuid(0)
    else:
        handed = read_handed(path, LIMIT)
    path.parent.chmod(0o755)
    assert "cannot be opened (Permission denied)" in sentence(handed)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
@example(content=b"\xef\xbb\xbf")
@example(content=b"{")
@example(content=b"-")
@example(content=b'"\\ud800"')
def test_any_bytes_give_a_status(path: Path, content: bytes) -> None:
    handed = read(path, content)
    assert handed.status in (Status.GRADED, Status.NOT_GRADABLE)


TEXT = st.text(st.characters(), max_size=8)  # surrogates too
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["cell_type", "source", "metadata", "id", "outputs", "input", "level"])
NBGRADER = st.fixed_dictionaries({"nbgrader": st.fixed_dictionaries({"grade_id": VALUE}) | VALUE})
CELL = VALUE | st.dictionaries(
    KEYS,
    VALUE | NBGRADER | TEXT | st.sampled_from(["code", "markdown", "raw", "heading"]),
)
SHEETS = st.lists(st.fixed_dictionaries({"cells": st.lists(CELL, max_size=3)}), max_size=2)
NOTEBOOK = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([3, 4, 4, 4]) | VALUE},
    optional={
        "nbformat_minor": st.integers(0, 9) | VALUE,
        "metadata": VALUE,
        "cells": st.lists(CELL, max_size=4) | VALUE,
        "worksheets": SHEETS | VALUE,
    },
)


@pytest.mark.long
@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=NOTEBOOK)
def test_anything_like_a_notebook_gives_a_status(path: Path, content: Any) -> None:
    handed = read(path, json.dumps(content))
    for remark in handed.remarks:
        remark.encode()
    if handed.status is Status.GRADED:
        nbformat.validate(handed.cells)
        nbformat.writes(handed.cells).encode()
    else:
        sentence(handed)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"2026-02-03 04:05:06 UTC\n", "2026-02-03 04:05:06 UTC"),
        (b"", ""),
    ],
)
def test_a_stamp_is_short_text(path: Path, content: bytes, expected: str) -> None:
    (path.parent / "timestamp.txt").write_bytes(content)
    assert read_stamp(path.parent) == read_time(expected)


def test_without_a_stamp_nothing_is_said(path: Path) -> None:
    assert read_stamp(path.parent) == Stamp()
    assert read_stamp(path.parent / "not there") == Stamp()


@pytest.mark.parametrize(
    "make",
    [
        lambda stamp: stamp.write_bytes(b"\xff"),
        lambda stamp: stamp.write_bytes(b"1" * (MAX_STAMP + 1)),
        lambda stamp: stamp.symlink_to("/etc/hostname"),
        lambda stamp: stamp.mkdir(),
        os.mkfifo,
    ],
    ids=["binary", "too long", "link", "folder", "pipe"],
)
def test_a_stamp_that_is_not_short_text_tells_no_time_and_that_is_said(
    path: Path, make: Callable[[Path], object], alarm: None
) -> None:
    make(path.parent / "timestamp.txt")
    stamp = read_stamp(path.parent)
    assert (stamp.text, stamp.when) == ("", None)
    assert "timestamp.txt is not a short text" in stamp.remark


def test_a_notebook_of_a_newer_python_is_graded_and_that_is_said(path: Path) -> None:
    metadata = {"language_info": {"name": "python", "version": "9.99.1"}}
    handed = read(path, plain(metadata=metadata))
    assert sources(handed) == ["x = 1"]
    (remark,) = handed.remarks
    assert remark.startswith(f"{NAME} was written with Python 9.99, ")


PICTURE = {"output_type": "display_data", "data": {"image/png": "QUJD"}, "metadata": {}}


@pytest.mark.parametrize(
    ("outputs", "kept"),
    [
        ([PICTURE], ["QUJD"]),
        ([{**PICTURE, "output_type": "execute_result"}], ["QUJD"]),
        ([{**PICTURE, "data": {"image/png": ["QU", "JD"]}}], ["QUJD"]),
        ([{**PICTURE, "data": {"image/png": "QUJD", "text/html": "<b>"}}], ["QUJD"]),
        ([{**PICTURE, "data": {"image/png": ["QU", 1]}}], []),
        ([{**PICTURE, "data": {"image/svg+xml": "<svg/>"}}], []),
        ([{**PICTURE, "data": {"image/png": "Q" * (MAX_PICTURE + 1)}}], []),
        ([PICTURE] * 50, ["QUJD"] * MAX_PICTURES),
        ([1, None, {"data": 3}, {"data": {"image/png": 3}}], []),
        ({"0": PICTURE}, []),
    ],
)
def test_of_outputs_only_pictures_are_kept(outputs: Any, kept: list[str], path: Path) -> None:
    path.write_text(json.dumps(given_cell(outputs=outputs)), encoding="utf-8")
    handed = read_handed(path, 16 * LIMIT)
    assert handed.cells is not None
    found = handed.cells.cells[0].outputs
    assert [output.data for output in found] == [{"image/png": picture} for picture in kept]
    assert {output.output_type for output in found} <= {"display_data"}
