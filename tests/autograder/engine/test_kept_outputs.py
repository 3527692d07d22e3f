"""Kept outputs: what nbgrader's own steps would keep, and no more."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.course.config import Limits
from autograder.engine.kept_outputs import keep_as_configured


def stream(text: str, name: str = "stdout") -> NotebookNode:
    """Return what a cell has printed."""
    output: NotebookNode = new_output("stream", name=name, text=text)
    return output


def cell(*outputs: NotebookNode) -> NotebookNode:
    """Return a cell that has shown something."""
    made: NotebookNode = new_code_cell("run()", outputs=list(outputs))
    return made


def kept(made: NotebookNode, **limits: object) -> list[NotebookNode]:
    """Return what is kept of a cell's outputs under these limits."""
    keep_as_configured([made], replace(Limits(), **limits))  # type: ignore[arg-type]
    outputs: list[NotebookNode] = made.outputs
    return outputs


TRACE = [f"line {number}" for number in range(9)]
CELLS = {
    "warnings": cell(
        stream("UserWarning: mine\n", "stderr"), stream("UserWarning"), stream("other", "stderr")
    ),
    "lines": cell(stream("1\n2\n3\n"), new_output("display_data"), stream("4\n5\n6"), stream("7")),
    "just enough": cell(stream("1\n2\n3"), stream("4\n5"), stream("6")),
    "an error": cell(new_output("error", ename="E", evalue="e", traceback=TRACE)),
    "nothing": cell(),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("pattern", ["Warning", "^other$", "x"])
def test_stderr_is_dropped_as_nbgrader_drops_it(name: str, pattern: str) -> None:
    from nbgrader.preprocessors import IgnorePattern

    theirs, ours = copy.deepcopy(CELLS[name]), copy.deepcopy(CELLS[name])
    IgnorePattern(pattern=pattern).preprocess_cell(theirs, {}, 0)
    assert kept(ours, ignored_stderr=pattern) == theirs.outputs


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 6, 8, 9, 100])
def test_output_is_cut_where_nbgrader_cuts_it(name: str, most: int) -> None:
    from nbgrader.preprocessors import LimitOutput

    theirs, ours = copy.deepcopy(CELLS[name]), copy.deepcopy(CELLS[name])
    trace = max(most, 3)  # with fewer nbgrader keeps all of them
    LimitOutput(max_lines=most, max_traceback=trace).preprocess_cell(theirs, {}, 0)
    once = copy.deepcopy(kept(ours, output_lines=most, traceback_lines=trace))
    assert once == theirs.outputs
    assert kept(ours, output_lines=most, traceback_lines=trace) == once


def test_without_a_word_of_the_course_everything_is_kept() -> None:
    for made in CELLS.values():
        before = copy.deepcopy(made.outputs)
        assert kept(copy.deepcopy(made)) == before


def test_text_has_no_outputs() -> None:
    keep_as_configured([new_markdown_cell("text")], replace(Limits(), output_lines=1))
