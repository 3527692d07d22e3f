"""What is recorded for other programs to show: all that was written, and nothing that runs."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.markup.executed import MAX_ATTACHMENTS, MAX_PICTURE, harmless_notebook
from autograder.markup.svg import NOTE

SCRIPT = "<script>alert(1)</script>"


def after(*cells: NotebookNode) -> list[NotebookNode]:
    """Return cells as they are recorded."""
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    notebook = new_notebook(cells=list(cells))
    before = nbformat.writes(notebook)
    recorded = harmless_notebook(notebook)
    assert nbformat.writes(notebook) == before, "what comes in is not changed"
    nbformat.validate(recorded)
    assert harmless_notebook(recorded) == recorded, "recorded again, it stays the same"
    return list(recorded.cells)


def shown(**data: str) -> dict[str, Any]:
    """Return what is left of an output with these forms; `text_html` stands for `text/html`."""
    forms = {name.replace("_", "/", 1): text for name, text in data.items()}
    output = NotebookNode(output_type="display_data", data=forms, metadata={"isolated": True})
    cell = new_code_cell("")
    cell["outputs"] = [output]
    [recorded] = after(cell)
    assert all(output.metadata == {} for output in recorded.outputs)
    return dict(recorded.outputs[0].data) if recorded.outputs else {}


def test_what_tests_and_code_print_stays_byte_for_byte() -> None:
    outputs = [
        new_output("stream", text="\x1b[31mred\x1b[0m <b>\n"),
        new_output("error", ename="E", evalue="<i>", traceback=["\x1b[1m<u>"]),
        new_output("execute_result", data={"text/plain": "1.5 <s>"}, execution_count=3),
    ]
    [cell] = after(new_code_cell(f"print('{SCRIPT}')", outputs=outputs))
    assert cell.outputs == outputs
    assert cell.source == f"print('{SCRIPT}')"


def test_a_picture_keeps_its_text_as_one_bounded_line_and_other_metadata_go() -> None:
    metadata = {"image/png": {"alt": "f rises\nto 2", "width": 3}, "isolated": True}
    output = new_output("display_data", data={"image/png": "AAAA"}, metadata=metadata)
    [cell] = after(new_code_cell("plot()", outputs=[output]))
    assert cell.outputs[0].metadata == {"image/png": {"alt": "f rises to 2"}}


def test_the_courses_locked_cells_stay_as_they_are_and_others_do_not() -> None:
    own = new_markdown_cell(SCRIPT, metadata={"nbgrader": {"locked": True, "grade_id": "a"}})
    answer = new_markdown_cell(
        SCRIPT, metadata={"nbgrader": {"solution": True, "grade": True, "locked": False}}
    )
    first, second, third = after(own, answer, new_markdown_cell(SCRIPT))
    assert first.source == SCRIPT
    assert second.source == third.source == "< script>alert(1)< /script>"
    assert second.metadata == answer.metadata


def test_raw_cells_become_code_that_is_only_read() -> None:
    first, second = after(new_raw_cell(f"{SCRIPT}\n````"), new_raw_cell(" "))
    assert first.cell_type == second.cell_type == "markdown"
    assert first.source == "`````\n< script>alert(1)< /script>\n````\n`````"
    assert second.source == ""


def test_forms_of_an_output_lose_their_powers() -> None:
    assert shown(text_html=f"<b>x</b>{SCRIPT}") == {"text/html": "<b>x</b>"}
    assert shown(text_markdown=f"**x** {SCRIPT}")["text/markdown"].startswith("**x** < script>")
    assert shown(text_latex=f"$x<y$ {SCRIPT}")["text/latex"].startswith("$x<y$ < script>")
    assert shown(text_plain=SCRIPT) == {"text/plain": SCRIPT}
    forms = {"application_javascript": "alert(1)", "application_vnd.jupyter.widget-view+json": "{}"}
    assert shown(**forms) == {}


def test_a_picture_that_cannot_be_shown_gives_way_to_a_note() -> None:
    drawn = {"image_svg+xml": "<svg><rect onclick='a'/>"}
    assert shown(**drawn) == {"text/plain": NOTE}
    assert shown(**drawn, text_plain="Figure") == {"text/plain": "Figure"}
    assert "<rect>" in shown(**{"image_svg+xml": "<svg><rect onclick='a'/></svg>"})["image/svg+xml"]


@pytest.mark.parametrize("text", ['AAAA"><script>', "AAAA" * (MAX_PICTURE // 4 + 1), "", "é"])
def test_pictures_are_base64_of_bounded_size(text: str) -> None:
    assert shown(image_png=text) == {}
    assert shown(image_png="AA\nAA") == {"image/png": "AAAA"}


def test_pictures_that_were_pasted_into_an_answer_stay_and_nothing_else_does() -> None:
    attachments: dict[str, Any] = {
        "a.png": {"image/png": "AAAA", "text/html": SCRIPT},
        "b.svg": {"image/svg+xml": SCRIPT},
        "c.png": {"image/png": '"><script>'},
    }
    text = "![a](attachment:a.png) ![b](attachment:b.svg)"
    [cell] = after(new_markdown_cell(text, attachments=attachments))
    assert cell.attachments == {"a.png": {"image/png": "AAAA"}}
    assert cell.source == "![a](attachment:a.png) ![b](attachment :b.svg)"
    many = {f"{number}.png": {"image/png": "AAAA"} for number in range(100)}
    [cell] = after(new_markdown_cell("x", attachments=many))
    assert len(cell.attachments) == MAX_ATTACHMENTS


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "unheard of"},
        {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        {"output_type": "display_data"},
        {"output_type": "display_data", "data": {"text/x": 1}},
        {},
    ],
)
def test_outputs_that_nobody_knows_are_left_out(output: dict[str, Any]) -> None:
    cell = new_code_cell("")
    cell["outputs"] = [NotebookNode(output)]
    assert harmless_notebook(NotebookNode(cells=[cell])).cells[0].outputs == []


def test_lists_of_lines_and_broken_fields_become_texts() -> None:
    cell = new_code_cell("")
    cell["outputs"] = [
        NotebookNode(output_type="stream", name="other", text=["a", "b\ud800"]),
        NotebookNode(output_type="error", ename=None, evalue=3, traceback=None),
        NotebookNode(output_type="execute_result", data={"text/plain": ["1", "2"]}),
    ]
    recorded = harmless_notebook(NotebookNode(cells=[cell]))
    nbformat.validate(new_notebook(cells=recorded.cells))
    stream, error, result = recorded.cells[0].outputs
    assert (stream.name, stream.text) == ("stdout", "ab?")
    assert (error.ename, error.evalue, error.traceback) == ("", "3", [])
    assert (result.data, result.execution_count) == ({"text/plain": "12"}, None)
