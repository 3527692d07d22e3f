"""Prose: the sentences of a notebook's Markdown, as a reader counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.course.cells import is_graded, is_solution

_LEFT_OUT = re.compile(
    r"```.*?```|\$\$.*?\$\$|<!--.*?-->|^\s*\|.*?$|^#+ .*?$|</?[a-z][^>]*>", re.DOTALL | re.MULTILINE
)
_FORMULA = re.compile(r"\$[^$]*\$|`[^`]*`")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BLOCK = re.compile(r"\n\s*\n|\n\s*(?:>\s*)?(?:[*+-]|\d+\.)\s+|·|<br>")
_MARKER = re.compile(r"^\s*(?:>\s*)?(?:[*+-]|\d+\.)\s+")
_END = re.compile(r"(?<=[.!?:;])[*)”\"]*\s+(?=[*(“\"]*[A-Z$`x])")


def text_of(notebook: NotebookNode) -> str:
    """Return the Markdown of a notebook, its cells apart, without rubrics: those are lists."""
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return "\n\n".join(source.partition("**Rubric")[0] for source in cells)


def asks(notebook: NotebookNode) -> bool:
    """Tell whether a notebook has questions."""
    return any(is_solution(cell) or is_graded(cell) for cell in notebook.cells)


def sentences(markdown: str) -> Iterator[list[str]]:
    """Yield the words of each sentence; a formula or a piece of code is one word.

    Tables, headings and displayed formulas are left out. A list's items are sentences of their own.
    """
    text = _LINK.sub(r"\1", _FORMULA.sub("x", _LEFT_OUT.sub("\n\n", markdown)))
    for block in _BLOCK.split(text):
        plain = _MARKER.sub("", block).replace(">", " ")
        for sentence in _END.split(" ".join(plain.split())):
            words = [word for word in sentence.split() if re.search(r"\w", word)]
            if words:
                yield words
