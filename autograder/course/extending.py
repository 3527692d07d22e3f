"""Extending: one more extension in `dates.toml`, as a line of text: comments and order stay.

Nobody has to trust the text that comes out. It is read again before it is written, and has to say
what it said before and the extension besides.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import tzinfo
from typing import Any

from autograder.course.dates import DATES_NAME, Dates
from autograder.course.dates_file import EXCUSED, read_dates
from autograder.course.layout import Course
from autograder.course.moments import LIKE, NO_ZONE, read_moment
from autograder.errors import CourseError
from autograder.files import write_bytes

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_HEADER = re.compile(r"\s*\[")
_COMMENT = re.compile(r"""=\s*(?:"[^"\\]*"|[^"'#{]*?)(\s*#.*)?""")
_BY_HAND = f"Write the line into {DATES_NAME} by hand."


def extend(course: Course, assignment: str, student: str, until: str) -> str:
    """Give a student more time, and return the line that says so in `dates.toml`.

    Args:
        course: the course.
        assignment: name of the assignment.
        student: the name of the student's folder.
        until: the new due date as a text, or `excused`.

    Raises:
        CourseError: the file is wrong or has no date for the assignment, `until` is not a date with
            a zone, or the file has a form in which no line can be added.
    """
    dates = read_dates(course)
    entry = dates.of(assignment)
    if entry is None:
        raise CourseError(
            f"{DATES_NAME} has no due date for {assignment}.",
            f"Write it first, in the course's folder: [{assignment}] and due = {LIKE}",
        )
    line = f"{_key(student)} = {_value(until, dates, entry.zone)}"
    path = course.root / DATES_NAME
    before = path.read_bytes().decode("utf-8-sig")
    after = _with_line(before, assignment, student, line)
    _require_same(before, after, assignment, student)
    write_bytes(path, after.encode())
    return line


def _value(until: str, dates: Dates, zone: tzinfo) -> str:
    """Return a date as the file writes it: without a zone where the file names one for all.

    Raises:
        CourseError: it is not a date with a zone.
    """
    if until == EXCUSED:
        return f'"{EXCUSED}"'
    try:
        moment = read_moment(until, dates.zone)
    except ValueError as error:
        other = f", or set zone in {DATES_NAME}" if str(error) == NO_ZONE else ""
        raise CourseError(
            f"The new date is {until!r}, and that {error}.",
            f'Write it like {LIKE}{other}. Or write "{EXCUSED}".',
        ) from None
    local = moment.astimezone(zone)
    plain = local.replace(tzinfo=None)
    if dates.zone is not None and read_moment(plain, dates.zone) == moment:
        return plain.isoformat(" ")
    return local.isoformat()


def _with_line(text: str, assignment: str, student: str, line: str) -> str:
    """Return the text with a line more in the assignment's extensions, or another one there."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(end)
    begin = next((i for i, one in enumerate(lines) if _heads(one, assignment)), None)
    if begin is None:
        head = f"[{_key(assignment)}.extensions]"
        return end.join([text.rstrip(), "", head, line, ""])
    rest = range(begin + 1, len(lines))
    stop = next((i for i in rest if _HEADER.match(lines[i])), len(lines))
    for i in range(begin + 1, stop):
        if _names(lines[i], student):
            comment = _COMMENT.fullmatch(lines[i][lines[i].index("=") :])
            lines[i] = line + ((comment[1] or "") if comment else "")
            return end.join(lines)
    last = max((i for i in range(begin, stop) if lines[i].strip()), default=begin)
    lines.insert(last + 1, line)
    return end.join(lines)


def _heads(line: str, assignment: str) -> bool:
    """Tell whether a line is the head of an assignment's extensions."""
    try:
        return bool(tomllib.loads(line) == {assignment: {"extensions": {}}})
    except ValueError:
        return False


def _names(line: str, student: str) -> bool:
    """Tell whether a line is the entry of a student."""
    try:
        return list(tomllib.loads(line)) == [student]
    except ValueError:
        return False


def _require_same(before: str, after: str, assignment: str, student: str) -> None:
    """Refuse a text that says more, or less, than the one before and one extension.

    Raises:
        CourseError: it does, or the student had more time for single notebooks.
    """
    old, had = _split(before, assignment, student)
    try:
        new, has = _split(after, assignment, student)
    except ValueError:
        new, has = {}, None
    if new != old or has is None or isinstance(had, dict):
        raise CourseError(
            f"{DATES_NAME} has a form in which no line can be added for {student}.", _BY_HAND
        )


def _split(text: str, assignment: str, student: str) -> tuple[dict[str, Any], object]:
    """Return what a text says besides one extension, and that extension."""
    table = tomllib.loads(text.replace("\r\n", "\n"))
    own = table[assignment].setdefault("extensions", {})
    value = own.pop(student, None)
    return table, value


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
