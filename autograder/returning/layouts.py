"""Layouts: which column of an LMS's table holds what, and which one is the assignment's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.collecting.columns import HEADS, IDS, NAME, NOT_STUDENTS
from autograder.collecting.names import letters, same_form, words
from autograder.course.students import Student
from autograder.errors import CourseError
from autograder.markup.text import quoted
from autograder.returning.template import Line, Template


class Lms(StrEnum):
    """Whose table it is."""

    CANVAS = "Canvas"
    MOODLE = "Moodle"


_CANVAS_COLUMN = re.compile(r"(?P<name>.+) \(\d+\)", re.DOTALL)
_MOODLE_COLUMN = re.compile(
    r"(?P<whole>(?:[^:]{1,40}:\s*)?(?P<name>.+?))(?:\s*\((?P<kind>[^()]*)\))?", re.DOTALL
)
_MOODLE_KINDS = frozenset({"", "real", "punkte", "wert"})
"""What Moodle puts behind the name of an item whose points, not percentages or letters, follow."""
_NOT_POINTS = frozenset(
    {"percentage", "letter", "feedback", "prozentsatz", "prozent", "buchstabe", "kommentar"}
)
_WORKSHEET = ("grade", "bewertung")
_MOST = ("maximum grade", "bestwertung")
_COMMENT = ("feedback comments", "feedback als kommentar")
_CANVAS_POINTS = "points possible"
_HINT = "Export it from the LMS once more, and name it with --canvas or --moodle."


@dataclass(frozen=True)
class Layout:
    """Which column holds what; -1 for one that is not there.

    Attributes:
        lms: whose table it is.
        grade: the assignment's points.
        most: what it is out of, on each line of Moodle's worksheet.
        comment: what a student reads beside the points.
        columns: what else is known of a student (`autograder.course.students`).
        ids: columns that may hold ids.
    """

    lms: Lms
    grade: int
    most: int
    comment: int
    columns: dict[str, int]
    ids: tuple[int, ...]

    def ids_of(self, line: Line) -> list[str]:
        """Return all ids of a line."""
        return [text for at in self.ids if (text := same_form(line.text(at)))]

    def student(self, line: Line) -> Student:
        """Return what a line says of its student besides ids."""
        get = {what: same_form(line.text(at)) for what, at in self.columns.items()}
        name = " ".join(part for part in (get.get("first_name"), get.get("last_name")) if part)
        return Student(
            "",
            last_name=name or get.get(NAME, ""),
            email=get.get("email", ""),
            lms_user_id=get.get("lms_user_id", ""),
        )

    def is_student(self, line: Line) -> bool:
        """Tell whether a line is a student's, and not the LMS's own."""
        if not any(line.text(at) for at in range(len(line.cells))):
            return False
        name = words(line.text(self.columns.get(NAME, -1)))
        if self.lms is Lms.CANVAS:
            return bool(name) and name not in NOT_STUDENTS
        return True


def find_layout(template: Template, lms: Lms, assignment: str, column: str = "") -> Layout:
    """Return which column of a table holds what.

    Args:
        template: the table.
        lms: whose it is.
        assignment: the assignment whose column is looked for, if no other name is given.
        column: the column's name in the LMS; "" for the assignment's own.

    Raises:
        CourseError: it is not a table of this LMS, or nobody can tell the assignment's column.
    """
    heads = [words(head) for head in template.heads]
    columns = {
        what: at for what, names in HEADS.items() if (at := _first(heads, names)) is not None
    }
    ids = tuple(at for at, head in enumerate(heads) if head in IDS)
    if lms is Lms.CANVAS:
        if not {"student", "id"} <= {*heads}:
            raise _not_of(template, lms)
        columns["lms_user_id"] = heads.index("id")
        grade = _chosen(template, _canvas_columns(template), assignment, column)
        return Layout(lms, grade, -1, -1, columns, ids)
    if not {"email", NAME, "first_name", "last_name"} & {*columns} and not ids:
        raise _not_of(template, lms)
    most, comment = _first(heads, _MOST), _first(heads, _COMMENT)
    grade_at = _first(heads, _WORKSHEET)
    if grade_at is None or most is None:
        used = {*ids, *columns.values()}
        grade_at = _chosen(template, _moodle_columns(template, used), assignment, column)
        return Layout(lms, grade_at, -1, -1, columns, ids)
    if column and words(column) != heads[grade_at]:
        raise CourseError(
            f"{template.title} is a grading worksheet of one assignment: its column is "
            f"{quoted(template.heads[grade_at])}.",
            "Leave out --column.",
        )
    return Layout(lms, grade_at, most, -1 if comment is None else comment, columns, ids)


def most_points(template: Template, layout: Layout) -> str:
    """Return what the LMS says the assignment is out of; "" where it does not."""
    if layout.lms is Lms.CANVAS:
        for line in template.lines:
            if words(line.text(layout.columns.get(NAME, -1))) == _CANVAS_POINTS:
                return line.text(layout.grade)
        return ""
    return next((text for line in template.lines if (text := line.text(layout.most))), "")


def _first(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _canvas_columns(template: Template) -> dict[int, tuple[str, ...]]:
    """Return the names of each assignment's column; all others are Canvas's own."""
    found = {at: _CANVAS_COLUMN.fullmatch(head) for at, head in enumerate(template.heads)}
    return {at: (match["name"],) for at, match in found.items() if match}


def _moodle_columns(template: Template, used: set[int]) -> dict[int, tuple[str, ...]]:
    """Return the names of each column that may be an assignment's, with its kind and without."""
    found: dict[int, tuple[str, ...]] = {}
    for at, head in enumerate(template.heads):
        match = _MOODLE_COLUMN.fullmatch(head) if at not in used else None
        if match is None:
            continue
        kind = words(match["kind"] or "")
        if kind in _MOODLE_KINDS:
            found[at] = (match["name"], match["whole"])
        elif kind not in _NOT_POINTS:  # a part of the name
            found[at] = (head,)
    return found


def _chosen(
    template: Template, columns: dict[int, tuple[str, ...]], assignment: str, column: str
) -> int:
    heads = template.heads
    wanted = column or assignment
    exact = [at for at in columns if same_form(heads[at]) == same_form(wanted.strip())]
    near = [at for at, names in columns.items() if letters(wanted) in {*map(letters, names)}]
    found = exact or near
    if len(found) == 1:
        return found[0]
    every = [quoted(heads[at]) for at in (found or columns)]
    there = ", ".join(every[:12]) + (" and more" if len(every) > 12 else "") or "none"
    which = "Several columns are" if found else "No column is"
    raise CourseError(
        f"{which} that of {quoted(wanted)} in {template.title}. Assignments there: {there}.",
        'Choose one: --column "NAME", with its name as it stands there.',
    )


def _not_of(template: Template, lms: Lms) -> CourseError:
    heads = ", ".join(quoted(head, 40) for head in template.heads[:12])
    return CourseError(
        f"{template.title} is not a table of grades from {lms}. Its columns are {heads}.", _HINT
    )
