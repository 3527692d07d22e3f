"""When answers came: a submission has one time, and its notebooks may be due at several.

Who hands in the last notebook of a course hands in the whole folder again. The notebooks before it
have not come late by that: what stands in them came earlier, and the record of grading says when.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from nbformat import NotebookNode

from autograder.course.cells import is_locked
from autograder.course.layout import Course
from autograder.grading.stamps import Stamp
from autograder.outcomes import RECORD_NAME, NotebookOutcome, SubmissionOutcome, load_outcome


def answers_of(notebook: NotebookNode) -> str:
    """Return a digest of what a student wrote: all that is not locked, outputs left out."""
    parts = [
        [cell.cell_type, cell.source, cell.get("attachments")]
        for cell in notebook.cells
        if not is_locked(cell)
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def with_times(
    outcome: NotebookOutcome, answers: str, stamp: Stamp, earlier: SubmissionOutcome | None
) -> NotebookOutcome:
    """Return an outcome with the time at which its answers first came.

    Args:
        outcome: what came of the notebook.
        answers: digest of its answers; "" where nothing was read.
        stamp: when the whole submission came.
        earlier: the record of the grading before; None for none.
    """
    if not answers:
        return outcome
    before = [part for part in earlier.notebooks if part.answers == answers] if earlier else []
    times = [part.handed_in for part in before if part.notebook == outcome.notebook]
    times += [None if stamp.when is None else stamp.when.replace(tzinfo=UTC)]
    first = min((when for when in times if when is not None), default=None)
    return msgspec.structs.replace(outcome, answers=answers, handed_in=first)


def earlier_outcome(course: Course, assignment: str, student: str) -> SubmissionOutcome | None:
    """Return what is on record of a student, whatever has changed since."""
    return load_outcome(course.graded_folder(student, assignment) / RECORD_NAME)


def first_handed(outcome: SubmissionOutcome | None) -> dict[str, datetime]:
    """Return when the answers of each notebook first came, where that is known."""
    parts: Iterable[NotebookOutcome] = outcome.notebooks if outcome else ()
    return {part.notebook: part.handed_in for part in parts if part.handed_in is not None}
