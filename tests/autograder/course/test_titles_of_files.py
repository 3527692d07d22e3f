"""Headings: the first one is what people call a notebook."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.course.texts import read_text
from autograder.course.titles import titles
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT


def of_source(course: Course, content: bytes) -> str:
    """Return the title of a notebook without a text."""
    course.text_path(ASSIGNMENT, NOTEBOOK).unlink(missing_ok=True)
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return titles(course, ASSIGNMENT)[NOTEBOOK]


def prose(source: object) -> bytes:
    """Return a notebook with one cell of prose."""
    cells = [{"cell_type": "code", "source": "# Code"}, {"cell_type": "markdown", "source": source}]
    return json.dumps({"cells": cells}).encode()


def test_a_text_and_its_source_have_the_same_title(tiny_course: Course) -> None:
    assert titles(tiny_course, ASSIGNMENT) == {NOTEBOOK: "Doubling"}
    build(tiny_course)
    assert of_source(tiny_course, tiny_course.source_path(ASSIGNMENT, NOTEBOOK).read_bytes()) == (
        "Doubling"
    )


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Doubling", "Doubling"),
        (["Hello.\n", "## *Doubling* a `number` ##\n"], "Doubling a number"),
        ("```\n# a comment\n```\n# Title", "Title"),
        ("#no heading", NOTEBOOK),
        ("", NOTEBOOK),
        (7, NOTEBOOK),
    ],
)
def test_the_first_heading_is_the_title_without_its_markup(
    tiny_course: Course, source: object, title: str
) -> None:
    assert of_source(tiny_course, prose(source)) == title


@given(content=st.one_of(st.binary(max_size=40), st.sampled_from([b"[]", b'{"cells": 1}', b"1"])))
def test_what_cannot_be_read_has_its_name(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    course = Course(tmp_path_factory.mktemp("course"))
    (course.root / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    assert of_source(course, content) == NOTEBOOK


def test_every_notebook_of_the_course_has_one() -> None:
    course = Course(ROOT)
    for assignment in course.written():
        for name, title in titles(course, assignment).items():
            cells = read_text(course.text_path(assignment, name)).cells
            first = next(cell.source for cell in cells if cell.cell_type == "markdown")
            assert first.splitlines()[0].removeprefix("# ").replace("*", "") == title
