"""What a rule reports, and how rules look at cells."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import Cell, grade_id, grader_metadata


@dataclass(frozen=True, order=True)
class Finding:
    """A broken rule: the index of the cell (-1: the notebook), what is wrong, and what to do."""

    index: int
    sentence: str


Rule = Callable[[NotebookNode], Iterator[Finding]]


def describe(notebook: NotebookNode, finding: Finding) -> str:
    """Return a finding as messages show it, with its cell's number (from 1) and grade id."""
    if finding.index < 0:
        return finding.sentence
    name = grade_id(notebook.cells[finding.index])
    shown = f" ({name})" if name else ""
    return f"cell {finding.index + 1}{shown}: {finding.sentence}"


def is_number(value: object) -> bool:
    """Tell whether a value is a finite number; True and False are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def worth(cell: Cell) -> float:
    """Return a cell's points, 0 where they are missing or no number."""
    points = grader_metadata(cell).get("points", 0)
    return float(points) if is_number(points) else 0.0


def parsed(cell: NotebookNode) -> ast.Module | None:
    """Return a code cell's syntax tree; None where it is no Python."""
    try:
        return ast.parse(str(cell.source))
    except (SyntaxError, ValueError):  # ValueError: null bytes
        return None
