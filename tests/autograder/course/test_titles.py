"""Titles: the first heading, as plain words."""

from __future__ import annotations

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.layout import Course
from autograder.course.titles import MAX_TITLE, title_of, titles_of


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# Rectifiers\n\nText", "Rectifiers"),
        ("Text\n\n## The `relu`, **again** ##", "The relu, again"),
        ("```\n# a comment\n```\n# A heading", "A heading"),
        ("# [The note](x.ipynb) on $x$", "The note on x"),
        ("#no heading\n#\n####### seven", ""),
        ("Text only", ""),
    ],
)
def test_the_first_heading_is_the_title(source: str, title: str) -> None:
    cells = [new_code_cell("# not this"), new_markdown_cell(source)]
    assert title_of(new_notebook(cells=cells)) == title


@given(st.text())
def test_a_title_is_one_bounded_line(source: str) -> None:
    title = title_of(new_notebook(cells=[new_markdown_cell(f"# {source}")]))
    assert len(title) <= MAX_TITLE
    assert len(title.splitlines()) <= 1


def test_broken_and_untitled_sources_have_no_title(tiny_course: Course) -> None:
    for name, text in (("a", "# A"), ("b", "no heading")):
        path = tiny_course.source_path("s1", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=[new_markdown_cell(text)]), path)
    tiny_course.source_path("s1", "c").write_text("{")
    assert titles_of(tiny_course, "s1") == {"a": "A"}
