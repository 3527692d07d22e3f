"""Outputs: what the cells of an executed notebook hold.

This is the one place where outputs are made and bounded. A runner reports what its cells have
shown; what it says is not believed: outputs are made anew from parts that we know, legal, and cut
to what a cell may show. (The shell cuts, too, but only to keep its own memory small.)
"""

from __future__ import annotations

from collections.abc import Iterable

from nbformat import NotebookNode

from autograder.course.cells import CodeCell
from autograder.engine.wire.messages import TestResult
from autograder.markup.picture_texts import bounded_text, told_metadata

MIME_TYPES = frozenset({
    "text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg",
    "image/svg+xml",
})  # fmt: skip
MAX_OUTPUTS = 1000
MAX_LINE = 10_000
MAX_LINES = 100
CUT = "\n… (output cut)"


def put_result(cell: CodeCell, result: TestResult) -> None:
    """Write a test's result into its cell, as nbgrader's scoring expects it."""
    cell.outputs = []
    if result.printed:
        cell.outputs.append(_stream("stdout", _text(result.printed)))
    if result.error:
        put_error(cell, result.error, result.message)
    elif result.value is not None:
        data = NotebookNode({"text/plain": _text(result.value)})
        cell.outputs.append(
            NotebookNode(
                output_type="execute_result",
                data=data,
                metadata=NotebookNode(),
                execution_count=None,
            )
        )


def put_error(cell: CodeCell, name: str, text: str) -> None:
    """Append an error to a cell's outputs."""
    cell.outputs.append(_error(_text(name), _line(text), []))


def clean_outputs(items: Iterable[object], count: int, limit: int) -> list[NotebookNode]:
    """Return outputs that a runner reports, made anew.

    Args:
        items: what it reports.
        count: the cell's number, for its result.
        limit: characters that they may take in all; errors are kept in any case.
    """
    kept, left, number = [], limit, 0
    for item in items:
        if not isinstance(item, dict) or number >= MAX_OUTPUTS:
            continue
        number += 1
        output, size = _made(item, count, left)
        left -= size
        if output is not None:
            kept.append(output)
    return kept


def _made(item: dict[str, object], count: int, left: int) -> tuple[NotebookNode | None, int]:
    """Return one output and the characters that it takes; None where it is left out."""
    kind = item.get("output_type")
    if kind == "stream":
        text = _text(item.get("text"))
        shown = text if len(text) <= left else text[: max(left, 0)] + CUT
        return _stream("stderr" if item.get("name") == "stderr" else "stdout", shown), len(text)
    if kind == "error":
        trace = item.get("traceback")
        lines = [_line(line) for line in trace[:MAX_LINES]] if isinstance(trace, list) else []
        return _error(_text(item.get("ename")), _line(item.get("evalue")), lines), 0
    data = item.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None, 0
    rich = {k: _text(v) for k, v in data.items() if k in MIME_TYPES and isinstance(v, str)}
    size = sum(map(len, rich.values()))
    told = bounded_text(item.get("alt"))
    size += len(told)
    metadata = told_metadata(told, rich)
    output = NotebookNode(output_type=kind, data=NotebookNode(rich), metadata=metadata)
    if kind == "execute_result":
        output["execution_count"] = count
    return (output if size <= left else None), size


def _stream(name: str, text: str) -> NotebookNode:
    return NotebookNode(output_type="stream", name=name, text=text)


def _error(name: str, text: str, trace: list[str]) -> NotebookNode:
    return NotebookNode(output_type="error", ename=name, evalue=text, traceback=trace)


def _line(value: object) -> str:
    text = _text(value)
    return text if len(text) <= MAX_LINE else text[:MAX_LINE] + CUT


def _text(value: object) -> str:
    """Return a text without lone surrogates, which no file can hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
