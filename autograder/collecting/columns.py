"""Columns: what the tables of nbgrader, Moodle and Canvas call what we know of a student."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.collecting.names import same_form, words
from autograder.collecting.standing import unusable
from autograder.collecting.tables import Table
from autograder.course.students import Student
from autograder.errors import CourseError
from autograder.markup.text import quoted

MAX_TEXT = 128
"""Characters that nbgrader's gradebook keeps of a text."""
NAME = "name"
IDS = (
    *("student id", "id number", "idnumber", "matrikelnummer", "matrikelnr", "matrikel nr"),
    *("matrikelnummer id nummer", "id nummer", "idnummer", "sis login id", "sis user id"),
    *("username", "user name", "anmeldename", "benutzername", "login", "login id"),
)
_CANVAS = frozenset({"sis login id", "sis user id", "section"})
HEADS = {
    "first_name": ("first name", "firstname", "given name", "vorname", "vornamen"),
    "last_name": ("last name", "lastname", "surname", "family name", "nachname", "familienname"),
    "email": (
        *("email", "e mail", "email address", "e mail address", "mail"),
        *("e mail adresse", "emailadresse", "email adresse"),
    ),
    "lms_user_id": ("lms user id", "lms id", "canvas id", "canvas user id"),
    "section": ("section", "sections", "group", "groups", "gruppe", "gruppen", "sektion"),
    NAME: ("name", "full name", "fullname", "student", "vollstandiger name"),
}
KNOWN = frozenset({"id", *IDS, *(head for heads in HEADS.values() for head in heads)})
_SHORTENED = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)
NOT_STUDENTS = frozenset({"points possible", "student test", "test student", "teststudent"})


@dataclass(frozen=True)
class Layout:
    """Which column holds what.

    Attributes:
        columns: the number of the column for each thing that is known.
        ids: the numbers of the columns that may hold ids; the first that is not empty counts.
        is_canvas: whether Canvas has made the table.
    """

    columns: Mapping[str, int]
    ids: tuple[int, ...]
    is_canvas: bool


def find_layout(table: Table, title: str, id_column: str = "") -> Layout:
    """Return which column holds what.

    Args:
        table: the table.
        title: the file's name.
        id_column: the name of the column with ids; "" for the usual ones.

    Raises:
        CourseError: there is no column with ids, or not the one that was named.
    """
    heads = [words(head) for head in table.heads]
    is_canvas = {"student", "id"} <= {*heads} and bool(_CANVAS & {*heads})
    columns = {
        what: heads.index(name)
        for what, names in HEADS.items()
        for name in reversed(names)
        if name in heads
    }
    ids = tuple(heads.index(name) for name in IDS if name in heads)
    if is_canvas:
        columns["lms_user_id"] = heads.index("id")
        ids = ids or (heads.index("id"),)
    elif "id" in heads:
        ids = (heads.index("id"),)
    if id_column:
        if words(id_column) not in heads:
            raise _without(title, f"There is no column {quoted(id_column)} in", table)
        ids = (heads.index(words(id_column)),)
    if not ids and "email" not in columns:
        raise _without(title, "Nobody can tell which column holds ids in", table)
    return Layout(columns, ids, is_canvas)


def _without(title: str, begin: str, table: Table) -> CourseError:
    heads = ", ".join(quoted(head, 40) for head in table.heads[:12])
    return CourseError(
        f"{begin} {title}. Its columns are {heads}.",
        "Name the column with --id-column, or begin the file with: id,first_name,last_name,email",
    )


def is_nobody(cells: Sequence[str], layout: Layout) -> bool:
    """Tell whether a line of Canvas is not about a student."""
    if not layout.is_canvas:
        return False
    name = words(_cell(cells, layout, NAME))
    return not name or name in NOT_STUDENTS


def student_of(cells: Sequence[str], layout: Layout) -> tuple[Student, str]:
    """Return the student of a line, and a sentence's end about why there is none; "" if there is.

    An id that is an e-mail address, or is not there, is what stands before the `@`.
    """
    first, last = _cell(cells, layout, "first_name"), _cell(cells, layout, "last_name")
    if not first and not last:
        first, last = _parts(_cell(cells, layout, NAME))
    email = _cell(cells, layout, "email")
    own = next((text for at in layout.ids if (text := _text(cells, at))), "")
    if "@" in own and not email:
        email = own
    own = (own or email).partition("@")[0]
    number, section = _cell(cells, layout, "lms_user_id"), _cell(cells, layout, "section")
    student = Student(own, first, last, email, number, section)
    if not own:
        return student, "it has neither an id nor an e-mail address"
    if _SHORTENED.fullmatch(own):
        return student, f"a spreadsheet has shortened the id to {quoted(own)}"
    if unusable(own):
        return student, f"{quoted(own)}: {unusable(own)}"
    texts = (own, first, last, email, number)
    if max(map(len, texts)) > MAX_TEXT:
        return student, f"a text in it has more than {MAX_TEXT} characters"
    return student, ""


def _cell(cells: Sequence[str], layout: Layout, what: str) -> str:
    return _text(cells, layout.columns.get(what, len(cells)))


def _text(cells: Sequence[str], at: int) -> str:
    return same_form(cells[at]) if at < len(cells) else ""


def has_own_id(cells: Sequence[str], layout: Layout) -> bool:
    """Tell whether the column with ids holds one."""
    return bool(layout.ids) and bool(_text(cells, layout.ids[0]))


def _parts(name: str) -> tuple[str, str]:
    """Return first and last name of a whole name: `Lovelace, Ada` or `Ada Lovelace`."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.rpartition(" ")
    return first, last
