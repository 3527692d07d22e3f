"""Refused names: folders below `submitted/` whose names nobody can write down.

A gradebook and a record hold text, so a submission in such a folder cannot be graded. It still is
somebody's: it stands in the class and in its tables, not gradable.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from autograder.course.config import excluded_students, is_selected
from autograder.course.layout import Course
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome

REMARK = "The name of the student's folder is not UTF-8, or has control characters: rename it."


def is_control(sign: str) -> bool:
    """Tell whether a sign steers a terminal or breaks a line."""
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp")


def is_text(name: str) -> bool:
    """Tell whether a folder's name is text: the gradebook and the records hold no other."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not any(map(is_control, name))


def refused_folders(course: Course, assignment: str) -> list[Path]:
    """Return the folders with such names that may hold a submission of an assignment, sorted.

    Left out are those that hold folders of other assignments only.

    Raises:
        CourseError: the configuration does not run.
    """
    others = set(course.assignments()) - {assignment}
    students, rest = course.folders.students("submitted", assignment)
    if course.folders.usual("submitted"):
        found = [folder for folder in _refused_in(students) if not _holds_only(folder, others)]
        found += _refused_in(students / assignment)
    else:
        found = [folder for folder in _refused_in(students) if folder.joinpath(*rest).is_dir()]
    excluded = excluded_students(course) if found else frozenset()
    names = {f.name for f in found if f.name not in excluded and is_selected(course, f.name)}
    return [folder for folder in found if folder.name in names]


def refused(course: Course, assignment: str) -> list[SubmissionOutcome]:
    """Return an outcome for each of these folders; its name is written with escapes.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: the configuration does not run.
    """
    names = sorted({ascii(folder.name)[1:-1] for folder in refused_folders(course, assignment)})
    if not names:
        return []
    parts = tuple(
        NotebookOutcome(notebook, Status.NOT_GRADABLE, (REMARK,))
        for notebook in course.notebooks(assignment)
    )
    return [SubmissionOutcome(name, assignment, 0, "", parts) for name in names]


def _refused_in(folder: Path) -> list[Path]:
    names = [name for name in _names_in(folder) if not is_text(name)]
    return [folder / name for name in sorted(names) if (folder / name).is_dir()]


def _holds_only(folder: Path, others: Collection[str]) -> bool:
    """Tell whether a folder holds others, and nothing else; it is not looked through for longer."""
    names = _names_in(folder)
    return next(names, "") in others and all(name in others for name in names)


def _names_in(folder: Path) -> Iterator[str]:
    """Yield the names in a folder; none where nobody can look into it."""
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if not entry.name.startswith("."))
    except OSError:
        return
