"""Sanitize: from clean cells to the notebook that is run and kept.

For a submission that kept its cells this gives what nbgrader's own steps give (a test compares
them). It also mends what they cannot: deleted tests come back behind their answer, tests that
were moved before their answer move behind it, and a copied cell is told from its original.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.questions import (
    grade_id,
    is_fixture,
    is_solution,
    is_test,
    question_of,
)

MISSING_CODE = "# This answer cell was missing from the submission."


@dataclass(frozen=True)
class Sanitized:
    """A notebook ready to run.

    Attributes:
        notebook: the student's cells with the course's own tests and fixtures among them.
        remarks: sentences about what was put right.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...]


def sanitize(handed: NotebookNode, master: NotebookNode) -> Sanitized:
    """Return the notebook to run: the student's answers among the course's own cells.

    Args:
        handed: clean cells from intake.
        master: the course's version, with hidden tests (`autograder.steps.make_master`).
    """
    known = {grade_id(cell): cell for cell in master.cells if grade_id(cell)}
    cells, remarks = _marked(handed.cells, known)
    cells, added = _with_missing(cells, master)
    cells, moved = _tests_behind_answers(cells)
    cells, lifted = _fixtures_first(cells, master)
    for number, cell in enumerate(cells, start=1):
        cell["id"] = grade_id(cell) or f"cell-{number}"
    notebook = copy.deepcopy(master)
    notebook.cells = cells
    return Sanitized(notebook, (*remarks, *added, *moved, *lifted))


def _marked(handed: list[Any], known: dict[str, Any]) -> tuple[list[Any], list[str]]:
    """Give each cell the course's metadata, and locked cells the course's text.

    Of cells with the same id the last one counts, as with nbgrader: it ran last.
    """
    last = {grade_id(cell): index for index, cell in enumerate(handed) if grade_id(cell)}
    cells, copies = [], []
    for index, cell in enumerate(handed):
        name = grade_id(cell)
        original = known.get(name)
        if original is None or last[name] != index:
            if original is not None:
                copies.append(name)
            plain = copy.deepcopy(cell)
            plain.metadata = NotebookNode()
            cells.append(plain)
        else:
            cells.append(_restored(cell, original))
    remarks = [
        f"The cell {name} occurs more than once; the last one was graded."
        for name in sorted(set(copies))
    ]
    return cells, remarks


def _restored(cell: Any, original: Any) -> Any:
    result = copy.deepcopy(original)
    if is_solution(original):
        result.source = cell.source
    return result


def _with_missing(cells: list[Any], master: NotebookNode) -> tuple[list[Any], list[str]]:
    """Put deleted cells back, each behind the course's cell before it."""
    result, remarks = list(cells), []
    present = {grade_id(cell) for cell in cells}
    before = ""
    for original in master.cells:
        name = grade_id(original)
        if not name:
            continue
        if name not in present:
            result.insert(_behind(result, before), _missing(original))
            if is_solution(original):
                remarks.append(f"The answer cell {name} was deleted.")
            else:
                remarks.append(f"The cell {name} was deleted; it was put back.")
        before = name
    return result, remarks


def _missing(original: Any) -> Any:
    cell = copy.deepcopy(original)
    if is_solution(original) and original.cell_type == "code":
        cell.source = MISSING_CODE
    return cell  # a written answer keeps the release's text: nbgrader takes it for no response


def _behind(cells: list[Any], name: str) -> int:
    """Return the index behind the cell `name`; the top where there is none."""
    for index, cell in enumerate(cells):
        if name and grade_id(cell) == name:
            return index + 1
    return 0


def _tests_behind_answers(cells: list[Any]) -> tuple[list[Any], list[str]]:
    """Move tests that stand before their answer behind it."""
    result, remarks = list(cells), []
    for cell in cells:
        if not is_test(cell):
            continue
        here, home = _position(result, cell), _behind(result, question_of(grade_id(cell)))
        if here < home:
            result.insert(home - 1, result.pop(here))
            remarks.append(f"The test {grade_id(cell)} stood before its answer; it was moved.")
    return result, remarks


def _fixtures_first(cells: list[Any], master: NotebookNode) -> tuple[list[Any], list[str]]:
    """Move fixtures up that stand behind a cell which the course has behind them."""
    result, remarks = list(cells), []
    order = [grade_id(original) for original in master.cells if grade_id(original)]
    for name in reversed(order):
        here = _behind(result, name) - 1
        if not is_fixture(result[here]):
            continue
        later = set(order[order.index(name) + 1 :])
        start = next((i for i, cell in enumerate(result) if grade_id(cell) in later), here)
        if start < here:
            result.insert(start, result.pop(here))
            remarks.append(f"The cell {name} stood too late; it was moved up.")
    return result, remarks[::-1]


def _position(cells: list[Any], wanted: Any) -> int:
    return next(index for index, cell in enumerate(cells) if cell is wanted)
