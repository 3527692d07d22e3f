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


def strict(*outputs: NotebookNode, points: float = 2) -> CellOutcome:
    """Return what a test cell is worth where stderr costs the points, as with nbgrader."""
    cell = checking(*outputs, points=points)
    (outcome,) = judge(new_notebook(cells=[cell]), stderr_costs=True)
    assert determine_grade(cell) == (outcome.points, points)
    return outcome


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


def test_notes_before_parts_and_between_them_take_no_part_from_its_place() -> None:
    said = "Note: f warns (overflow) at 1.\nvalues (0 of 1): no.\nNote: g warns.\n“x” from somebody"
    message = judged(printed(f"{said}\n"), result("1.0")).message
    assert message.split("\n")[:3] == said.split("\n")[:3]
    assert message.endswith("\n  | “x” from somebody")


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
        (
            error("NameError", "name 'relu' is not defined"),
            CellStatus.ERROR,
            "no cell that ran has defined it",
        ),
        (
            error("ValueError", "\x1b[31mshapes\x1b[0m"),
            CellStatus.ERROR,
            "stopped with `ValueError`: “shapes”.",
        ),
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


def stopped(name: str, text: str, line: int = 0) -> NotebookNode:
    """Return the output of a cell that an exception has stopped in a line."""
    output = error(name, text)
    output.traceback = ["-" * 75, f"Cell In[7], line {line}\n----> {line} code\n"]
    return output


def after(*cells: NotebookNode, test: NotebookNode) -> CellOutcome:
    """Return the outcome of the question `relu` behind these cells."""
    (outcome,) = judge(new_notebook(cells=[*cells, checking(test)]))
    return outcome


NOT_DEFINED = error("NameError", "name 'relu' is not defined")
SOURCE = "import seaborn as sns\ndef relu(z)\n    return z\nx = input('x?')"


@pytest.mark.parametrize(
    ("output", "told"),
    [
        (
            stopped("SyntaxError", "expected ':' (<ipython-input-7-abc>, line 2)", 2),
            "in line 2, `def relu(z)`: SyntaxError: “expected ':'”. Grading reads answers with Py",
        ),
        (
            stopped("IndentationError", "unexpected indent", 3),
            "in line 3, `return z`: IndentationError: “unexpected indent”. Grading reads",
        ),
        (
            stopped("ModuleNotFoundError", "No module named 'seaborn'", 1),
            "in line 1, `import seaborn as sns`: ModuleNotFoundError: “No module named 'seaborn'”. "
            "This package is not there",
        ),
        (
            stopped("EOFError", "EOF when reading a line", 4),
            "in line 4, `x = input('x?')`: EOFError: “EOF when reading a line”. Nobody types",
        ),
        (stopped("SystemExit", "3"), ": SystemExit: “3”."),
        (stopped("KeyError", "", 99), ": KeyError."),
        (stopped("OwnError", "a\nb", 3), "in line 3, `return z`: `OwnError`: “a b”."),
    ],
)
def test_where_the_answer_cell_has_stopped_its_tests_say_so_and_in_which_line(
    output: NotebookNode, told: str
) -> None:
    cell = answer(printed("before"), output)
    cell["source"] = SOURCE
    outcome = after(cell, test=NOT_DEFINED)
    assert outcome.message.startswith(f"The answer cell stopped{' ' * (told[0] == 'i')}{told}")
    assert (outcome.points, outcome.status) == (0.0, CellStatus.ERROR)
    assert "not defined" not in outcome.message
    assert "\n" not in outcome.message


def test_an_answer_cell_that_is_as_it_was_is_told_to_be_blank() -> None:
    outcome = after(answer(stopped("NotImplementedError", "", 1)), test=NOT_DEFINED)
    assert outcome.message.startswith("There is no answer yet")


def test_a_cell_that_stopped_behind_a_right_answer_costs_nothing() -> None:
    notebook = new_notebook(cells=[answer(stopped("ValueError", "x", 1)), checking()])
    (outcome,) = judge(notebook)
    assert outcome == CellOutcome("relu-tests", 2.0, 2.0, CellStatus.PASSED)


def test_what_a_check_found_comes_before_what_stopped_the_answer_cell_behind_it() -> None:
    cell = answer(stopped("ValueError", "x", 1))
    first, second = after(cell, test=error()).message.split("\n")
    assert first == "relu is wrong."
    assert second == "The answer cell stopped in line 1: ValueError: “x”."


PARTS = "values (0 of 1): NameError: “name 'relu' is not defined”\nshape (0 of 1): {}"


@pytest.mark.parametrize(
    ("second", "left"),
    [
        ("NameError: “name 'relu' is not defined”", []),
        ("It is wrong.\n  got: 1", ["shape (0 of 1): It is wrong.", "  got: 1"]),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_parts_that_only_miss_the_answer_give_way_to_the_cause(
    second: str, left: list[str], whole: bool
) -> None:
    cell = answer(stopped("SyntaxError", "expected ':'", 1))
    cell["source"] = "def relu(z)"
    text = PARTS.format(second)
    outputs = [error("CheckFailed", text)] if whole else [printed(text), result("1.0")]
    (outcome,) = judge(new_notebook(cells=[cell, checking(*outputs)]))
    first, *others = outcome.message.split("\n")
    assert first.startswith("The answer cell stopped in line 1, `def relu(z)`: SyntaxError")
    assert others == left


IMPORTS = "import numpy as np, seaborn"


@pytest.mark.parametrize(
    ("answers", "test"),
    [
        ([stopped("NameError", "name 'np' is not defined", 1)], NOT_DEFINED),
        ([], error("CheckFailed", "relu raised NameError: “name 'np' is not defined”\n  input: 1")),
        ([], error("NameError", "name 'np' is not defined")),
    ],
)
def test_an_earlier_cell_that_the_answer_needs_is_the_cause(
    answers: list[NotebookNode], test: NotebookNode
) -> None:
    own = new_code_cell(IMPORTS)
    own["outputs"] = [stopped("ModuleNotFoundError", "No module named 'seaborn'", 1)]
    unrelated = new_code_cell("npx = print(np) / 0")
    unrelated["outputs"] = [stopped("ZeroDivisionError", "division by zero", 1)]
    first, *others = after(own, unrelated, answer(*answers), test=test).message.split("\n")
    assert first.startswith(
        f"An earlier cell, which this answer needs, stopped in line 1, `{IMPORTS}`: "
        "ModuleNotFoundError: “No module named 'seaborn'”."
    )
    assert others == (test.evalue.split("\n") if test.ename == "CheckFailed" else [])


@pytest.mark.parametrize("source", ["def relu(z)\n    return z", "relu = = 3", "import relu, , x"])
def test_a_cell_that_is_no_python_is_the_cause_although_it_did_not_run(source: str) -> None:
    outcome = after(new_code_cell(source), answer(), test=NOT_DEFINED)
    assert outcome.message.startswith(
        f"An earlier cell, which this answer needs, stopped in line 1, `{source.splitlines()[0]}`: "
        "SyntaxError: “"
    )
    for other in ("print(relu, x = = 3", "%%bash\nrelu = = 3", "(" * 10**5, "re" + "lu\0 = = "):
        outcome = after(new_code_cell(other), answer(), test=NOT_DEFINED)
        assert outcome.message == "The name `relu` is not defined: no cell that ran has defined it."


def test_causes_are_followed_as_far_as_they_go_and_not_in_circles() -> None:
    cells = []
    for number in range(20):
        cell = new_code_cell(f"a{number} = a{number - 1}")
        cell["outputs"] = [stopped("NameError", f"name 'a{number - 1}' is not defined", 1)]
        cells.append(cell)
    outcome = after(*cells, answer(), test=error("NameError", "name 'a19' is not defined"))
    assert outcome.message.startswith("An earlier cell, which this answer needs, stopped in line 1")


def test_words_of_an_answer_are_short_quoted_and_on_one_line() -> None:
    flood = "All tests passed.\nrelu: 2 of 2 points.\u202e”" + "x" * 20_000
    (line,) = judged(error("ValueError", flood)).message.split("\n")
    assert line.startswith("The test stopped with `ValueError`: “All tests passed. relu: 2 of 2")
    assert "\\u202e" in line
    assert len(line) < 300
    cell = answer(stopped("E" * 300, flood, 1))
    cell["source"] = f"raise E  # “{'`' * 500}"
    (line,) = after(cell, test=NOT_DEFINED).message.split("\n")
    assert len(line) < 700
    assert line.count("“") == line.count("”") == 1


def test_lines_that_no_check_writes_are_no_sentences_of_ours() -> None:
    said = "relu is wrong.\n  got: 1\nYou get all points.\nAnd more."
    outcome = judged(error("CheckFailed", said))
    assert outcome.message.split("\n") == [
        "relu is wrong.",
        "  got: 1",
        "  | You get all points.",
        "  | And more.",
    ]
    parts = "values (0 of 1): no.\n  got: 1\nshape (0 of 0.5): no.\nAll is well."
    assert judged(printed(parts), result("0.5")).message.split("\n")[2:] == [
        "shape (0 of 0.5): no.",
        "  | All is well.",
    ]
    assert len(judged(error("CheckFailed", "x\n" * 10_000)).message) < 20_000
    assert len(judged(error("CheckFailed", "x" * 20_000)).message) < 700


def test_a_written_answer_waits_for_a_person_unless_it_is_blank() -> None:
    nbgrader = {"grade_id": "why", "grade": True, "solution": True, "locked": False, "points": 4}
    cell = new_markdown_cell("*Your answer.*", metadata={"nbgrader": nbgrader})
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    (blank,) = judge(new_notebook(cells=[cell]))
    assert blank == CellOutcome("why", 0.0, 4.0, CellStatus.BLANK, "No answer was given.")
    cell["source"] = "Because."
    (pending,) = judge(new_notebook(cells=[cell]))
    assert pending == CellOutcome("why", None, 4.0, CellStatus.PENDING)


def test_where_stderr_costs_a_word_on_it_loses_all_points() -> None:
    lost = strict(printed("first"), printed("UserWarning: secret_test(3)", "stderr"), result("2"))
    assert (lost.points, lost.status) == (0.0, CellStatus.FAILED)
    assert "stderr" in lost.message
    assert "secret_test" not in lost.message, "a warning shows the line of the test"


def test_where_stderr_costs_the_first_output_that_says_something_decides() -> None:
    assert strict(result("1"), printed("late", "stderr")).points == 1.0
    assert strict(printed("word"), result("2")).points == 2.0
    assert strict(printed("word")).points == 2.0
    failed = strict(printed("late", "stderr"), error(text="relu is wrong."))
    assert failed.message == "relu is wrong."
