"""Masters: the course's own side of each notebook, as grading needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.adopted import read_adopted, source_digest
from autograder.course.autotests import Autotests
from autograder.course.cells import grade_id, has_points, is_solution, is_test
from autograder.course.config import load_config, load_limits
from autograder.course.layout import Course
from autograder.course.markers import load_markers
from autograder.course.notebooks import read_notebook
from autograder.course.questions import questions
from autograder.course.regions import USUAL, Markers
from autograder.course.release_steps import make_master
from autograder.course.sources import answer_names, names_of_answers, read_source, with_ids
from autograder.engine.free_style import CourseCell, FreeStyle
from autograder.engine.opening import opening_of
from autograder.engine.processes.libraries import named
from autograder.errors import AutograderError, BuildError, CourseError
from autograder.grading.course_files import given_files

if TYPE_CHECKING:
    from traitlets.config import Config

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class MasterNotebook:
    """One notebook of an assignment, seen from the course's side.

    Attributes:
        notebook: the version with stubs for answers and with hidden tests.
        names: what the answer to each question defines; tests see these names and no others.
            Empty for a notebook that asks nothing.
        markers: what hidden regions stand between.
        free: how its tests run where they were written for nbgrader; None where for us.
        given: the course's files that notebooks find beside them, by their paths there.
    """

    notebook: NotebookNode
    names: dict[str, tuple[str, ...]]
    markers: Markers = USUAL
    free: FreeStyle | None = None
    given: frozenset[str] = frozenset()

    @cached_property
    def opening(self) -> tuple[str, ...]:
        """The code cells before the first answer."""
        return opening_of(self.notebook)

    @property
    def inside(self) -> tuple[str, ...] | None:
        """Grade ids of the tests that run inside; None where they were written for us."""
        if self.free is None:
            return None
        return tuple(name for name in self.free.names if name not in self.free.outside)

    @property
    def asks(self) -> bool:
        """Whether there is something to answer; if not, the notebook is for reading."""
        return bool(self.names) or any(map(has_points, self.notebook.cells))


def read_masters(
    course: Course, assignment: str, refused: list[AutograderError] | None = None
) -> dict[str, MasterNotebook]:
    """Return the masters of an assignment by notebook, from `source/`.

    Args:
        course: the course.
        assignment: name of the assignment.
        refused: takes in what is wrong with notebooks that cannot be used, so that the others go
            on; where it is None, the first of them ends it.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError, BuildError: it has not been built, or a notebook cannot be used.
    """
    config = load_config(course)
    markers = load_markers(course)
    found = {}
    read = _Free(course, assignment) if assignment not in course.written() else None
    for name in course.notebooks(assignment):
        path = course.source_path(assignment, name)
        try:
            where = course.relative(path)
            found[name] = (
                _written(path, where, config, markers)
                if read is None
                else read.master(path, where, markers)
            )
        except (CourseError, BuildError) as error:
            if refused is None:
                raise
            refused.append(error)
    return found


def _written(path: Path, where: str, config: Config, markers: Markers) -> MasterNotebook:
    """Return the master of a notebook that has a text."""
    source = read_notebook(path)
    names = {question.grade_id: question.names for question in questions(source)}
    return MasterNotebook(make_master(source, config, where), names, markers)


class _Free:
    """Reads the masters of an assignment that has no texts."""

    def __init__(self, course: Course, assignment: str) -> None:
        self._given = frozenset(given_files(course, assignment).files)
        folder = course.source_folder(assignment)
        self._autotests = Autotests(course.root, folder, load_config(course))
        adopted = read_adopted(course, assignment)
        holds = adopted is not None and adopted.digest == source_digest(course, assignment)
        # Outside, nobody hears what an answer writes to stderr.
        hears = load_limits(course).stderr == "costs"
        self._adopted = adopted if holds and not hears else None

    def master(self, path: Path, where: str, markers: Markers) -> MasterNotebook:
        """Return the master of a notebook as it is."""
        source = read_source(path, where)
        notebook = with_ids(make_master(source, self._autotests.config, where, self._autotests))
        outside = frozenset[str]() if self._adopted is None else self._adopted.outside(path.stem)
        free = _free_style(notebook, names_of_answers(source), markers, outside)
        return MasterNotebook(notebook, answer_names(source), markers, free, self._given)


def _free_style(
    master: NotebookNode, answered: frozenset[str], markers: Markers, outside: frozenset[str]
) -> FreeStyle:
    """Return how the tests of a notebook run.

    Args:
        master: the notebook.
        answered: names that its answers bind.
        markers: what hidden regions stand between.
        outside: the tests that run outside.
    """
    cells = tuple(
        CourseCell(cell.source, grade_id(cell) if is_test(cell) else "")
        for cell in master.cells
        if cell.cell_type == "code" and not is_solution(cell)
    )
    names, words = {}, set[str]()
    for cell in cells:
        words |= set(_WORD.findall(cell.source))
        if cell.test:
            names[cell.test] = tuple(sorted(answered & words))
    return FreeStyle(outside & names.keys(), names, cells, markers.secret)


def libraries(course: Course, assignment: str) -> frozenset[str]:
    """Return the large libraries that an assignment's notebooks name, before these are read."""
    paths = [course.source_path(assignment, name) for name in course.notebooks(assignment)]
    return named(path.read_text("utf-8", "replace") for path in paths if path.is_file())
