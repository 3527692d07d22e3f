"""Notebooks in JupyterLab, as a student has them: the note's sliders, and a question's answer."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.bank import read_bank
from autograder.authoring.bundle import make_bundle
from autograder.course.layout import Course
from tests.support.lab import NEEDS_BROWSER, opened, run_all, running_lab, wait_for
from tests.support.tiny import ROOT

NOTE = ROOT / "release" / "activation-units" / "00_note.ipynb"
SLIDERS = 5
LAST_PICTURE = """handle => {
    const pictures = handle.closest('.widget-interact').querySelectorAll('img');
    return pictures.length ? pictures[pictures.length - 1].src : '';
}"""
COURSE = Course(ROOT)
ASSIGNMENT, NOTEBOOK = "activation-units", "01_derivatives"
QUESTION = "swish"
RIGHT = next(one.source for one in read_bank(COURSE, ASSIGNMENT, NOTEBOOK)[QUESTION] if one.right)
WRONG = f"""{RIGHT}


exact = swish


def swish(z, beta=1.0):
    return 1.01 * exact(z, beta)
"""

BOTTOM = "panel => panel.scrollTo(0, panel.scrollHeight)"
HIDDEN = ".jp-OutputArea-output [style*='clip']"
VERDICT = re.compile(r"✓ (\d+) of \1")

pytestmark = [pytest.mark.process, NEEDS_BROWSER]


@pytest.fixture
def note(tmp_path: Path) -> Iterator[Any]:
    """The note, open in a browser, all cells run."""
    folder, settings = tmp_path / "folder", tmp_path / "settings"
    folder.mkdir()
    shutil.copy(NOTE, folder / "note.ipynb")
    with running_lab(folder, settings) as lab, opened(f"{lab}/note.ipynb") as page:
        run_all(page)
        yield page


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Any]:
    """A notebook with questions, unpacked from its assignment's bundle, open in a browser."""
    made = make_bundle(COURSE, ASSIGNMENT, out=tmp_path / "bundle.zip")
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    folder, budget = tmp_path / ASSIGNMENT, {"ACTIVATION_LAB_BUDGET": "quick"}
    with (
        running_lab(folder, tmp_path / "settings", **budget) as lab,
        opened(f"{lab}/{NOTEBOOK}.ipynb") as page,
    ):
        yield page


def cell(page: Any, text: str) -> Any:
    """Return the first cell of code that holds a text."""
    return page.locator(".jp-CodeCell", has_text=text).first


def outputs(one: Any) -> str:
    """Return all that a cell shows below its code."""
    return "\n".join(one.locator(".jp-OutputArea-output").all_inner_texts())


def answer(page: Any, text: str) -> None:
    """Write an answer to the question, run it, and run the check below it."""
    cell(page, f"def {QUESTION}(").locator(".cm-content").click()
    page.keyboard.press("Control+A")
    # The editor would indent what is typed, and close its brackets; what is inserted stays.
    page.keyboard.insert_text(text)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")


def save(page: Any) -> None:
    """Save the notebook, again where an output comes meanwhile."""

    def is_saved() -> bool:
        page.keyboard.press("Control+S")
        page.wait_for_timeout(1000)
        return not page.locator(".jp-mod-dirty").count()

    wait_for(is_saved, 60)


def test_every_slider_is_there_and_redraws_its_picture(note: Any, pictures: Path) -> None:
    wait_for(lambda: len(note.query_selector_all(".widget-hslider")) == SLIDERS, 120)
    for slider in note.query_selector_all(".widget-hslider"):
        slider.scroll_into_view_if_needed()
        handle = slider.query_selector(".noUi-handle")
        wait_for(lambda handle=handle: handle.evaluate(LAST_PICTURE), 30)
        before = handle.evaluate(LAST_PICTURE)
        handle.focus()
        note.keyboard.press("ArrowRight")
        known = ("", before)
        wait_for(lambda handle=handle, known=known: handle.evaluate(LAST_PICTURE) not in known, 30)
    assert note.said == [], "the console"
    note.screenshot(path=pictures / "student-sliders-1280.png")


def test_a_bundled_notebook_leads_from_a_wrong_answer_to_a_right_one(
    notebook: Any, pictures: Path
) -> None:
    run_all(notebook)
    start, check = notebook.locator(".jp-CodeCell").first, cell(notebook, f"agrees({QUESTION},")
    wait_for(lambda: outputs(start).strip() == "Ready.", 60)
    assert not start.locator(".cm-content").is_visible()
    # Somewhere above a check has said that its question is open.
    wait_for(lambda: "has no answer yet" in notebook.locator(".jp-Notebook").inner_text(), 120)

    answer(notebook, WRONG)
    wait_for(lambda: "expected" in outputs(check), 60)
    assert QUESTION in outputs(check)

    answer(notebook, RIGHT)
    wait_for(lambda: VERDICT.search(outputs(check)), 60)
    assert "expected" not in outputs(check)

    # JupyterLab gives pictures no text of their own: a hidden one stands before each of them.
    shown = notebook.locator(".jp-RenderedImage img").count()
    told = notebook.locator(HIDDEN).all_inner_texts()
    assert shown > 0
    assert len(told) >= shown
    assert all(text.strip() for text in told)

    # All cells again: nothing stops at open questions, and the summary at the end knows this one.
    run_all(notebook)
    summary = cell(notebook, "checks.progress(")

    def at_the_end() -> str:
        """Scroll down, as only cells in sight are in the page; return what the last one says."""
        notebook.locator(".jp-WindowedPanel-outer").first.evaluate(BOTTOM)
        return outputs(summary)

    wait_for(lambda: re.search(rf"✓\s+{QUESTION}\b", at_the_end()), 180)
    assert "no answer yet" in outputs(summary)
    notebook.screenshot(path=pictures / "student-notebook-1280.png")
    assert notebook.said == [], "the console"


def test_nbgraders_validate_names_what_is_open_and_not_what_is_right(
    notebook: Any, pictures: Path
) -> None:
    answer(notebook, RIGHT)
    wait_for(lambda: outputs(cell(notebook, f"agrees({QUESTION},")), 60)
    save(notebook)
    notebook.get_by_text("Validate", exact=True).first.click()
    dialog = notebook.locator(".jp-Dialog")
    wait_for(lambda: dialog.count() and "failed" in dialog.inner_text(), 180)
    said = dialog.inner_text()
    notebook.screenshot(path=pictures / "student-validate-1280.png")
    assert "Check of sigmoid" in said
    assert "sigmoid has no answer yet" in said
    assert f"Check of {QUESTION}" not in said
    assert notebook.said == [], "the console"
