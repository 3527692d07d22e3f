"""What is kept of outputs, where nbgrader's options say so: `c.IgnorePattern`, `c.LimitOutput`.

As with nbgrader this comes before scoring: what is not kept costs no points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nbformat import NotebookNode

from autograder.course.cells import CodeCell
from autograder.course.config import Limits

CUT_OUTPUT = "... Output truncated ..."
CUT_TRACEBACK = "... Traceback truncated ..."


def keep_as_configured(cells: Iterable[CodeCell], limits: Limits) -> None:
    """Remove from the outputs of cells what the course does not keep."""
    for cell in cells:
        if cell.cell_type != "code":
            continue
        if limits.ignored_stderr:
            cell.outputs = _not_ignored(cell.outputs, limits.ignored_stderr)
        if limits.output_lines != -1:
            cell.outputs = _first_lines(cell.outputs, limits.output_lines)
        if limits.traceback_lines != -1:
            _cut_tracebacks(cell.outputs, limits.traceback_lines)


def _not_ignored(outputs: list[NotebookNode], pattern: str) -> list[NotebookNode]:
    """Return the outputs without what matches the pattern on stderr."""
    return [
        output
        for output in outputs
        if output.output_type != "stream"
        or output.name != "stderr"
        or not re.search(pattern, output.text)
    ]


def _first_lines(outputs: list[NotebookNode], most: int) -> list[NotebookNode]:
    """Return the outputs with so many lines of printed text."""
    kept, count = [], 0
    for output in outputs:
        if output.output_type == "stream":
            if count == most:
                continue
            lines = output.text.split("\n")
            if count + len(lines) > most:
                lines = [*lines[: most - count - 1], CUT_OUTPUT]
            count += len(lines)
            output.text = "\n".join(lines)
        kept.append(output)
    return kept


def _cut_tracebacks(outputs: list[NotebookNode], most: int) -> None:
    """Leave out the middle of tracebacks that have more lines."""
    for output in outputs:
        if output.output_type == "error" and len(output.traceback) > most:
            lines = output.traceback
            begin = most // 2
            end = most - begin - 1
            output.traceback = [*lines[:begin], CUT_TRACEBACK, *lines[len(lines) - end :]]
