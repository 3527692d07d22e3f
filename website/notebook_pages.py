"""Executed notebooks as pages: pictures with their texts, errors folded, a note on top."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.notebooks import KERNELSPEC
from autograder.files import write_bytes, write_text
from autograder.markup.picture_texts import picture_text
from autograder.markup.text import one_line, plain_text

NOTE = """\
```{note}
This is the notebook as you get it, run from top to bottom with nothing filled in, and with the
budget `quick`. [How to get it and work on it](../../student.md). A cell that needs an answer of
yours stops with an error: unfold it to see all of it. What such a cell has begun to draw is left
out.
```
"""
WITHOUT_BLANKS = """\
```{note}
This is the notebook as you get it, run from top to bottom with the budget `quick`.
[How to get it and work on it](../../student.md). Pictures that have a slider there are side by
side here.
```
"""
FIGURES = "figures"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_FOR_THE_EAR = '<div class="jp-sr-only"'
"""What a figure shows, in words: here it is the alternative text of the picture itself."""
_SENTENCES = {"CheckFailed"}
"""Errors that are written to be read, and short."""


class Page:
    """A page of an executed notebook.

    Args:
        notebook: the notebook after its run.
        folder: where the page goes.
        name: its name, without suffix.
        rewrite: gives a text the links that it has on the site.
    """

    def __init__(
        self, notebook: NotebookNode, folder: Path, name: str, rewrite: Callable[[str], str] = str
    ) -> None:
        self._rewrite = rewrite
        self._notebook = notebook
        self._folder = folder
        self._name = name
        self._pictures = 0

    def write(self) -> None:
        """Write the page and its pictures."""
        cells = [made for cell in self._notebook.cells if (made := self._cell(cell)) is not None]
        stops = any(_error(cell) for cell in self._notebook.cells)
        _put_note(cells, NOTE if stops else WITHOUT_BLANKS)
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        page = new_notebook(cells=cells, metadata={"kernelspec": dict(KERNELSPEC)})
        write_text(self._folder / f"{self._name}.ipynb", nbformat.writes(page))

    def _cell(self, cell: NotebookNode) -> NotebookNode | None:
        if cell.cell_type == "markdown":
            kept = {key: cell[key] for key in ("attachments",) if key in cell}
            return new_markdown_cell(self._rewrite(cell.source), **kept)
        if cell.cell_type != "code" or not cell.source.strip():
            return None  # where hidden tests were, nothing is left to show
        return new_code_cell(cell.source, outputs=[*self._outputs(cell)])

    def _outputs(self, cell: NotebookNode) -> Iterator[NotebookNode]:
        error = _error(cell)
        for output in cell.outputs:
            if output.output_type == "stream":
                yield output
            elif output.output_type in ("display_data", "execute_result"):
                if error and "image/png" in output.data:
                    continue  # an answer is missing: what has been drawn without it is empty axes
                if (shown := self._shown(output)) is not None:
                    yield shown
        if error:
            yield _display({"text/html": _stopped(error)})

    def _shown(self, output: NotebookNode) -> NotebookNode | None:
        data = output.data
        if "image/png" in data:
            return _display({"text/markdown": self._picture(data, output.get("metadata", {}))})
        if str(data.get("text/html", "")).startswith(_FOR_THE_EAR):
            return None
        kinds = ("text/html", "text/latex", "text/markdown", "image/svg+xml", "text/plain")
        best = next((kind for kind in kinds if kind in data), None)
        return _display({best: data[best]}) if best else None

    def _picture(self, data: Mapping[str, str], metadata: object) -> str:
        """Write a picture to a file of its own; return the Markdown that shows it."""
        self._pictures += 1
        path = f"{FIGURES}/{self._name}-{self._pictures:02}.png"
        write_bytes(self._folder / path, base64.b64decode(data["image/png"]))
        text = _PUNCTUATION.sub(r"\\\1", picture_text(metadata) or "A picture.")
        return f"![{text}]({path})"


def _display(data: dict[str, str]) -> NotebookNode:
    return new_output("display_data", data=data)


def _error(cell: NotebookNode) -> NotebookNode | None:
    errors = (one for one in cell.get("outputs", ()) if one.output_type == "error")
    return next(errors, None)


def _stopped(error: NotebookNode) -> str:
    """Return an error as HTML: sentences of a check as they are, a traceback folded."""
    text = html.escape(plain_text("\n".join(error.traceback)))
    if error.ename in _SENTENCES:
        return f'<pre class="check">{text}</pre>'
    said = html.escape(one_line(f"{error.ename}: {error.evalue}".rstrip(": ")))
    return (
        f'<details class="stopped"><summary>This cell stops: <code>{said}</code></summary>'
        f"<pre>{text}</pre></details>"
    )


def _put_note(cells: list[NotebookNode], note: str) -> None:
    """Put a note below the title, which is the first line of the first cell."""
    title, _, rest = cells[0].source.partition("\n")
    cells[0].source = f"{title}\n\n{note}\n{rest.lstrip()}"
