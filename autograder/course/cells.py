"""Cells: what nbgrader's metadata make of one, and which question it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from nbformat import NotebookNode

TESTS_SUFFIX = "-tests"
HIDDEN_SUFFIX = "-hidden"
OPTIONAL_TAG = "optional"
"""The tag of a cell that answers an optional question."""
MISSING_CODE = "# This answer cell was missing from the submission."
"""What grading puts where a student has removed the cell for an answer."""


class Cell(Protocol):
    """A cell, as far as its text and its metadata go; nbformat's nodes are such cells."""

    cell_type: str
    source: str
    metadata: dict[str, Any]


class CodeCell(Cell, Protocol):
    """A cell of code, which shows something when it has run."""

    outputs: list[NotebookNode]
    execution_count: int | None


class Notebook(Protocol):
    """A notebook, as far as its cells go."""

    @property
    def cells(self) -> Sequence[Cell]:
        """Its cells, in order."""


def grader_metadata(cell: Cell) -> dict[str, Any]:
    """Return the cell's nbgrader metadata, `{}` where it has none."""
    metadata = cell.metadata.get("nbgrader", {})
    return dict(metadata) if isinstance(metadata, dict) else {}


def grade_id(cell: Cell) -> str:
    """Return the cell's grade id, `""` where it has none."""
    value = grader_metadata(cell).get("grade_id", "")
    return value if isinstance(value, str) else ""


def is_solution(cell: Cell) -> bool:
    """Tell whether the student answers in this cell."""
    return bool(grader_metadata(cell).get("solution"))


def is_graded(cell: Cell) -> bool:
    """Tell whether the cell carries points."""
    return bool(grader_metadata(cell).get("grade"))


def is_task(cell: Cell) -> bool:
    """Tell whether the cell sets a task: what stands below it is graded by a person."""
    return bool(grader_metadata(cell).get("task"))


def has_points(cell: Cell) -> bool:
    """Tell whether the cell carries points, be it for a test, an answer or a task."""
    return is_graded(cell) or is_task(cell)


def is_test(cell: Cell) -> bool:
    """Tell whether the cell tests an answer."""
    return is_graded(cell) and not is_solution(cell)


def is_locked(cell: Cell) -> bool:
    """Tell whether grading puts the course's text into this cell, as nbgrader does."""
    locked = is_graded(cell) or bool(grader_metadata(cell).get("locked"))
    return locked and not is_solution(cell)


def is_fixture(cell: Cell) -> bool:
    """Tell whether the cell is locked and not a test: imports and data that tests rely on."""
    if cell.cell_type != "code" or is_graded(cell) or is_solution(cell):
        return False
    return bool(grader_metadata(cell).get("locked"))


def tags(cell: Cell) -> tuple[str, ...]:
    """Return the cell's tags."""
    values = cell.metadata.get("tags", ())
    return tuple(map(str, values)) if isinstance(values, list) else ()


def is_hidden(cell_id: str) -> bool:
    """Tell whether a grade id is that of a question's hidden tests."""
    return cell_id.endswith(HIDDEN_SUFFIX)


def question_of(cell_id: str) -> str:
    """Return the question that a cell's grade id belongs to: `relu` for `relu-hidden`."""
    suffix = HIDDEN_SUFFIX if is_hidden(cell_id) else TESTS_SUFFIX
    return cell_id.removesuffix(suffix)


def checksum(cell: Cell) -> str:
    """Return nbgrader's checksum of a cell; to import nbgrader for it would take a second."""
    metadata = grader_metadata(cell)
    graded, solution = metadata.get("grade", False), metadata.get("solution", False)
    locked = is_locked(cell)
    parts = [cell.source, cell.cell_type, str(graded), str(solution), str(locked), grade_id(cell)]
    if graded:
        parts.append(str(float(metadata["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
