"""Titles: what people call a notebook, which is its first heading and not the name of its file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.errors import CourseError

MAX_TITLE = 120
"""Characters."""
NO_TITLES: Mapping[str, str] = {}
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<words>.*?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_SIGNS = re.compile(r"[*`$]|\\(?=[^A-Za-z])")


def title_of(notebook: NotebookNode) -> str:
    """Return the first heading of a notebook as plain words; "" where there is none."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (title := _first_heading(str(cell.source))):
            return title
    return ""


def titles_of(course: Course, assignment: str) -> dict[str, str]:
    """Return the titles of an assignment's notebooks, as their sources have them."""
    found = {}
    for path in sorted(course.source_folder(assignment).glob("*.ipynb")):
        try:
            title = title_of(read_notebook(path))
        except CourseError:  # building and grading say what is wrong with it
            continue
        if title:
            found[path.stem] = title
    return found


def _first_heading(source: str) -> str:
    inside = False
    for line in source.splitlines():
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
