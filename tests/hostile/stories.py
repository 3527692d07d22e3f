"""Stories: hostile and clumsy submissions, one file each, told as answers to `course`.

A file begins with a docstring: what it tries, and what must hold. Then come lines of the form
`# loses: cube`, and cells: `# %% cube` answers a question, `# %%` stands before the question
whose cell comes next in the file, `# %% end` behind everything. What is not answered is answered
honestly, so each file is as short as its trick. `{COURSE}` is the course's folder.

    # loses: names     these questions get no points
    # either: names    these may get something or not
    # prints: text     the text stands in the outputs or sentences
    # refused: text    the file is refused, with a sentence that holds the text
    # slow             it takes long

A file with `def hand_in(path, honest)` writes the submitted file itself.
"""

from __future__ import annotations

import ast
import copy
import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.cells import grade_id
from tests.hostile.course import ESSAY, HONEST, NOTEBOOK, WRITTEN, Hostile

BASIS = {"square", "cube", "triple"}
"""Questions of every story's notebook."""


@dataclass(frozen=True)
class Story:
    """One file.

    Attributes:
        path: where it is.
        text: all of it.
        orders: its `# key: value` lines.
    """

    path: Path
    text: str
    orders: dict[str, str]

    def named(self, order: str) -> set[str]:
        """Return the questions that an order names."""
        return set(self.orders.get(order, "").split())

    def asked(self) -> set[str]:
        """Return the questions of its notebook: a few, and those that it is about."""
        told_of = {name for name, _ in cells(self.text)} | self.named("loses")
        return BASIS | told_of | self.named("either")

    def write(self, folder: Path, hostile: Hostile) -> Path:
        """Hand it in: write its notebook to a folder."""
        path = folder / f"{NOTEBOOK}.ipynb"
        if "\ndef hand_in(" in self.text:
            runpy.run_path(str(self.path))["hand_in"](path, honest(hostile))
        else:
            text = self.text.replace("{COURSE}", str(hostile.course.root))
            nbformat.write(told(hostile, cells(text)), path)
        return path


def stories(folder: Path) -> list[Any]:
    """Return the stories of a folder as parameters of a test."""
    paths = sorted(folder.glob("*.py"))
    return [
        pytest.param(story, id=story.path.stem, marks=[pytest.mark.slow] * ("slow" in story.orders))
        for story in map(read_story, paths)
    ]


def read_story(path: Path) -> Story:
    """Read one file."""
    text = path.read_text(encoding="utf-8")
    head = text.split("\n# %%")[0].split("\ndef ")[0]
    assert head.startswith('"""'), f"{path.name} does not say what it is"
    lines = [line[2:] for line in head.splitlines() if line.startswith("# ")]
    pairs = (line.partition(":") for line in lines)
    return Story(path, text, {key.strip(): value.strip() for key, _, value in pairs})


def cells(text: str) -> list[tuple[str, str]]:
    """Return the cells of a file: name and source."""
    parts = text.split("\n# %%")[1:]
    split = (part.partition("\n") for part in parts)
    return [(name.strip(), source.strip("\n")) for name, _, source in split]


def honest(hostile: Hostile) -> NotebookNode:
    """Return a notebook with an honest answer to everything."""
    return told(hostile, [])


def told(hostile: Hostile, told_cells: list[tuple[str, str]]) -> NotebookNode:
    """Return a notebook with these answers, and honest ones for the others."""
    notebook = copy.deepcopy(hostile.release)
    answers = HONEST | {WRITTEN: ESSAY} | {name: source for name, source in told_cells if name}
    for cell in notebook.cells:
        cell.source = answers.get(grade_id(cell), cell.source)
    waiting: list[NotebookNode] = []
    for name, source in told_cells:
        if name in ("", "end"):
            waiting.append(nbformat.v4.new_code_cell(source, id=f"free-{len(waiting)}"))
        if name and name != "end":
            notebook.cells = _before(notebook.cells, name, waiting)
            waiting = []
    notebook.cells += waiting
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return notebook


def _before(found: list[Any], name: str, free: list[Any]) -> list[Any]:
    index = next(i for i, cell in enumerate(found) if grade_id(cell) == name)
    return [*found[:index], *free, *found[index:]]


def docstring(story: Story) -> str:
    """Return what a file says about itself."""
    head = story.text.split("\n# %%")[0]
    return ast.get_docstring(ast.parse(head)) or ""
