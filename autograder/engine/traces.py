"""Traces in cells: what an answer replied to a test, kept with the test cell.

What a trace is, is told in `autograder.engine.test_side.trace`. A curve comes with it: what one
function returned, number by number.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course.cells import Cell
from autograder.engine.endings import KEY
from autograder.outcomes import Curve

Columns = Mapping[str, list[float | None]]
NO_CURVE: Mapping[str, Columns] = {}


def mark_trace(
    cell: Cell, trace: Mapping[str, str], curve: Mapping[str, Columns] = NO_CURVE
) -> None:
    """Keep a trace with its test cell.

    Args:
        cell: the test cell.
        trace: the digest of each function.
        curve: a function, and the columns of its curve; empty for none.
    """
    if trace:
        cell.metadata.setdefault(KEY, {})["trace"] = dict(trace)
    for function, columns in curve.items():
        cell.metadata.setdefault(KEY, {})["curve"] = {function: dict(columns)}


def trace_of(cell: Cell) -> dict[str, str]:
    """Return the trace that was kept with a test cell; empty where there is none."""
    return dict(cell.metadata.get(KEY, {}).get("trace", {}))


def kept_curve(cell: Cell) -> Mapping[str, Columns]:
    """Return the curve that was kept with a test cell, as `mark_trace` takes it."""
    kept = cell.metadata.get(KEY, {}).get("curve")
    return dict(kept) if isinstance(kept, Mapping) else NO_CURVE


def curve_of(cell: Cell) -> Curve | None:
    """Return the curve that was kept with a test cell; None where there is none that can be."""
    for function, columns in kept_curve(cell).items():
        if isinstance(columns, Mapping):  # others write metadata, too
            return Curve.of({**columns, "function": function})
    return None
