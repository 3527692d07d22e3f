"""Replay: one outcome once more, from its recorded seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.course.cells import question_of
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.engine.engine import Engine
from autograder.engine.sandbox import Sandbox
from autograder.errors import NotFoundError
from autograder.grading.intake import read_handed
from autograder.grading.masters import MasterNotebook, read_masters
from autograder.grading.protection import require_protection
from autograder.grading.sanitize import sanitize
from autograder.outcomes import RECORD_NAME, CellOutcome, SubmissionOutcome, read_outcome


@dataclass(frozen=True)
class Replay:
    """A question graded once more.

    Attributes:
        seed: the seed that was recorded and used again.
        recorded: the outcomes on record.
        again: the outcomes of this run.
    """

    seed: int
    recorded: tuple[CellOutcome, ...]
    again: tuple[CellOutcome, ...]

    @property
    def same(self) -> bool:
        """Tell whether points, states and messages are the same."""
        return self.recorded == self.again


def replay(
    course: Course,
    student: str,
    question: str,
    *,
    assignment: str | None = None,
    sandbox: Sandbox = "bubblewrap",
) -> Replay:
    """Run a student's notebook once more with its recorded seed; nothing is recorded.

    Args:
        course: the course.
        student: name of the student's folder.
        question: the grade id of an answer cell.
        assignment: where the question stands; needed only where two assignments have it.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.

    Raises:
        NotFoundError: no such question, no grading of it on record, or no submission any more.
        RecordError: the record cannot be used.
        SandboxError: the sandbox cannot be had on this machine.
    """
    require_protection(course, sandbox)
    name, notebook, master = _find(course, question, assignment)
    record = _record(course, student, name)
    limits = load_limits(course)
    handed = read_handed(course.submitted / student / name / f"{notebook}.ipynb", limits.file_bytes)
    if handed.cells is None:
        raise NotFoundError(" ".join(handed.remarks), "Only what can be run can be replayed.")
    clean = sanitize(handed.cells, master.notebook)
    old = next(part for part in record.notebooks if part.notebook == notebook)
    with Engine(replace(limits, run=old.ran), sandbox) as engine:
        execution = engine.execute(
            clean.notebook, master.names, record.seed, opening=master.opening
        )
    return Replay(
        record.seed,
        tuple(cell for cell in old.cells if question_of(cell.cell) == question),
        tuple(cell for cell in execution.outcomes if question_of(cell.cell) == question),
    )


def _find(course: Course, question: str, assignment: str | None) -> tuple[str, str, MasterNotebook]:
    names = [assignment] if assignment else course.assignments()
    for name in names:
        for notebook, master in read_masters(course, name).items():
            if question in master.names:
                return name, notebook, master
    raise NotFoundError(
        f"There is no question {question!r} in {', '.join(names) or 'the course'}.",
        "The grade ids of questions stand in the class report.",
    )


def _record(course: Course, student: str, assignment: str) -> SubmissionOutcome:
    path = course.autograded / student / assignment / RECORD_NAME
    if not path.exists():
        raise NotFoundError(
            f"No grading of {assignment} by {student!r} is on record.",
            f"Run: autograder grade {assignment}",
        )
    return read_outcome(path)
