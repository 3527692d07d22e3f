"""Notebooks on pages: nothing that is read is lost, and a page weighs little more than that."""

from __future__ import annotations

import html
import re

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.cells import is_hidden
from autograder.course.config import Options
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.outcomes import Status
from autograder.reporting.feedback_page import feedback_page
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.pages import template_text
from autograder.reporting.html.redact import shown_notebook
from autograder.reporting.results import NotebookResult, StudentResult
from tests.support.tiny import ROOT

MOST = 200_000
"""Bytes of a page without its pictures."""
MOST_AROUND = 17_000
"""Bytes of a page without a notebook: style, head and frame."""
ASSIGNMENT = "activation-units"
COURSE = Course(ROOT)


def page_of(notebook: nbformat.NotebookNode | None) -> str:
    result = NotebookResult("n", Status.GRADED, ())
    student = StudentResult("ada", "Ada", (result,), isolated=True)
    return feedback_page(ASSIGNMENT, student, result, notebook, [], Options())


def words_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@pytest.mark.parametrize("name", COURSE.notebooks(ASSIGNMENT))
def test_the_page_of_a_notebook_of_the_course_is_light_and_whole(name: str) -> None:
    notebook = read_notebook(COURSE.source_path(ASSIGNMENT, name))
    page = page_of(notebook)
    assert len(page.encode()) < MOST
    words = words_of(page)
    shown = shown_notebook(notebook, isolated=True)
    code = [cell for cell in shown.cells if cell.cell_type == "code"]
    assert code
    for cell in code:
        if not is_hidden(cell.metadata.nbgrader.grade_id):
            assert cell.source.strip() in words


def test_what_stands_around_a_notebook_is_light() -> None:
    assert len(page_of(None).encode()) < MOST_AROUND


SOURCES = st.text(st.sampled_from(list("ab1 =+().,:'\"#<>&\n")) | st.characters(codec="utf-8"))


@given(SOURCES)
def test_only_words_that_have_a_colour_are_marked_and_no_sign_of_code_is_lost(source: str) -> None:
    shown = shown_notebook(new_notebook(cells=[new_code_cell(f"x = 1\n{source}\ny")]))
    page = notebook_html(shown, {})
    marks = {*re.findall(r'<span class="([^"]*)">', page)}
    assert marks <= {*re.findall(r"\.highlight \.([a-z0-9]+)", template_text("style.css"))}
    assert shown.cells[0].source.split() == words_of(page).split()
