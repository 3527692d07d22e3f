"""Titles: what people call a notebook, which is its first heading and not the name of its file.

The texts are read line by line: to make notebooks of them takes a hundred times as long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.layout import Course

if TYPE_CHECKING:
    from nbformat import NotebookNode

MAX_TITLE = 120
"""Characters."""
NO_TITLES: Mapping[str, str] = {}
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<words>.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_SIGNS = re.compile(r"[*`$]|\\(?=[^A-Za-z])")


def title_of(notebook: NotebookNode) -> str:
    """Return the first heading of a notebook as plain words; "" where there is none."""
    prose = (str(cell.source) for cell in notebook.cells if cell.cell_type == "markdown")
    return next(filter(None, (first_heading(text.splitlines()) for text in prose)), "")


def titles_of(course: Course, assignment: str) -> dict[str, str]:
    """Return the titles of an assignment's notebooks, of those that have a heading.

    Raises:
        NotFoundError: there is no such assignment.
    """
    found = {
        name: first_heading(_text_prose(course.text_path(assignment, name)))
        or first_heading(_source_prose(course.source_path(assignment, name)))
        for name in course.notebooks(assignment)
    }
    return {name: title for name, title in found.items() if title}


def titles(course: Course, assignment: str) -> dict[str, str]:
    """Return the title of each notebook of an assignment; its name where it has no heading.

    Raises:
        NotFoundError: there is no such assignment.
    """
    found = titles_of(course, assignment)
    return {name: found.get(name, name) for name in course.notebooks(assignment)}


def first_heading(lines: Iterable[str]) -> str:
    """Return the first heading among lines of Markdown as plain words; "" where there is none."""
    inside = False
    for line in lines:
        if _FENCE.match(line):
            inside = not inside
        found = None if inside else _HEADING.fullmatch(line)
        if found and (words := _plain(found["words"])):
            return words
    return ""


def _plain(text: str) -> str:
    """Return the words of a heading without the signs of Markdown.

    >>> _plain("**Nets** of `relu`, see [here](x.md)")
    'Nets of relu, see here'
    """
    words = " ".join(_SIGNS.sub("", _LINK.sub(r"\1", text)).split())
    return words if len(words) <= MAX_TITLE else words[: MAX_TITLE - 1].rstrip() + "…"


def _text_prose(path: Path) -> Iterator[str]:
    """Yield the lines of prose in a text; none where there is no such text."""
    try:
        yield from _of_text(path.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return  # whatever reads the text says what is wrong with it


def _source_prose(path: Path) -> Iterator[str]:
    """Yield the lines of prose in a notebook; none where it cannot be read."""
    try:
        yield from _of_source(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return


def _of_text(lines: Iterable[str]) -> Iterator[str]:
    prose = False
    for line in lines:
        if line.startswith("# %%"):
            prose = line.startswith("# %% [markdown]")
        elif prose:
            yield line.removeprefix("#").removeprefix(" ")


def _of_source(content: bytes) -> Iterator[str]:
    notebook = json.loads(content)
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            source = cell.get("source", "")
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            yield from text.splitlines()
