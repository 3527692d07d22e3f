"""Dates: when assignments are due, and who has more time, as `dates.toml` says.

The file is data. It is read whenever scores are, so a date that moves changes points at once, and
nothing runs again. What is wrong in it is a *fault* where a date or a penalty could come out wrong:
then nothing of that assignment is graded or shown. It is a *note* where one entry has no effect.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

import msgspec

from autograder.course.lateness import FREE, Deadline, Rule
from autograder.errors import CourseError
from autograder.outcomes import (
    NOT_HANDED_IN,
    UNCOUNTED,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
)

DATES_NAME = "dates.toml"
MAX_SHOWN = 8
"""Faults that one message names."""
BEGINNING = datetime.fromtimestamp(0, UTC)
"""Before every date."""


@dataclass(frozen=True)
class Extension:
    """More time for one student.

    Attributes:
        student: the name of the student's folder.
        notebook: the notebook that it is for; None for the whole assignment.
        until: the new due date; None for a student who is excused.
    """

    student: str
    notebook: str | None
    until: datetime | None


@dataclass(frozen=True)
class Remark:
    """A sentence about the file.

    Attributes:
        assignment: the assignment that it is about; None for the whole file.
        sentence: what is wrong, with the place.
    """

    assignment: str | None
    sentence: str


@dataclass(frozen=True)
class AssignmentDates:
    """The dates of one assignment.

    Attributes:
        assignment: its name.
        due: when it is due; None where only notebooks have dates.
        notebooks: due dates of notebooks that have their own.
        rule: what lateness costs.
        extensions: who has more time, in the file's order.
        zone: the zone in which people read its dates.
        now: the moment at which they were read.
    """

    assignment: str
    due: datetime | None = None
    notebooks: Mapping[str, datetime] = field(default_factory=dict)
    rule: Rule = FREE
    extensions: tuple[Extension, ...] = ()
    zone: tzinfo = UTC
    now: datetime = BEGINNING

    def due_of(self, notebook: str) -> datetime | None:
        """Return when a notebook is due for everybody; None without a date."""
        return self.notebooks.get(notebook, self.due)

    @property
    def last_due(self) -> datetime | None:
        """The date of the whole assignment: its own, or that of its last notebook."""
        return self.due or max(self.notebooks.values(), default=None)

    def deadline(self, student: str, notebook: str) -> Deadline:
        """Return until when a student may hand in a notebook; an extension only gives time."""
        due = self.due_of(notebook)
        own = [
            one
            for one in self.extensions
            if one.student == student and one.notebook in (None, notebook)
        ]
        later = [one.until for one in own if one.until and due and one.until > due]
        return Deadline(
            max(later, default=due),
            extended=bool(later),
            excused=any(one.until is None for one in own),
            rule=self.rule,
        )

    def status(self, student: str, outcome: NotebookOutcome) -> Status:
        """Return what became of a notebook: one that nobody waits for yet is not missing.

        A notebook that was handed in as it was handed out counts as not handed in until it is due:
        many hand in the whole folder each time.
        """
        graded = outcome.status in (Status.GRADED, Status.NEEDS_PERSON)
        if outcome.status is not Status.MISSING and not (graded and outcome.blank):
            return outcome.status
        deadline = self.deadline(student, outcome.notebook)
        if deadline.excused:
            return Status.EXCUSED
        return Status.NOT_DUE if deadline.is_open(self.now) else outcome.status

    def seen_notebook(self, student: str, outcome: NotebookOutcome) -> NotebookOutcome:
        """Return a notebook's outcome as people see it: with the state that follows from dates."""
        status = self.status(student, outcome)
        remarks = outcome.remarks
        if status in UNCOUNTED:
            remarks = tuple(one for one in remarks if not one.endswith(NOT_HANDED_IN))
        return msgspec.structs.replace(outcome, status=status, remarks=remarks)

    def seen(self, outcome: SubmissionOutcome) -> SubmissionOutcome:
        """Return an outcome as people see it."""
        parts = tuple(self.seen_notebook(outcome.student, part) for part in outcome.notebooks)
        return msgspec.structs.replace(outcome, notebooks=parts)

    def stranger_notes(self, known: Collection[str]) -> list[str]:
        """Return a sentence about each student with an extension whom nobody knows."""
        names = dict.fromkeys(one.student for one in self.extensions)
        return [
            f"{DATES_NAME}: [{self.assignment}.extensions] {name} is not a student of this class"
            f"{near(name, known)}."
            for name in names
            if name not in known
        ]


@dataclass(frozen=True)
class Dates:
    """What `dates.toml` says.

    Attributes:
        now: the moment at which the file was read.
        entries: the dates of each assignment that the file speaks of.
        faults: what keeps dates from being used.
        notes: entries that have no effect.
        zone: the class's zone; None where each date has its own.
        readable: the file is TOML, or is not there.
    """

    now: datetime
    entries: Mapping[str, AssignmentDates] = field(default_factory=dict)
    faults: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    zone: tzinfo | None = None
    readable: bool = True

    def of(self, assignment: str) -> AssignmentDates | None:
        """Return the dates of an assignment; None where it has none.

        Raises:
            CourseError: what the file says of it cannot be used.
        """
        entry = self.entries.get(assignment)
        if self.readable and entry is None:
            return None
        if any(one.assignment in (None, assignment) for one in self.faults):
            raise self.refusal(assignment)
        return entry

    def refusal(self, assignment: str | None = None) -> CourseError:
        """Return the error that names the faults of an assignment, or of the whole file."""
        found = [
            one.sentence
            for one in self.faults
            if assignment is None or one.assignment in (None, assignment)
        ]
        more = [f"… and {len(found) - MAX_SHOWN} more."] if len(found) > MAX_SHOWN else []
        return CourseError(
            "\n".join([*found[:MAX_SHOWN], *more]),
            f"Mend {DATES_NAME}: until then nothing is graded or shown by it. To see what it says, "
            "run: autograder dates",
        )

    def notes_for(self, assignment: str) -> list[str]:
        """Return what matters to whoever grades an assignment: its notes, and the file's."""
        return [one.sentence for one in self.notes if one.assignment in (None, assignment)]


def near(name: str, names: Iterable[str]) -> str:
    """Return what a name that is not known may have meant, to stand behind it; "" for nothing.

    >>> near("alcie", ["bob", "alice"])
    ' (did you mean alice?)'
    """
    found = difflib.get_close_matches(name, list(names), n=1)
    return f" (did you mean {found[0]}?)" if found else ""
