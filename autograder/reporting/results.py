"""What came of an assignment, as feedback, report and export show it.

`autograder.reporting.gather` fills these from the records of grading and the gradebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from autograder.course.cells import question_of
from autograder.course.corrections import NOTHING, Corrections
from autograder.course.dates import AssignmentDates
from autograder.course.lateness import UNTIMED, Lateness, points_off
from autograder.course.optional import NONE, Place
from autograder.outcomes import UNCOUNTED, CellOutcome, Status, overall
from autograder.reporting.html.states import State

OPEN = (State.NOT_GRADABLE, State.NOT_DUE, State.EXCUSED, State.DROPPED)
"""States in which nothing is decided, whatever the record holds."""
Layout = dict[str, dict[str, float]]  # notebook → graded cell → points, in the source's order


@dataclass(frozen=True)
class QuestionResult:
    """One question of one student.

    Attributes:
        name: grade id of the cell that the student fills in.
        state: what became of it.
        max_points: points it is worth.
        cells: outcomes of its graded cells.
        comment: a grader's comment.
        by_person: a person gave points, or changed them.
        mistakes: known mistakes of the course's bank that stand behind what is wrong, in words.
        optional: a ★ question, whose points are told apart.
    """

    name: str
    state: State
    max_points: float
    cells: tuple[CellOutcome, ...] = ()
    comment: str = ""
    by_person: bool = False
    mistakes: tuple[str, ...] = ()
    optional: bool = False

    @property
    def points(self) -> float | None:
        """Points so far; None where nothing is decided."""
        decided = [cell.points for cell in self.cells if cell.points is not None]
        if self.state is State.MISSING:
            return 0.0
        return sum(decided) if decided and self.state not in OPEN else None

    @property
    def decided(self) -> float:
        """Points that the decided part of the question is worth."""
        if self.state in OPEN:
            return 0.0
        return sum(cell.max_points for cell in self.cells if cell.points is not None)


@dataclass(frozen=True)
class NotebookResult:
    """One notebook of one student.

    Points are those of its core questions; those of ★ questions have names with `optional`.

    Attributes:
        name: its name.
        status: what became of it.
        questions: its questions, in order.
        remarks: sentences about it.
        seconds: wall-clock time of grading it.
        penalty: points that a plug-in of nbgrader's takes off for lateness: first of the core, the
            rest of the ★ questions.
        lateness: how late it came, and the percentage of all its points that this takes off.
    """

    name: str
    status: Status
    questions: tuple[QuestionResult, ...]
    remarks: tuple[str, ...] = ()
    seconds: float = 0.0
    penalty: float = 0.0
    lateness: Lateness = UNTIMED

    @property
    def counts(self) -> bool:
        """Whether somebody waits for it: it is due, or handed in, and not excused."""
        return self.status not in UNCOUNTED

    @property
    def points(self) -> float | None:
        """Points so far; None for a notebook that is not gradable, or that does not count."""
        return max(0.0, self._kept(optional=False) - self.penalty) if self._decidable else None

    @property
    def raw_points(self) -> float | None:
        """Points before lateness takes anything off."""
        return self._earned(optional=False) if self._decidable else None

    @property
    def taken_off(self) -> float:
        """Points that lateness takes off, of core and ★ questions together."""
        core = (self.raw_points or 0.0) - (self.points or 0.0)
        star = (self.raw_optional or 0.0) - (self.optional_points or 0.0)
        return max(0.0, core + star)

    @property
    def max_points(self) -> float:
        """Points it is worth."""
        return sum(item.max_points for item in self._those(optional=False))

    @property
    def decided(self) -> float:
        """Points that its decided part is worth."""
        return sum(item.decided for item in self._those(optional=False))

    @property
    def optional_points(self) -> float | None:
        """Points of ★ questions so far; None as for `points`."""
        rest = max(0.0, self.penalty - self._kept(optional=False))
        return max(0.0, self._kept(optional=True) - rest) if self._decidable else None

    @property
    def raw_optional(self) -> float | None:
        """Points of ★ questions before lateness takes anything off."""
        return self._earned(optional=True) if self._decidable else None

    @property
    def optional_max(self) -> float:
        """Points that its ★ questions are worth."""
        return sum(item.max_points for item in self._those(optional=True))

    @property
    def _decidable(self) -> bool:
        return self.counts and self.status is not Status.NOT_GRADABLE

    def _kept(self, *, optional: bool) -> float:
        """Return the points that dates leave, before a plug-in takes its own off."""
        earned = self._earned(optional=optional)
        return earned - points_off(earned, self.lateness.percent)

    def _earned(self, *, optional: bool) -> float:
        return sum(item.points or 0.0 for item in self._those(optional=optional))

    def _those(self, *, optional: bool) -> list[QuestionResult]:
        return [item for item in self.questions if item.optional is optional]

    @property
    def open(self) -> float:
        """Points that wait for a person, ★ or not."""
        waiting = (item for item in self.questions if item.state is State.WAITING)
        return sum(item.max_points - item.decided for item in waiting)


@dataclass(frozen=True)
class StudentResult:
    """One student's assignment; what its points are is said of notebooks.

    Attributes:
        student: the name of the folder.
        name: the name to show.
        notebooks: results in the assignment's order.
        remarks: sentences about the submission as a whole.
        submitted: something was handed in or recorded; else the class list alone knows the student.
        isolated: it was graded where answers are kept apart from tests; plain nbgrader does not.
    """

    student: str
    name: str
    notebooks: tuple[NotebookResult, ...]
    remarks: tuple[str, ...] = ()
    submitted: bool = True
    isolated: bool = False

    @property
    def status(self) -> Status:
        """The worst status of its notebooks; missing only where all are missing."""
        return overall(notebook.status for notebook in self.notebooks)

    @property
    def counted(self) -> list[NotebookResult]:
        """The notebooks that count: neither excused nor still to come."""
        return [notebook for notebook in self.notebooks if notebook.counts]

    @property
    def points(self) -> float | None:
        """Points so far; None while a notebook is not gradable, or none of them counts."""
        return self._total(notebook.points for notebook in self.counted)

    @property
    def raw_points(self) -> float | None:
        """Points before lateness takes anything off."""
        return self._total(notebook.raw_points for notebook in self.counted)

    @property
    def max_points(self) -> float:
        """Points of the whole assignment, as far as it counts."""
        return sum(notebook.max_points for notebook in self.counted)

    @property
    def decided(self) -> float:
        """Points that the decided part is worth."""
        return sum(notebook.decided for notebook in self.notebooks)

    @property
    def optional_points(self) -> float | None:
        """Points of ★ questions so far; None as for `points`."""
        return self._total(notebook.optional_points for notebook in self.counted)

    @property
    def raw_optional(self) -> float | None:
        """Points of ★ questions before lateness takes anything off."""
        return self._total(notebook.raw_optional for notebook in self.counted)

    @property
    def optional_max(self) -> float:
        """Points that the ★ questions of the assignment are worth, as far as it counts."""
        return sum(notebook.optional_max for notebook in self.counted)

    def _total(self, parts: Iterable[float | None]) -> float | None:
        if self.status is Status.NOT_GRADABLE or self.status in UNCOUNTED:
            return None
        return sum(part or 0.0 for part in parts)

    @property
    def handed_in(self) -> datetime | None:
        """When the last of its notebooks was handed in; None where nobody can tell."""
        times = (notebook.lateness.submitted for notebook in self.notebooks)
        return max((when for when in times if when is not None), default=None)

    @property
    def late(self) -> timedelta | None:
        """How late the latest of its notebooks came; None where nobody can tell."""
        known = (one.lateness for one in self.counted)
        return max((one.late for one in known if one.submitted and one.due), default=None)

    @property
    def taken_off(self) -> float:
        """Points that lateness takes off, of core and ★ questions together."""
        return sum(notebook.taken_off for notebook in self.counted)

    @property
    def seconds(self) -> float:
        """Wall-clock time of grading it."""
        return sum(notebook.seconds for notebook in self.notebooks)


@dataclass(frozen=True)
class Results:
    """An assignment's results: its layout, and students sorted by folder name.

    Attributes:
        assignment: the assignment.
        layout: its graded cells.
        students: what came of each student's.
        optional: notebook and grade id of its ★ questions.
        inside: notebook and grade id of each test that may run where the answers run, and whether
            it did; empty where all tests run apart from the answers.
        dated: its dates; None where `dates.toml` has none.
        stale: students who were graded by another source than there is now.
        corrections: what counts differently from what tests say.
        graded: when the first and the last record of its students were written; None where there
            is none.
    """

    assignment: str
    layout: Layout
    students: tuple[StudentResult, ...]
    optional: frozenset[Place] = NONE
    inside: Mapping[Place, bool] = field(default_factory=dict)
    dated: AssignmentDates | None = None
    stale: tuple[str, ...] = ()
    corrections: Corrections = NOTHING
    graded: tuple[datetime, datetime] | None = None

    @property
    def zone(self) -> tzinfo:
        """The zone in which people read its times."""
        return UTC if self.dated is None else self.dated.zone

    @property
    def shows_lateness(self) -> bool:
        """Whether pages and tables show what lateness takes off."""
        return self.dated is not None or any(student.taken_off for student in self.students)

    def columns(self) -> list[tuple[str, str]]:
        """Return notebook and question of every question, in order."""
        found: dict[tuple[str, str], None] = {}
        for notebook, cells in self.layout.items():
            for cell in cells:
                found[notebook, question_of(cell)] = None
        return list(found)
