"""A page of an executed notebook shows what a student sees, and is readable."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from website.notebook_pages import NOTE, WITHOUT_BLANKS, Page

PIXEL = base64.b64encode(b"a picture").decode()
TITLE = new_markdown_cell("# A title\n\nThe text.")


def page(folder: Path, *cells: NotebookNode) -> list[NotebookNode]:
    """Return the cells of the page that a notebook becomes."""
    notebook = new_notebook(cells=[new_markdown_cell(TITLE.source), *cells])
    Page(notebook, folder, "01_it").write()
    written = nbformat.read(folder / "01_it.ipynb", as_version=4)
    nbformat.validate(written)
    return list(written.cells)


def code(*outputs: NotebookNode, source: str = "f()") -> NotebookNode:
    """Return an executed cell."""
    return new_code_cell(source, outputs=list(outputs))


def error(name: str, text: str, *trace: str) -> NotebookNode:
    """Return an error as a kernel reports it."""
    return new_output("error", ename=name, evalue=text, traceback=list(trace))


def shown(folder: Path, *outputs: NotebookNode) -> list[dict[str, Any]]:
    """Return what the page shows of a cell's outputs."""
    return [output.get("data") or output for output in page(folder, code(*outputs))[1].outputs]


def test_the_note_stands_below_the_title(tmp_path: Path) -> None:
    stopped = code(error("NotImplementedError", ""))
    assert page(tmp_path, stopped)[0].source == f"# A title\n\n{NOTE}\nThe text."
    assert page(tmp_path, code())[0].source == f"# A title\n\n{WITHOUT_BLANKS}\nThe text."


def test_a_picture_is_a_file_with_its_alternative_text(tmp_path: Path) -> None:
    metadata = {"image/png": {"alt": "f(z) from *0* to [1]"}}
    picture = new_output("display_data", data={"image/png": PIXEL}, metadata=metadata)
    (data,) = shown(tmp_path, picture)
    path = "figures/01_it-01.png"
    assert data == {"text/markdown": rf"![f\(z\) from \*0\* to \[1\]]({path})"}
    assert (tmp_path / path).read_bytes() == b"a picture"


def test_what_is_there_for_the_ear_is_not_read_twice(tmp_path: Path) -> None:
    words = {"text/html": '<div class="jp-sr-only" style="…">Figure: …</div>'}
    assert shown(tmp_path, new_output("display_data", data=words)) == []


def test_a_traceback_is_folded_and_all_there(tmp_path: Path) -> None:
    trace = error("NameError", "name 'b' is not defined", "\x1b[31mCell In[3]\x1b[39m", "a < b")
    (data,) = shown(tmp_path, trace)
    assert data["text/html"] == (
        '<details class="stopped"><summary>This cell stops: '
        "<code>NameError: name &#x27;b&#x27; is not defined</code></summary>"
        "<pre>Cell In[3]\na &lt; b</pre></details>"
    )


def test_the_sentences_of_a_check_are_not_folded(tmp_path: Path) -> None:
    said = error("CheckFailed", "…", "relu has no answer yet.", "\x1b[1;31m✗ 0 of 1\x1b[0m")
    (data,) = shown(tmp_path, said)
    assert data["text/html"] == '<pre class="check">relu has no answer yet.\n✗ 0 of 1</pre>'


def test_what_a_cell_has_begun_to_draw_before_it_stops_is_left_out(tmp_path: Path) -> None:
    picture = new_output("display_data", data={"image/png": PIXEL})
    printed = new_output("stream", name="stdout", text="so far\n")
    kinds = shown(tmp_path, printed, picture, error("NotImplementedError", ""))
    assert [one.get("text", "stopped") for one in kinds] == ["so far\n", "stopped"]
    assert not (tmp_path / "figures").exists()


def test_its_links_are_those_of_the_site(tmp_path: Path) -> None:
    notebook = new_notebook(cells=[new_markdown_cell("# A title\n\n[there](x.ipynb)")])
    Page(notebook, tmp_path, "01_it", lambda text: text.replace("x.ipynb", "y.ipynb")).write()
    (cell,) = nbformat.read(tmp_path / "01_it.ipynb", as_version=4).cells
    assert "[there](y.ipynb)" in cell.source


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"text/html": "<b>1</b>", "text/plain": "1"}, "text/html"),
        ({"text/latex": "$x$", "text/plain": "x"}, "text/latex"),
        ({"text/plain": "1"}, "text/plain"),
        ({"application/vnd.jupyter.widget-view+json": "…", "text/plain": "slider"}, "text/plain"),
    ],
)
def test_of_an_output_its_best_form_is_shown_and_no_widget(
    data: dict[str, str], kind: str, tmp_path: Path
) -> None:
    assert shown(tmp_path, new_output("display_data", data=data)) == [{kind: data[kind]}]


def test_cells_without_text_are_left_out(tmp_path: Path) -> None:
    kinds = [cell.cell_type for cell in page(tmp_path, new_code_cell(" \n"), code())]
    assert kinds == ["markdown", "code"]
