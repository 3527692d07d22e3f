"""An executed notebook as other programs may show it.

nbgrader's formgrader and JupyterLab show what lies in `autograded/`, and some of them run what they
find there. So what a student wrote and what a student's code has shown is made harmless before it
is recorded. The course's own locked cells stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbformat import NotebookNode

from autograder.course.cells import CodeCell, is_locked
from autograder.markup.clean import clean_html
from autograder.markup.markdown import harmless_markdown
from autograder.markup.picture_texts import picture_text, told_metadata
from autograder.markup.svg import NOTE, clean_svg

MAX_PICTURE = 4 << 20
"""Characters of one picture, in base64."""
MAX_ATTACHMENTS = 20
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_TICKS = re.compile("`+")


def harmless_notebook(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of an executed notebook that runs nothing wherever it is shown."""
    return NotebookNode({**notebook, "cells": [_harmless_cell(cell) for cell in notebook.cells]})


def _harmless_cell(cell: NotebookNode) -> NotebookNode:
    if cell.cell_type == "code":
        return NotebookNode({**cell, "outputs": _harmless_outputs(cell)})
    if is_locked(cell):
        return cell
    rest = {key: value for key, value in cell.items() if key not in ("attachments", "source")}
    if cell.cell_type != "markdown":
        # Some exporters put the text of raw cells into their pages as it is.
        return NotebookNode({**rest, "cell_type": "markdown", "source": _as_code(cell.source)})
    pictures = attached_pictures(cell.get("attachments"))
    source = harmless_markdown(cell.source, pictures)
    attached = {"attachments": NotebookNode(pictures)} if pictures else {}
    return NotebookNode({**rest, "source": source, **attached})


def _as_code(source: str) -> str:
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in _TICKS.findall(source))])
    return harmless_markdown(f"{fence}\n{source}\n{fence}") if source.strip() else ""


def attached_pictures(attachments: object) -> dict[str, NotebookNode]:
    """Return the attachments of a cell that are pictures, by name: their forms, as base64."""
    if not isinstance(attachments, Mapping):
        return {}
    found = {}
    for name, data in list(attachments.items())[:MAX_ATTACHMENTS]:
        kept = _kept_pictures(data) if isinstance(data, Mapping) else {}
        if kept and isinstance(name, str):
            found[name] = NotebookNode(kept)
    return found


def _kept_pictures(data: Mapping[str, Any]) -> dict[str, str]:
    return {kind: text for kind in PICTURES if (text := picture(data.get(kind)))}


def picture(value: object) -> str:
    """Return a picture's base64 text, "" where it is none or too long."""
    text = "".join(map(str, value)) if isinstance(value, list) else value
    if not isinstance(text, str) or len(text) > MAX_PICTURE or not _BASE64.fullmatch(text):
        return ""
    return "".join(text.split())


def _harmless_outputs(cell: CodeCell) -> list[NotebookNode]:
    outputs: Iterable[NotebookNode | None] = map(_harmless_output, cell.get("outputs", []))  # type: ignore[attr-defined]
    return [output for output in outputs if output is not None]


def _harmless_output(output: NotebookNode) -> NotebookNode | None:
    """Return an output of the same kind; None where nothing of it is known."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return NotebookNode(output_type=kind, name=name, text=_text(output.get("text")))
    if kind == "error":
        name, said = _text(output.get("ename")), _text(output.get("evalue"))
        trace = [_text(line) for line in output.get("traceback") or []]
        return NotebookNode(output_type=kind, ename=name, evalue=said, traceback=trace)
    if kind not in ("display_data", "execute_result"):
        return None
    data = NotebookNode(_harmless_data(output.get("data") or {}))
    if not data:
        return None
    metadata = told_metadata(picture_text(output.get("metadata")), data)
    made = NotebookNode(output_type=kind, data=data, metadata=metadata)
    if kind == "execute_result":
        count = output.get("execution_count")
        made["execution_count"] = count if isinstance(count, int) else None
    return made


def _harmless_data(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what is known of an output's forms, each without its powers."""
    kept = _kept_pictures(data)
    if "text/html" in data:
        kept["text/html"] = clean_html(_text(data["text/html"]))
    if "image/svg+xml" in data:
        drawn = clean_svg(_text(data["image/svg+xml"]))
        if drawn is not None:
            kept["image/svg+xml"] = drawn
        elif "text/plain" not in data:
            kept["text/plain"] = NOTE
    for kind in ("text/markdown", "text/latex"):
        if kind in data:
            kept[kind] = harmless_markdown(_text(data[kind]))
    if "text/plain" in data:
        kept["text/plain"] = _text(data["text/plain"])
    return kept


def _text(value: object) -> str:
    """Return an output's text; escape sequences for colours stay, which every tool knows."""
    text = "".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text.encode("utf-8", "replace").decode()
