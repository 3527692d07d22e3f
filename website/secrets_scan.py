"""The scan of the built site: no line of a solution or of a hidden test is anywhere in it.

It trusts no step of the build. It knows what the sources hide, and looks into every file.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.leaks import refuse, secrets_shown
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook

_TAG = re.compile(r"<[^<>]*>")
_MARKUP = {".html", ".svg", ".xml"}
_INVENTORY = ".inv"
_HINT = "Nothing of this site may go online. Take the line out of the page that shows it."


def scan(course: Course, built: Path) -> None:
    """Look for hidden lines in every file of a built site.

    Args:
        course: the course, with source and release of all assignments.
        built: the site's folder.

    Raises:
        LeakError: there is one; the message lists them.
    """
    places = [(one, name) for one in course.assignments() for name in course.notebooks(one)]
    sources = [read_notebook(course.source_path(*place)) for place in places]
    releases = [read_notebook(course.release_path(*place)) for place in places]
    refuse([*secrets_shown(sources, releases, _texts(built))], "The site", _HINT)


def _texts(built: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of every file, also as a reader sees it: without tags, and unpacked."""
    for path in sorted(built.rglob("*")):
        if not path.is_file():
            continue
        name, data = path.relative_to(built).as_posix(), path.read_bytes()
        text = (_unpacked(data) if path.suffix == _INVENTORY else data).decode("utf-8", "replace")
        # Colours split a line of code into many elements.
        bare = html.unescape(_TAG.sub("", text)) if path.suffix in _MARKUP else ""
        yield name, f"{text}\n{bare}"


def _unpacked(data: bytes) -> bytes:
    """Return an inventory of Sphinx: four lines, and the rest packed."""
    head = b"\n".join(data.split(b"\n", 4)[:4]) + b"\n"
    return head + zlib.decompress(data[len(head) :])
