"""From text to notebook: the same bytes every time, and ids that stay where they are."""

from __future__ import annotations

import re
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
from autograder.course.texts import parse_text, read_text, text_of
from autograder.errors import CourseError
from tests.support.tiny import ANSWER, FIXTURE, PROSE, ROOT, TOP, header, make_text

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


PLAIN_LINES = st.sampled_from(
    ["", "   ", "x = 1", "    return x", "# a", "- item", "é ∂ 漢 🙂", "raw <b>", r"\section{a}"]
)
LINES = PLAIN_LINES | st.sampled_from(
    [
        *(
            "%matplotlib inline",
            "%%time",
            "%%bash\nls -l",
            "!ls -l",
            "y = !ls",
            "x?",
            "?x",
            "ls",
            "%d",
        ),
        *("def f(x):", "@decorated", "class A:", "# + x", "# -", "# region", "cat = 3"),
        *("# ---", "---", "# jupyter:", "[markdown]", "+ item", "trailing  ", "\\tab", "\\\\"),
        *("### BEGIN SOLUTION", "### END SOLUTION", "<!-- #region -->", "![](attachment:a.png)"),
        *('s = """\n%d\n!x\n# %% y\n"""', "'''a\n\n'''"),
    ]
)
LINES_OF = {
    "code": LINES | st.sampled_from(["# %matplotlib inline", "# %%time", "#!ls"]),
    "markdown": LINES | st.just("```python\n%%time\n# %% x\n\n```"),
    "raw": PLAIN_LINES,
}
BREAKING = st.sampled_from(
    [
        *("# %% inside", "#%%", "%% x", "%%", "%%bash", "# %matplotlib inline", "#!ls"),
        *('"""', "'''", 's = """', "```python", "```", "a\u2028b", "a\x0cb", "a\rb"),
    ]
)
ENDS = st.sampled_from(["\n", "\n", "\r\n"])
KINDS = st.sampled_from(["code", "code", "markdown", "raw"])
PICTURE = {"a.png": {"image/png": "iVBORw0KGgo="}}


@st.composite
def notebooks(
    draw: st.DrawFn, others: st.SearchStrategy[str] = PLAIN_LINES
) -> nbformat.NotebookNode:
    """Return a notebook as anybody may have written it."""
    makers = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    cells = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(KINDS)
        lines = LINES_OF[kind] | others
        cell = makers[kind](draw(ENDS).join(draw(st.lists(lines, max_size=6))))
        if draw(st.booleans()):
            marks = {"grade_id": f"cell-{number}", "solution": draw(st.booleans()), "points": 0.5}
            cell.metadata["nbgrader"] = {**marks, "schema_version": 3, "comment": draw(st.text())}
        if draw(st.booleans()):
            cell.metadata["tags"] = draw(
                st.lists(st.sampled_from(["a", "ü b", '"', "parameters"]), unique=True)
            )
        if kind == "markdown" and draw(st.booleans()):
            cell["attachments"] = PICTURE
        cell.metadata["collapsed"] = True
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells)


def kept(cell: nbformat.NotebookNode) -> tuple[object, ...]:
    """Return what a text keeps of a cell: all but line ends, and blank lines that end code."""
    source = cell.source.replace("\r\n", "\n")
    lines = source.split("\n")
    while cell.cell_type == "code" and lines and not lines[-1].strip():
        lines.pop()
    metadata = {key: cell.metadata[key] for key in ("nbgrader", "tags") if key in cell.metadata}
    code = cell.cell_type == "code"
    return cell.cell_type, lines if code else source, metadata, cell.get("attachments")


def lines_kept(cell: nbformat.NotebookNode) -> tuple[object, ...]:
    """Return the same of a cell that a text has given."""
    code = cell.cell_type == "code"
    source = (cell.source.split("\n") if cell.source else []) if code else cell.source
    return cell.cell_type, source, cell.metadata, cell.get("attachments")


def assert_gives_the_same(notebook: nbformat.NotebookNode, text: str) -> None:
    """Check that a text gives the cells of a notebook, and these the text again."""
    again = parse_text(text, "text")
    assert [lines_kept(cell) for cell in again.cells] == [kept(cell) for cell in notebook.cells]
    assert text_of(again, "again") == text


@given(notebooks())
def test_a_notebook_comes_back_from_its_text_and_the_text_from_the_notebook(
    notebook: nbformat.NotebookNode,
) -> None:
    assert_gives_the_same(notebook, text_of(notebook, "n.ipynb"))


@given(notebooks(BREAKING))
def test_what_no_text_can_hold_is_refused_and_never_changed(
    notebook: nbformat.NotebookNode,
) -> None:
    try:
        text = text_of(notebook, "n.ipynb")
    except CourseError as error:
        assert re.match(r"n\.ipynb, cell \d+: .+\.$", error.what)
    else:
        assert_gives_the_same(notebook, text)


@pytest.mark.parametrize(
    ("kind", "source", "words"),
    [
        ("code", "x = 1\n# %% inside\ny = 2", "the line '# %% inside' would begin a cell"),
        ("markdown", "%% x", "the line '%% x' would begin a cell"),
        ("markdown", "a\u2028b", "a sign that ends a line in a text (U+2028)"),
        ("code", "a = '\x0c'\rb", "a sign that ends a line in a text (U+000C, U+000D)"),
        ("markdown", "```\nx", "a fence of code has no end"),
        ("code", 's = """\nx', "a string in three quotes has no end"),
        ("code", "%%python\nx = 1", "does not give the same cell"),
    ],
)
def test_a_refusal_names_the_cell_and_says_why(kind: str, source: str, words: str) -> None:
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    cells = [nbformat.v4.new_markdown_cell("# Top"), make(source)]
    cells += [nbformat.v4.new_code_cell("z = 1"), nbformat.v4.new_code_cell("```")]
    with pytest.raises(CourseError) as caught:
        text_of(nbformat.v4.new_notebook(cells=cells), "source/ps1/n.ipynb")
    assert caught.value.what.startswith("source/ps1/n.ipynb, cell 2: ")
    assert words in caught.value.what
    assert caught.value.hint


def test_what_looks_like_a_header_inside_a_string_is_kept() -> None:
    cell = nbformat.v4.new_code_cell('s = """\n# %% inside\n"""')
    assert "# %% inside" in text_of(nbformat.v4.new_notebook(cells=[cell]), "n.ipynb")


def test_the_texts_of_the_course_come_back_as_they_are() -> None:
    for path in sorted((ROOT / "notebooks").glob("*/*.py")):
        notebook = read_text(path)
        again = parse_text(text_of(notebook, path.name), path.name)
        assert again.cells == notebook.cells, path
