"""Submissions: who has handed in, what came in, and whether it has changed since it was graded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from autograder.course.config import Limits, is_selected
from autograder.course.layout import Course
from autograder.course.notebooks import write_notebook
from autograder.course.regions import USUAL
from autograder.engine.free_style import FreeStyle
from autograder.errors import NotFoundError
from autograder.grading.found import Found, find
from autograder.grading.intake import Handed, HandedFile, parse, read_stamp
from autograder.grading.masters import MasterNotebook
from autograder.grading.places import Place, Places, find_places
from autograder.grading.stamps import Stamp

MAX_NAMED = 5
"""Sentences about what is nobody's, where there is nothing else."""


@dataclass(frozen=True)
class Submission:
    """One student's submission of an assignment, as it is now.

    Attributes:
        student: the name of the student's folder.
        found: what it holds.
        stamp: when it came.
        remarks: sentences about the submission as a whole.
        digest: digest of all of this.
        fingerprint: digest of everything that its outcome depends on.
    """

    student: str
    found: Found
    stamp: Stamp
    remarks: tuple[str, ...]
    digest: str
    fingerprint: str

    @property
    def files(self) -> tuple[HandedFile, ...]:
        """What came in for each notebook of the assignment, in order."""
        return self.found.files

    def notebooks(self) -> tuple[Handed, ...]:
        """Return what came in for each notebook, parsed: most submissions have not changed."""
        return tuple(parse(file) for file in self.files)


def submitters(course: Course, assignment: str) -> list[str]:
    """Return the students who handed in the assignment, sorted."""
    return [place.student for place in find_places(course, assignment).places]


def choose(
    course: Course,
    assignment: str,
    places: Places,
    students: Iterable[str] | None,
    *,
    others: bool = False,
) -> list[Place]:
    """Return whom to grade: `students`, or all who handed in.

    Args:
        course: the course.
        assignment: name of the assignment.
        places: what lies below `submitted/`.
        students: the names of their folders; None for everybody whom the course selects.
        others: whether somebody has handed in who cannot be graded.

    Raises:
        NotFoundError: one of them has not handed in, or nobody has.
    """
    known = {place.student: place for place in places.places}
    students_folder, _ = course.folders.students("submitted", assignment)
    usual = course.relative(course.submission_folder("<student>", assignment))
    if not known and (students or not others):
        raise NotFoundError(
            f"Nobody has handed in {assignment}: {usual} is not there."
            + "".join(f"\n  {sentence}" for sentence in places.named[:MAX_NAMED]),
            f"Put each student's notebooks into {usual}/.",
        )
    if students is None:
        selected = [name for name in known if is_selected(course, name)]
        if known and not selected and not others:
            raise NotFoundError(
                f"c.CourseDirectory.student_id selects nobody who handed in {assignment}.",
                "Change the pattern in the configuration, or name students with --student.",
            )
        return [known[name] for name in selected]
    for student in students:
        if student not in known:
            raise NotFoundError(
                f"There is no submission of {assignment} by {student!r}.",
                f"Look into {course.relative(students_folder)}/ for the folder's name.",
            )
    return [known[name] for name in sorted(set(students))]


def read_submission(
    place: Place,
    masters: Mapping[str, MasterNotebook],
    reading: Iterable[str],
    limits: Limits,
    base: str,
) -> Submission:
    """Take a student's submission in.

    Args:
        place: where it lies.
        masters: the course's side of each notebook that asks something.
        reading: names of the assignment's notebooks that ask nothing.
        limits: how large a notebook may be.
        base: digest of all that outcomes depend on besides submissions (`base_fingerprint`).
    """
    if place.problem:
        files = tuple(HandedFile(name, None, place.problem) for name in masters)
        found, stamp = Found(files), Stamp()
    else:
        limit = limits.file_bytes
        found = find(place.folder, masters, reading, limit, place.around, place.leave_out)
        stamp = read_stamp(place.folder)
    remarks = [*place.remarks, *found.remarks, stamp.remark]
    parts = [
        stamp.text,
        [
            [f.notebook, f.refusal, f.name, f.raw is None, _digest(f.raw or b"")]
            for f in found.files
        ],
        [[path, _digest(raw)] for path, raw in (*found.pictures.items(), *found.beside.items())],
        remarks,
    ]
    digest = _digest(json.dumps(parts).encode())
    return Submission(
        place.student,
        found,
        stamp,
        tuple(remark for remark in remarks if remark),
        digest,
        _digest(f"{base} {digest}".encode()),
    )


def base_fingerprint(masters: dict[str, MasterNotebook], environment: str) -> str:
    """Return a digest of all that outcomes depend on besides the submissions.

    Args:
        masters: the course's side of each notebook.
        environment: digest of limits, versions and code (`autograder.grading.circumstances`).
    """
    notebooks = {name: write_notebook(master.notebook) for name, master in masters.items()}
    names = {name: [master.names, _free_parts(master.free)] for name, master in masters.items()}
    parts: list[object] = [environment, notebooks, names]
    # Only where a course has markers of its own: other courses' records hold as they are.
    parts += sorted({repr(m.markers) for m in masters.values() if m.markers != USUAL})
    return _digest(json.dumps(parts, sort_keys=True).encode())


def _free_parts(free: FreeStyle | None) -> object:
    """Return what outcomes depend on of how tests run that were written for nbgrader."""
    return None if free is None else {**asdict(free), "outside": sorted(free.outside)}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
