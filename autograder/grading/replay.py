"""Replay: one outcome once more, from its recorded seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.course.cells import grade_id, is_test, question_of
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.course.optional import optional_questions
from autograder.engine.engine import Engine
from autograder.engine.sandbox import Sandbox
from autograder.errors import NotFoundError
from autograder.grading.course_files import course_files
from autograder.grading.masters import MasterNotebook, read_masters
from autograder.grading.places import find_places
from autograder.grading.prepare import prepare
from autograder.grading.protection import require_protection
from autograder.grading.submissions import choose, read_submission
from autograder.outcomes import RECORD_NAME, CellOutcome, SubmissionOutcome, read_outcome


@dataclass(frozen=True)
class Replay:
    """A question graded once more.

    Attributes:
        seed: the seed that was recorded and used again.
        recorded: the outcomes on record.
        again: the outcomes of this run.
        optional: it is a ★ question.
        assignment: where the question stands.
        notebook: in which of its notebooks.
    """

    seed: int
    recorded: tuple[CellOutcome, ...]
    again: tuple[CellOutcome, ...]
    optional: bool = False
    assignment: str = ""
    notebook: str = ""

    @property
    def same(self) -> bool:
        """Tell whether points, states and messages are the same."""
        return self.recorded == self.again

    def told(self) -> tuple[str, ...]:
        """Return what a student is told of it."""
        begin = "You asked us to look at this answer again. Its tests were run once more"
        if self.same:
            return (f"{begin}, and came to the same.",)
        points = sum(cell.points or 0.0 for cell in self.again)
        return (
            f"{begin}, and did not come to the same: they give {points:g} points now. What is on "
            "record, and shown below, stays until the class is graded again.",
        )


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
        question: the grade id of an answer cell, or of a test in another course.
        assignment: where the question stands; needed only where two assignments have it.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.

    Raises:
        NotFoundError: no such question, no grading of it on record, or no submission any more.
        RecordError: the record cannot be used.
        SandboxError: the sandbox cannot be had on this machine.
    """
    require_protection(course, sandbox)
    name, notebook, masters = _find(course, question, assignment)
    master = masters[notebook]
    record = _record(course, student, name)
    limits = load_limits(course)
    (place,) = choose(course, name, find_places(course, name), [student])
    asking = {one: m for one, m in masters.items() if m.asks}
    submission = read_submission(place, asking, masters.keys() - asking.keys(), limits, "")
    prepared = next(one for one in prepare(submission, asking) if one.notebook == notebook)
    if prepared.clean is None:
        raise NotFoundError(" ".join(prepared.remarks), "Only what can be run can be replayed.")
    old = next(part for part in record.notebooks if part.notebook == notebook)
    with (
        course_files(course, name) as files,
        Engine(replace(limits, run=old.ran), sandbox, files=files) as engine,
    ):
        execution = engine.execute(
            prepared.clean,
            master.names,
            record.seed,
            opening=master.opening,
            free=master.free,
            beside=submission.found.beside,
        )
    return Replay(
        record.seed,
        tuple(cell for cell in old.cells if question_of(cell.cell) == question),
        tuple(cell for cell in execution.outcomes if question_of(cell.cell) == question),
        (notebook, question) in optional_questions(course, name),
        name,
        notebook,
    )


def _find(
    course: Course, question: str, assignment: str | None
) -> tuple[str, str, dict[str, MasterNotebook]]:
    names = [assignment] if assignment else course.assignments()
    for name in names:
        masters = read_masters(course, name, [])
        for notebook, master in masters.items():
            tests = {question_of(grade_id(cell)) for cell in master.notebook.cells if is_test(cell)}
            if question in master.names or question in tests:
                return name, notebook, masters
    raise NotFoundError(
        f"There is no question {question!r} in {', '.join(names) or 'the course'}.",
        "The grade ids of questions stand in the class report.",
    )


def _record(course: Course, student: str, assignment: str) -> SubmissionOutcome:
    path = course.graded_folder(student, assignment) / RECORD_NAME
    if not path.exists():
        raise NotFoundError(
            f"No grading of {assignment} by {student!r} is on record.",
            f"Run: autograder grade {assignment}",
        )
    return read_outcome(path)
