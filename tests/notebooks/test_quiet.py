"""Tests of right answers say nothing on stderr, whatever they draw: nbgrader would take points.

Our own grading passes over stderr, so nobody would notice here that a warning of NumPy's, in one
run of forty, takes all points away under plain `nbgrader autograde`.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.course.cells import grade_id, grader_metadata, is_test
from autograder.course.layout import Course
from tests.support.tiny import ROOT

RUNS = 25
COURSE = Course(ROOT)
PLACES = [
    (assignment, notebook)
    for assignment in COURSE.assignments()
    for notebook in COURSE.notebooks(assignment)
]

pytestmark = [pytest.mark.process, pytest.mark.slow]


def repeated(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook whose tests run again and again, each time with other numbers."""
    cells = []
    for cell in notebook.cells:
        times = RUNS if is_test(cell) else 1
        cells += [NotebookNode({**cell, "id": f"c{len(cells) + at}"}) for at in range(times)]
    return NotebookNode({**notebook, "cells": cells})


def points(cell: NotebookNode) -> float:
    """Return what a test cell gives, by nbgrader's rule: a number as its value, or all of them."""
    values = [one.data["text/plain"] for one in cell.outputs if "data" in one]
    worth = float(grader_metadata(cell)["points"])
    return float(values[-1]) if values else worth


@pytest.mark.parametrize(("assignment", "notebook"), PLACES)
def test_right_answers_get_all_points_and_no_word_on_stderr(
    assignment: str, notebook: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTIVATION_LAB_BUDGET", "quick")
    source = nbformat.read(COURSE.source_path(assignment, notebook), as_version=4)
    many = repeated(source)
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(many, timeout=600, allow_errors=True, resources=place).execute()
    tests = [cell for cell in many.cells if is_test(cell)]
    bad = [
        (grade_id(cell), str(output)[:600])
        for cell in tests
        for output in cell.outputs
        if output.output_type == "error" or output.get("name") == "stderr"
    ]
    assert bad == []
    worth = {grade_id(cell): float(grader_metadata(cell)["points"]) for cell in tests}
    assert [grade_id(one) for one in tests if points(one) < worth[grade_id(one)]] == []
