"""Masters: the course's own side of each notebook, as grading needs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode

from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.markers import load_markers
from autograder.course.notebooks import read_notebook
from autograder.course.questions import questions
from autograder.course.regions import USUAL, Markers
from autograder.course.release_steps import make_master
from autograder.engine.opening import opening_of
from autograder.engine.processes.libraries import named


@dataclass(frozen=True)
class MasterNotebook:
    """One notebook of an assignment, seen from the course's side.

    Attributes:
        notebook: the version with stubs for answers and with hidden tests.
        names: what the answer to each question defines; tests see these names and no others.
            Empty for a notebook that asks nothing.
        markers: what hidden regions stand between.
    """

    notebook: NotebookNode
    names: dict[str, tuple[str, ...]]
    markers: Markers = USUAL

    @cached_property
    def opening(self) -> tuple[str, ...]:
        """The code cells before the first answer."""
        return opening_of(self.notebook)

    @property
    def asks(self) -> bool:
        """Whether there is something to answer; if not, the notebook is for reading."""
        return bool(self.names)


def read_masters(course: Course, assignment: str) -> dict[str, MasterNotebook]:
    """Return the masters of an assignment by notebook, from `source/`.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: it has not been built.
    """
    config = load_config(course)
    markers = load_markers(course)
    found = {}
    for name in course.notebooks(assignment):
        path = course.source_path(assignment, name)
        source = read_notebook(path)
        found[name] = MasterNotebook(
            make_master(source, config, course.relative(path)),
            {question.grade_id: question.names for question in questions(source)},
            markers,
        )
    return found


def libraries(course: Course, assignment: str) -> frozenset[str]:
    """Return the large libraries that an assignment's notebooks name, before these are read."""
    paths = [course.source_path(assignment, name) for name in course.notebooks(assignment)]
    return named(path.read_text("utf-8", "replace") for path in paths if path.is_file())
