"""Questions: what became of each, from the record of grading and the gradebook together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import msgspec

from autograder.course.cells import question_of
from autograder.gradebook.read import Score
from autograder.outcomes import CellOutcome, CellStatus, NotebookOutcome, Status
from autograder.reporting.html.states import State
from autograder.reporting.results import QuestionResult

_OF_NOTEBOOKS = {
    Status.NOT_GRADABLE: State.NOT_GRADABLE,
    Status.MISSING: State.MISSING,
    Status.NOT_DUE: State.NOT_DUE,
    Status.EXCUSED: State.EXCUSED,
}
"""States that all questions of a notebook have, whatever stands in it."""


def merged_cells(
    outcome: NotebookOutcome, entries: dict[str, Score], worths: dict[str, float]
) -> list[CellOutcome]:
    """Return a notebook's graded cells in order, the gradebook's points in place of the record's.

    A notebook that was not graded has no cells of its own: the layout's stand in.

    Args:
        outcome: what came of the notebook.
        entries: what the gradebook holds of it.
        worths: the graded cells of the assignment's notebook.
    """
    recorded = {cell.cell: cell for cell in outcome.cells}
    seen = recorded.keys() | entries.keys() or worths.keys()
    ordered = [*(name for name in worths if name in seen), *sorted(seen - worths.keys())]
    cells = []
    for name in ordered:
        entry = entries.get(name)
        worth = worths.get(name, entry.max_points if entry else 0.0)
        cell = recorded.get(name, CellOutcome(name, None, worth, CellStatus.PENDING))
        cells.append(_merged(cell, entry) if entry else cell)
    return cells


def _merged(cell: CellOutcome, score: Score) -> CellOutcome:
    """Return the cell with the gradebook's points, and a state that agrees with them."""
    if score.waiting:
        status = CellStatus.PENDING
    elif cell.status is CellStatus.PENDING or score.points != cell.points:
        status = _status(score.points or 0.0, cell.max_points)
    else:
        status = cell.status
    return msgspec.structs.replace(cell, points=score.points, status=status)


def _status(points: float, worth: float) -> CellStatus:
    if points >= worth:
        return CellStatus.PASSED
    return CellStatus.PARTIAL if points > 0 else CellStatus.FAILED


def questions_of(
    cells: list[CellOutcome],
    status: Status,
    entries: dict[str, Score],
    comments: dict[str, str],
) -> tuple[QuestionResult, ...]:
    """Return a notebook's questions.

    Args:
        cells: its graded cells, in order.
        status: what became of the notebook.
        entries: what the gradebook holds of it.
        comments: a grader's comments.
    """
    grouped: dict[str, list[CellOutcome]] = {}
    for cell in cells:
        grouped.setdefault(question_of(cell.cell), []).append(cell)
    return tuple(
        QuestionResult(
            name=name,
            state=_state(group, status),
            max_points=sum(cell.max_points for cell in group),
            cells=tuple(group),
            comment=comments.get(name, ""),
            by_person=any(c.cell in entries and entries[c.cell].by_person for c in group),
        )
        for name, group in grouped.items()
    )


def as_optional(question: QuestionResult, untouched: Collection[str]) -> QuestionResult:
    """Return a ★ question; one that nobody has tried is no failure."""
    failed = question.state in (State.BLANK, State.FAILED) and not question.by_person
    untried = failed and question.name in untouched
    return replace(question, optional=True, state=State.UNTRIED if untried else question.state)


def as_blank(question: QuestionResult, untouched: Collection[str]) -> QuestionResult:
    """Return a question that counts; one that nobody has touched is blank."""
    blank = question.name in untouched and not question.by_person
    is_blank = blank and question.state is State.FAILED
    return replace(question, state=State.BLANK) if is_blank else question


def _state(cells: list[CellOutcome], status: Status) -> State:
    if status in _OF_NOTEBOOKS:
        return _OF_NOTEBOOKS[status]
    statuses = {cell.status for cell in cells}
    if CellStatus.PENDING in statuses:
        return State.WAITING
    if statuses == {CellStatus.BLANK}:
        return State.BLANK
    points = sum(cell.points or 0.0 for cell in cells)
    worth = sum(cell.max_points for cell in cells)
    if not worth:  # points tell nothing about a test that is worth none
        return State.PASSED if statuses == {CellStatus.PASSED} else State.FAILED
    if points >= worth:
        return State.PASSED
    return State.PARTLY if points > 0 else State.FAILED
