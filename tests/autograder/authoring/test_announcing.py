"""What the build adds for students, and that nothing else changes."""

from __future__ import annotations

import ast

import pytest
from nbformat import NotebookNode

from autograder.authoring.announcing import GOES_ON, HIDDEN_CHECKS, announced, going_on
from autograder.authoring.leaks import check_leaks
from autograder.course.cells import grade_id, is_fixture
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.release_steps import make_release
from autograder.course.texts import read_text
from helpers.checks.session import question_in
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


@pytest.fixture
def text(tiny_course: Course) -> NotebookNode:
    """The text of the tiny course, whose visible check has parts."""
    notebook = read_text(tiny_course.text_path(ASSIGNMENT, NOTEBOOK))
    check = cell_of(notebook, "double-tests")
    check.source = (
        "marks_ = checks.Marks()\nwith marks_.part(1, 'double'):\n"
        f"    {check.source}\nmarks_.total()"
    )
    return notebook


@pytest.fixture
def release(text: NotebookNode, tiny_course: Course) -> NotebookNode:
    """The students' version of it."""
    return going_on(make_release(announced(text), load_config(tiny_course), NOTEBOOK))


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with a grade id."""
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def test_a_visible_check_names_its_question(release: NotebookNode) -> None:
    source = cell_of(release, "double-tests").source
    assert source.startswith("# Check of double (1 point)\n")
    assert question_in(source) == "double"


def test_a_cell_of_hidden_tests_says_so_and_nothing_else(release: NotebookNode) -> None:
    assert cell_of(release, "double-hidden").source.strip() == HIDDEN_CHECKS


def test_nothing_leaks(text: NotebookNode, release: NotebookNode) -> None:
    check_leaks(announced(text), release, NOTEBOOK)


def test_the_last_cell_asks_for_the_summary_with_the_points_of_each_question(
    release: NotebookNode,
) -> None:
    call = ast.parse(release.cells[-1].source).body[-1]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert ast.literal_eval(call.value.args[0])["double"] == (1, 2)


def test_questions_with_a_star_are_named(text: NotebookNode) -> None:
    cell_of(text, "double").metadata["tags"] = ["optional"]
    assert 'optional=["double"],' in announced(text).cells[-1].source


def test_a_notebook_whose_checks_have_no_parts_gets_no_summary(text: NotebookNode) -> None:
    cell_of(text, "double-tests").source = "assert double(1) == 2"
    assert len(announced(text).cells) == len(text.cells)


def test_the_text_is_left_alone(text: NotebookNode) -> None:
    before = [cell.source for cell in text.cells]
    announced(text)
    assert [cell.source for cell in text.cells] == before


def test_run_all_goes_on_behind_every_cell_but_fixtures(release: NotebookNode) -> None:
    for cell in release.cells:
        wanted = cell.cell_type == "code" and not is_fixture(cell)
        assert (GOES_ON in cell.metadata.get("tags", [])) == wanted


def test_a_notebook_without_questions_stops_where_it_fails(text: NotebookNode) -> None:
    text.cells = [cell for cell in text.cells if not grade_id(cell)]
    assert all(GOES_ON not in cell.metadata.get("tags", []) for cell in going_on(text).cells)
