"""Outputs: whatever a runner reports, a notebook gets what it may hold."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from autograder.engine.outputs import (
    CUT,
    MAX_LINE,
    MAX_LINES,
    MAX_OUTPUTS,
    clean_outputs,
    put_error,
    put_result,
)
from autograder.engine.wire.messages import TestResult as Result
from autograder.markup.picture_texts import MAX_WORDS
from tests.support.values import JSON

KEYS = st.sampled_from(
    ["output_type", "name", "text", "data", "ename", "evalue", "traceback", "metadata"]
)
WORDS = st.sampled_from(
    ["stream", "error", "execute_result", "display_data", "stdout", "stderr", "text/html"]
)
REPORTS = st.lists(st.dictionaries(KEYS, WORDS | JSON, max_size=8) | JSON, max_size=5)
ROOM = 1000


@pytest.mark.long
@settings(deadline=None, max_examples=200)
@given(REPORTS)
def test_any_report_gives_legal_outputs(report: list[Any]) -> None:
    for output in clean_outputs(report, 3, ROOM):
        nbformat.validate(output, ref="output", version=4, version_minor=5)
        json.dumps(output, ensure_ascii=False).encode("utf-8")


def test_only_known_parts_are_copied() -> None:
    data = {"text/plain": "x", "text/html": "<b>", "application/javascript": "evil()", "a": "b"}
    item = {"output_type": "display_data", "data": data, "metadata": {"x": 1}, "transient": {}}
    assert clean_outputs([item, 3, None, {"output_type": "update"}], 1, ROOM) == [
        {
            "output_type": "display_data",
            "data": {"text/plain": "x", "text/html": "<b>"},
            "metadata": {},
        }
    ]


def test_what_a_picture_shows_is_kept_in_words_as_one_bounded_line() -> None:
    item = {"output_type": "display_data", "data": {"image/png": "aGk="}, "alt": "f\nrises\x1b[1m"}
    [output] = clean_outputs([item], 1, ROOM)
    assert output.metadata == {"image/png": {"alt": "f rises"}}
    [output] = clean_outputs([{**item, "alt": "long " * MAX_WORDS}], 1, 10 * MAX_WORDS)
    assert len(output.metadata["image/png"]["alt"]) == MAX_WORDS
    [output] = clean_outputs([{**item, "alt": {"a": 1}}], 1, ROOM)
    assert output.metadata == {}


def test_a_flood_of_outputs_is_cut() -> None:
    item = {"output_type": "stream", "name": "stdout", "text": ""}
    assert len(clean_outputs([item] * (MAX_OUTPUTS + 5), 1, ROOM)) == MAX_OUTPUTS


def test_lone_surrogates_are_replaced() -> None:
    item = {"output_type": "stream", "name": "elsewhere", "text": "a\ud800b"}
    assert clean_outputs([item], 1, ROOM) == [
        {"output_type": "stream", "name": "stdout", "text": "a?b"}
    ]


@pytest.mark.parametrize(
    "result",
    [
        Result(),
        Result(printed="said\n", value="0.5"),
        Result(printed="said\n", error="CheckFailed", message="wrong"),
        Result(value="1", error="ValueError"),
    ],
    ids=repr,
)
def test_a_tests_result_stands_in_its_cell(result: Result) -> None:
    cell = new_code_cell("1")
    cell.outputs = [{"output_type": "stream", "name": "stdout", "text": "of the student's"}]
    put_result(cell, result)
    kinds = [output.output_type for output in cell.outputs]
    assert kinds == [
        *(["stream"] if result.printed else []),
        *(["error"] if result.error else ["execute_result"] if result.value else []),
    ]
    for output in cell.outputs:
        nbformat.validate(output, ref="output", version=4, version_minor=5)


def test_an_error_is_appended() -> None:
    cell = new_code_cell("1", outputs=[stream("before")])
    put_error(cell, "CellTimeoutError", "late")
    assert [output.get("evalue", output.get("text")) for output in cell.outputs] == [
        "before",
        "late",
    ]


def stream(text: str) -> dict[str, Any]:
    """Return a report of printed text."""
    return {"output_type": "stream", "name": "stdout", "text": text}


def test_outputs_are_cut_to_what_a_cell_may_show_and_errors_are_kept() -> None:
    rich = {"output_type": "display_data", "data": {"text/html": "x" * (ROOM + 1)}}
    error = {"output_type": "error", "ename": "ValueError", "evalue": "w" * 99_999}
    error["traceback"] = ["v" * 99_999] * 999
    flood = clean_outputs([stream(letter * 700) for letter in "xyz"], 1, ROOM)
    assert [output.text for output in flood] == ["x" * 700, "y" * 300 + CUT, CUT]
    assert clean_outputs([rich], 1, ROOM) == []
    printed, raised = clean_outputs([stream("x" * 2000), error], 1, ROOM)
    assert printed.text == "x" * ROOM + CUT
    assert raised.evalue == "w" * MAX_LINE + CUT
    assert len(raised.traceback) == MAX_LINES
    assert set(raised.traceback) == {"v" * MAX_LINE + CUT}
