"""Masters: the course's own side of each notebook, as grading needs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.autotests import Autotests
from autograder.course.cells import has_points
from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.markers import load_markers
from autograder.course.notebooks import read_notebook
from autograder.course.questions import questions
from autograder.course.regions import USUAL, Markers
from autograder.course.release_steps import make_master
from autograder.course.sources import answer_names, read_source, with_ids
from autograder.engine.free_style import FreeStyle
from autograder.engine.opening import opening_of
from autograder.engine.processes.libraries import named
from autograder.errors import AutograderError, BuildError, CourseError
from autograder.grading.course_files import given_files

if TYPE_CHECKING:
    from traitlets.config import Config


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
    written = assignment in course.written()
    autotests = Autotests(course.root, course.home, course.source_folder(assignment), config)
    given = frozenset[str]() if written else frozenset(given_files(course, assignment).files)
    found = {}
    for name in course.notebooks(assignment):
        path = course.source_path(assignment, name)
        try:
            where = course.relative(path)
            found[name] = (
                _written(path, where, config, markers)
                if written
                else _as_it_is(path, where, autotests, markers, given)
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


def _as_it_is(
    path: Path, where: str, autotests: Autotests, markers: Markers, given: frozenset[str]
) -> MasterNotebook:
    """Return the master of a notebook that has no text."""
    source = read_source(path, where)
    master = with_ids(make_master(source, autotests.config, where, autotests))
    return MasterNotebook(
        master, answer_names(source), markers, FreeStyle(secret=markers.secret), given
    )


def libraries(course: Course, assignment: str) -> frozenset[str]:
    """Return the large libraries that an assignment's notebooks name, before these are read."""
    paths = [course.source_path(assignment, name) for name in course.notebooks(assignment)]
    return named(path.read_text("utf-8", "replace") for path in paths if path.is_file())
