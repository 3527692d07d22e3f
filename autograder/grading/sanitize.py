"""Sanitize: from clean cells to the notebook that is run and kept.

For a submission that kept its cells this gives what nbgrader's own steps give (a test compares
them). It also mends what they cannot: cells that lost their grade ids are found by what stands in
them (`autograder.grading.matching`), deleted tests come back behind their answer, tests that were
moved before their answer move behind it, and a copied cell is told from its original. Words of the
student's own below a written question that was left as it was are the answer to it.
"""

from __future__ import annotations

import copy
from collections.abc import Set
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
from autograder.course.notebooks import GRADE_ID
from autograder.course.regions import USUAL, Markers
from autograder.grading.matching import CourseCells, Names, match, recognised, said

Cells = list[NotebookNode]
"""The cells of a notebook, in order."""


@dataclass(frozen=True)
class Sanitized:
    """A notebook ready to run.

    Attributes:
        notebook: the student's cells with the course's own tests and fixtures among them.
        remarks: sentences about what was put right, one of each kind.
        recognised: how many cells of questions were found, by their ids or by what stands in them.
    """

    notebook: NotebookNode
    remarks: tuple[str, ...]
    recognised: int


NO_NAMES: Names = {}


def sanitize(
    handed: NotebookNode,
    master: NotebookNode,
    names: Names = NO_NAMES,
    markers: Markers = USUAL,
    *,
    ordered: bool = True,
) -> Sanitized:
    """Return the notebook to run: the student's answers among the course's own cells.

    Args:
        handed: clean cells from intake.
        master: the course's version, with hidden tests (`release_steps.make_master`).
        names: what the answer to each question defines; answers outside of their own cells are
            found by these.
        markers: what hidden regions of the course stand between.
        ordered: whether tests and fixtures move to where the course has them. Those of other
            courses run where the student has them, as with nbgrader.
    """
    course = CourseCells(master, names, markers)
    matched = match(handed.cells, course)
    cells, remarks = _marked(matched.cells, course.known)
    found = recognised(cells, course)
    deleted = course.known.keys() - {grade_id(cell) for cell in cells}
    cells, added = _with_missing(cells, master)
    moved: list[str] = []
    lifted: list[str] = []
    if ordered:
        cells, moved = _tests_behind_answers(cells)
        cells, lifted = _fixtures_first(cells, master)
    cells, joined = _with_own_words(cells, course, deleted)
    for number, cell in enumerate(cells, start=1):
        name = grade_id(cell)
        cell["id"] = name if GRADE_ID.fullmatch(name) else f"cell-{number}"
    notebook = NotebookNode({**master, "metadata": copy.deepcopy(master.metadata), "cells": cells})
    remarks = [*matched.remarks, *remarks, *added, *moved, *lifted, *joined]
    return Sanitized(notebook, tuple(remarks), found)


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
    remarks = said(
        sorted(set(copies)),
        "The cell {} occurs more than once; the last one was graded.",
        "The cells {} occur more than once; the last one of each was graded.",
    )
    return cells, remarks


def _restored(cell: NotebookNode, original: NotebookNode) -> NotebookNode:
    result = copy.deepcopy(original)
    if is_solution(original):
        result.source = cell.source
        if "attachments" in cell and result.cell_type != "code":
            result["attachments"] = cell.attachments
    return result


def _with_missing(
    cells: list[NotebookNode], master: NotebookNode
) -> tuple[list[NotebookNode], list[str]]:
    """Put deleted cells back: tests as late as their place allows, the others as early.

    An answer may stand in a cell of the student's own, anywhere up to the course's next cell.
    """
    result = list(cells)
    order = [grade_id(original) for original in master.cells if grade_id(original)]
    present = {grade_id(cell) for cell in cells}
    missing = [cell for cell in master.cells if grade_id(cell) and grade_id(cell) not in present]
    # Fixtures and written questions first: a test goes before the next of these.
    for original in sorted(missing, key=_is_late):
        name = grade_id(original)
        before, later = order[: order.index(name)], order[order.index(name) + 1 :]
        late = _late_place(result, name, later) if is_test(original) else 0
        result.insert(late or _early_place(result, before), _missing(original))
    answers = [grade_id(cell) for cell in missing if is_solution(cell)]
    others = [grade_id(cell) for cell in missing if not is_solution(cell)]
    return result, [
        *said(answers, "The answer cell {} was deleted.", "The answer cells {} were deleted."),
        *said(
            others,
            "The cell {} was deleted; it was put back.",
            "The cells {} were deleted; they were put back.",
        ),
    ]


def _is_late(original: NotebookNode) -> bool:
    """Tell whether a cell comes back after others: tests, and the answers that they belong to."""
    return is_test(original) or (is_solution(original) and original.cell_type == "code")


def _missing(original: NotebookNode) -> NotebookNode:
    cell = copy.deepcopy(original)
    if is_solution(original) and original.cell_type == "code":
        cell.source = MISSING_CODE
    return cell  # a written answer keeps the release's text: nbgrader takes it for no response


def _late_place(cells: list[NotebookNode], test: str, later: list[str]) -> int:
    """Return where a test goes: before the course's next cell, and never before its answer."""
    places = {grade_id(cell): index for index, cell in enumerate(cells) if grade_id(cell)}
    following = next((places[name] for name in later if name in places), len(cells))
    return max(following, _behind(cells, question_of(test)))


def _early_place(cells: list[NotebookNode], before: list[str]) -> int:
    """Return where a cell goes: behind the last of the course's cells that come before it."""
    present = {grade_id(cell) for cell in cells}
    last = next((name for name in reversed(before) if name in present), "")
    return _behind(cells, last)


def _behind(cells: list[NotebookNode], name: str) -> int:
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
    return result, said(
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
    return result, said(
        lifted[::-1],
        "The cell {} stood too late; it was moved up.",
        "The cells {} stood too late; they were moved up.",
    )


def _with_own_words(
    cells: list[NotebookNode], course: CourseCells, deleted: Set[str]
) -> tuple[list[NotebookNode], list[str]]:
    """Take text of the student's own below a blank written answer into it, so that a person reads.

    It stands between the question and the course's next cell. Below several questions that were
    deleted it may belong to each of them.

    Args:
        cells: the notebook's.
        course: the course's side.
        deleted: ids of cells that were deleted.
    """
    result: list[NotebookNode] = []
    open_answers: list[NotebookNode] = []
    answered: list[str] = []
    for cell in cells:
        name = grade_id(cell)
        if name:
            empty = all(grade_id(one) in deleted for one in open_answers)
            if open_answers and (not empty or grade_id(open_answers[-1]) in answered):
                open_answers = []
            written = is_solution(cell) and cell.cell_type != "code"
            blank = written and course.is_blank(cell, name)
            open_answers = [*open_answers, cell] if blank else []
        elif open_answers and _is_own_text(cell, course):
            for answer in open_answers:
                _take_in(answer, cell)
                answered.append(grade_id(answer))
            continue
        result.append(cell)
    return result, said(
        list(dict.fromkeys(answered)),
        "The answer to {} stood in a cell of its own below the question; a person grades it.",
        "The answers to {} stood in cells of their own below the questions; a person grades them.",
    )


def _is_own_text(cell: NotebookNode, course: CourseCells) -> bool:
    if cell.cell_type == "code":
        return False
    said_something = any(sign.isalnum() for sign in cell.source) or "attachments" in cell
    return said_something and not course.is_lecture(cell)


def _take_in(answer: NotebookNode, cell: NotebookNode) -> None:
    """Put a cell's text and pictures behind those of an answer."""
    known = NotebookNode(answer.get("attachments", {}))
    text = cell.source
    for name, picture in cell.get("attachments", {}).items():
        new = name
        while new in known:  # JupyterLab calls the first picture of every cell image.png
            new = f"also-{new}"
        text = text.replace(f"(attachment:{name})", f"(attachment:{new})")
        known[new] = picture
    answer.source = f"{answer.source}\n\n{text}"
    if known:
        answer["attachments"] = known


def _position(cells: list[NotebookNode], wanted: NotebookNode) -> int:
    return next(index for index, cell in enumerate(cells) if cell is wanted)
