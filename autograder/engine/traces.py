"""Traces in cells: what an answer replied to a test, kept with the test cell.

What a trace is, is told in `autograder.engine.test_side.trace`.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course.cells import Cell
from autograder.engine.endings import KEY

MAX_FUNCTIONS = 50
MAX_NAME = 200
MAX_DIGEST = 16


def mark_trace(cell: Cell, trace: Mapping[str, str]) -> None:
    """Keep a trace with its test cell: the functions' names are a stranger's, and are bounded."""
    kept = {n[:MAX_NAME]: d[:MAX_DIGEST] for n, d in list(trace.items())[:MAX_FUNCTIONS]}
    if kept:
        cell.metadata.setdefault(KEY, {})["trace"] = kept


def trace_of(cell: Cell) -> dict[str, str]:
    """Return the trace that was kept with a test cell; empty where there is none."""
    return dict(cell.metadata.get(KEY, {}).get("trace", {}))
