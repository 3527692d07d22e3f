"""Sanitize: from clean cells to the notebook that is run and kept.

For a submission that kept its cells this gives what nbgrader's own steps give (a test compares
them). It also mends what they cannot: deleted tests come back behind their answer, tests that
were moved before their answer move behind it, and a copied cell is told from its original.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import (
    MISSING_CODE,
    grade_id,
    is_fixture,
    is_solution,
    is_test,
    question_of,
)

Cells = list[NotebookNode]
"""The cells of a notebook, in order."""


@dataclass(frozen=True)
class Sanitized:
    """A notebook ready to run.

    Attributes:
        notebook: the student's cells with the course's own tests and fixtures among them.
        remarks: sentences about what was put right, one of each kind.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...]


def sanitize(handed: NotebookNode, master: NotebookNode) -> Sanitized:
    """Return the notebook to run: the student's answers among the course's own cells.

    Args:
        handed: clean cells from intake.
        master: the course's version, with hidden tests (`release_steps.make_master`).
    """
    known = {grade_id(cell): cell for cell in master.cells if grade_id(cell)}
    cells, remarks = _marked(handed.cells, known)
    cells, added = _with_missing(cells, master)
    cells, moved = _tests_behind_answers(cells)
    cells, lifted = _fixtures_first(cells, master)
    for number, cell in enumerate(cells, start=1):
        cell["id"] = grade_id(cell) or f"cell-{number}"
    notebook = NotebookNode({**master, "metadata": copy.deepcopy(master.metadata), "cells": cells})
    return Sanitized(notebook, (*remarks, *added, *moved, *lifted))


def _said(names: list[str], one: str, many: str) -> list[str]:
    """Return a sentence that names these cells: `one` or `many` with the names in its place."""
    if not names:
        return []
    listed = " and ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])
    return [(one if len(names) == 1 else many).format(listed)]


def _marked(handed: Cells, known: dict[str, NotebookNode]) -> tuple[Cells, list[str]]:
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
    remarks = _said(
        sorted(set(copies)),
        "The cell {} occurs more than once; the last one was graded.",
        "The cells {} occur more than once; the last one of each was graded.",
    )
    return cells, remarks


def _restored(cell: NotebookNode, original: NotebookNode) -> NotebookNode:
    result = copy.deepcopy(original)
    if is_solution(original):
        result.source = cell.source
    return result


def _with_missing(cells: Cells, master: NotebookNode) -> tuple[Cells, list[str]]:
    """Put deleted cells back, each behind the course's cell before it."""
    result = list(cells)
    answers: list[str] = []
    others: list[str] = []
    present = {grade_id(cell) for cell in cells}
    before = ""
    for original in master.cells:
        name = grade_id(original)
        if not name:
            continue
        if name not in present:
            result.insert(_behind(result, before), _missing(original))
            (answers if is_solution(original) else others).append(name)
        before = name
    return result, [
        *_said(answers, "The answer cell {} was deleted.", "The answer cells {} were deleted."),
        *_said(
            others,
            "The cell {} was deleted; it was put back.",
            "The cells {} were deleted; they were put back.",
        ),
    ]


def _missing(original: NotebookNode) -> NotebookNode:
    cell = copy.deepcopy(original)
    if is_solution(original) and original.cell_type == "code":
        cell.source = MISSING_CODE
    return cell  # a written answer keeps the release's text: nbgrader takes it for no response


def _behind(cells: Cells, name: str) -> int:
    """Return the index behind the cell `name`; the top where there is none."""
    for index, cell in enumerate(cells):
        if name and grade_id(cell) == name:
            return index + 1
    return 0


def _tests_behind_answers(cells: Cells) -> tuple[Cells, list[str]]:
    """Move tests that stand before their answer behind it."""
    result = list(cells)
    moved: list[str] = []
    for cell in cells:
        if not is_test(cell):
            continue
        here, home = _position(result, cell), _behind(result, question_of(grade_id(cell)))
        if here < home:
            result.insert(home - 1, result.pop(here))
            moved.append(grade_id(cell))
    return result, _said(
        moved,
        "The test {} stood before its answer; it was moved.",
        "The tests {} stood before their answers; they were moved.",
    )


def _fixtures_first(cells: Cells, master: NotebookNode) -> tuple[Cells, list[str]]:
    """Move fixtures up that stand behind a cell which the course has behind them."""
    result = list(cells)
    lifted: list[str] = []
    order = [grade_id(original) for original in master.cells if grade_id(original)]
    for name in reversed(order):
        here = _behind(result, name) - 1
        if not is_fixture(result[here]):
            continue
        later = set(order[order.index(name) + 1 :])
        start = next((i for i, cell in enumerate(result) if grade_id(cell) in later), here)
        if start < here:
            result.insert(start, result.pop(here))
            lifted.append(name)
    return result, _said(
        lifted[::-1],
        "The cell {} stood too late; it was moved up.",
        "The cells {} stood too late; they were moved up.",
    )


def _position(cells: Cells, wanted: NotebookNode) -> int:
    return next(index for index, cell in enumerate(cells) if cell is wanted)
