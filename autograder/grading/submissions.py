"""Submissions: who has handed in, what came in, and whether it has changed since it was graded."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.course.notebooks import write_notebook
from autograder.errors import NotFoundError
from autograder.grading.intake import Handed, read_handed, read_stamp
from autograder.grading.masters import Paper
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome

ENVIRONMENT = ("ipython", "matplotlib", "nbgrader", "numpy", "scipy", "sympy", "torch")
"""Packages whose versions belong to a fingerprint: an outcome may depend on them."""


@dataclass(frozen=True)
class Submission:
    """One student's submission of an assignment, as it is now.

    Attributes:
        student: the name of the student's folder.
        notebooks: what came in for each notebook of the assignment, in order.
        fingerprint: digest of everything that its outcome depends on.
    """

    student: str
    notebooks: tuple[Handed, ...]
    fingerprint: str


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
    remark = "The name of the student's folder is no printable UTF-8: rename it."
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
    notebooks = tuple(read_handed(folder / f"{name}.ipynb", limits.file_bytes) for name in names)
    digest = hashlib.sha256(f"{base}\0{read_stamp(folder)}".encode())
    for part in notebooks:
        digest.update(f"\0{part.notebook}\0{part.status}\0{part.remarks}\0".encode())
        digest.update(hashlib.sha256(part.raw).digest())
    return Submission(student, notebooks, digest.hexdigest())


def environment_digest(limits: Limits) -> str:
    """Return a digest of the limits, versions and own code that outcomes depend on."""
    versions = {name: metadata.version(name) for name in ENVIRONMENT}
    parts = [versions, asdict(limits), _own_code()]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _own_code() -> str:
    """Return a digest of this package and of `helpers`: an author edits them without a version."""
    digest = hashlib.sha256()
    helpers = Path(str(find_spec("helpers").origin)).parent  # type: ignore[union-attr]
    for folder in (Path(__file__).parents[1], helpers):
        for path in sorted(folder.rglob("*.py")):
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def base_fingerprint(papers: dict[str, Paper], environment: str) -> str:
    """Return a digest of all that outcomes depend on besides the submissions."""
    notebooks = {name: write_notebook(paper.master) for name, paper in papers.items()}
    names = {name: paper.names for name, paper in papers.items()}
    parts = [environment, notebooks, names]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


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
