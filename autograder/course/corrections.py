"""Corrections: questions that count differently from what their tests say.

A question turns out to be unfair when the class has its points already. Which questions are
dropped, what others are worth, and who is excused from what stands in one file of the course,
`corrections.toml`. It is read when points are shown, so nothing is graded again, and to take a line
out takes the correction back.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.course.layout import Course
from autograder.course.optional import Place
from autograder.errors import CourseError

CORRECTIONS_NAME = "corrections.toml"
DROP, WORTH, EXCUSED = "drop", "worth", "excused"
_KEYS = (DROP, WORTH, EXCUSED)


@dataclass(frozen=True)
class Corrections:
    """What counts differently in an assignment.

    Attributes:
        dropped: questions that count for nobody.
        worth: questions that are worth something else, and how many points.
        excused: student → questions that do not count for this student.
        problems: a sentence about each entry that has no effect.
    """

    dropped: frozenset[Place] = frozenset()
    worth: Mapping[Place, float] = field(default_factory=dict)
    excused: Mapping[str, frozenset[Place]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def counts(self, student: str, place: Place) -> bool:
        """Tell whether a question counts for a student."""
        return place not in self.dropped and place not in self.excused.get(student, frozenset())

    def __bool__(self) -> bool:
        """Tell whether anything counts differently."""
        return bool(self.dropped or self.worth or self.excused)


NOTHING = Corrections()
"""Everything counts as its tests say."""


def read_corrections(
    course: Course, assignment: str, places: Iterable[Place], students: Iterable[str]
) -> Corrections:
    """Return what `corrections.toml` says of an assignment.

    An entry that cannot be understood is named in `problems`, and the others hold.

    Args:
        course: the course.
        assignment: name of the assignment.
        places: its questions, by notebook and grade id.
        students: everybody in the class.

    Raises:
        CourseError: the file cannot be read at all.
    """
    entry = _table(course).get(assignment)
    if entry is None:
        return NOTHING
    return _Reader(assignment, list(places), set(students)).read(entry)


def corrected_assignments(course: Course) -> list[str]:
    """Return the names of the assignments that the file speaks of.

    Raises:
        CourseError: the file cannot be read at all.
    """
    return list(_table(course))


def _table(course: Course) -> dict[str, object]:
    path = course.root / CORRECTIONS_NAME
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise CourseError(
            f"{CORRECTIONS_NAME} cannot be read: {error}",
            "What stands in it is described in docs/regrading.md.",
        ) from error


class _Reader:
    """Reads one assignment's table, and keeps sentences about what is wrong."""

    def __init__(self, assignment: str, places: list[Place], students: set[str]) -> None:
        self._where = f"{CORRECTIONS_NAME}, [{assignment}]"
        self._places = places
        self._students = students
        self._problems: list[str] = []

    def read(self, entry: object) -> Corrections:
        """Return what the table says."""
        table = self._tables(entry, "it")
        for key in table.keys() - set(_KEYS):
            self._say(f"{key!r} means nothing there: write {', '.join(_KEYS)}")
        dropped = self._questions(table.get(DROP, []), DROP)
        worth = self._worths(table.get(WORTH, {}))
        excused = {}
        for student, names in self._tables(table.get(EXCUSED, {}), EXCUSED).items():
            if student in self._students:
                excused[student] = self._questions(names, f"{EXCUSED}.{student}")
            else:
                self._say(f"nobody in the class is called {student!r}")
        return Corrections(dropped, worth, excused, tuple(self._problems))

    def _worths(self, table: object) -> dict[Place, float]:
        worths: dict[Place, float] = {}
        for name, points in self._tables(table, WORTH).items():
            places = self._questions([name], WORTH)
            number = isinstance(points, int | float) and not isinstance(points, bool)
            if not number or not 0 < float(str(points)) < float("inf"):
                self._say(f"{name!r} is worth {points!r}: write a number above 0")
            elif len(places) > 1:
                self._say(f"{name!r} is a notebook: write what each of its questions is worth")
            else:
                worths |= dict.fromkeys(places, float(str(points)))
        return worths

    def _questions(self, names: object, key: str) -> frozenset[Place]:
        """Return the questions that names stand for: question, notebook/question or notebook."""
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self._say(f'{key} holds {names!r}: write a list of names, ["question"]')
            return frozenset()
        return frozenset(place for name in names for place in self._of(name))

    def _of(self, name: str) -> list[Place]:
        notebooks = [place for place in self._places if place[0] == name]
        found = [place for place in self._places if name in (place[1], "/".join(place))]
        if len(found) > 1:
            listed = ", ".join("/".join(place) for place in found)
            self._say(f"{name!r} is the name of several questions: write one of {listed}")
            return []
        if not found and not notebooks:
            self._say(f"there is no question or notebook {name!r}")
        return found or notebooks

    def _tables(self, value: object, key: str) -> dict[str, object]:
        if isinstance(value, dict):
            return value
        self._say(f"{key} holds {value!r}: write a table")
        return {}

    def _say(self, sentence: str) -> None:
        self._problems.append(f"{self._where}: {sentence}.")
