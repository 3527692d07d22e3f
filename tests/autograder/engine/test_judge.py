"""Judging: what the outputs of test cells are worth, and what the student is told."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum, determine_grade

from autograder.engine import judge as judging
from autograder.engine.judge import CUT, MAX_LINE, MAX_LINES, judge
from autograder.outcomes import CellOutcome, CellStatus

BYTES = 1000


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
    (outcome,) = judge(notebook, BYTES)
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
        [NotebookNode(output_type="stream", name="stdout", text=["a\n", "b"])],
        [printed("RuntimeWarning: overflow", "stderr")],
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
    (outcome,) = judge(new_notebook(cells=[cell]), BYTES)
    assert (outcome.points, outcome.status) == (0.0, CellStatus.ERROR)
    assert "cannot be: tell your teacher" in outcome.message


def test_a_sum_of_parts_may_be_off_by_rounding() -> None:
    cell = checking(result(repr(0.1 + 0.2)), points=0.3)
    (outcome,) = judge(new_notebook(cells=[cell]), BYTES)
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
        (error("CellTimeoutError", ""), CellStatus.TIMEOUT, "ran out of time"),
        (error("DeadKernelError", ""), CellStatus.DIED, "ended the Python process"),
        (error("ValueError", "a\ud800b"), CellStatus.ERROR, "ValueError: a?b"),
    ],
)
def test_an_error_costs_the_points_and_says_why(
    output: NotebookNode, status: CellStatus, message: str
) -> None:
    outcome = judged(output)
    assert (outcome.points, outcome.status) == (0.0, status)
    assert message in outcome.message
    assert judged(printed("x"), output).points == 0


@pytest.mark.parametrize(
    ("name", "status"),
    [("CellTimeoutError", CellStatus.TIMEOUT), ("DeadKernelError", CellStatus.DIED)],
)
def test_how_the_answer_ended_explains_why_its_test_fails(name: str, status: CellStatus) -> None:
    outcome = judged(error("NameError", "name 'relu' is not defined"), before=[error(name, "")])
    assert (outcome.points, outcome.status) == (0.0, status)
    assert judged(before=[error(name, "")]).status is CellStatus.PASSED


@pytest.mark.parametrize(
    "output",
    [
        result(5),
        result({"a": 1}),
        NotebookNode(output_type="strange"),
        NotebookNode(),
        NotebookNode(output_type="stream", name="stdout", text=["a", 7]),
        NotebookNode(output_type="display_data", data={"a/b": object()}, metadata={}),
        NotebookNode(output_type="error", ename=7, evalue=["x"], traceback="none"),
    ],
)
def test_an_output_that_no_notebook_can_hold_costs_the_tests_points(output: NotebookNode) -> None:
    outcome = judged(output)
    assert (outcome.points, outcome.status) == (0.0, CellStatus.ERROR)
    assert "no notebook can hold" in outcome.message


def test_a_written_answer_waits_for_a_person_unless_it_is_blank() -> None:
    nbgrader = {"grade_id": "why", "grade": True, "solution": True, "locked": False, "points": 4}
    cell = new_markdown_cell("*Your answer.*", metadata={"nbgrader": nbgrader})
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    (blank,) = judge(new_notebook(cells=[cell]), BYTES)
    assert blank == CellOutcome("why", 0.0, 4.0, CellStatus.BLANK, "No answer was given.")
    cell["source"] = "Because."
    (pending,) = judge(new_notebook(cells=[cell]), BYTES)
    assert pending == CellOutcome("why", None, 4.0, CellStatus.PENDING)


def test_outputs_are_cut() -> None:
    cells = [
        new_code_cell("", outputs=[printed("x" * 700), printed("y" * 700), printed("z" * 700)]),
        new_code_cell("", outputs=[new_output("display_data", data={"text/html": "x" * 2000})]),
        new_code_cell("", outputs=[printed("x" * 2000), error("ValueError", "w" * 99_999)]),
    ]
    cells[2].outputs[1]["traceback"] = ["v" * 99_999] * 999
    notebook = new_notebook(cells=cells)
    judge(notebook, BYTES)
    flood, picture, long = (cell.outputs for cell in notebook.cells)
    assert [output.text for output in flood] == ["x" * 700, "y" * 300 + CUT, CUT]
    assert picture == []
    assert long[0].text == "x" * BYTES + CUT
    assert long[1].evalue == "w" * MAX_LINE + CUT
    assert len(long[1].traceback) == MAX_LINES


def test_what_tests_wrote_to_stderr_costs_nothing_with_nbgrader_either() -> None:
    notebook = new_notebook(cells=[checking(printed("warning", "stderr"))])
    judge(notebook, BYTES)
    assert determine_grade(notebook.cells[0]) == (2.0, 2.0)


TEXTS = st.text(max_size=3)
ODD = st.none() | st.integers() | TEXTS | st.lists(TEXTS, max_size=2)
FIELDS = {
    "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "so"]),
    "name": st.sampled_from(["stdout", "stderr"]) | ODD,
    "text": TEXTS | ODD,
    "ename": TEXTS | ODD,
    "evalue": TEXTS | ODD,
    "traceback": st.lists(TEXTS, max_size=2) | ODD,
    "data": st.dictionaries(st.sampled_from(["text/plain", "image/png"]), TEXTS | ODD) | ODD,
    "metadata": st.just({}) | ODD,
    "execution_count": st.none() | st.integers(0) | ODD,
}


@given(st.fixed_dictionaries({}, optional=FIELDS))
def test_what_is_taken_for_plain_is_legal(output: dict[str, Any]) -> None:
    if judging._is_plain(output):
        nbformat.validate(output, ref="output", version=4, version_minor=5)
