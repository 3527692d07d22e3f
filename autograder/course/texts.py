"""From text to notebook: a py:percent file becomes the same bytes of JSON every time."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.course.questions import grade_id
from autograder.errors import CourseError

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a grade id may be: it becomes the cell's id, and this is nbformat's own rule for those."""


def read_text(path: Path) -> NotebookNode:
    """Return the notebook that the py:percent text at `path` describes, without outputs.

    The result depends on nothing but the text: fixed kernelspec, ids computed from the cells.

    Raises:
        CourseError: the file is missing, not UTF-8, or its cells cannot be read.
    """
    import jupytext  # grading reads notebooks only, and need not wait for it

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"There is no text {path}.", "Check the name, or write it.") from None
    except UnicodeDecodeError as error:
        raise CourseError(
            f"{path} is not UTF-8: {error.reason} at byte {error.start}.", "Save it as UTF-8."
        ) from None
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
    except Exception as error:  # jupytext raises what its parsers raise
        raise CourseError(
            f"{path} cannot be read as py:percent: {error}", "Check its cell headers."
        ) from error
    if "kernelspec" not in notebook.metadata:
        raise CourseError(
            f"{path} has no kernelspec header.",
            "Begin it with the header of another text: without it JupyterLab drops "
            "nbgrader's metadata when it saves.",
        )
    for cell in notebook.cells:
        if "incorrectly_encoded_metadata" in cell.metadata:
            raise CourseError(
                f"{path}: the header `# %% … {cell.metadata['incorrectly_encoded_metadata']}` "
                "cannot be read.",
                "Write its metadata as key=JSON, as docs/author.md shows.",
            )
    return normalise(notebook)


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
    return result


def cell_ids(cells: list[Any]) -> list[str]:
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
