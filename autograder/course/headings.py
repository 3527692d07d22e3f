"""Headings: the titles of notebooks, which are their first headings.

The texts are read line by line: to make notebooks of them takes a hundred times as long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from autograder.course.layout import Course

_HEADING = re.compile(r"#{1,6}\s+(?P<words>\S.*?)[\s#]*")
_MARKUP = re.compile(r"[*_`]{1,3}(?P<words>[^*_`]+)[*_`]{1,3}")
_FENCE = ("```", "~~~")


def titles(course: Course, assignment: str) -> dict[str, str]:
    """Return the title of each notebook of an assignment; its name where it has no heading.

    Raises:
        NotFoundError: there is no such assignment.
    """
    return {
        name: next(_headings(_prose(course, assignment, name)), name)
        for name in course.notebooks(assignment)
    }


def _headings(lines: Iterable[str]) -> Iterator[str]:
    fenced = False
    for line in lines:
        if line.lstrip().startswith(_FENCE):
            fenced = not fenced
        elif not fenced and (match := _HEADING.fullmatch(line)):
            yield _MARKUP.sub(r"\g<words>", match["words"])


def _prose(course: Course, assignment: str, name: str) -> Iterator[str]:
    """Yield the lines of a notebook's prose, of its text or else of its source."""
    path = course.text_path(assignment, name)
    try:
        if path.is_file():
            yield from _of_text(path.read_text(encoding="utf-8").splitlines())
        else:
            yield from _of_source(course.source_path(assignment, name).read_bytes())
    except (OSError, ValueError, RecursionError):
        return  # whatever reads the notebook says what is wrong with it


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
