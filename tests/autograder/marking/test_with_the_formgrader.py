"""nbgrader's formgrader and our pages work on one gradebook, at the same time."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from autograder.course.layout import Course
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.marking import write_mark
from autograder.gradebook.marks import FIRST, Entry, Mark, Place
from autograder.gradebook.marks_read import read_entries
from tests.support.graded import ASSIGNMENT, NOTEBOOK
from tests.support.lab import NEEDS_BROWSER, running_lab, wait_for
from tests.support.marked import QUESTION, mark_class

pytestmark = [pytest.mark.process, NEEDS_BROWSER]
ADA = Place(ASSIGNMENT, NOTEBOOK, QUESTION, "ada")


def entry(course: Course) -> Entry:
    """Return what the gradebook holds of ada's answer."""
    return read_entries(course, ASSIGNMENT, [(NOTEBOOK, QUESTION)])[NOTEBOOK, QUESTION]["ada"]


def address(course: Course) -> str:
    """Return the address of ada's notebook below the formgrader's."""
    with open_gradebook(course) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return f"submissions/{book.find_submission_notebook(NOTEBOOK, ASSIGNMENT, 'ada').id}"


def fields(page: Any) -> tuple[Any, Any]:
    """Return the formgrader's fields for points and comment of the written answer."""
    cell = page.locator("div", has=page.locator("textarea.comment")).last
    return page.locator("input.score").last, cell.locator("textarea.comment")


def test_what_one_of_them_saves_the_other_one_shows(browser: Any, tmp_path: Path) -> None:
    folder, settings = tmp_path / "course", tmp_path / "settings"
    folder.mkdir()
    course = mark_class(folder)
    mark = Mark("Tess", (), 2.0, 2.0, "From our pages.")
    write_mark(course, ADA, mark, entry(course).version(FIRST))
    with running_lab(folder, settings) as lab:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{lab.removesuffix('/lab/tree')}/formgrader/{address(course)}")
        score, comment = fields(page)
        wait_for(lambda: score.input_value() == "2" and "our pages" in comment.input_value(), 30)
        comment.fill("From the formgrader.")
        score.fill("3.5")
        score.press("Tab")
        wait_for(lambda: entry(course).points == 3.5, 30)
        wait_for(lambda: entry(course).comment == "From the formgrader.", 30)
        page.close()
    found = entry(course)
    assert found.marks[FIRST].points == 2.0, "who marked here is still known"
    write_mark(course, ADA, mark, found.version(FIRST))
    assert entry(course).points == 2.0
