"""Outputs: what the cells of an executed notebook hold, made by us and never copied blindly."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode

from autograder.engine.test_side.process import TestResult
from autograder.engine.wire.frames import PeerError

MIME_TYPES = frozenset({
    "text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg",
    "image/svg+xml",
})  # fmt: skip
MAX_OUTPUTS = 1000


def put_result(cell: Any, result: TestResult) -> None:
    """Write a test's result into its cell, as nbgrader's scoring expects it."""
    cell.outputs = []
    if result.printed:
        cell.outputs.append(NotebookNode(output_type="stream", name="stdout", text=result.printed))
    if result.error:
        put_error(cell, result.error, result.message)
    elif result.value is not None:
        data = NotebookNode({"text/plain": result.value})
        cell.outputs.append(
            NotebookNode(
                output_type="execute_result",
                data=data,
                metadata=NotebookNode(),
                execution_count=None,
            )
        )


def put_error(cell: Any, name: str, text: str) -> None:
    """Append an error to a cell's outputs."""
    if cell.cell_type == "code":
        output = {"output_type": "error", "ename": name, "evalue": text, "traceback": []}
        cell.outputs.append(NotebookNode(output))


def clean_outputs(reply: Any, count: int) -> list[NotebookNode]:
    """Return the outputs that a runner reports, made anew from the parts that we know.

    Raises:
        PeerError: it is no report of outputs.
    """
    items = reply.get("outputs") if isinstance(reply, dict) else None
    if not isinstance(items, list):
        raise PeerError("the runner's report has no known form")
    cleaned = [_clean_output(item, count) for item in items[:MAX_OUTPUTS] if isinstance(item, dict)]
    return [output for output in cleaned if output is not None]


def _clean_output(item: dict[str, Any], count: int) -> NotebookNode | None:
    kind = item.get("output_type")
    if kind == "stream":
        name = "stderr" if item.get("name") == "stderr" else "stdout"
        return NotebookNode(output_type="stream", name=name, text=_text(item.get("text")))
    if kind == "error":
        trace = item.get("traceback")
        lines = [_text(line) for line in trace[:100]] if isinstance(trace, list) else []
        error = {"ename": _text(item.get("ename")), "evalue": _text(item.get("evalue"))}
        return NotebookNode(output_type="error", traceback=lines, **error)
    data = item.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, dict):
        return None
    shown = {k: _text(v) for k, v in data.items() if k in MIME_TYPES and isinstance(v, str)}
    output = NotebookNode(output_type=kind, data=NotebookNode(shown), metadata=NotebookNode())
    if kind == "execute_result":
        output["execution_count"] = count
    return output


def _text(value: Any) -> str:
    """Return a text without lone surrogates, which no file can hold."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
