"""The opening of a notebook: which cells belong to it, and who begins with it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output

from autograder.engine.opening import Opening, notebook_of, opening_of, shared
from tests.support.notebooks import CHECK, IMPORTS, RIGHT, notebook

QUESTION = (("f", RIGHT), ("f-tests", CHECK))
FIGURE = "axes = 1"


def test_the_opening_ends_before_the_first_answer() -> None:
    assert opening_of(notebook(FIGURE, *QUESTION, "behind = 1")) == (IMPORTS, FIGURE)


def test_a_test_ends_it_too() -> None:
    assert opening_of(notebook(("f-tests", CHECK), FIGURE)) == (IMPORTS,)


def test_prose_and_empty_cells_are_no_part_of_it() -> None:
    master = notebook("", "  \n", FIGURE, *QUESTION)
    master.cells.insert(0, new_markdown_cell("# Title"))
    assert opening_of(master) == (IMPORTS, FIGURE)
    assert shared(master.cells, (IMPORTS, FIGURE), set()) == (IMPORTS, FIGURE)


@pytest.mark.parametrize(
    "cells",
    [
        ("own = 1", FIGURE, *QUESTION),
        (FIGURE + " ", *QUESTION),
        QUESTION,
        (("fixture-2", "x = 1"), FIGURE, *QUESTION),
        (("f", FIGURE), ("f-tests", CHECK)),
        (),
    ],
    ids=["inserted", "changed", "deleted", "another", "as-answer", "nothing-else"],
)
def test_it_is_shared_up_to_the_first_cell_that_is_not_the_courses(cells: tuple[Any, ...]) -> None:
    assert shared(notebook(*cells).cells, (IMPORTS, FIGURE), set()) == (IMPORTS,)


def test_cells_in_another_order_are_not_shared() -> None:
    turned = notebook_of([FIGURE, IMPORTS]).cells
    assert shared(turned, (IMPORTS, FIGURE), set()) == (FIGURE,)


def test_what_a_student_adds_behind_it_does_not_matter() -> None:
    cells = notebook(FIGURE, "own = 1", *QUESTION).cells
    assert shared(cells, (IMPORTS, FIGURE), set()) == (IMPORTS, FIGURE)


def test_cells_that_do_not_run_are_passed_over() -> None:
    cells = notebook("own = 1", FIGURE, *QUESTION).cells
    assert shared(cells, (IMPORTS, FIGURE), {1}) == (IMPORTS, FIGURE)
    assert shared(cells, (IMPORTS, FIGURE), {1, 2}) == (IMPORTS,)


def output(text: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=text)


@given(st.lists(st.text("xyz", max_size=3), min_size=1, max_size=5))
def test_outputs_go_to_its_cells_and_to_no_others(texts: list[str]) -> None:
    sources = tuple(f"print({text!r})  # {n}" for n, text in enumerate(texts))
    made = notebook_of(sources)
    assert opening_of(made) == sources == shared(made.cells, sources, set())
    opening = Opening(tuple([output(text)] for text in texts), 1, frozenset())
    cells = [new_markdown_cell("so"), *made.cells, *notebook(*QUESTION).cells]
    assert opening.fill_in(cells, set()) == len(texts) + 1
    shown = [cell.outputs[0].text for cell in cells[1 : len(texts) + 1]]
    assert shown == texts
    assert [c.execution_count for c in cells[1 : len(texts) + 1]] == [*range(1, len(texts) + 1)]
    assert not any(cell.outputs for cell in cells[len(texts) + 1 :])


def test_outputs_are_copies() -> None:
    opening = Opening(([output("a")],), 1, frozenset())
    first, second = notebook_of(["1"]), notebook_of(["1"])
    opening.fill_in(first.cells, set())
    first.cells[0].outputs[0]["text"] = "spoilt"
    opening.fill_in(second.cells, set())
    assert second.cells[0].outputs[0].text == "a"
