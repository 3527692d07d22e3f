"""Filling: an assignment's grades in a table of the LMS, for the LMS to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.course.students import Student
from autograder.errors import CourseError
from autograder.markup.text import one_line, quoted
from autograder.reporting.export import shown_number
from autograder.reporting.grades import grade_of, named
from autograder.reporting.results import Results, StudentResult
from autograder.returning.comments import comment_of
from autograder.returning.layouts import Layout, Lms, find_layout, most_points
from autograder.returning.owners import Owners, find_owners
from autograder.returning.template import Line, Template

EXCUSED = "EX"
"""What Canvas writes for somebody who is excused."""
_COMMA = re.compile(r"-?\d+,\d+")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
MAX_LINES = 5
"""Lines that one sentence names."""


@dataclass
class Filled:
    """What came of filling a table.

    Attributes:
        data: the table's bytes.
        grades: how many grades it has now.
        problems: sentences about what needs a person.
        remarks: sentences about what is good to know.
    """

    data: bytes = b""
    grades: int = 0
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wishes:
    """How a table is to be filled.

    Attributes:
        column: the column's name in the LMS; "" for the assignment's own.
        comments: whether comments are written, too.
        extra: whether points of ★ questions are added to the score.
    """

    column: str = ""
    comments: bool = False
    extra: bool = False


def fill(
    template: Template, lms: Lms, results: Results, people: Mapping[str, Student], wishes: Wishes
) -> Filled:
    """Return a table with grades; all that is not a grade, or a comment, stays byte for byte.

    Whoever has no grade yet gets an empty cell. Who is excused in Canvas keeps that.

    Args:
        template: the table as the LMS has written it.
        lms: whose table it is.
        results: what came of the assignment.
        people: the class, by id.
        wishes: how it is to be filled.

    Raises:
        CourseError: it is not such a table, or not of this course, or has no column for it.
    """
    layout = find_layout(template, lms, results.assignment, wishes.column)
    if wishes.comments and layout.comment < 0:
        raise CourseError(
            f"{template.title} has no column for comments.",
            "Leave out --comments. Moodle's grading worksheet has one: “Feedback comments”.",
        )
    ours = {student.student: student for student in results.students}
    everybody = {**{name: Student(name) for name in ours}, **people}
    lines = [line for line in template.lines if layout.is_student(line)]
    owners = find_owners(lines, layout, everybody.values())
    matched = {name: line for name, line in owners.lines.items() if name in ours}
    if not matched:
        raise CourseError(
            f"No student of {results.assignment} is in {template.title}: is it another course's?",
            "Export it from this course, or enter the class: autograder roster FILE",
        )
    worth = max(ours[name].max_points for name in matched)  # some may be excused from a part
    filled = Filled(problems=_problems(template, layout, owners, ours))
    filled.remarks += _remarks(template, layout, owners, worth)
    pairs = [(ours[name], line) for name, line in matched.items()]
    _put_all(filled, template, layout, pairs, wishes)
    filled.data = template.data()
    return filled


def _put_all(
    filled: Filled,
    template: Template,
    layout: Layout,
    pairs: Iterable[tuple[StudentResult, Line]],
    wishes: Wishes,
) -> None:
    comma = _has_commas(template, layout)
    excused = []
    for student, line in pairs:
        if layout.lms is Lms.CANVAS and line.text(layout.grade).upper() == EXCUSED:
            excused.append(student.student)
            continue
        text = shown_number(grade_of(student, extra=wishes.extra).score)
        filled.grades += bool(text)
        if not _is_same(line.text(layout.grade), text):
            template.put(line, layout.grade, text.replace(".", ",") if comma else text)
        if wishes.comments:
            template.put(line, layout.comment, comment_of(student, extra=wishes.extra))
    if excused:
        filled.remarks.append(
            f"Excused in Canvas, so not changed: {named(map(one_line, sorted(excused)))}."
        )


def _has_commas(template: Template, layout: Layout) -> bool:
    """Tell whether the table writes `7,5` for seven and a half."""
    columns = (layout.grade, layout.most)
    return any(_COMMA.fullmatch(line.text(at)) for line in template.lines for at in columns)


def _is_same(old: str, new: str) -> bool:
    """Tell whether two texts are one number, or the same."""
    if not (_NUMBER.fullmatch(old) and new):
        return old == new
    return float(old.replace(",", ".")) == float(new)


def _problems(
    template: Template, layout: Layout, owners: Owners, ours: Mapping[str, StudentResult]
) -> list[str]:
    found = [
        f"{_place(template, [line])} fits several students ({named(map(one_line, names))})"
        " and was not changed."
        for line, names in owners.doubts
    ]
    found += [
        f"{_place(template, lines)} are all {quoted(name)} and were not changed."
        for name, lines in sorted(owners.twins.items())
    ]
    if owners.unknown:
        count = len(owners.unknown)
        lines, belong = ("line", "belongs") if count == 1 else ("lines", "belong")
        who = _people(layout, owners.unknown)
        found.append(f"{count} {lines} in {template.title} {belong} to nobody in the class: {who}.")
    doubtful = {name for _, names in owners.doubts for name in names}
    touched = doubtful | {*owners.lines, *owners.twins}
    lacking = [name for name in ours if name not in touched]
    if lacking:
        students = "1 student is" if len(lacking) == 1 else f"{len(lacking)} students are"
        found.append(f"{students} not in {template.title}: {named(map(quoted, lacking))}.")
    return found


def _remarks(template: Template, layout: Layout, owners: Owners, worth: float) -> list[str]:
    found = []
    if owners.by_name:
        who = _people(layout, owners.by_name)
        found.append(f"Matched by name only, please check: {who}.")
    most = most_points(template, layout)
    if _NUMBER.fullmatch(most) and not _is_same(most, shown_number(worth)):
        found.append(
            f"{layout.lms} says {most} points, but here it is worth {shown_number(worth)}. "
            "Points were not scaled."
        )
    return found


def _place(template: Template, lines: Iterable[Line]) -> str:
    numbers = [str(line.number) for line in lines]
    which = "Line" if len(numbers) == 1 else "Lines"
    return f"{which} {' and '.join(numbers[:MAX_LINES])} of {template.title}"


def _people(layout: Layout, lines: Iterable[Line]) -> str:
    """Return the names on lines, with their numbers."""
    names = ((layout.student(line), layout.ids_of(line), line.number) for line in lines)
    return named(
        f"{quoted(next(filter(None, (own.name, own.email, *ids)), '?'))} (line {number})"
        for own, ids, number in names
    )
