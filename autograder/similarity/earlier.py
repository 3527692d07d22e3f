"""Earlier years: any folder of notebooks that students once handed in.

It may be a `submitted/` of another year, in whatever order its folders stand, or a plain tree of
notebooks. Which notebook a file is, is told by its name, else by its cells.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePath

from nbformat import NotebookNode

from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.errors import AutograderError, NotFoundError
from autograder.files import is_junk
from autograder.grading.found import named_notebook
from autograder.grading.intake import read_handed
from autograder.grading.listing import shown
from autograder.grading.matching import match, recognised
from autograder.outcomes import Status
from autograder.similarity.answers import Asked, Asking, Author, Collected

MAX_FILES = 50_000
"""Notebooks of a folder that are looked at: 200 students in 20 years are fewer."""
MAX_DEPTH = 8
_NOTEBOOK = ".ipynb"
_File = tuple[PurePath, str, Mapping[Asked, str] | None]
"""Path, name and answers of a notebook."""


def read_earlier(course: Course, assignment: str, folder: Path, into: Collected) -> None:
    """Read what was handed in in an earlier year, as far as it belongs to the assignment.

    Args:
        course: this year's course.
        assignment: name of the assignment.
        folder: where earlier submissions lie.
        into: takes them in.

    Raises:
        NotFoundError: nothing of the assignment is in the folder, or it is this year's.
        AutograderError: it holds more notebooks than are looked at.
    """
    own = course.folders.base("submitted").resolve()
    there = folder.resolve()
    if there == own or own in there.parents or there in own.parents:
        raise NotFoundError(
            f"{shown(str(folder))} is or holds this year's {course.relative(own)}/.",
            "Name a folder with submissions of earlier years only.",
        )
    others = frozenset(course.assignments()) - {assignment}
    search = _Search(course, assignment, folder, into.asking)
    found = search.notebooks(others)
    for path, name, answers in found:
        into.take(search.author(path, name), answers)
    if not found:
        raise NotFoundError(
            f"{shown(str(folder))} holds no notebook of {assignment}.",
            "Name a folder like submitted/, or any folder with notebooks that were handed in.",
        )


class _Search:
    """The walk through one folder."""

    def __init__(
        self, course: Course, assignment: str, folder: Path, asking: Mapping[str, Asking]
    ) -> None:
        self._assignment = assignment
        self._folder = folder
        self._there = folder.resolve()  # whoever names a link means what it leads to
        self._asking = asking
        self._names: Sequence[str] = course.notebooks(assignment)
        self._limit = load_limits(course).file_bytes
        self._shares: dict[tuple[PurePath, str], int] = defaultdict(int)

    def notebooks(self, others: frozenset[str]) -> list[_File]:
        """Return path, name and answers of each notebook that belongs to the assignment."""
        found: list[_File] = []
        for path in self._paths(others):
            name = named_notebook(path.name, self._names)
            if name and name not in self._asking:
                continue  # one for reading
            handed = read_handed(self._there / path, self._limit)
            if not name and handed.cells is not None:
                name = self._by_cells(handed.cells)
            if name and handed.status is not Status.MISSING:
                self._shares[path.parent, name] += 1
                found.append((path, name, self._asking[name].answers(handed)))
        return found

    def author(self, path: PurePath, name: str) -> Author:
        """Return whose a notebook is: the folder's, or the file's where a folder holds several."""
        folders = [part for part in path.parent.parts if part != self._assignment]
        if not folders or self._shares[path.parent, name] > 1:
            folders.append(path.stem)
        *above, student = folders
        return Author(str(PurePath(self._folder, *above)), student)

    def _by_cells(self, cells: NotebookNode) -> str:
        """Return the notebook most of whose questions are found; "" where none is."""
        counts = {
            name: recognised(match(cells.cells, asking.cells).cells, asking.cells)
            for name, asking in self._asking.items()
        }
        best = max(counts, key=lambda name: counts[name], default="")
        return best if best and counts[best] else ""

    def _paths(self, others: Iterable[str]) -> Iterator[PurePath]:
        """Yield the notebooks' paths, without following links."""
        left = MAX_FILES
        leave_out = frozenset(others)
        for place, folders, files in os.walk(self._there):
            below = PurePath(place).relative_to(self._there)
            deep = len(below.parts) >= MAX_DEPTH
            kept = [n for n in folders if not (deep or is_junk(n) or n in leave_out)]
            folders[:] = sorted(kept)
            for name in sorted(files):
                if name.casefold().endswith(_NOTEBOOK) and not is_junk(name):
                    left -= 1
                    if left < 0:
                        raise AutograderError(
                            f"{shown(str(self._folder))} holds more than {MAX_FILES} notebooks.",
                            "Name the folder of one year; --earlier may be repeated.",
                        )
                    yield below / name
