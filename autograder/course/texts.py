"""From text to notebook: a py:percent file becomes the same bytes of JSON every time."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.course.notebooks import normalise
from autograder.errors import CourseError


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
