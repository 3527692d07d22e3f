"""People in a report: sections, who is late, who has not handed in."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.students import Student
from autograder.outcomes import Status
from autograder.reporting.analysis import share
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, Results, StudentResult

NOBODY: Mapping[str, Student] = {}
NO_SECTION = "none"


@dataclass(frozen=True)
class Section:
    """How a section of the class did.

    Attributes:
        name: its name; `none` for those without one.
        students: how many belong to it.
        n: how many of them have a score.
        median: the median of their shares; None without any.
        mean: their mean.
        waiting: how many wait for a person.
        missing: how many have not handed in.
    """

    name: str
    students: int
    n: int
    median: float | None
    mean: float | None
    waiting: int
    missing: int


@dataclass(frozen=True)
class Absent:
    """A student of whom something is missing.

    Attributes:
        student: the student.
        notebooks: names of the notebooks that are missing; empty where all are.
    """

    student: StudentResult
    notebooks: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """A question with answers that wait for a person.

    Attributes:
        notebook: its notebook.
        question: its grade id.
        waiting: how many answers wait.
        graded: how many are graded.
        max_points: points that each is worth.
    """

    notebook: str
    question: str
    waiting: int
    graded: int
    max_points: float


def sections_of(results: Results, people: Mapping[str, Student]) -> dict[str, str]:
    """Return the section of each student, by folder name; empty where the class has none."""
    found = {
        one.student: people[one.student].section if one.student in people else ""
        for one in results.students
    }
    return {name: section or NO_SECTION for name, section in found.items() if any(found.values())}


def by_section(results: Results, sections: Mapping[str, str]) -> list[Section]:
    """Return how each section did, by name; those without a section come last."""
    names = sorted(set(sections.values()), key=lambda name: (name == NO_SECTION, name))
    return [
        _section(name, [one for one in results.students if sections[one.student] == name])
        for name in names
    ]


def _section(name: str, students: list[StudentResult]) -> Section:
    shares = [value for value in map(share, students) if value is not None]
    return Section(
        name,
        len(students),
        len(shares),
        statistics.median(shares) if shares else None,
        statistics.fmean(shares) if shares else None,
        sum(one.status is Status.NEEDS_PERSON for one in students),
        sum(one.status is Status.MISSING for one in students),
    )


def late_students(results: Results) -> list[StudentResult]:
    """Return who handed in late, the latest first."""
    late = [(one.late, one) for one in results.students if one.late]
    return [one for _, one in sorted(late, key=lambda pair: pair[0], reverse=True)]


def absent_students(results: Results) -> list[Absent]:
    """Return of whom something is missing, those first of whom everything is."""
    found = []
    for student in results.students:
        gone = [one for one in student.notebooks if one.status is Status.MISSING]
        if gone:
            whole = student.status is Status.MISSING
            found.append(Absent(student, () if whole else tuple(one.name for one in gone)))
    return sorted(found, key=lambda one: bool(one.notebooks))


def waiting_questions(results: Results) -> list[Waiting]:
    """Return the questions with answers that wait for a person, in the assignment's order."""
    counts: dict[tuple[str, str], list[State]] = {place: [] for place in results.columns()}
    worth: dict[tuple[str, str], float] = {}
    for student in results.students:
        for notebook, question, state, points in _states(student.notebooks):
            counts.setdefault((notebook, question), []).append(state)
            worth[notebook, question] = points
    return [
        Waiting(
            *place,
            states.count(State.WAITING),
            sum(one in (State.PASSED, State.PARTLY, State.FAILED) for one in states),
            worth[place],
        )
        for place, states in counts.items()
        if State.WAITING in states
    ]


def _states(notebooks: tuple[NotebookResult, ...]) -> list[tuple[str, str, State, float]]:
    return [
        (notebook.name, one.name, one.state, one.max_points)
        for notebook in notebooks
        for one in notebook.questions
    ]
