"""Penalties: what lateness takes off, in nbgrader's gradebook, for nbgrader's own tools.

What this project shows is computed when scores are read. The formgrader and `nbgrader export` know
only what stands in the gradebook, so every run of grading brings that up to date, for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from autograder.course.config import load_config
from autograder.course.config_files import importing_from
from autograder.course.dates import AssignmentDates
from autograder.course.lateness import points_off
from autograder.course.layout import Course
from autograder.course.nbgrader_steps import runs
from autograder.course.nbgrader_values import switch
from autograder.gradebook.read import in_utc

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

FirstHanded = Callable[[str], Mapping[str, datetime]]
"""When the answers of a student's notebooks first came, where the record of grading knows it."""


class Plugin(Protocol):
    """A plug-in of nbgrader's for late penalties."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Return the points that lateness takes off; None for none."""


@dataclass(frozen=True)
class _Part:
    """One notebook of one student, as the gradebook holds it; moments are in UTC, without a zone.

    Attributes:
        id: the gradebook's number of it.
        student: whose it is.
        notebook: its name.
        score: its points, those of a person included, before anything is taken off.
        penalty: what lateness takes off.
        timestamp: when the submission came.
        extension: how much longer the student has.
        due: when the assignment is due for everybody.
    """

    id: str
    student: str
    notebook: str
    score: float
    penalty: float | None
    timestamp: datetime | None
    extension: timedelta | None
    due: datetime | None

    @property
    def seconds_late(self) -> float:
        """How late it is for nbgrader; 0 for what came in time."""
        if self.timestamp is None or self.due is None:
            return 0.0
        late = self.timestamp - self.due - (self.extension or timedelta())
        return max(late.total_seconds(), 0.0)


def handed_in_at(stamp: datetime | None, first: datetime | None) -> datetime | None:
    """Return when a notebook was handed in: answers that came again count from the first time.

    Args:
        stamp: when the whole submission came.
        first: when the answers of this notebook first came.
    """
    return min((when for when in (stamp, first) if when is not None), default=None)


def late_plugin(course: Course) -> Plugin | None:
    """Return the configured plug-in for late penalties; None where nbgrader would ask none."""
    from nbgrader.preprocessors import AssignLatePenalties

    config = load_config(course)
    enabled = switch(config, "AssignLatePenalties.enabled", default=True)
    if not enabled or not runs(config, "AssignLatePenalties"):
        return None
    with importing_from(course.home):
        step = AssignLatePenalties(config=config)
        step.init_plugin()
    plugin: Plugin = step.plugin_inst
    return plugin


def plugin_penalties(
    plugin: Plugin | None, book: Gradebook, assignment: str, student: str | None = None
) -> None:
    """Set penalties as a plug-in says; what came in time has none.

    Args:
        plugin: the plug-in; None for no penalties at all.
        book: the open gradebook.
        assignment: name of the assignment.
        student: whose penalties; None for everybody's.
    """
    parts = _parts(book, assignment, student)
    _set(book, {part: _asked(plugin, part) for part in parts})


def _asked(plugin: Plugin | None, part: _Part) -> float | None:
    if plugin is None or not part.seconds_late:
        return None
    penalty = plugin.late_submission_penalty(part.student, part.score, part.seconds_late)
    return None if penalty is None else min(max(penalty, 0), part.score)


def refresh_penalties(
    course: Course,
    book: Gradebook,
    assignment: str,
    dated: AssignmentDates | None,
    first_handed: FirstHanded,
) -> None:
    """Bring due date, extensions and penalties of an assignment up to date, for everybody.

    Args:
        course: the course.
        book: its open gradebook.
        assignment: name of the assignment.
        dated: its dates; None where nbgrader's plug-in says what lateness costs.
        first_handed: when the answers of a student's notebooks first came.
    """
    book.db.expire_all()
    found = book.find_assignment(assignment)
    if dated is not None:
        found.duedate = _plain(dated.last_due)
        book.db.flush()
        _write_extensions(book, dated)
        parts = _parts(book, assignment)
        first = {student: first_handed(student) for student in {one.student for one in parts}}
        _set(book, {part: _by_date(part, dated, first[part.student]) for part in parts})
    elif found.duedate is not None:  # nobody is late without one
        plugin_penalties(late_plugin(course), book, assignment)
    book.db.commit()


def _by_date(part: _Part, dated: AssignmentDates, first: Mapping[str, datetime]) -> float | None:
    submitted = handed_in_at(in_utc(part.timestamp), first.get(part.notebook))
    lateness = dated.deadline(part.student, part.notebook).lateness(submitted)
    return points_off(part.score, lateness.percent) or None


def has_penalties(book: Gradebook, assignment: str) -> bool:
    """Tell whether lateness takes anything off in an assignment."""
    return any(part.penalty for part in _parts(book, assignment))


def untimed(book: Gradebook, assignment: str) -> set[str]:
    """Return the students of whose submissions of an assignment no time is known."""
    return {part.student for part in _parts(book, assignment) if part.timestamp is None}


def _parts(book: Gradebook, assignment: str, student: str | None = None) -> list[_Part]:
    """Return the submitted notebooks of an assignment, all of them or one student's."""
    from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook

    query = (
        book.db.query(
            SubmittedNotebook.id,
            SubmittedAssignment.student_id,
            Notebook.name,
            SubmittedNotebook.score,
            SubmittedNotebook.late_submission_penalty,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Assignment.duedate,
        )
        .select_from(SubmittedNotebook)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
    )
    if student is not None:
        query = query.filter(SubmittedAssignment.student_id == student)
    return [_Part(*row) for row in query]


def _set(book: Gradebook, penalties: Mapping[_Part, float | None]) -> None:
    """Write the penalties that are others than before."""
    from nbgrader.api import SubmittedNotebook
    from sqlalchemy import update

    changed = [
        {"id": part.id, "late_submission_penalty": penalty}
        for part, penalty in penalties.items()
        if part.penalty != penalty
    ]
    if changed:
        book.db.execute(update(SubmittedNotebook), changed)


def _write_extensions(book: Gradebook, dated: AssignmentDates) -> None:
    """Write the extensions of whole assignments; nbgrader knows none of single notebooks."""
    due = dated.last_due
    more = {
        one.student: one.until - due
        for one in dated.extensions
        if one.notebook is None and one.until and due and one.until > due
    }
    for submission in book.find_assignment(dated.assignment).submissions:
        if submission.extension != more.get(submission.student_id):
            submission.extension = more.get(submission.student_id)
    book.db.flush()


def _plain(moment: datetime | None) -> datetime | None:
    """Return a moment as nbgrader keeps it: in UTC, without a zone."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
