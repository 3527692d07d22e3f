"""Optional questions in a text: the tag of the answer and the ★ of its heading say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring.lint.optional import stars_and_tags_agree, tags_are_known
from tests.support.tiny import ROOT

AUTHOR = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")


def answer(name: str, *tags: str, written: str = "") -> Any:
    """Return an answer cell; a written one holds its text."""
    own = {"grade_id": name, "solution": True, "grade": bool(written), "locked": False}
    metadata = {"nbgrader": own, **({"tags": list(tags)} if tags else {})}
    make = new_markdown_cell if written else new_code_cell
    return make(written or "x = 1", metadata=metadata)


def said(*cells: Any) -> list[str]:
    """Return what the rules say of a notebook; texts are Markdown cells."""
    made = [new_markdown_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    notebook = new_notebook(cells=made)
    rules = (tags_are_known, stars_and_tags_agree)
    return [f"{f.index + 1}: {f.sentence}" for rule in rules for f in rule(notebook)]


FENCE = "## ★ 2. More\n```python\n# a comment, no heading\n```"


@pytest.mark.parametrize(
    "cells",
    [
        ("# Title", "## 1. ReLU", answer("relu")),
        ("# Title", "## ★ 1. Softplus · 3 points", answer("softplus", "optional")),
        ("## ★ 1. Softplus", answer("a", "optional"), "## 2. ReLU", answer("b")),
        ("## 1. ReLU", "### ★ 1.1 More", answer("a", "optional"), "### 1.2 Rest", answer("b")),
        ("## ★ 1. All", "### ★ 1.1 One", answer("a", "optional")),
        (FENCE, answer("a", "optional")),
        (answer("a", "optional", written="### ★ Why?\n\nBecause."),),
        (answer("a"), "## 1. Later"),
    ],
)
def test_tags_and_stars_that_agree_are_fine(cells: Sequence[Any]) -> None:
    assert said(*cells) == []


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (("## 1. ReLU", answer("a", "optional")), "2: the question is optional"),
        ((answer("a", "optional"),), "1: the question is optional"),
        (("## ★ 1. All", "### 1.1 One", answer("a", "optional")), "3: the question is optional"),
        (("## ★ 1. Softplus", answer("a")), "2: it is below “★ 1. Softplus” (cell 1)"),
        (("## ★ 1. All", "### ★ 1.1 One", answer("a")), "3: it is below “★ 1.1 One” (cell 2)"),
        (("## ★ 1. All", "### 1.1 One", answer("a")), "3: it is below “★ 1. All” (cell 1)"),
        (("## ★ 1. All", answer("a", "optionl", "optional")), '2: nothing reads the tag "optionl"'),
        (
            (new_markdown_cell("## ★ 1", metadata={"tags": ["optional"]}),),
            '1: "optional" stands on the cell that answers',
        ),
    ],
)
def test_what_disagrees_is_named(cells: Sequence[Any], what: str) -> None:
    (finding,) = said(*cells)
    assert finding.startswith(what)


def test_a_star_in_a_model_answer_is_no_heading() -> None:
    text = "Why?\n<!-- BEGIN SOLUTION -->\n## ★ Not a heading\n<!-- END SOLUTION -->"
    (finding,) = said("## 1. ReLU", answer("a", "optional", written=text))
    assert "has no ★" in finding


def test_the_documents_show_the_header() -> None:
    assert 'tags=["optional"]' in AUTHOR
