"""The cells that a bundle puts at the top of a notebook, and how grading knows them again.

They belong to how a notebook is handed out, not to what it says: no text has them, and grading
drops them, so that a notebook is graded as if it had never had them.
"""

from __future__ import annotations

import re
from importlib import resources

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.course.cells import Cell

IMPORTED = (
    "helpers IPython cycler ipywidgets matplotlib mpmath numpy scipy sklearn sympy torch "
    "torchvision tqdm"
)
"""What notebooks and `helpers` import, besides Python itself."""
_TEMPLATE = resources.files("autograder.course") / "start_cell.txt"
_CALL = '_start("{wheel}", "{address}", "{imported}")'
_ANY_CALL = re.compile(r'_start\("[^"\n]*", "[^"\n]*", "[\w ]*"\)')
_BADGE_PICTURE = "https://colab.research.google.com/assets/colab-badge.svg"
_ANY_BADGE = re.compile(rf"\[!\[Open in Colab\]\({re.escape(_BADGE_PICTURE)}\)\]\([^()\s]*\)")


def start_cell(wheel: str, address: str = "") -> NotebookNode:
    """Return the cell that says or does what is needed where `helpers` is missing.

    Args:
        wheel: the file name of the wheel of `helpers`.
        address: where Colab finds that wheel; "" where it has to be uploaded.
    """
    call = _CALL.format(wheel=wheel, address=address, imported=IMPORTED)
    metadata = {"cellView": "form", "editable": False, "jupyter": {"source_hidden": True}}
    source = f"{_definition()}\n\n\n{call}\ndel _start"
    cell: NotebookNode = new_code_cell(source=source, metadata=metadata, id="start-here")
    return cell


def badge(address: str) -> NotebookNode:
    """Return the cell with the badge that opens a notebook in Colab.

    Args:
        address: what the badge leads to.
    """
    source = f"[![Open in Colab]({_BADGE_PICTURE})]({address})"
    cell: NotebookNode = new_markdown_cell(source=source, metadata={}, id="open-in-colab")
    return cell


def is_handed_out(cell: Cell) -> bool:
    """Tell whether a cell is one of these, word for word, from whatever bundle it comes.

    A cell that somebody has written into is not: it is a cell of the student's own.
    """
    if cell.cell_type != "code":
        return _ANY_BADGE.fullmatch(cell.source.strip()) is not None
    lines = _lines(cell.source)
    if not lines or lines[0] != _lines(_definition())[0]:
        return False
    *definition, call, deletion = lines
    return (
        definition == _lines(_definition())
        and _ANY_CALL.fullmatch(call) is not None
        and deletion == "del _start"
    )


def _definition() -> str:
    return _TEMPLATE.read_text(encoding="utf-8").rstrip("\n")


def _lines(source: str) -> list[str]:
    """Return the lines that are not blank, without blanks at their ends: these come and go."""
    return [line.rstrip() for line in source.split("\n") if line.strip()]
