"""Collecting: from downloads of an LMS to a plan, and from a plan to `submitted/`."""

from __future__ import annotations

import contextlib
import functools
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from pathlib import Path

from autograder.collecting.arranging import Attempt, arrange
from autograder.collecting.forms import NOTEBOOK, Sender, Surroundings
from autograder.collecting.matching import ClassList
from autograder.collecting.pieces import Bounds, Incoming, Piece
from autograder.collecting.reading import Reader, title_of
from autograder.collecting.resolving import Chosen, keep_names, read_names, resolve
from autograder.collecting.roster import load_class
from autograder.collecting.standing import Decision, State, decide, in_order, standing_of
from autograder.collecting.writing import note, write
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.errors import AutograderError
from autograder.files import digest_of_file
from autograder.markup.text import quoted

_AT_ONCE = timedelta(minutes=2)
_MANY = 3


@dataclass(frozen=True)
class Doubt:
    """Somebody for whom nothing is written.

    Attributes:
        sender: who, as the LMS writes it.
        why: why not.
        near: students who may be meant, by id.
        student: the student's id where it is known, and something else is in doubt.
    """

    sender: Sender
    why: str
    near: tuple[Student, ...] = ()
    student: str = ""


@dataclass(frozen=True)
class Row:
    """What is to be done for one student.

    Attributes:
        senders: the student, as the downloads write it.
        decision: what is to be done.
        attempts: what came in, the last one at the end.
        new: whether the student's id was made of the name.
    """

    senders: tuple[Sender, ...]
    decision: Decision
    attempts: tuple[Attempt, ...]
    new: bool


@dataclass
class Plan:
    """What a run would do.

    Attributes:
        course: the course.
        assignment: name of the assignment.
        sources: the names of the downloads.
        notebooks: names of the assignment's notebooks.
        chosen: which students were chosen by hand.
        rows: what is to be done, by student.
        doubts: for whom nothing is written.
        refused: sentences about files that are not taken in.
        remarks: sentences about what was put right or left out.
        times: whether the times of the downloads become time stamps.
    """

    course: Course
    assignment: str
    sources: tuple[str, ...]
    notebooks: tuple[str, ...]
    chosen: Chosen
    rows: list[Row] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    times: bool = True

    @property
    def open_rows(self) -> list[Row]:
        """The rows for which something is to be written."""
        return [row for row in self.rows if row.decision.state is not State.SAME]

    @property
    def needs_you(self) -> bool:
        """Whether a person has to look at something."""
        beside = any(row.decision.state is State.BESIDE for row in self.rows)
        return bool(self.doubts or self.refused or beside)


@contextlib.contextmanager
def planned(
    course: Course,
    assignment: str,
    sources: Sequence[Path],
    *,
    chosen: Mapping[str, str] | None = None,
    zone: tzinfo | None = None,
    times: bool = True,
    bounds: Bounds | None = None,
) -> Iterator[Plan]:
    """Read downloads and yield what would be done with them; nothing of the course is changed.

    Args:
        course: the course.
        assignment: name of the assignment.
        sources: zips and folders.
        chosen: a student's id for a name as the LMS writes it.
        zone: the zone of zips' times; None for that of this machine.
        times: whether the times of the downloads become time stamps.
        bounds: how much is read.

    Raises:
        NotFoundError: there is no such assignment, download, name or student.
        CourseError: the configuration does not run.
        GradebookError: the gradebook cannot be read.
    """
    notebooks = tuple(course.notebooks(assignment))
    students, has_class = load_class(course)
    known = ClassList(students)
    by_hand = Chosen(chosen or {}, read_names(course, known))

    @functools.cache
    def knows(name: str) -> bool:
        return known.knows(name) or bool(by_hand.of(Sender(name)))

    others = frozenset(course.assignments()) - {assignment}
    around = Surroundings(assignment, others, knows, has_class)
    with tempfile.TemporaryDirectory(prefix="collecting-") as stage:
        incoming = Reader(Path(stage), around, zone, bounds).read(sources)
        names = tuple(title_of(source) for source in sources)
        plan = Plan(course, assignment, names, notebooks, by_hand, times=times)
        plan.refused, plan.remarks = incoming.refused, incoming.remarks
        _Planner(plan, incoming, known).fill(make=not has_class)
        yield plan


def carry_out(plan: Plan) -> list[str]:
    """Write what a plan says; return a sentence for each student for whom it cannot be written."""
    failed = []
    if plan.chosen.students:
        keep_names(plan.course, plan.chosen)
    for row in plan.rows:
        try:
            if row.decision.state is State.SAME:
                note(row.decision, row.attempts, plan.sources)
            else:
                write(row.decision, plan.sources, times=plan.times)
        except AutograderError as error:
            failed.append(f"{error.what} {error.hint}")
    return failed


class _Planner:
    """Makes a plan of what came in."""

    def __init__(self, plan: Plan, incoming: Incoming, known: ClassList) -> None:
        self._plan = plan
        self._known = known
        self._pieces: dict[Sender, dict[int, list[Piece]]] = defaultdict(dict)
        for piece in incoming.pieces:
            self._pieces[piece.sender].setdefault(piece.source, []).append(piece)

    def fill(self, *, make: bool) -> None:
        """Find out whose everything is, and what is to be done with it."""
        senders = {sender: {*parts} for sender, parts in self._pieces.items()}
        matches = resolve(senders, self._known, self._plan.chosen, make=make)
        of_student: dict[str, list[Sender]] = defaultdict(list)
        for sender, match in matches.items():
            if match.student:
                of_student[match.student].append(sender)
            else:
                near = tuple(self._known.students.get(name, Student(name)) for name in match.near)
                self._plan.doubts.append(Doubt(sender, match.why, near))
        for student, own in sorted(of_student.items()):
            self._add(student, own, new=any(matches[one].new for one in own))
        self._plan.doubts.sort(key=lambda doubt: (doubt.sender.name, doubt.sender.number))
        if self._plan.open_rows:
            self._point_out_times()
        self._plan.remarks += same_files(self._plan)

    def _add(self, student: str, senders: list[Sender], *, new: bool) -> None:
        plan = self._plan
        parts = [part for one in senders for part in self._pieces[one].items()]
        parts.sort(key=lambda part: part[0])
        attempts = in_order(
            attempt for _, pieces in parts for attempt in arrange(pieces, plan.notebooks)
        )
        standing = standing_of(plan.course, plan.assignment, student)
        doubts = [standing.problem] if standing.problem else []
        doubts += [doubt for attempt in attempts for doubt in attempt.doubts]
        if doubts:
            plan.doubts += [Doubt(senders[0], doubt, student=student) for doubt in doubts]
            return
        decision = decide(student, attempts, standing)
        plan.rows.append(Row(tuple(senders), decision, tuple(attempts), new))
        plan.remarks += _remarks_on(decision, attempts, plan)

    def _point_out_times(self) -> None:
        """Say it where the times of a download are those of the download itself."""
        for number, name in enumerate(self._plan.sources):
            times = {
                sender: piece.when
                for sender, parts in self._pieces.items()
                for piece in parts.get(number, ())
                if piece.when is not None
            }
            if len(times) >= _MANY and max(times.values()) - min(times.values()) <= _AT_ONCE:
                self._plan.remarks.append(
                    f"{name}: all hand-ins have nearly the same time, which may be that of the "
                    "download. With --no-times nobody gets a time stamp from it."
                )


def _remarks_on(decision: Decision, attempts: Sequence[Attempt], plan: Plan) -> Iterator[str]:
    who = decision.student
    folder = plan.course.relative(decision.standing.folder)
    if decision.state is State.SAME:
        return
    if decision.state is State.BESIDE:
        yield (
            f"{who}: what lies in {folder} was put there or changed by hand, so it stays, and what "
            "came in is kept aside."
        )
    last = decision.counts or attempts[-1]
    for sentence in last.remarks:
        yield f"{who}: {sentence}."
    for path in last.unknown:
        yield f"{who}: {quoted(path)} is not a notebook of the assignment. Grading looks at it."
    for name in plan.notebooks:
        path = f"{name}{NOTEBOOK}"
        if path not in last.files and any(path in one.files for one in attempts):
            yield f"{who}: {path} was in an earlier attempt, and is not in the last one."


def same_files(plan: Plan) -> Iterator[str]:
    """Yield a sentence for each file that two students have handed in byte for byte.

    What was handed out counts for nothing, nor does a file of many students that is not a notebook.
    """
    course, assignment = plan.course, plan.assignment
    folders = (course.release_folder(assignment), course.source_folder(assignment))
    given = {digest_of_file(path) for f in folders for path in f.rglob("*") if path.is_file()}
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for row in plan.rows:
        last = row.decision.counts or row.attempts[-1]
        for path, piece in last.files.items():
            if piece.digest not in given and piece.file.stat().st_size:
                owners[piece.digest].setdefault(row.decision.student, path)
    for found in owners.values():
        path = next(iter(found.values()))
        if len(found) == 2 or (len(found) > 2 and path.endswith(NOTEBOOK)):
            who = ", ".join(sorted(found))
            yield f"The same file, byte for byte: {quoted(path)} of {who}."
