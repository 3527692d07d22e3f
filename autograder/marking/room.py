"""Rooms: one question with all of its answers, as one person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from autograder.course.rubrics import Written
from autograder.course.titles import first_heading
from autograder.errors import NotFoundError
from autograder.gradebook.marks import FIRST, SECOND, Entry, Place
from autograder.gradebook.marks_read import read_entries
from autograder.marking.desk import Desk
from autograder.marking.queue import Stand, following, ordered, sampled, stand

if TYPE_CHECKING:
    from starlette.requests import Request


@dataclass(frozen=True)
class Room:
    """One question with all of its answers, as one person sees it.

    Attributes:
        assignment: the assignment.
        question: the question.
        entries: what is known of each student's answer.
        look: the look that the person takes.
        marker: the person.
        order: the students in the person's order.
        stands: where each answer stands.
        keys: what stands for each student in addresses.
    """

    assignment: str
    question: Written
    entries: Mapping[str, Entry]
    look: int
    marker: str
    order: list[str]
    stands: Mapping[str, Stand]
    keys: Mapping[str, str]

    @property
    def address(self) -> str:
        """The address of the question's page."""
        return address(self.assignment, self.question.notebook, self.question.name)

    @property
    def here(self) -> str:
        """The address of the question's page for the same look."""
        return f"{self.address}{self._behind}"

    @property
    def _behind(self) -> str:
        return "?look=2" if self.look == SECOND else ""

    def answer_address(self, student: str) -> str:
        """Return the address of a student's answer, for the same look."""
        return f"{self.address}/answer/{self.keys[student]}{self._behind}"

    def place(self, student: str) -> Place:
        """Return which answer a student's is."""
        return Place(self.assignment, self.question.notebook, self.question.name, student)

    def student(self, key: str) -> str:
        """Return whom a key stands for.

        Raises:
            NotFoundError: nobody.
        """
        found = self.known(key)
        if found is None:
            raise no_answer()
        return found

    def known(self, key: str) -> str | None:
        """Return the same; None where it stands for nobody."""
        return next((one for one, known in self.keys.items() if known == key), None)

    def next_after(self, student: str = "") -> str | None:
        """Return whose answer comes next for this person; None where none is left."""
        held = {name: one.hold.marker for name, one in self.entries.items() if one.hold}
        return following(self.order, self.stands, held, self.marker, student)


def address(*parts: str) -> str:
    """Return an address on this server; no part of it leaves its place."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def enter(desk: Desk, request: Request, marker: str) -> Room:
    """Return the question that a request is about.

    Raises:
        NotFoundError: there is no such question.
        GradebookError: the gradebook cannot be read.
    """
    path = request.path_params
    assignment = path["assignment"]
    question = desk.question(assignment, path["notebook"], path["question"])
    look = SECOND if request.query_params.get("look") == "2" else FIRST
    one = (question.notebook, question.name)
    entries = read_entries(desk.course, assignment, [one])[one]
    sample = sampled(question.name, entries, desk.sample)
    stands = {
        student: stand(entry, look, marker=marker, sampled=student in sample)
        for student, entry in entries.items()
    }
    order = ordered(entries, marker, question.name)
    keys = {student: desk.key(student) for student in order}
    return Room(assignment, question, entries, look, marker, order, stands, keys)


def heading(question: Written) -> str:
    """Return what people call a question: the heading of its cell, or its grade id."""
    return first_heading(question.prompt.splitlines()) or question.name


def no_answer() -> NotFoundError:
    """Return what to say where an address names nobody's answer."""
    return NotFoundError(
        "There is no such answer: the server may have been started again since.",
        "Go back to the first page, and choose the question once more.",
    )
