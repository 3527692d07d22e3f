"""The roster: who is in the class, from a table into the gradebook and into `roster.csv`.

nbgrader's gradebook knows no sections, so `roster.csv` in the course's folder holds the whole class
with its sections, as a table that anybody can read and edit. Nobody is ever removed.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from autograder.collecting.columns import KNOWN, find_layout, has_own_id, is_nobody, student_of
from autograder.collecting.names import same_form
from autograder.collecting.tables import read_table
from autograder.course.layout import Course
from autograder.course.students import FIELDS, Student
from autograder.files import write_text
from autograder.gradebook.students import enter_students, read_students
from autograder.markup.text import quoted

ROSTER_NAME = "roster.csv"
MAX_NAMED = 10


class Change(StrEnum):
    """What becomes of a student in the class."""

    ADDED = "added"
    CHANGED = "changed"
    KEPT = "kept"


@dataclass
class Entry:
    """A student of the table.

    Attributes:
        student: what is known now.
        change: what becomes of the student.
        what: the names of the fields that change.
    """

    student: Student
    change: Change
    what: tuple[str, ...] = ()


@dataclass
class Entering:
    """What entering a table would do.

    Attributes:
        entries: the students of the table, by id.
        others: students of the class who are not in the table, by id; they stay.
        problems: sentences about what needs a person.
        contradictions: sentences about lines that contradict one another; then nothing is written.
        remarks: sentences about how the table was read.
    """

    entries: list[Entry] = field(default_factory=list)
    others: list[Student] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def load_class(course: Course) -> tuple[tuple[Student, ...], bool]:
    """Return the class, and whether more is known of it than ids that grading has entered.

    The gradebook's students count; without any, those of `roster.csv`. What one does not know of a
    student is taken from the other.

    Raises:
        GradebookError: the gradebook cannot be read.
        CourseError: `roster.csv` cannot be read.
    """
    stored = {student.id: student for student in read_roster(course)}
    entered = read_students(course)
    students = tuple(_filled(one, stored.get(one.id)) for one in entered) or tuple(stored.values())
    named = any(one.name or one.email or one.lms_user_id for one in students)
    return students, bool(stored) or named


def read_roster(course: Course) -> tuple[Student, ...]:
    """Return the students of `roster.csv`, by id; none where there is no such file.

    Raises:
        CourseError: it cannot be read.
    """
    path = course.root / ROSTER_NAME
    if not path.is_file():
        return ()
    lines, _ = _read_students(path, "")
    students = {student.id: student for _, student in lines}
    return tuple(students[name] for name in sorted(students))


def plan_entering(course: Course, path: Path, id_column: str = "") -> Entering:
    """Return what entering a table would do.

    Args:
        course: the course.
        path: the table.
        id_column: the name of its column with ids; "" for the usual ones.

    Raises:
        NotFoundError: there is no such file.
        CourseError: it cannot be read, or has no column with ids.
        GradebookError: the gradebook cannot be read.
    """
    lines, entering = _read_students(path, id_column)
    present = {student.id: student for student in load_class(course)[0]}
    by_form: dict[str, list[str]] = defaultdict(list)
    for name in present:
        by_form[same_form(name)].append(name)
    merged: dict[str, Student] = {}
    numbers: dict[str, int] = {}
    for number, student in lines:
        like = by_form.get(student.id, [student.id])
        own = replace(student, id=student.id if student.id in like else like[0])
        first = merged.setdefault(own.id, own)
        differing = _differing(first, own)
        if differing:
            entering.contradictions.append(
                f"Lines {numbers[own.id]} and {number} contradict one another about "
                f"{quoted(own.id)}: {', '.join(differing)}."
            )
        merged[own.id] = _filled(first, own)
        numbers.setdefault(own.id, number)
    for name in sorted(merged):
        entering.entries.append(_entry(merged[name], present.get(name)))
    entering.others = [one for name, one in sorted(present.items()) if name not in merged]
    entering.problems += _twins({**present, **merged})
    return entering


def enter(course: Course, entering: Entering) -> None:
    """Enter students into the gradebook, and write `roster.csv`.

    Raises:
        GradebookError: the gradebook cannot be written.
        AutograderError: `roster.csv` cannot be written.
    """
    students = [entry.student for entry in entering.entries]
    enter_students(course, students)
    everybody = {one.id: one for one in (*read_roster(course), *entering.others, *students)}
    write_text(course.root / ROSTER_NAME, roster_text(everybody.values()))


def roster_text(students: Iterable[Student]) -> str:
    """Return the text of `roster.csv`, by id."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(FIELDS)
    for student in sorted(students, key=lambda one: one.id):
        writer.writerow([getattr(student, name) for name in FIELDS])
    return text.getvalue()


def _read_students(path: Path, id_column: str) -> tuple[list[tuple[int, Student]], Entering]:
    """Return the students of a table with the numbers of their lines, and what is to be said."""
    table = read_table(path, KNOWN)
    layout = find_layout(table, path.name, id_column)
    entering = Entering(
        problems=list(table.problems), remarks=[f"{path.name}: {one}" for one in table.remarks]
    )
    found: list[tuple[int, Student]] = []
    nobody = 0
    without = []
    for number, cells in table.lines:
        if is_nobody(cells, layout):
            nobody += 1
            continue
        student, why = student_of(cells, layout)
        if why:
            entering.problems.append(f"Line {number} was left out: {why}.")
        else:
            found.append((number, student))
            if not has_own_id(cells, layout):
                without.append(str(number))
    if without:
        entering.remarks.append(
            "Ids were taken from another column or from the e-mail address, as their own is empty: "
            f"line {', '.join(without[:MAX_NAMED])}{' and more' * (len(without) > MAX_NAMED)}."
        )
    if nobody:
        lines = "1 line" if nobody == 1 else f"{nobody} lines"
        entering.remarks.append(f"{lines} of Canvas's own left out (points, test student).")
    return found, entering


def _entry(student: Student, present: Student | None) -> Entry:
    if present is None:
        return Entry(student, Change.ADDED)
    what = _differing(present, student, new=True)
    change = Change.CHANGED if what else Change.KEPT
    return Entry(_filled(student, present), change, what)


def _differing(first: Student, other: Student, *, new: bool = False) -> tuple[str, ...]:
    """Return the fields in which two students differ; what is not known differs from nothing.

    Args:
        first: a student.
        other: another one.
        new: whether something that only the other one has is a difference as well.
    """
    pairs = ((name, getattr(first, name), getattr(other, name)) for name in FIELDS)
    return tuple(
        name
        for name, old, own in pairs
        if own and same_form(old) != same_form(own) and (old or new)
    )


def _filled(student: Student, other: Student | None) -> Student:
    """Return a student with what only the other one tells."""
    if other is None:
        return student
    known = {name: getattr(student, name) or getattr(other, name) for name in FIELDS[1:]}
    return replace(student, **known)


def _twins(students: dict[str, Student]) -> Iterable[str]:
    """Yield a sentence for ids that look the same, and for one address or number of two people."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, student in students.items():
        groups["id", same_form(same_form(name).casefold())].append(name)
        for what in ("email", "lms_user_id"):
            if value := getattr(student, what):
                groups[what, same_form(value.casefold())].append(name)
    for (what, value), names in groups.items():
        if len(names) < 2:
            continue
        who = " and ".join(quoted(name) for name in sorted(names))
        if what == "id" and len({same_form(name) for name in names}) == 1:
            yield f"{who} are one id in two forms of Unicode. Which one is the student's?"
        elif what == "id":
            yield f"Only capitals tell {who} apart. Are they one student?"
        else:
            yield f"{who} have the same {what}, {quoted(value)}. Are they one student?"
