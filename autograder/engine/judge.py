"""Judging: from the outputs of an executed notebook to outcomes, one for each graded cell.

nbgrader gives zero for a word on stderr. Here only what the test says counts: an error costs
the points, a number is partial credit, and everything else is full marks.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.questions import (
    checksum,
    grade_id,
    grader_metadata,
    is_graded,
    is_solution,
    question_of,
)
from autograder.outcomes import CellOutcome, CellStatus

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
CUT = "\n… (output cut)"
MAX_LINE = 10_000
MAX_LINES = 100
_ENDS = {
    "CellTimeoutError": CellStatus.TIMEOUT,
    "DeadKernelError": CellStatus.DIED,
}


def judge(notebook: NotebookNode, output_bytes: int) -> tuple[CellOutcome, ...]:
    """Return the outcomes of an executed notebook, and bring its outputs into nbgrader's form.

    Outputs are cut to `output_bytes` a cell. stderr of test cells becomes stdout, so that
    nbgrader's own scoring agrees with ours.
    """
    ends = _answer_ends(notebook)
    outcomes = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _cut_outputs(cell, output_bytes)
        if is_graded(cell):
            outcomes.append(_written(cell) if is_solution(cell) else _tested(cell, ends))
    return tuple(outcomes)


def _answer_ends(notebook: NotebookNode) -> dict[str, CellStatus]:
    """Return how answer cells ended that ran out of time or ended their process."""
    found = {}
    for cell in notebook.cells:
        if is_solution(cell) and cell.cell_type == "code":
            for output in cell.outputs:
                if output.get("ename") in _ENDS and output.output_type == "error":
                    found[grade_id(cell)] = _ENDS[output.ename]
    return found


def _written(cell: NotebookNode) -> CellOutcome:
    """A person grades it, unless it is as the release has it."""
    points = float(grader_metadata(cell)["points"])
    blank = grader_metadata(cell).get("checksum") == checksum(cell)
    if blank:
        return CellOutcome(grade_id(cell), 0.0, points, CellStatus.BLANK, "No answer was given.")
    return CellOutcome(grade_id(cell), None, points, CellStatus.PENDING)


def _tested(cell: NotebookNode, ends: dict[str, CellStatus]) -> CellOutcome:
    worth = float(grader_metadata(cell)["points"])
    for output in cell.outputs:
        if output.output_type == "stream":
            output["name"] = "stdout"
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if errors:
        # An interrupted cell shows its KeyboardInterrupt first, and then why it was interrupted.
        first = next((error for error in errors if error.ename in _ENDS), errors[0])
        status, message = _reason(first, ends.get(question_of(grade_id(cell))))
        return CellOutcome(grade_id(cell), 0.0, worth, status, message)
    earned = _partial(cell)
    if earned is None or math.isclose(earned, worth, abs_tol=1e-9):
        return CellOutcome(grade_id(cell), worth, worth, CellStatus.PASSED)
    if not 0 <= earned < worth:
        message = f"The test gave {earned} of {worth:g} points, which cannot be: tell your teacher."
        return CellOutcome(grade_id(cell), 0.0, worth, CellStatus.ERROR, message)
    return CellOutcome(grade_id(cell), earned, worth, CellStatus.PARTIAL, _printed(cell))


def _partial(cell: NotebookNode) -> float | None:
    """Return the number that the cell ends with, None where it ends with none."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            try:
                number = float(str(output.data.get("text/plain", "")))
            except ValueError:
                return None
            return number if math.isfinite(number) else -1.0
    return None


def _printed(cell: NotebookNode) -> str:
    texts = [output.text for output in cell.outputs if output.output_type == "stream"]
    return ANSI.sub("", "".join(texts)).strip()


def _reason(error: Any, end: CellStatus | None) -> tuple[CellStatus, str]:
    """Return the state and the sentence for an error in a test cell."""
    name, text = str(error.ename), ANSI.sub("", str(error.evalue))
    if name in _ENDS:
        return _ENDS[name], _sentence(_ENDS[name])
    if end is not None:
        return end, _sentence(end)
    if name == "CheckFailed":
        return CellStatus.FAILED, text
    if name == "NotImplementedError":
        return CellStatus.ERROR, "There is no answer yet: `raise NotImplementedError()` is left."
    if name == "NameError":
        return CellStatus.ERROR, f"{text}: the answer cell did not define it, or failed before."
    if name == "AssertionError":
        return CellStatus.FAILED, text or "A check failed."
    return CellStatus.ERROR, f"{name}: {text}"


def _sentence(end: CellStatus) -> str:
    if end is CellStatus.TIMEOUT:
        return "Your code ran out of time. A loop may not end, or it does too much work."
    return "Your code ended the Python process, or used too much memory."


def _cut_outputs(cell: NotebookNode, limit: int) -> None:
    """Keep outputs up to `limit` characters in all, errors always."""
    left, kept = limit, []
    for output in map(_legal, cell.outputs):
        if output.output_type == "stream":
            text = output.text[: max(left, 0)]
            if len(text) < len(output.text):
                text += CUT
            left -= len(output.text)
            output["text"] = text
            kept.append(output)
        elif output.output_type == "error":
            output["evalue"] = _cut(output.evalue)
            output["traceback"] = [_cut(line) for line in output.traceback[:MAX_LINES]]
            kept.append(output)
        else:
            left -= len(str(output.get("data", "")))
            if left >= 0:
                kept.append(output)
    cell["outputs"] = kept


def _cut(text: str) -> str:
    return text if len(text) <= MAX_LINE else text[:MAX_LINE] + CUT


def _is_plain(output: Any) -> bool:
    """Tell whether an output has the form in which the engine makes it, which is legal."""
    kind = output.get("output_type") if isinstance(output, dict) else None
    if kind == "stream":
        texts = [output.get("name"), output.get("text")]
        return len(output) == 3 and all(isinstance(text, str) for text in texts)
    if kind == "error":
        texts = [output.get("ename"), output.get("evalue")]
        trace = output.get("traceback")
        lines = [*texts, *trace] if isinstance(trace, list) else [None]
        return len(output) == 4 and all(isinstance(text, str) for text in lines)
    if kind in ("display_data", "execute_result"):
        data, keys = output.get("data"), {"output_type", "data", "metadata"}
        plain = isinstance(data, dict) and all(isinstance(text, str) for text in data.values())
        if kind == "execute_result":
            keys |= {"execution_count"}
            plain &= type(output.get("execution_count")) in (int, type(None))
        return plain and output.keys() == keys and output["metadata"] == {}
    return False


def _legal(output: Any) -> NotebookNode:
    """Return an output as a notebook can hold it, an error in place of one that none can."""
    try:
        text = json.dumps(output, ensure_ascii=False)
        # Lone surrogates are legal in Python's strings and not in UTF-8.
        plain = json.loads(text.encode("utf-8", "replace").decode("utf-8"))
        if not _is_plain(plain):  # the schema takes longer than all else
            nbformat.validate(plain, ref="output", version=4, version_minor=5)
        if isinstance(plain.get("text"), list):  # the format allows a list of lines
            plain["text"] = "".join(plain["text"])
    except (nbformat.ValidationError, TypeError, ValueError, RecursionError):
        plain = {
            "output_type": "error",
            "ename": "BrokenOutput",
            "evalue": "the cell gave an output that no notebook can hold",
            "traceback": [],
        }
    node: NotebookNode = nbformat.from_dict(plain)
    return node
