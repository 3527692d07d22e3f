"""From text to notebook: the same bytes every time, and ids that stay where they are."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.notebooks import (
    GRADE_ID,
    KERNELSPEC,
    cell_ids,
    normalise,
    read_notebook,
    write_notebook,
)
from autograder.course.texts import read_text
from autograder.errors import CourseError
from tests.support.tiny import ANSWER, FIXTURE, PROSE, TOP, header, make_text

NAMES = st.one_of(st.none(), st.sampled_from(["relu", "relu-tests", "a b", "", 3]))
CELLS = st.lists(st.tuples(st.sampled_from(["x = 1", "x = 2", "y"]), NAMES), max_size=8)


def cells_of(*contents: tuple[str, object]) -> list[nbformat.NotebookNode]:
    """Return code cells with these sources and grade ids."""
    return [
        nbformat.v4.new_code_cell(
            source, metadata={} if name is None else {"nbgrader": {"grade_id": name}}
        )
        for source, name in contents
    ]


def written(tmp_path: Path, text: str) -> Path:
    """Write a text and return its path."""
    path = tmp_path / "text.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_becomes_a_notebook_with_nothing_but_its_cells(tmp_path: Path) -> None:
    notebook = read_text(written(tmp_path, make_text(PROSE, FIXTURE)))
    assert notebook.metadata == {"kernelspec": KERNELSPEC}
    assert [cell.cell_type for cell in notebook.cells] == ["markdown", "code"]
    assert notebook.cells[0].metadata == {}
    assert notebook.cells[1].metadata.keys() == {"nbgrader"}
    assert notebook.cells[1].outputs == []


def test_line_ends_of_another_system_change_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, make_text())
    expected = write_notebook(read_text(path))
    path.write_bytes(make_text().replace("\n", "\r\n").encode())
    assert write_notebook(read_text(path)) == expected


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# %%\n1\n", "no kernelspec header"),
        ("# ---\n# title: x\n# ---\n\n# %%\n1\n", "no kernelspec header"),
        (TOP + '\n# %% nbgrader={"grade_id": "a"\n1\n', "cannot be read"),
    ],
)
def test_a_text_that_would_lose_metadata_is_refused(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(CourseError, match=complaint) as caught:
        read_text(written(tmp_path, text))
    assert caught.value.hint


def test_a_missing_text_and_one_in_another_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"There is no text .*nothing\.py"):
        read_text(tmp_path / "nothing.py")
    path = tmp_path / "latin.py"
    path.write_bytes(TOP.encode() + "# %%\n# é\n".encode("latin-1"))
    with pytest.raises(CourseError, match="not UTF-8"):
        read_text(path)


def test_inserting_a_cell_moves_no_other_id(tmp_path: Path) -> None:
    before = read_text(written(tmp_path, make_text(PROSE, FIXTURE, ANSWER)))
    after = read_text(written(tmp_path, make_text(PROSE, "# %%\nnew = 1\n", FIXTURE, ANSWER)))
    kept = [cell.id for cell in after.cells if cell.source != "new = 1"]
    assert kept == [cell.id for cell in before.cells]


def test_a_changed_cell_changes_only_its_own_id(tmp_path: Path) -> None:
    before = read_text(written(tmp_path, make_text(PROSE, "# %%\na = 1\n", FIXTURE)))
    after = read_text(written(tmp_path, make_text(PROSE, "# %%\na = 2\n", FIXTURE)))
    changed = [old.id != new.id for old, new in zip(before.cells, after.cells, strict=True)]
    assert changed == [False, True, False]


def test_a_cell_with_a_grade_id_bears_it() -> None:
    assert cell_ids(cells_of(("x", "relu"), ("y", None)))[0] == "relu"


@given(CELLS)
def test_ids_are_unique_and_well_formed_whatever_the_cells(
    contents: list[tuple[str, object]],
) -> None:
    ids = cell_ids(cells_of(*contents))
    assert len(set(ids)) == len(ids)
    assert all(GRADE_ID.fullmatch(name) for name in ids)


@given(CELLS, st.integers(0, 8))
def test_an_inserted_cell_that_is_new_moves_no_other_id(
    contents: list[tuple[str, object]], position: int
) -> None:
    cells = cells_of(*contents)
    before = cell_ids(cells)
    position = min(position, len(cells))
    after = cell_ids([*cells[:position], *cells_of(("new", None)), *cells[position:]])
    assert after[:position] + after[position + 1 :] == before


@given(CELLS)
def test_normalising_twice_changes_nothing_more(contents: list[tuple[str, object]]) -> None:
    once = normalise(nbformat.v4.new_notebook(cells=cells_of(*contents)))
    assert write_notebook(normalise(once)) == write_notebook(once)


def test_normalising_leaves_outputs_and_foreign_metadata_out() -> None:
    (cell,) = cells_of(("1 + 1", None))
    cell.outputs = [nbformat.v4.new_output("stream", text="2")]
    cell.execution_count = 3
    cell.metadata = {"tags": ["a"], "editable": False, "lines_to_next_cell": 2}
    (plain,) = normalise(nbformat.v4.new_notebook(cells=[cell])).cells
    assert (plain.outputs, plain.execution_count) == ([], None)
    assert plain.metadata == {"tags": ["a"]}


def test_a_written_notebook_reads_back_the_same(tmp_path: Path) -> None:
    notebook = read_text(written(tmp_path, make_text()))
    path = tmp_path / "made.ipynb"
    path.write_text(write_notebook(notebook), encoding="utf-8")
    assert read_notebook(path) == notebook
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_a_notebook_against_the_schema_is_not_written() -> None:
    notebook = nbformat.v4.new_notebook(cells=cells_of(("x", None)))
    notebook.cells[0].outputs = "none"
    with pytest.raises(CourseError, match="schema"):
        write_notebook(notebook)


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_a_generated_notebook_that_is_broken_names_the_build(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "made.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(CourseError, match="autograder build"):
        read_notebook(path)


def test_metadata_that_is_no_mapping_does_not_stop_the_reading(tmp_path: Path) -> None:
    text = make_text("# %% nbgrader=true\n1\n", header("a") + "2\n", header("a") + "3\n")
    assert [cell.source for cell in read_text(written(tmp_path, text)).cells] == ["1", "2", "3"]
