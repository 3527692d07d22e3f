"""Notebooks as files: the same cells give the same bytes of JSON every time."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course.cells import Cell, grade_id
from autograder.errors import CourseError

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a grade id may be: it becomes the cell's id, and this is nbformat's own rule for those."""


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Return a copy whose metadata and ids are functions of its cells only."""
    cells = [_plain_cell(cell) for cell in notebook.cells]
    for cell, cell_id in zip(cells, cell_ids(cells), strict=True):
        cell["id"] = cell_id
    result = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": dict(KERNELSPEC)})
    result.nbformat_minor = 5
    return result


def _plain_cell(cell: NotebookNode) -> NotebookNode:
    metadata = {key: value for key, value in cell.metadata.items() if key in ("nbgrader", "tags")}
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }[cell.cell_type]
    result: NotebookNode = make(source=cell.source, metadata=metadata)
    if cell.cell_type != "code" and cell.get("attachments"):
        result["attachments"] = cell.attachments
    return result


def cell_ids(cells: Iterable[Cell]) -> list[str]:
    """Return an id for each cell: its `grade_id`, or a hash of type and source.

    A changed cell changes only its own id, and an inserted cell moves no other id. Repeated
    cells get `-1`, `-2` behind the hash. So do cells with a grade id that is ill-formed or not
    the first of its name: the lint names those, nbformat would only replace their ids by random
    ones.
    """
    seen: Counter[str] = Counter()
    ids = []
    for cell in cells:
        name = grade_id(cell)
        if not GRADE_ID.fullmatch(name) or seen[name]:
            name = hashlib.sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:8]
        ids.append(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return ids


def write_notebook(notebook: NotebookNode) -> str:
    """Return the notebook as the one JSON text that is committed.

    Raises:
        CourseError: the notebook breaks nbformat's schema.
    """
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise CourseError(
            f"The notebook breaks nbformat's schema: {error.message}",
            "Check the metadata in the text's cell headers.",
        ) from error
    text: str = nbformat.v4.writes_json(notebook)  # `nbformat.writes` would validate once more
    return text.rstrip("\n") + "\n"


def read_notebook(path: Path) -> NotebookNode:
    """Return the notebook at `path`, which this course made (source or release).

    Raises:
        CourseError: it is missing or not a notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise CourseError(f"There is no notebook {path}.", "Run: autograder build") from None
    except Exception as error:  # nbformat raises many kinds for a broken file
        raise CourseError(f"{path} is not a notebook: {error}", "Run: autograder build") from error
