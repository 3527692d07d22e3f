"""Submissions: who has handed in, what came in, and whether it has changed since it was graded."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.course.notebooks import write_notebook
from autograder.errors import NotFoundError
from autograder.grading.intake import Handed, HandedFile, parse, read_file, read_stamp
from autograder.grading.masters import MasterNotebook
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome


@dataclass(frozen=True)
class Submission:
    """One student's submission of an assignment, as it is now.

    Attributes:
        student: the name of the student's folder.
        files: what came in for each notebook of the assignment, in order.
        digest: digest of the files and of when they came.
        fingerprint: digest of everything that its outcome depends on.
    """

    student: str
    files: tuple[HandedFile, ...]
    digest: str
    fingerprint: str

    def notebooks(self) -> tuple[Handed, ...]:
        """Return what came in for each notebook, parsed: most submissions have not changed."""
        return tuple(parse(file) for file in self.files)


def submitters(course: Course, assignment: str) -> list[str]:
    """Return the students who handed in the assignment, sorted."""
    return [folder.name for folder in _folders(course, assignment) if _is_text(folder.name)]


def choose(course: Course, assignment: str, students: Iterable[str] | None) -> list[str]:
    """Return whom to grade: `students`, or all who handed in.

    Raises:
        NotFoundError: one of them has not handed in, or nobody has.
    """
    known = submitters(course, assignment)
    if not known and (students or not nameless(course, assignment)):
        raise NotFoundError(
            f"Nobody has handed in {assignment}: submitted/<student>/{assignment} is not there.",
            f"Put each student's notebooks into submitted/<student>/{assignment}/.",
        )
    for student in students or ():
        if student not in known:
            raise NotFoundError(
                f"There is no submission of {assignment} by {student!r}.",
                f"Look into {course.relative(course.submitted)}/ for the folder's name.",
            )
    return known if students is None else sorted(set(students))


def nameless(course: Course, assignment: str) -> list[SubmissionOutcome]:
    """Return outcomes for submissions in folders whose names nobody can write down."""
    folders = (folder.name for folder in _folders(course, assignment))
    names = [ascii(name)[1:-1] for name in folders if not _is_text(name)]
    remark = "The name of the student's folder is not printable UTF-8: rename it."
    parts = tuple(
        NotebookOutcome(notebook, Status.NOT_GRADABLE, (remark,))
        for notebook in course.notebooks(assignment)
    )
    return [SubmissionOutcome(name, assignment, 0, "", parts) for name in names]


def read_submission(
    course: Course, assignment: str, student: str, names: Iterable[str], limits: Limits, base: str
) -> Submission:
    """Take a student's submission in.

    Args:
        course: the course.
        assignment: name of the assignment.
        student: name of the student's folder.
        names: the assignment's notebooks.
        limits: how large a notebook may be.
        base: digest of all that outcomes depend on besides submissions (`base_fingerprint`).
    """
    folder = course.submitted / student / assignment
    files = tuple(read_file(folder / f"{name}.ipynb", limits.file_bytes) for name in names)
    digests = [[f.notebook, f.refusal, f.raw is None, _digest(f.raw or b"")] for f in files]
    digest = _digest(json.dumps([read_stamp(folder), digests]).encode())
    return Submission(student, files, digest, _digest(f"{base} {digest}".encode()))


def base_fingerprint(masters: dict[str, MasterNotebook], environment: str) -> str:
    """Return a digest of all that outcomes depend on besides the submissions.

    Args:
        masters: the course's side of each notebook.
        environment: digest of limits, versions and code (`autograder.grading.circumstances`).
    """
    notebooks = {name: write_notebook(master.notebook) for name, master in masters.items()}
    names = {name: master.names for name, master in masters.items()}
    return _digest(json.dumps([environment, notebooks, names], sort_keys=True).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _folders(course: Course, assignment: str) -> list[Path]:
    """Return the folders of students who handed in the assignment, sorted."""
    course.notebooks(assignment)  # a name that is none may be a path
    return sorted(
        folder for folder in course.submitted.glob("[!.]*") if os.path.lexists(folder / assignment)
    )


def _is_text(name: str) -> bool:
    """Tell whether a folder's name is text: the gradebook and the records hold no other."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return name.isprintable()
