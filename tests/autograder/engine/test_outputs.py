"""Outputs: whatever a runner reports, a notebook gets what it may hold."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell

from autograder.engine.outputs import MAX_OUTPUTS, clean_outputs, put_error, put_result
from autograder.engine.test_side import process as testing
from autograder.engine.wire.frames import PeerError
from tests.support.values import JSON

Result = testing.TestResult
KEYS = st.sampled_from(
    ["output_type", "name", "text", "data", "ename", "evalue", "traceback", "metadata"]
)
WORDS = st.sampled_from(
    ["stream", "error", "execute_result", "display_data", "stdout", "stderr", "text/html"]
)
REPORTS = st.fixed_dictionaries(
    {"outputs": st.lists(st.dictionaries(KEYS, WORDS | JSON, max_size=8) | JSON, max_size=5)}
)


@pytest.mark.long
@settings(deadline=None, max_examples=200)
@given(REPORTS | JSON)
def test_any_report_gives_legal_outputs_or_a_peer_error(report: Any) -> None:
    try:
        outputs = clean_outputs(report, 3)
    except PeerError:
        return
    for output in outputs:
        nbformat.validate(output, ref="output", version=4, version_minor=5)
        json.dumps(output, ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("report", [None, [], "x", 3, {}, {"outputs": {}}, {"outputs": "stream"}])
def test_what_is_no_report_is_refused(report: Any) -> None:
    with pytest.raises(PeerError):
        clean_outputs(report, 1)


def test_only_known_parts_are_copied() -> None:
    data = {"text/plain": "x", "text/html": "<b>", "application/javascript": "evil()", "a": "b"}
    item = {"output_type": "display_data", "data": data, "metadata": {"x": 1}, "transient": {}}
    assert clean_outputs({"outputs": [item, 3, None, {"output_type": "update"}]}, 1) == [
        {
            "output_type": "display_data",
            "data": {"text/plain": "x", "text/html": "<b>"},
            "metadata": {},
        }
    ]


def test_a_flood_of_outputs_is_cut() -> None:
    item = {"output_type": "stream", "name": "stdout", "text": ""}
    assert len(clean_outputs({"outputs": [item] * (MAX_OUTPUTS + 5)}, 1)) == MAX_OUTPUTS


def test_lone_surrogates_are_replaced() -> None:
    item = {"output_type": "stream", "name": "elsewhere", "text": "a\ud800b"}
    assert clean_outputs({"outputs": [item]}, 1) == [
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


def test_an_error_is_appended_to_code_only() -> None:
    cell = new_code_cell("1")
    put_error(cell, "CellTimeoutError", "late")
    assert [(output.ename, output.evalue) for output in cell.outputs] == [
        ("CellTimeoutError", "late")
    ]
    text = nbformat.v4.new_markdown_cell("x")
    put_error(text, "CellTimeoutError", "late")
    assert "outputs" not in text
