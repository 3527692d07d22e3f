"""The part of an executed notebook that a feedback page may show, as a new notebook.

Nothing is taken over unseen: cells and outputs are made anew from known fields. Hidden tests lose
their source, test cells their outputs (the outcome's message says it better), and lines of hidden
tests are struck out wherever an output quotes them.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_hidden, is_solution, is_test
from autograder.markup.clean import clean_html, is_empty
from autograder.markup.text import plain_text

# What is shown of an output that comes in several kinds: the first of these.
DATA_KINDS = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
)
MAX_SOURCE = 30_000
MAX_IMAGE = 4 << 20
MAX_PAGE = 1 << 20  # characters of text and HTML that a page shows of one notebook
MAX_SHORT = 1000  # of a cell behind them
STRUCK = "[a line of a hidden test stood here]"
_BEGIN = "BEGIN HIDDEN TESTS"
# From the beginning of a line: else each sign of a long line would begin a search of its own.
_REGION = re.compile(rf"^[^\n]*{_BEGIN}.*?(END HIDDEN TESTS[^\n]*|\Z)", re.DOTALL | re.MULTILINE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_MIN_LINE = 8  # shorter lines (`)`, `x = 1`) stand in every program


@dataclass(frozen=True)
class Secret:
    """Lines that must not be shown."""

    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, notebooks: Iterable[NotebookNode]) -> Secret:
        """Collect the hidden tests' lines, without those that visible cells show anyway."""
        hidden: set[str] = set()
        shown: set[str] = set()
        for cell in (cell for notebook in notebooks for cell in notebook.cells):
            hidden |= _lines(_hidden_part(cell))
            shown |= frozenset() if is_solution(cell) else _lines(_visible_part(cell))
        return cls(_pattern(frozenset(hidden - shown)))

    def strike(self, text: str) -> str:
        """Return text whose lines that quote a hidden test are struck out."""
        if self.pattern is None or not self.pattern.search(text):
            return text
        lines = text.split("\n")
        return "\n".join(STRUCK if self.pattern.search(line) else line for line in lines)

    def within(self, markup: str) -> bool:
        """Tell whether HTML or SVG quotes a hidden test."""
        text = html.unescape(re.sub(r"<[^>]*>", "", markup))
        return self.pattern is not None and bool(
            self.pattern.search(text) or self.pattern.search(markup)
        )


def shown_notebook(notebook: NotebookNode, sources: Iterable[NotebookNode] = ()) -> NotebookNode:
    """Return what a feedback page may show of an executed notebook.

    Args:
        notebook: the executed notebook, hidden tests and all.
        sources: other notebooks whose hidden tests must not be quoted.
    """
    secret = Secret.of([notebook, *sources])
    left = MAX_PAGE
    cells = []
    for number, cell in enumerate(notebook.cells):
        made = _shown_cell(cell if left > 0 else _shortened(cell), secret)
        made.id = f"cell-{number}"
        left -= _size(made)
        cells.append(made)
    return _node(nbformat=4, nbformat_minor=5, metadata=_node(), cells=cells)


def _node(**fields: Any) -> NotebookNode:
    """Return a part of a notebook. nbformat's makers validate each part, which takes longest."""
    return NotebookNode(fields)


def _shortened(cell: NotebookNode) -> NotebookNode:
    """Return a cell of a page that is too long already: no outputs, a little of its text."""
    short = cell.source if len(cell.source) <= MAX_SHORT else cell.source[:MAX_SHORT] + " …"
    outputs: dict[str, list[NotebookNode]] = {"outputs": []} if cell.cell_type == "code" else {}
    return NotebookNode({**cell, "source": short, **outputs})


def _size(cell: NotebookNode) -> int:
    outputs = cell.get("outputs", [])
    texts = [
        output.get("text", "") + output.get("data", {}).get("text/html", "") for output in outputs
    ]
    return len(cell.source) + sum(map(len, texts))


def _shown_cell(cell: NotebookNode, secret: Secret) -> NotebookNode:
    name = grade_id(cell)
    role = _role(cell)
    metadata = _node(nbgrader=_node(grade_id=name, role=role))
    source = plain_text(_visible_part(cell), MAX_SOURCE)
    if cell.cell_type != "code":
        return _node(cell_type="markdown", source=source, metadata=metadata)
    outputs = [] if role in ("tests", "hidden") else cell.get("outputs", [])
    shown = _joined([_shown_output(output, secret) for output in outputs])
    return _node(
        cell_type="code", source=source, metadata=metadata, execution_count=None, outputs=shown
    )


def _role(cell: NotebookNode) -> str:
    """Return what a cell is to the reader: `answer`, `tests`, `hidden`, or empty."""
    if is_test(cell):
        return "hidden" if is_hidden(grade_id(cell)) else "tests"
    return "answer" if is_solution(cell) else ""


def _hidden_part(cell: NotebookNode) -> str:
    if is_hidden(grade_id(cell)) and not is_solution(cell):
        return str(cell.source)
    return "\n".join(match[0] for match in _REGION.finditer(cell.source))


def _visible_part(cell: NotebookNode) -> str:
    if is_hidden(grade_id(cell)) and not is_solution(cell):
        return ""
    return _REGION.sub("", cell.source)


@functools.lru_cache(maxsize=4096)
def _lines(text: str) -> frozenset[str]:
    """Return the lines that tell something; most cells are the same for a whole class."""
    stripped = (line.strip() for line in text.splitlines())
    return frozenset(line for line in stripped if len(line) >= _MIN_LINE and re.search(r"\w", line))


@functools.lru_cache(maxsize=64)
def _pattern(lines: frozenset[str]) -> re.Pattern[str] | None:
    """Return what finds any of the lines, the longest first; None where there are none."""
    ordered = sorted(lines, key=lambda line: (-len(line), line))
    return re.compile("|".join(map(re.escape, ordered))) if ordered else None


def _shown_output(output: NotebookNode, secret: Secret) -> NotebookNode | None:
    match output.output_type:
        case "stream":
            text = secret.strike(plain_text(_string(output.text)))
            return _output("stream", name="stdout", text=text) if text.strip() else None
        case "error":
            trace = secret.strike(plain_text("\n".join(map(_string, output.traceback))))
            said = secret.strike(plain_text(f"{output.ename}: {output.evalue}", 2000))
            return _output("error", ename="", evalue="", traceback=[trace or said])
        case "execute_result" | "display_data":
            return _shown_data(output, secret)
        case _:
            return None


def _shown_data(output: NotebookNode, secret: Secret) -> NotebookNode | None:
    data = {kind: _string(value) for kind, value in output.get("data", {}).items()}
    kept: dict[str, str] = {}
    for kind in ("image/png", "image/jpeg"):
        if len(data.get(kind, "")) <= MAX_IMAGE and _BASE64.fullmatch(data.get(kind, "!")):
            kept[kind] = "".join(data[kind].split())
    for kind in ("text/html", "image/svg+xml", "text/markdown"):
        if kind in data and len(data[kind]) <= MAX_IMAGE and not secret.within(data[kind]):
            kept[kind] = data[kind]
    if "text/html" in kept and is_empty(clean_html(kept["text/html"])):
        del kept["text/html"]
    for kind in ("text/latex", "text/plain"):
        if kind in data:
            kept[kind] = secret.strike(plain_text(data[kind]))
    return _output("display_data", data=_node(**kept)) if kept else None


def _output(kind: str, **fields: Any) -> NotebookNode:
    return _node(output_type=kind, metadata=_node(), **fields)


def _joined(outputs: list[NotebookNode | None]) -> list[NotebookNode]:
    """Join streams that follow each other, as JupyterLab does."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if output is None:
            continue
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _string(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
