"""The formgrader's own page in a real browser: what students wrote shows and runs nothing."""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.course.layout import Course
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.grading.record import save
from autograder.markup.executed import harmless_notebook
from tests.autograder.markup.test_clean import ATTACKS, MARKDOWN_ATTACKS
from tests.support.recording import executed, master_notebooks, outcome
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
HOST = "http://course.example"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
KINDS = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "image/png")
# Whatever runs in a page calls `alert`, at once or when somebody does something to it.
LISTEN = "window.hurt = []; window.alert = (what) => window.hurt.push(String(what));"
DISTURB = """async () => {
    for (const element of document.querySelectorAll("#notebook-container *")) {
        for (const kind of ["mouseover", "click", "focus", "toggle", "begin", "animationstart"])
            element.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
        if (element.tagName === "A" && element.href.startsWith("javascript:")) element.click();
    }
    await new Promise((done) => setTimeout(done, 300));
    return window.hurt;
}"""
POWERS = """() => {
    const found = [];
    for (const element of document.querySelectorAll("#notebook-container *")) {
        if (["SCRIPT", "IFRAME", "OBJECT", "EMBED", "FORM", "BASE", "META", "LINK"]
            .includes(element.tagName)) found.push(element.tagName);
        for (const {name, value} of element.attributes)
            if (name.startsWith("on") || /^[\\s\\0-\\x20]*(javascript|vbscript):/i.test(value))
                found.push(`${element.tagName} ${name}=${value}`);
    }
    return found;
}"""

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(CHROMIUM is None, reason="needs the browser chromium"),
]


def formgraders_page(path: Path) -> str:
    """Return a notebook as nbgrader's formgrader shows it: its exporter, template and resources."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader import handlers
    from traitlets.config import Config

    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    resources = {"assignment_id": ASSIGNMENT, "notebook_id": NOTEBOOK, "submission_id": "1"}
    resources |= {"student": "ada", "last_name": None, "first_name": None, "notebook_path": "x"}
    resources |= {"index": 0, "total": 1, "base_url": HOST}
    html, _ = HTMLExporter(config=config).from_filename(str(path), resources=resources)
    return str(html)


def opened(browser: Any, html: str) -> Any:
    """Return the page, open, with the formgrader's scripts and styles running in it."""
    from nbgrader.server_extensions.formgrader import handlers

    def serve(route: Any) -> None:
        name = route.request.url.removeprefix(f"{HOST}/formgrader/static/")
        path = Path(handlers.static_path) / name
        if route.request.url == f"{HOST}/page":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif name != route.request.url and path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "text/plain"
            route.fulfill(body=path.read_bytes(), content_type=kind)
        else:
            route.abort()

    page = browser.new_page()
    page.add_init_script(LISTEN)
    page.route("**/*", serve)
    page.goto(f"{HOST}/page")
    return page


def harm(page: Any) -> list[str]:
    """Do something to each element of a page; return what has run."""
    from playwright.sync_api import Error

    try:
        return list(page.evaluate(DISTURB))
    except Error as error:
        assert "navigation" in str(error)
        return ["it has led to another page"]


def shown(kind: str, text: str) -> NotebookNode:
    """Return a code cell that shows a text of some kind."""
    return new_code_cell("show()", outputs=[new_output("display_data", data={kind: text})])


def hostile_cells(attacks: list[str]) -> list[NotebookNode]:
    """Return cells that try the same everywhere: outputs of every kind, prose, raw cells, code."""
    cells = [shown(kind, attack) for attack in attacks for kind in KINDS]
    for attack in attacks:
        cells += [new_markdown_cell(attack), new_raw_cell(attack), new_code_cell(attack)]
        trace = new_output("error", ename=attack, evalue=attack, traceback=[attack])
        cells.append(new_code_cell("f()", outputs=[new_output("stream", text=attack), trace]))
    cells.append(shown("application/javascript", "alert(1)"))
    isolated = shown("text/html", "<script>parent.alert(1)</script>")
    isolated.outputs[0].metadata = {"text/html": {"isolated": True}}
    widths = shown("image/png", PIXEL)
    widths.outputs[0].metadata = {"image/png": {"width": "1 onload=alert(1)"}}
    return [*cells, isolated, widths]


def notebook_of(cells: list[NotebookNode]) -> NotebookNode:
    """Return a notebook of these cells."""
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    return new_notebook(cells=cells)


# A missing picture ends the formgrader's page before anything can run.
EVERYTHING = [attack for attack in [*ATTACKS, *MARKDOWN_ATTACKS] if "attachment:" not in attack]
# These take all that follows for their own text, so that nothing behind them is tried.
SWALLOWING = [attack for attack in EVERYTHING if "<plaintext>" in attack or "<!--><img" in attack]


@pytest.mark.parametrize("number", range(4))
def test_attacks_that_run_in_the_formgrader_run_no_more(
    browser: Any, tmp_path: Path, number: int
) -> None:
    attacks = [a for a in EVERYTHING if a not in SWALLOWING][number::4]
    notebook = notebook_of(hostile_cells(attacks))
    path = tmp_path / "as-it-was.ipynb"
    nbformat.write(notebook, path)
    before = opened(browser, formgraders_page(path))
    assert harm(before), "the attacks have lost their power: this test shows nothing"
    path = tmp_path / "recorded.ipynb"
    nbformat.write(harmless_notebook(notebook), path)
    after = opened(browser, formgraders_page(path))
    assert harm(after) == []
    assert after.evaluate(POWERS) == []
    assert "show()" in after.inner_text("#notebook-container")


@pytest.mark.parametrize("attack", SWALLOWING)
def test_what_would_swallow_the_page_swallows_nothing(
    browser: Any, tmp_path: Path, attack: str
) -> None:
    path = tmp_path / "recorded.ipynb"
    cells = [*hostile_cells([attack]), new_markdown_cell("It goes on here.")]
    nbformat.write(harmless_notebook(notebook_of(cells)), path)
    page = opened(browser, formgraders_page(path))
    assert harm(page) == []
    assert page.evaluate(POWERS) == []
    assert "It goes on here." in page.inner_text("#notebook-container")


def test_what_is_recorded_runs_nothing(browser: Any, course: Course) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    notebooks = executed(course, why=attack)
    notebooks[NOTEBOOK].cells += notebook_of(hostile_cells([attack])).cells
    with open_gradebook(course) as book:
        register(course, book, ASSIGNMENT, master_notebooks(course, ASSIGNMENT))
        save(course, book, outcome("ada"), notebooks)
    page = formgraders_page(course.autograded / "ada" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    tab = opened(browser, page)
    assert harm(tab) == []
    assert tab.evaluate(POWERS) == []
    assert tab.query_selector_all("textarea.comment"), "the formgrader's own parts are there"
    assert "alert(2)" in tab.inner_text("#notebook-container"), "a grader sees what was written"


def test_honest_answers_look_as_they_did(browser: Any, tmp_path: Path) -> None:
    prose = new_markdown_cell(
        "# Why\n\n$a<b$ and **bold** `x < y`, H<sub>2</sub>O<br>\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    pasted = new_markdown_cell(
        "![proof](attachment:proof.png)",
        attachments={"proof.png": {"image/png": PIXEL}},
    )
    table = shown("text/html", "<table><tr><th>loss</th></tr><tr><td>0.25</td></tr></table>")
    figure = shown("image/png", PIXEL)
    path = tmp_path / "recorded.ipynb"
    nbformat.write(harmless_notebook(notebook_of([prose, pasted, table, figure])), path)
    page = opened(browser, formgraders_page(path))
    text = page.inner_text("#notebook-container")
    assert "$a<b$" in text
    assert "0.25" in text
    assert len(page.query_selector_all("#notebook-container table")) == 2
    assert page.eval_on_selector_all("img", "all => all.filter(i => i.naturalWidth).length") == 2


def test_a_picture_that_is_missing_does_not_end_the_formgraders_page(tmp_path: Path) -> None:
    from nbconvert.filters.markdown_mistune import InvalidNotebook

    notebook = notebook_of([new_markdown_cell("![x](attachment:x.png) and more")])
    path = tmp_path / "recorded.ipynb"
    nbformat.write(notebook, path)
    with pytest.raises(InvalidNotebook, match="missing attachment"):
        formgraders_page(path)
    nbformat.write(harmless_notebook(notebook), path)
    assert "and more" in formgraders_page(path)
