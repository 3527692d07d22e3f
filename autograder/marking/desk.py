"""The desk: the course, who marks, and what all of their pages need."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.layout import Course
from autograder.course.markers import load_markers
from autograder.course.regions import Markers
from autograder.course.rubrics import Written, written_questions
from autograder.course.sources import read_source
from autograder.errors import NotFoundError
from autograder.gradebook.marks_read import Entries, read_entries
from autograder.gradebook.read import read_people

KEY_LENGTH = 16


@dataclass(frozen=True)
class Desk:
    """What is marked, and by whom.

    Attributes:
        course: the course.
        assignments: the assignments that are marked.
        markers: the name of each marker, by the token in their address.
        secret: what keys and forms are signed with; new at every start.
        sample: share of the answers that get a second look, from 0 to 1.
        hide_names: names are hidden until somebody asks for them.
    """

    course: Course
    assignments: tuple[str, ...]
    markers: Mapping[str, str]
    secret: bytes
    sample: float = 0.1
    hide_names: bool = False

    def questions(self, assignment: str) -> dict[tuple[str, str], Written]:
        """Return the written questions of an assignment in order, by notebook and grade id.

        Raises:
            NotFoundError: there is no such assignment here.
            CourseError: a source cannot be read.
        """
        if assignment not in self.assignments:
            raise NotFoundError(
                f"{assignment!r} is not marked here.",
                f"Start again with it: autograder mark {' '.join((*self.assignments, assignment))}",
            )
        markers = load_markers(self.course)
        found: dict[tuple[str, str], Written] = {}
        for name in self.course.notebooks(assignment):
            path = self.course.source_path(assignment, name)
            stamp = path.stat().st_mtime_ns
            where = self.course.relative(path)
            for question in _questions(path, where, name, stamp, markers):
                found[question.notebook, question.name] = question
        return found

    def question(self, assignment: str, notebook: str, name: str) -> Written:
        """Return one question.

        Raises:
            NotFoundError: there is no such question.
        """
        found = self.questions(assignment).get((notebook, name))
        if found is None:
            raise NotFoundError(
                f"{assignment}/{notebook} has no written question {name!r}.",
                "Go back to the first page: it lists all of them.",
            )
        return found

    def entries(self, assignment: str) -> Entries:
        """Return what is known of all answers of an assignment.

        Raises:
            GradebookError: there is no gradebook, or it cannot be read.
        """
        return read_entries(self.course, assignment, list(self.questions(assignment)))

    def names(self) -> dict[str, str]:
        """Return the name of each student to show, by the name of the folder."""
        return {one.id: one.name or one.id for one in read_people(self.course)}

    def key(self, student: str) -> str:
        """Return what stands for a student in addresses, so that no name is in them."""
        return self.signed(f"student {student}")[:KEY_LENGTH]

    def signed(self, text: str) -> str:
        """Return the signature of a text."""
        return hmac.digest(self.secret, text.encode(), "sha256").hex()


@functools.lru_cache(maxsize=64)
def _questions(
    path: Path, where: str, name: str, _stamp: int, markers: Markers
) -> tuple[Written, ...]:
    """Return the questions of a source, read again when the file has changed."""
    return tuple(written_questions(read_source(path, where), name, markers))
