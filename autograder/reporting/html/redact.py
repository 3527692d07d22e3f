"""The part of an executed notebook that a feedback page may show, as a new notebook.

Nothing is taken over unseen: cells and outputs are made anew from known fields. Hidden tests lose
their source, and test cells their outputs (the outcome's message says it better). Where tests and
answers shared a process, outputs can quote hidden tests, and such lines are struck out. Where they
did not, nothing is struck: it would tell which of many guesses is right. All that is done to a text
takes linear time, and a page shows a bounded amount of it.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_hidden, is_solution, is_test
from autograder.course.regions import USUAL, Markers, parted
from autograder.markup.clean import (
    MAX_HTML,
    MAX_PICTURES,
    clean_html,
    is_empty,
    is_short,
    length_of_text,
)
from autograder.markup.executed import attached_pictures, picture
from autograder.markup.picture_texts import picture_text, told_metadata
from autograder.markup.svg import clean_svg
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
MAX_PAGE = 1 << 20  # characters of text and HTML that a page shows of one notebook
MAX_ALL_PICTURES = 24 << 20  # characters of pictures
MAX_SHORT = 1000  # of a cell behind them
STRUCK = "[a line of a hidden test stood here]"
_MIN_LINE = 8  # shorter lines (`)`, `x = 1`) stand in every program


@dataclass(frozen=True)
class Secret:
    """Lines that must not be shown."""

    lines: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, notebooks: Iterable[NotebookNode], markers: Markers = USUAL, *, isolated: bool = False
    ) -> Secret:
        """Collect the hidden lines, without those that visible cells show anyway.

        Args:
            notebooks: where to look for them.
            markers: what hidden regions stand between.
            isolated: answers ran where no test was, so what hidden tests say cannot be quoted.
        """
        cells = [cell for notebook in notebooks for cell in notebook.cells]
        hidden: set[str] = set()
        shown: set[str] = set()
        for cell in cells:
            if not (isolated and is_test(cell)):
                hidden |= _lines(_parts_of(cell, markers)[1])
        for cell in cells if hidden else ():
            shown |= frozenset() if is_solution(cell) else _lines(_parts_of(cell, markers)[0])
        return cls(tuple(sorted(hidden - shown)))

    def strike(self, text: str) -> str:
        """Return text whose lines that quote a hidden test are struck out."""
        if not self._stands_in(text):
            return text
        lines = text.split("\n")
        return "\n".join(STRUCK if self._stands_in(line) else line for line in lines)

    def within(self, markup: str) -> bool:
        """Tell whether HTML or SVG quotes a hidden test."""
        first, *others = markup.split("<")
        text = first + "".join(part.partition(">")[2] for part in others)
        return self._stands_in(html.unescape(text)) or self._stands_in(markup)

    def _stands_in(self, text: str) -> bool:
        return any(line in text for line in self.lines)


def shown_notebook(
    notebook: NotebookNode,
    sources: Iterable[NotebookNode] = (),
    *,
    markers: Markers = USUAL,
    isolated: bool = False,
) -> NotebookNode:
    """Return what a feedback page may show of an executed notebook.

    Args:
        notebook: the executed notebook, hidden tests and all.
        sources: other notebooks whose hidden tests must not be quoted.
        markers: what hidden regions stand between.
        isolated: answers ran where no hidden test was, so nothing can quote one.
    """
    secret = Secret.of([notebook, *sources], markers, isolated=isolated)
    text, pictures = MAX_PAGE, MAX_ALL_PICTURES
    cells = []
    for number, cell in enumerate(notebook.cells):
        has_room = text > 0 and pictures > 0
        made = _shown_cell(cell if has_room else _shortened(cell, markers), secret, markers)
        made.id = f"cell-{number}"
        taken, drawn = _size(made)
        text, pictures = text - taken, pictures - drawn
        cells.append(made)
    return _node(nbformat=4, nbformat_minor=5, metadata=_node(), cells=cells)


def _node(**fields: object) -> NotebookNode:
    """Return a part of a notebook. nbformat's makers validate each part, which takes longest."""
    return NotebookNode(fields)


def _shortened(cell: NotebookNode, markers: Markers) -> NotebookNode:
    """Return a cell of a page that is too long already: no outputs, a little of its text."""
    source, _ = _parts_of(cell, markers)  # a cut may take the end of a region away
    short = source if len(source) <= MAX_SHORT else source[:MAX_SHORT] + " …"
    outputs: dict[str, list[NotebookNode]] = {"outputs": []} if cell.cell_type == "code" else {}
    return NotebookNode({**cell, "source": short, **outputs})


def _size(cell: NotebookNode) -> tuple[int, int]:
    """Return how many characters of text and of pictures a cell shows."""
    whole, text = len(cell.source), length_of_text(cell.source)
    pictures = whole - text
    for output in cell.get("outputs", []):
        text += len(output.get("text", "")) + sum(map(len, output.get("traceback", [])))
        for kind, value in output.get("data", {}).items():
            drawn = len(value) if kind.startswith("image/") else len(value) - length_of_text(value)
            text, pictures = text + len(value) - drawn, pictures + drawn
    return text, pictures


def _shown_cell(cell: NotebookNode, secret: Secret, markers: Markers) -> NotebookNode:
    name = grade_id(cell)
    role = _role(cell)
    metadata = _node(nbgrader=_node(grade_id=name, role=role))
    source, _ = _parts_of(cell, markers)
    if cell.cell_type != "code":
        limit = MAX_PICTURES if is_short(source, MAX_SOURCE) else MAX_SOURCE
        prose = _with_pictures(plain_text(source, limit), cell.get("attachments"))
        return _node(cell_type="markdown", source=prose, metadata=metadata)
    outputs = [] if role in ("tests", "hidden") else cell.get("outputs", [])
    shown = _joined([_shown_output(output, secret) for output in outputs])
    return _node(
        cell_type="code",
        source=plain_text(source, MAX_SOURCE),
        metadata=metadata,
        execution_count=None,
        outputs=shown,
    )


def _with_pictures(source: str, attachments: object) -> str:
    """Return prose with the pictures that were pasted into its cell, each in its place once."""
    for name, data in attached_pictures(attachments).items():
        kind, text = next(iter(data.items()))
        source = source.replace(f"(attachment:{name})", f"(data:{kind};base64,{text})", 1)
    return source


def _role(cell: NotebookNode) -> str:
    """Return what a cell is to the reader: `answer`, `tests`, `hidden`, or empty."""
    if is_test(cell):
        return "hidden" if is_hidden(grade_id(cell)) else "tests"
    return "answer" if is_solution(cell) else ""


def _parts_of(cell: NotebookNode, markers: Markers) -> tuple[str, str]:
    """Return what of a cell's text everybody may see, and what nobody may."""
    source = str(cell.source)
    if is_hidden(grade_id(cell)) and not is_solution(cell):
        return "", source
    return parted(source, markers.secret)


@functools.lru_cache(maxsize=4096)
def _lines(text: str) -> frozenset[str]:
    """Return the lines that tell something; most cells are the same for a whole class."""
    stripped = (line.strip() for line in text.splitlines())
    return frozenset(line for line in stripped if len(line) >= _MIN_LINE and re.search(r"\w", line))


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
        if text := picture(data.get(kind)):
            kept[kind] = text
    for kind in ("text/html", "text/markdown"):
        if kind in data and len(data[kind]) <= MAX_HTML and not secret.within(data[kind]):
            kept[kind] = data[kind]
    drawn = clean_svg(data.get("image/svg+xml", ""))
    if drawn is not None and not secret.within(drawn):
        kept["image/svg+xml"] = drawn
    if "text/html" in kept and is_empty(clean_html(kept["text/html"])):
        del kept["text/html"]
    for kind in ("text/latex", "text/plain"):
        if kind in data:
            kept[kind] = secret.strike(plain_text(data[kind]))
    if not kept:
        return None
    told = told_metadata(secret.strike(picture_text(output.get("metadata"))), kept)
    return _output("display_data", data=_node(**kept), metadata=told)


def _output(kind: str, **fields: object) -> NotebookNode:
    return _node(output_type=kind, **{"metadata": _node(), **fields})


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


def _string(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)
