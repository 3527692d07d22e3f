"""From text to notebook: a py:percent file becomes the same bytes of JSON every time.

And back, for courses that begin with notebooks: the text of a notebook gives the same cells again,
or there is none.
"""

from __future__ import annotations

import re
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.notebooks import normalise
from autograder.errors import CourseError

_FORMAT = {
    "extension": ".py",
    "format_name": "percent",
    "notebook_metadata_filter": "kernelspec,-all",
    "cell_metadata_filter": "nbgrader,tags,attachments,-all",
}
_FENCE = re.compile(r"^ {0,3}(?:`{3,}|~{3,})", re.MULTILINE)
_BLANK_END = re.compile(r"(\A|\n)\s*\Z")
_CELL_MARK = re.compile(r"^[ \t]*(#[ \t]*)?%%+([ \t].*)?$", re.MULTILINE)
"""What begins a cell in a text, in code as it is and in Markdown behind a `#`."""


def read_text(path: Path) -> NotebookNode:
    """Return the notebook that the py:percent text at `path` describes, without outputs.

    The result depends on nothing but the text: fixed kernelspec, ids computed from the cells.

    Raises:
        CourseError: the file is missing, not UTF-8, or its cells cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"There is no text {path}.", "Check the name, or write it.") from None
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{path} is not UTF-8: {error.reason} at byte {error.start}.", "Save it as UTF-8."
        ) from None
    return parse_text(text, str(path))


def parse_text(text: str, where: str) -> NotebookNode:
    """Return the notebook that a text describes.

    Args:
        text: the text, in py:percent.
        where: what messages call it.

    Raises:
        CourseError: its cells cannot be read.
    """
    import jupytext  # grading reads notebooks only, and need not wait for it

    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except Exception as error:  # jupytext raises what its parsers raise
        raise CourseError(
            f"{where} cannot be read as py:percent: {error}", "Check its cell headers."
        ) from error
    if "kernelspec" not in notebook.metadata:
        raise CourseError(
            f"{where} has no kernelspec header.",
            "Begin it with the header of another text: without it JupyterLab drops "
            "nbgrader's metadata when it saves.",
        )
    for cell in notebook.cells:
        if "incorrectly_encoded_metadata" in cell.metadata:
            raise CourseError(
                f"{where}: the header `# %% … {cell.metadata['incorrectly_encoded_metadata']}` "
                "cannot be read.",
                "Write its metadata as key=JSON, as docs/author.md shows.",
            )
        if "attachments" in cell.metadata:
            cell["attachments"] = cell.metadata.pop("attachments")
    return normalise(notebook)


def text_of(notebook: NotebookNode, where: str) -> str:
    """Return the text that describes a notebook: it gives the same cells when it is read.

    Cells keep type, source, nbgrader's metadata, tags and the pictures of Markdown. Line ends
    become those of Unix, and blank lines at the end of code are left out: a text has its own.

    Args:
        notebook: the notebook, of the newest format and schema.
        where: what messages call it.

    Raises:
        CourseError: a cell would not come back as it is; the sentence names it.
    """
    wanted = normalise(NotebookNode({**notebook, "cells": [*map(_tidied, notebook.cells)]}))
    text = _written(wanted)
    try:
        found = parse_text(text, where).cells
    except CourseError:
        found = []
    for index, cell in enumerate(wanted.cells):
        if index >= len(found) or _kept(cell) != _kept(found[index]):
            raise CourseError(
                f"{where}, cell {index + 1}: {_why_not(cell)}.",
                "Write the cell otherwise; the other notebooks go on.",
            )
    return text


def _tidied(cell: NotebookNode) -> NotebookNode:
    """Return a cell as a text can hold it."""
    source = cell.source.replace("\r\n", "\n")
    if cell.cell_type == "code":
        source = _BLANK_END.sub("", source)
    return NotebookNode({**cell, "source": source})


def _written(notebook: NotebookNode) -> str:
    """Return a notebook as jupytext writes it, with headers as our texts have them."""
    import jupytext

    cells = []
    for cell in notebook.cells:
        metadata = {**cell.metadata}
        if "attachments" in cell:
            metadata["attachments"] = cell.attachments
        cells.append(NotebookNode({**cell, "metadata": NotebookNode(metadata)}))
    text: str = jupytext.writes(NotebookNode({**notebook, "cells": cells}), fmt=dict(_FORMAT))
    return text


def _kept(cell: NotebookNode) -> tuple[str, str, object, object]:
    """Return what of a cell has to come back."""
    return cell.cell_type, cell.source, cell.metadata, cell.get("attachments")


def _why_not(cell: NotebookNode) -> str:
    """Return why a cell cannot stand in a text."""
    if mark := _CELL_MARK.search(cell.source):
        return f"the line {mark[0].strip()!r} would begin a cell of its own in a text"
    if any(cell.source.count(quotes) % 2 for quotes in ('"""', "'''")):
        return "a string in three quotes has no end, and would go on in the next cell"
    if cell.cell_type != "code" and len(_FENCE.findall(cell.source)) % 2:
        return "a fence of code has no end, and would go on in the next cell"
    signs = sorted({sign for sign in cell.source if len(f"a{sign}a".splitlines()) > 1} - {"\n"})
    if signs:
        named = ", ".join(f"U+{ord(sign):04X}" for sign in signs)
        return f"it holds a sign that ends a line in a text ({named})"
    return "jupytext would write it in a way that does not give the same cell"
