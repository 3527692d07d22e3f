"""Questions: which cells belong together, what they are worth, what an answer defines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from autograder.course.cells import (
    checksum,
    grader_metadata,
    is_fixture,
    is_graded,
    is_solution,
    is_test,
    question_of,
)
from autograder.course.layout import Course
from autograder.course.questions import defined_names, graded_cells, questions
from autograder.course.texts import read_text
from tests.strangers.course import Answer, Test, Written, source
from tests.strangers.styles import BASICS
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def test_the_questions_of_a_notebook_in_order(tiny_course: Course) -> None:
    double, why = questions(read_text(tiny_course.text_path(ASSIGNMENT, NOTEBOOK)))
    assert (double.grade_id, double.kind, double.names) == ("double", "code", ("double",))
    assert double.points == {"double-tests": 1.0, "double-hidden": 2.0}
    assert (why.grade_id, why.kind, why.names) == ("why", "written", ())
    assert (double.total, why.total) == (3.0, 2.0)


@pytest.mark.parametrize(
    ("metadata", "optional"),
    [
        ({"tags": ["optional"]}, True),
        ({"tags": ["x", "optional"]}, True),
        ({"tags": ["optional-not"]}, False),
        ({"tags": []}, False),
        ({}, False),
    ],
)
def test_the_tag_of_the_answer_makes_a_question_optional(
    metadata: dict[str, Any], optional: bool
) -> None:
    own = {"grade_id": "relu", "solution": True, "grade": False}
    cell = new_code_cell("relu = 1", metadata={"nbgrader": own, **metadata})
    (question,) = questions(new_notebook(cells=[cell]))
    assert question.optional is optional


def test_every_cell_has_one_role(tiny_course: Course) -> None:
    cells = read_text(tiny_course.text_path(ASSIGNMENT, NOTEBOOK)).cells
    roles = {
        cell.id: [role(cell) for role in (is_solution, is_graded, is_test, is_fixture)]
        for cell in cells
        if grader_metadata(cell)
    }
    assert roles == {
        "imports": [False, False, False, True],
        "double": [True, False, False, False],
        "double-tests": [False, True, True, False],
        "double-hidden": [False, True, True, False],
        "why": [True, True, False, False],
    }


@pytest.mark.parametrize(
    ("cell_id", "question"),
    [
        ("relu", "relu"),
        ("relu-tests", "relu"),
        ("relu-hidden", "relu"),
        ("relu-tests-hidden", "relu-tests"),
        ("relu-hidden-tests", "relu-hidden"),
        ("hidden-relu", "hidden-relu"),
    ],
)
def test_one_suffix_leads_from_a_test_to_its_question(cell_id: str, question: str) -> None:
    assert question_of(cell_id) == question


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): pass\nclass C: pass\nasync def g(): pass", ("f", "C", "g")),
        ("a = b = 1\n(c, [d, *e]) = x", ("a", "b", "c", "d", "e")),
        ("a: int = 1\nb: int", ("a",)),
        ("f = lambda z: z\nf = 2", ("f",)),
        (
            "with no_grad():\n    a = 1\n    if a:\n        b = 2\n    else:\n        c = 3",
            tuple("abc"),
        ),
        ("for i in range(3):\n    a = i", ("a",)),
        ("try:\n    a = 1\nfinally:\n    b = 2", ("a", "b")),
        ("import numpy as np\nfrom math import tanh", ()),
        ("_private = 1\ndef _helper(): inner = 2", ()),
        ("x[0] = 1\nx.y = 2\nx += 3", ()),
        ("", ()),
    ],
)
def test_names_that_a_cell_defines(source: str, names: tuple[str, ...]) -> None:
    assert defined_names(source) == names


@pytest.mark.parametrize(
    "metadata",
    [
        {"grade": False, "solution": True, "locked": False},
        {"grade": True, "solution": True, "locked": False, "points": 2},
        {"grade": True, "solution": False, "locked": True, "points": 1.5},
        {"grade": True, "solution": False, "locked": False, "points": 1},
        {"grade": False, "solution": False, "locked": True},
        {"grade": False, "solution": False, "locked": False},
    ],
)
@pytest.mark.parametrize("make", [new_code_cell, new_markdown_cell])
def test_checksums_are_nbgraders(metadata: dict[str, Any], make: Callable[..., Any]) -> None:
    cell = make("σ(z) = 1", metadata={"nbgrader": {"grade_id": "relu", **metadata}})
    assert checksum(cell) == compute_checksum(cell)


def test_each_graded_cell_of_another_course_is_a_question_in_the_notebooks_order() -> None:
    cells = list(BASICS)
    found = graded_cells(source(cells))
    assert [q.grade_id for q in found] == [c.name for c in cells if isinstance(c, Test | Written)]
    assert {q.grade_id: q.total for q in found if q.kind == "written"} == {"why": 3, "essay": 2}
    assert sum(q.total for q in found) == 15.5


def test_visible_and_hidden_tests_of_ours_are_one_question_there_too() -> None:
    cells = [Answer("f", "f = 1"), Test("f-tests", "f", 1), Test("f-hidden", "f", 2)]
    (only,) = graded_cells(source(cells))
    assert only.grade_id == "f"
    assert only.points == {"f-tests": 1, "f-hidden": 2}
