"""Endings: how a cell ended that did not come to its own end."""

from __future__ import annotations

from enum import StrEnum

from autograder.course.cells import Cell, CodeCell
from autograder.engine.outputs import put_error

KEY = "autograder"
"""Where a cell's metadata say how it ended, and what its trace is."""


class Ending(StrEnum):
    """How a cell ended."""

    LATE = "late"
    DIED = "died"


SHOWN = {Ending.LATE: "CellTimeoutError", Ending.DIED: "DeadKernelError"}
"""The names of the errors that people see below such cells; nothing reads them back."""


def end_cell(cell: CodeCell, ending: Ending, text: str) -> None:
    """Say how a cell ended: as data for us, and as an error for people.

    Args:
        cell: the cell.
        ending: how it ended.
        text: what people read.
    """
    mark_ending(cell, ending)
    put_error(cell, SHOWN[ending], text)


def mark_ending(cell: Cell, ending: Ending) -> None:
    """Say how a cell ended, as data alone."""
    cell.metadata.setdefault(KEY, {})["ending"] = str(ending)


def ending_of(cell: Cell) -> Ending | None:
    """Return how a cell ended; None where it came to its own end."""
    word = cell.metadata.get(KEY, {}).get("ending", "")
    return next((ending for ending in Ending if ending == word), None)


def forget_ending(cell: Cell) -> None:
    """Forget how a cell ended and its trace, before it runs again."""
    cell.metadata.pop(KEY, None)
