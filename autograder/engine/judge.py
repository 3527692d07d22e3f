"""Judging: from an executed notebook to outcomes, one for each graded cell.

What the test says counts: an error costs the points, a number is partial credit, and everything
else is full marks. nbgrader gives zero for a word on stderr, too, where it comes before the number;
here that is so where the course wants it (`c.Autograder.stderr`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from autograder.course.cells import (
    CodeCell,
    checksum,
    grade_id,
    grader_metadata,
    has_points,
    is_solution,
    is_task,
    question_of,
)
from autograder.engine.causes import NO_ANSWER, Causes, missing_in, missing_name
from autograder.engine.endings import Ending, ending_of
from autograder.engine.traces import curve_of, trace_of
from autograder.markup.text import code, one_line, plain_text, quoted
from autograder.outcomes import CellOutcome, CellStatus

MAX_TOLD = 4000
"""Characters of what a test says."""
MAX_LINE = 600
PART = re.compile(r"^(?P<title>\S.{0,200}?) \(0 of [0-9.e+-]+\): ", re.MULTILINE)
"""How the sentence of a part that failed begins (`helpers.checks.marks`)."""
NOTES = ("Note: ", "⚠ ")
"""How a sentence begins that a check prints before them, and that costs nothing."""
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
STDERR = (
    "Something was written to stderr, often a warning, and in this course that costs the points of "
    "a test."
)
"""What was written is not quoted: a warning shows the line of the test that it comes from."""
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


def judge(notebook: NotebookNode, *, stderr_costs: bool = False) -> tuple[CellOutcome, ...]:
    """Return the outcomes of an executed notebook; it is not changed.

    Args:
        notebook: the notebook.
        stderr_costs: a word on stderr costs a test's points, as with nbgrader.
    """
    answers = {
        grade_id(cell): ending
        for cell in notebook.cells
        if is_solution(cell) and (ending := ending_of(cell)) is not None
    }
    causes = Causes(notebook.cells)
    return tuple(
        _written(cell)
        if is_solution(cell) or is_task(cell)
        else _traced(_tested(cell, answers, causes, stderr_costs=stderr_costs), cell)
        for cell in notebook.cells
        if has_points(cell)
    )


def earned_in(cell: CodeCell) -> float | None:
    """Return the number of points that a test cell ends with, None where it ends with none."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            try:
                number = float(str(output.data.get("text/plain", "")))
            except ValueError:
                return None
            return number if math.isfinite(number) else -1.0
    return None


def _traced(outcome: CellOutcome, cell: CodeCell) -> CellOutcome:
    trace = trace_of(cell)
    return outcome.traced(trace, curve_of(cell)) if trace else outcome


def _written(cell: NotebookNode) -> CellOutcome:
    """A person grades it, unless it is as the release has it."""
    points = float(grader_metadata(cell)["points"])
    same = grader_metadata(cell).get("checksum") == checksum(cell)
    blank = same and not is_task(cell)  # what stands below a task is the answer to it
    if blank:
        return CellOutcome(grade_id(cell), 0.0, points, CellStatus.BLANK, "No answer was given.")
    return CellOutcome(grade_id(cell), None, points, CellStatus.PENDING)


def _tested(
    cell: NotebookNode, answers: Mapping[str, Ending], causes: Causes, *, stderr_costs: bool
) -> CellOutcome:
    """Return the outcome of a test.

    Args:
        cell: the test cell.
        answers: how answers ended that did not come to their own end, by grade id.
        causes: what stopped the student's cells.
        stderr_costs: a word on stderr costs the points.
    """
    question = question_of(grade_id(cell))
    worth = float(grader_metadata(cell)["points"])
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is not None:
        ending = ending_of(cell) or answers.get(question)
        status, message = _ENDINGS[ending] if ending else _reason(error, question, causes)
        return CellOutcome(grade_id(cell), 0.0, worth, status, message)
    if stderr_costs and _warns(cell):
        return CellOutcome(grade_id(cell), 0.0, worth, CellStatus.FAILED, STDERR)
    earned = earned_in(cell)
    if earned is None or math.isclose(earned, worth, abs_tol=1e-9):
        return CellOutcome(grade_id(cell), worth, worth, CellStatus.PASSED)
    if not 0 <= earned < worth:
        message = f"The test gave {earned} of {worth:g} points, which cannot be: tell your teacher."
        return CellOutcome(grade_id(cell), 0.0, worth, CellStatus.ERROR, message)
    message = _explained(_printed(cell), question, causes)
    return CellOutcome(grade_id(cell), earned, worth, CellStatus.PARTIAL, message)


def _warns(cell: CodeCell) -> bool:
    """Tell whether something stands on stderr before the number that the test ends with.

    The first output that says something decides, as in nbgrader's `determine_grade`.
    """
    for output in cell.outputs:
        if output.output_type == "execute_result":
            return False
        if output.output_type == "stream" and output.name == "stderr":
            return True
    return False


def _printed(cell: CodeCell) -> str:
    texts = [output.text for output in cell.outputs if output.output_type == "stream"]
    return ANSI.sub("", "".join(texts)).strip()


def _reason(error: NotebookNode, question: str, causes: Causes) -> tuple[CellStatus, str]:
    """Return the state and the sentences for an error in a test cell, the cause before symptoms."""
    name, text = str(error.ename), ANSI.sub("", str(error.evalue))
    if name == "CheckFailed" or (name == "AssertionError" and text):
        return CellStatus.FAILED, _explained(text, question, causes)
    missing = missing_name(error)
    cause = causes.of_name(missing, question) if missing else ""
    if cause := cause or causes.of_answer(question):
        return CellStatus.ERROR, cause
    if name == "AssertionError":
        return CellStatus.FAILED, "A check failed."
    if name == "NotImplementedError":
        return CellStatus.ERROR, NO_ANSWER
    if missing:
        sentence = f"The name {code(missing)} is not defined: no cell that ran has defined it."
        return CellStatus.ERROR, sentence
    said = one_line(text)
    reason = f"{code(name, 60)}: {quoted(said)}" if said else code(name, 60)
    return CellStatus.ERROR, f"The test stopped with {reason}."


def _explained(text: str, question: str, causes: Causes) -> str:
    """Return what a check has found, with what stopped a cell that its answer needs."""
    lines = told(text).split("\n")
    missing = missing_in(text)
    cause = causes.of_name(missing, question) if missing else ""
    if cause:
        symptom = f": NameError: “name '{missing}' is not defined"
        return "\n".join([cause, *_without_parts(lines, symptom)])
    stopped = causes.of_answer(question)
    return "\n".join([*lines, stopped] if stopped else lines)


def _without_parts(lines: list[str], symptom: str) -> Iterator[str]:
    """Yield the lines of all parts but those whose sentence has a symptom."""
    left_out = False
    for line in lines:
        if line[:1] != " ":
            left_out = PART.match(line) is not None and symptom in line
        if not left_out:
            yield line


def told(text: str) -> str:
    """Return what a test says, bounded; lines that no check writes are told from its sentences.

    A check writes a sentence at the margin and indented lines below it, and a sum of parts a
    sentence for each part. Any other line at the margin comes from words that a test has taken
    over from somebody.
    """
    first, *others = plain_text(text.strip(), MAX_TOLD).split("\n")
    begins = next((line for line in (first, *others) if not line.startswith(NOTES)), first)
    in_parts = PART.match(begins) is not None
    lines = [first]
    for line in others:
        check_writes = PART.match(line) or line.startswith(NOTES)
        ours = not line.strip() or line[:1] == " " or (in_parts and check_writes)
        lines.append(line if ours else f"  | {line}")
    return "\n".join(line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}…" for line in lines)
