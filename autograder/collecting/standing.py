"""Standing: what of a student's hand-ins is there already, and what is to be done with new ones.

`collected/<assignment>/<student>/` holds the attempts that do not count, each in a folder of its
own, and `attempts.json`, which lists all of them. Grading looks into `submitted/` only. What lies
there and stands in no such list was put there by hand, and nothing takes its place.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from autograder.collecting.arranging import STAMP_NAME, Attempt, digest_of
from autograder.course.folders import STEPS
from autograder.course.layout import Course
from autograder.course.refused import is_text
from autograder.files import MAX_BYTES, digest_of_file, is_junk

LIST_NAME = "attempts.json"
SUBMITTED = "submitted"
_PLACES = ("collected", "collected-attempts")


class State(StrEnum):
    """What becomes of a student's hand-ins."""

    NEW = "new"
    NEWER = "newer attempt"
    OLDER = "older attempt"
    BESIDE = "kept aside"
    SAME = "nothing new"


@dataclass(frozen=True)
class Known:
    """An attempt that is there already.

    Attributes:
        digest: digest of its files.
        time: when it was handed in, as text; "" where nobody can tell.
        source: the name of the download that it came in.
        late: whether the LMS has marked it as late.
        place: `submitted`, or the name of its folder beside `attempts.json`.
        uploads: the LMS's own name for each file that has one, by which it takes feedback back.
    """

    digest: str
    time: str = ""
    source: str = ""
    late: bool = False
    place: str = SUBMITTED
    uploads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What is there of a student.

    Attributes:
        folder: where the submission that counts belongs.
        aside: the student's folder for the other attempts.
        current: digest of what lies in `folder`; "" where nothing does.
        known: the attempts that are listed.
        problem: a sentence about why nothing can be put there; "" where it can.
    """

    folder: Path
    aside: Path
    current: str
    known: tuple[Known, ...]
    problem: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether somebody has put something there that was not collected."""
        return bool(self.current) and self.current not in {one.digest for one in self.known}


@dataclass(frozen=True)
class Decision:
    """What is to be done for a student.

    Attributes:
        student: the student's id.
        state: in a word.
        counts: the attempt that goes into `submitted/`; None where that stays.
        aside: the attempts that are kept beside it.
        standing: what is there.
    """

    student: str
    state: State
    counts: Attempt | None
    aside: tuple[Attempt, ...]
    standing: Standing


def attempts_folder(course: Course, assignment: str) -> Path:
    """Return the folder for attempts that do not count; no step of the course has it.

    Raises:
        CourseError: the configuration does not run.
    """
    bases = [course.folders.base(step) for step in STEPS]
    for name in _PLACES:
        folder = course.root / name
        if not any(base == folder or base.is_relative_to(folder) for base in bases):
            return folder / assignment
    return course.root / ".collected" / assignment


def standing_of(course: Course, assignment: str, student: str) -> Standing:
    """Return what is there of a student.

    Raises:
        CourseError: the configuration does not run.
    """
    aside = attempts_folder(course, assignment) / student
    problem = unusable(student)
    if problem:
        return Standing(Path(), aside, "", (), problem)
    folder = course.submission_folder(student, assignment)
    problem = _blocked(course, assignment, folder) or _blocked(course, assignment, aside)
    problem = problem or _elsewhere(course, assignment, student)
    current = "" if problem or not folder.exists() else contents_of(folder)
    known = () if problem else _known(aside)
    return Standing(folder, aside, current, known, problem)


def uploads_of(course: Course, assignment: str, student: str) -> Mapping[str, str]:
    """Return the LMS's own name for each file of the attempt that counts, where one was noted.

    Raises:
        CourseError: the configuration does not run.
    """
    if unusable(student):
        return {}
    known = _known(attempts_folder(course, assignment) / student)
    return next((one.uploads for one in known if one.place == SUBMITTED), {})


def in_order(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Return attempts by their times; those of one time in the order in which they came."""
    return sorted(attempts, key=lambda one: one.when or datetime.min)


def decide(student: str, attempts: Iterable[Attempt], standing: Standing) -> Decision:
    """Return what is to be done with a student's attempts, the last of which counts.

    Args:
        student: the student's id.
        attempts: what came in, in order.
        standing: what is there already.
    """
    ordered = list(attempts)
    last_of = {one.digest: one for one in reversed(ordered)}
    seen = {one.digest for one in standing.known} | {standing.current}
    fresh = in_order(one for digest, one in last_of.items() if digest not in seen)
    if not standing.current:
        counts = ordered[-1]
        aside = tuple(one for one in fresh if one.digest != counts.digest)
        return Decision(student, State.NEW, counts, aside, standing)
    if not fresh:
        return Decision(student, State.SAME, None, (), standing)
    if standing.by_hand and standing.current not in last_of:
        return Decision(student, State.BESIDE, None, tuple(fresh), standing)
    newest = fresh[-1]
    if _is_older(newest, standing, last_of):
        return Decision(student, State.OLDER, None, tuple(fresh), standing)
    return Decision(student, State.NEWER, newest, tuple(fresh[:-1]), standing)


def _is_older(attempt: Attempt, standing: Standing, others: dict[str, Attempt]) -> bool:
    """Tell whether an attempt was made before the one that counts."""
    known = {one.digest: one.time for one in standing.known}
    present = known.get(standing.current) or time_text(
        others[standing.current].when if standing.current in others else None
    )
    return bool(present) and attempt.when is not None and time_text(attempt.when) < present


def time_text(when: datetime | None) -> str:
    """Return a time as nbgrader's `timestamp.txt` has it, in UTC; "" for none."""
    return "" if when is None else f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"


def contents_of(folder: Path) -> str:
    """Return the digest of what lies in a submission's folder; "" where nothing does.

    Its time stamp does not count.
    """
    found: dict[str, str] = {}
    for above, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_junk(name))
        for name in files:
            path = Path(above, name)
            inside = path.relative_to(folder).as_posix()
            if is_junk(name) or inside == STAMP_NAME:
                continue
            try:
                found[inside] = "link" if path.is_symlink() else digest_of_file(path)
            except OSError:
                found[inside] = "unreadable"
    return digest_of(found) if found else ""


def list_text(known: Iterable[Known]) -> str:
    """Return the text of `attempts.json`."""
    return json.dumps({"attempts": [asdict(one) for one in known]}, indent=1) + "\n"


def with_places(known: Iterable[Known], places: dict[str, str]) -> tuple[Known, ...]:
    """Return attempts with new places, by their digests."""
    return tuple(replace(one, place=places.get(one.digest, one.place)) for one in known)


def _known(aside: Path) -> tuple[Known, ...]:
    """Return the attempts of a list, and those that lie beside it without standing in it."""
    listed: list[Known] = []
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        content = json.loads((aside / LIST_NAME).read_text(encoding="utf-8"))
        listed = [
            Known(
                str(one["digest"]),
                str(one["time"]),
                str(one["source"]),
                one["late"] is True,
                str(one["place"]),
                _uploads(one.get("uploads")),
            )
            for one in content["attempts"]
        ]
    found: list[Known] = []
    with contextlib.suppress(OSError):
        folders = sorted(one for one in aside.iterdir() if one.is_dir() and not is_junk(one.name))
        found = [Known(contents_of(one), "", "", False, one.name) for one in folders]
    digests = {one.digest for one in listed}
    return (*listed, *(one for one in found if one.digest not in digests))


def _uploads(noted: object) -> dict[str, str]:
    """Return the names of uploads that a list holds; lists of earlier versions hold none."""
    pairs = noted.items() if isinstance(noted, dict) else ()
    return {str(file): str(name) for file, name in pairs}


def unusable(student: str) -> str:
    """Return why an id cannot name a folder; "" where it can."""
    if student in ("", ".", "..") or "/" in student or not is_text(student):
        return "this id cannot name a folder"
    if len(student.encode()) > MAX_BYTES:
        return "this id is too long to name a folder"
    return "this id would name a folder that grading passes over" if is_junk(student) else ""


def _blocked(course: Course, assignment: str, folder: Path) -> str:
    """Return why nothing can be written to a folder; "" where it can."""
    ends = {course.root, course.submitted, attempts_folder(course, assignment)}
    for place in (folder, *folder.parents):
        if place in ends:
            break
        if place.is_symlink():
            return f"{course.relative(place)} is a link, and links are not followed"
        if place.exists() and not place.is_dir():
            return f"{course.relative(place)} is a file where a folder is expected"
    return ""


def _elsewhere(course: Course, assignment: str, student: str) -> str:
    """Return a sentence where grading finds a submission of the student in another place."""
    usual = course.submission_folder(student, assignment)
    if not course.folders.usual("submitted") or usual.exists():
        return ""
    students, _ = course.folders.students("submitted", assignment)
    turned = students / assignment / student
    loose = [students / student / f"{name}.ipynb" for name in course.notebooks(assignment)]
    for path in (turned, *loose):
        if path.exists():
            return f"{course.relative(path)} was put there by hand, and grading takes it"
    return ""
