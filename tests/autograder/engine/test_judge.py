"""Judging: what the outputs of test cells are worth, and what the student is told."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum, determine_grade

from autograder.engine.endings import Ending, end_cell
from autograder.engine.judge import judge
from autograder.outcomes import CellOutcome, CellStatus


def answer(*outputs: NotebookNode) -> NotebookNode:
    """Return the answer cell of the question `relu`."""
    return _cell(outputs, grade_id="relu", grade=False, solution=True)


def checking(*outputs: NotebookNode, points: float = 2) -> NotebookNode:
    """Return its test cell."""
    return _cell(outputs, grade_id="relu-tests", grade=True, solution=False, points=points)


def _cell(outputs: tuple[NotebookNode, ...], **nbgrader: Any) -> NotebookNode:
    metadata = {"nbgrader": {"locked": not nbgrader["solution"], "schema_version": 3, **nbgrader}}
    cell = new_code_cell("", metadata=metadata)
    cell["outputs"] = list(outputs)  # new_code_cell would refuse some
    return cell


def error(name: str = "CheckFailed", text: Any = "relu is wrong.") -> NotebookNode:
    """Return the output of an exception."""
    return NotebookNode(output_type="error", ename=name, evalue=text, traceback=[])


def result(text: Any) -> NotebookNode:
    """Return the output of a cell's last expression."""
    output = new_output("execute_result", execution_count=1)
    output["data"] = {"text/plain": text}
    return output


def printed(text: str, stream: str = "stdout") -> NotebookNode:
    """Return printed output."""
    return new_output("stream", name=stream, text=text)


def judged(*outputs: NotebookNode, points: float = 2, before: Any = ()) -> CellOutcome:
    """Return what the test cell's outputs are worth; `before`: outputs of the answer."""
    notebook = new_notebook()
    notebook.cells = [answer(*before), checking(*outputs, points=points)]
    (outcome,) = judge(notebook)
    nbformat.validate(notebook)
    theirs, worth = determine_grade(notebook.cells[1])
    assert worth == points
    assert theirs == outcome.points, "nbgrader's scoring would differ"
    return outcome


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        [printed("fine")],
        [result("'a text'")],
        [result("None")],
        [result("2")],
        [result("2.0")],
        [new_output("display_data", data={"image/png": "aGk="})],
    ],
)
def test_without_an_error_a_test_gives_full_marks(outputs: list[NotebookNode]) -> None:
    outcome = judged(*outputs)
    assert outcome == CellOutcome("relu-tests", 2.0, 2.0, CellStatus.PASSED)


@pytest.mark.parametrize(("text", "points"), [("1.5", 1.5), ("0", 0.0), ("0.0", 0.0), ("1", 1.0)])
def test_a_number_is_partial_credit_and_what_was_printed_is_told(text: str, points: float) -> None:
    outcome = judged(printed("\x1b[31mderivative (0 of 1): no.\x1b[0m\n"), result(text))
    assert outcome.status is CellStatus.PARTIAL
    assert outcome.points == points
    assert outcome.message == "derivative (0 of 1): no."


@pytest.mark.parametrize("text", ["-1", "2.5", "1e300", "nan", "inf", "-inf"])
def test_a_number_that_cannot_be_is_no_score(text: str) -> None:
    cell = checking(result(text))
    (outcome,) = judge(new_notebook(cells=[cell]))
    assert (outcome.points, outcome.status) == (0.0, CellStatus.ERROR)
    assert "cannot be: tell your teacher" in outcome.message


def test_a_sum_of_parts_may_be_off_by_rounding() -> None:
    cell = checking(result(repr(0.1 + 0.2)), points=0.3)
    (outcome,) = judge(new_notebook(cells=[cell]))
    assert (outcome.points, outcome.status) == (0.3, CellStatus.PASSED)


@pytest.mark.parametrize(
    ("output", "status", "message"),
    [
        (error(), CellStatus.FAILED, "relu is wrong."),
        (error("AssertionError", ""), CellStatus.FAILED, "A check failed."),
        (error("AssertionError", "no"), CellStatus.FAILED, "no"),
        (error("NotImplementedError", ""), CellStatus.ERROR, "There is no answer yet"),
        (error("NameError", "name 'relu' is not defined"), CellStatus.ERROR, "did not define it"),
        (error("ValueError", "\x1b[31mshapes\x1b[0m"), CellStatus.ERROR, "ValueError: shapes"),
        (error("CellTimeoutError", ""), CellStatus.ERROR, "CellTimeoutError"),  # a student's own
    ],
)
def test_an_error_costs_the_points_and_says_why(
    output: NotebookNode, status: CellStatus, message: str
) -> None:
    outcome = judged(output)
    assert (outcome.points, outcome.status) == (0.0, status)
    assert message in outcome.message
    assert judged(printed("x"), output).points == 0


ENDINGS = [(Ending.LATE, CellStatus.TIMEOUT), (Ending.DIED, CellStatus.DIED)]


@pytest.mark.parametrize(("ending", "status"), ENDINGS)
def test_a_test_that_did_not_come_to_its_end_says_why(ending: Ending, status: CellStatus) -> None:
    cell = checking(error("KeyboardInterrupt", ""))
    end_cell(cell, ending, "it ended")
    (outcome,) = judge(new_notebook(cells=[cell]))
    assert (outcome.points, outcome.status) == (0.0, status)


@pytest.mark.parametrize(("ending", "status"), ENDINGS)
def test_how_the_answer_ended_explains_why_its_test_fails(
    ending: Ending, status: CellStatus
) -> None:
    ended = answer()
    end_cell(ended, ending, "it ended")
    failing = checking(error("NameError", "name 'relu' is not defined"))
    (outcome,) = judge(new_notebook(cells=[ended, failing]))
    assert (outcome.points, outcome.status) == (0.0, status)
    (outcome,) = judge(new_notebook(cells=[ended, checking()]))
    assert outcome.status is CellStatus.PASSED


def test_a_written_answer_waits_for_a_person_unless_it_is_blank() -> None:
    nbgrader = {"grade_id": "why", "grade": True, "solution": True, "locked": False, "points": 4}
    cell = new_markdown_cell("*Your answer.*", metadata={"nbgrader": nbgrader})
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    (blank,) = judge(new_notebook(cells=[cell]))
    assert blank == CellOutcome("why", 0.0, 4.0, CellStatus.BLANK, "No answer was given.")
    cell["source"] = "Because."
    (pending,) = judge(new_notebook(cells=[cell]))
    assert pending == CellOutcome("why", None, 4.0, CellStatus.PENDING)
