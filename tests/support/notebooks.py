"""Small notebooks for tests of the engine, and what came of them."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.config import Limits
from autograder.engine.engine import Engine
from autograder.engine.execution import Execution

LIMITS = Limits(
    run="everything",  # the tests look at what cells print that nothing depends on
    cell_seconds=20.0,
    submission_seconds=120.0,
    output_bytes=100_000,
    file_bytes=1 << 20,
    tmp_bytes=64 << 20,
    processes=64,
)
IMPORTS = "import numpy as np\nfrom helpers import checks"
NAMES = {"f": ("f",), "g": ("g",), "state": ("state",)}
RIGHT = "def f(z):\n    return 2.0 * np.asarray(z)"
CHECK = "checks.agrees(f, lambda z: np.add(z, z) * 1.0, checks.arrays(checks.rng('f')))"


def notebook(*cells: str | tuple[str, str]) -> NotebookNode:
    """Return a notebook.

    Args:
        cells: student's cells as texts; others as (grade id, text): `fixture…` is locked,
            `…-tests` and `…-hidden` are tests worth 1 point, everything else is an answer.
    """
    made = []
    for cell in (("fixture", IMPORTS), *cells):
        name, source = cell if isinstance(cell, tuple) else ("", cell)
        test, fixture = name.endswith(("-tests", "-hidden")), name.startswith("fixture")
        metadata: dict[str, Any] = {
            "grade_id": name,
            "grade": test,
            "locked": test or fixture,
            "solution": not test and not fixture,
            "schema_version": 3,
            **({"points": 1} if test else {}),
        }
        made.append(new_code_cell(source, metadata={"nbgrader": metadata} if name else {}))
    return new_notebook(cells=made)


@contextlib.contextmanager
def limited(engine: Engine, **changes: Any) -> Iterator[Engine]:
    """Let a warm engine run within other limits for a while."""
    before = engine._parent.limits
    engine._parent.limits = dataclasses.replace(before, **changes)
    try:
        yield engine
    finally:
        engine._parent.limits = before


def told(execution: Execution) -> dict[str, str]:
    """Return the state of every test cell by name."""
    return {outcome.cell: outcome.status.value for outcome in execution.outcomes}


def points(execution: Execution) -> dict[str, float | None]:
    """Return the points of every test cell by name."""
    return {outcome.cell: outcome.points for outcome in execution.outcomes}


def printed(execution: Execution) -> list[str]:
    """Return what each cell wrote to stdout, or the name of its error."""
    shown = []
    for cell in execution.notebook.cells:
        shown.append(
            "".join(
                output.text if output.output_type == "stream" else f"<{output.ename}>"
                for output in cell.outputs
                if output.output_type in ("stream", "error")
            )
        )
    return shown
