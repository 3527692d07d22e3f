"""Judging: from an executed notebook to outcomes, one for each graded cell.

nbgrader gives zero for a word on stderr. Here only what the test says counts: an error costs
the points, a number is partial credit, and everything else is full marks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from nbformat import NotebookNode

from autograder.course.cells import (
    CodeCell,
    checksum,
    grade_id,
    grader_metadata,
    is_graded,
    is_solution,
    question_of,
)
from autograder.engine.endings import Ending, ending_of
from autograder.outcomes import CellOutcome, CellStatus

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ENDINGS = {
    Ending.LATE: (
        CellStatus.TIMEOUT,
        "Your code ran out of time. A loop may not end, or it does too much work.",
    ),
    Ending.DIED: (
        CellStatus.DIED,
        "Your code ended the Python process, or used too much memory.",
    ),
}


def judge(notebook: NotebookNode) -> tuple[CellOutcome, ...]:
    """Return the outcomes of an executed notebook; it is not changed."""
    answers = {
        grade_id(cell): ending
        for cell in notebook.cells
        if is_solution(cell) and (ending := ending_of(cell)) is not None
    }
    return tuple(
        _written(cell) if is_solution(cell) else _tested(cell, answers)
        for cell in notebook.cells
        if is_graded(cell)
    )


def _written(cell: NotebookNode) -> CellOutcome:
    """A person grades it, unless it is as the release has it."""
    points = float(grader_metadata(cell)["points"])
    blank = grader_metadata(cell).get("checksum") == checksum(cell)
    if blank:
        return CellOutcome(grade_id(cell), 0.0, points, CellStatus.BLANK, "No answer was given.")
    return CellOutcome(grade_id(cell), None, points, CellStatus.PENDING)


def _tested(cell: NotebookNode, answers: Mapping[str, Ending]) -> CellOutcome:
    """Return the outcome of a test.

    Args:
        cell: the test cell.
        answers: how answers ended that did not come to their own end, by grade id.
    """
    worth = float(grader_metadata(cell)["points"])
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is not None:
        ending = ending_of(cell) or answers.get(question_of(grade_id(cell)))
        status, message = _reason(error) if ending is None else _ENDINGS[ending]
        return CellOutcome(grade_id(cell), 0.0, worth, status, message)
    earned = _partial(cell)
    if earned is None or math.isclose(earned, worth, abs_tol=1e-9):
        return CellOutcome(grade_id(cell), worth, worth, CellStatus.PASSED)
    if not 0 <= earned < worth:
        message = f"The test gave {earned} of {worth:g} points, which cannot be: tell your teacher."
        return CellOutcome(grade_id(cell), 0.0, worth, CellStatus.ERROR, message)
    return CellOutcome(grade_id(cell), earned, worth, CellStatus.PARTIAL, _printed(cell))


def _partial(cell: CodeCell) -> float | None:
    """Return the number that the cell ends with, None where it ends with none."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            try:
                number = float(str(output.data.get("text/plain", "")))
            except ValueError:
                return None
            return number if math.isfinite(number) else -1.0
    return None


def _printed(cell: CodeCell) -> str:
    texts = [output.text for output in cell.outputs if output.output_type == "stream"]
    return ANSI.sub("", "".join(texts)).strip()


def _reason(error: NotebookNode) -> tuple[CellStatus, str]:
    """Return the state and the sentence for an error in a test cell."""
    name, text = str(error.ename), ANSI.sub("", str(error.evalue))
    if name == "CheckFailed":
        return CellStatus.FAILED, text
    if name == "NotImplementedError":
        return CellStatus.ERROR, "There is no answer yet: `raise NotImplementedError()` is left."
    if name == "NameError":
        return CellStatus.ERROR, f"{text}: the answer cell did not define it, or failed before."
    if name == "AssertionError":
        return CellStatus.FAILED, text or "A check failed."
    return CellStatus.ERROR, f"{name}: {text}"
