"""A small course as strangers write one: every style of test cell that is in use.

Each notebook is a list of cells; `source` makes the instructor's version of it, and `handed` what
a student hands in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ASSIGNMENT = "ps1"


@dataclass(frozen=True)
class Given:
    """A cell that is not marked, or only locked."""

    source: str
    locked: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer: its grade id, and the model answer."""

    name: str
    source: str


@dataclass(frozen=True)
class Test:
    """A test: its grade id, its text, what it is worth, and what of it is hidden."""

    __test__ = False

    name: str
    source: str
    points: float = 1
    hidden: str = ""


@dataclass(frozen=True)
class Written:
    """A written answer, or a task; a person grades it."""

    name: str
    source: str
    task: bool = False


@dataclass(frozen=True)
class Marked:
    """An answer in code that has points itself, so that a person grades it."""

    name: str
    source: str
    points: float


Cell = Given | Answer | Test | Written | Marked


def _metadata(name: str, **kind: object) -> NotebookNode:
    own = {"grade": False, "solution": False, "locked": False, "schema_version": 3, "task": False}
    return NotebookNode(nbgrader=NotebookNode({**own, "grade_id": name, **kind}))


def _made(cell: Cell) -> NotebookNode:
    match cell:
        case Given(source, ""):
            return new_code_cell(source)
        case Given(source, name):
            return new_code_cell(source, metadata=_metadata(name, locked=True))
        case Answer(name, source):
            text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
            return new_code_cell(text, metadata=_metadata(name, solution=True))
        case Marked(name, source, points):
            text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
            own = _metadata(name, grade=True, solution=True, points=points)
            return new_code_cell(text, metadata=own)
        case Test(name, source, points, hidden):
            region = f"\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS" if hidden else ""
            own = _metadata(name, grade=True, locked=True, points=points)
            return new_code_cell(source + region, metadata=own)
        case Written(name, source, True):
            return new_markdown_cell(
                source, metadata=_metadata(name, task=True, locked=True, points=2)
            )
        case Written(name, source, False):
            text = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
            own = _metadata(name, grade=True, solution=True, points=3)
            return new_markdown_cell(text, metadata=own)


def source(cells: list[Cell]) -> NotebookNode:
    """Return the instructor's version of a notebook."""
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=[_made(cell) for cell in cells], metadata={"kernelspec": spec})


def handed(release: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """Return what a student hands in: the release with these answers, by grade id."""
    notebook = nbformat.from_dict(release)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in answers:
            cell.source = answers[name]
    return notebook


def model_answers(cells: list[Cell]) -> dict[str, str]:
    """Return the model answers, by grade id."""
    return {cell.name: cell.source for cell in cells if isinstance(cell, Answer | Marked)}


def write(folder: Path, name: str, notebook: NotebookNode) -> None:
    """Write a notebook."""
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
