"""Owners: whose line of an LMS's table it is, without doubt or not at all.

The number of the LMS, ids and the e-mail address count. If they lead to two students, the line is
nobody's. A name alone counts only where nothing better is there, and is said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.collecting.matching import table_of_signs
from autograder.collecting.names import same_form, small_form, turned
from autograder.course.students import Student
from autograder.returning.layouts import Layout
from autograder.returning.template import Line


@dataclass
class Owners:
    """Whose lines are whose.

    Attributes:
        lines: each student's line.
        by_name: lines of which only the name was there to go by.
        doubts: lines that two students fit, with these.
        twins: students with several lines, and these.
        unknown: lines that no student fits.
    """

    lines: dict[str, Line] = field(default_factory=dict)
    by_name: list[Line] = field(default_factory=list)
    doubts: list[tuple[Line, tuple[str, ...]]] = field(default_factory=list)
    twins: dict[str, list[Line]] = field(default_factory=dict)
    unknown: list[Line] = field(default_factory=list)


def find_owners(lines: Iterable[Line], layout: Layout, students: Iterable[Student]) -> Owners:
    """Return whose lines a table's lines are.

    Args:
        lines: the lines of students.
        layout: which column holds what.
        students: the class.
    """
    everybody = list(students)
    signs = _Signs(everybody)
    owners = Owners()
    found: dict[str, list[Line]] = defaultdict(list)
    nameless: list[Line] = []
    for line in lines:
        fitting = signs.of(line, layout)
        if len(fitting) == 1:
            found[next(iter(fitting))].append(line)
        elif fitting:
            owners.doubts.append((line, tuple(sorted(fitting))))
        else:
            nameless.append(line)
    owners.lines = {name: own[0] for name, own in found.items() if len(own) == 1}
    owners.twins = {name: own for name, own in found.items() if len(own) > 1}
    doubtful = {name for _, names in owners.doubts for name in names}
    free = [one for one in everybody if one.id not in found and one.id not in doubtful]
    _find_by_name(owners, nameless, layout, free)
    return owners


def _find_by_name(
    owners: Owners, lines: list[Line], layout: Layout, students: list[Student]
) -> None:
    """Give lines to those whose name stands there once, if nothing speaks against it."""
    names: dict[str, list[Student]] = defaultdict(list)
    for student in students:
        names[turned(student.name)].append(student)
    count = Counter(turned(layout.student(line).name) for line in lines)
    for line in lines:
        own = layout.student(line)
        name = turned(own.name)
        fitting = names.get(name, []) if name and count[name] == 1 else []
        if len(fitting) == 1 and not _differ(own, fitting[0]):
            owners.lines[fitting[0].id] = line
            owners.by_name.append(line)
        else:
            owners.unknown.append(line)


def _differ(first: Student, other: Student) -> bool:
    """Tell whether two students are known to be two: by number or address."""
    pairs = ((first.lms_user_id, other.lms_user_id), (first.email, other.email))
    return any(one and two and small_form(one) != small_form(two) for one, two in pairs)


class _Signs:
    """The class by what an LMS may call a student."""

    def __init__(self, students: list[Student]) -> None:
        self._numbers = table_of_signs((same_form(s.lms_user_id), s.id) for s in students)
        self._ids = table_of_signs((same_form(s.id), s.id) for s in students)
        self._small_ids = table_of_signs((small_form(s.id), s.id) for s in students)
        self._mails = table_of_signs((small_form(s.email), s.id) for s in students)
        self._without_mail = {s.id for s in students if not s.email}

    def of(self, line: Line, layout: Layout) -> set[str]:
        """Return all students to whom a sign of a line leads."""
        own = layout.student(line)
        found = self._numbers.get(own.lms_user_id, set()) | self._by_mail(own.email)
        for text in layout.ids_of(line):
            found = found | self._by_id(text)
            if "@" in text:
                found = found | self._by_mail(text)
        return found

    def _by_id(self, text: str) -> set[str]:
        return self._ids.get(text) or self._small_ids.get(small_form(text), set())

    def _by_mail(self, text: str) -> set[str]:
        found = self._mails.get(small_form(text), set())
        # An id that was not there became what stands before the `@` (`autograder roster`).
        if found or "@" not in text:
            return found
        return self._by_id(text.partition("@")[0]) & self._without_mail
