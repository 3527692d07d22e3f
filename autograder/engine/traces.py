"""Traces in cells: what an answer replied to a test, kept with the test cell.

What a trace is, is told in `autograder.engine.test_side.trace`.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course.cells import Cell
from autograder.engine.endings import KEY


def mark_trace(cell: Cell, trace: Mapping[str, str]) -> None:
    """Keep a trace with its test cell."""
    if trace:
        cell.metadata.setdefault(KEY, {})["trace"] = dict(trace)


def trace_of(cell: Cell) -> dict[str, str]:
    """Return the trace that was kept with a test cell; empty where there is none."""
    return dict(cell.metadata.get(KEY, {}).get("trace", {}))
