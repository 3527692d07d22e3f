"""Preview: who would get other points if the class were graded now, and why. Nothing is written.

Tests change while a class has its points already. What is on record with other tests is run again,
as `grade` would do it, with the seeds on record; the outcomes are compared and thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.read import Score, Scores, read_scores
from autograder.gradebook.session import gradebook_exists
from autograder.grading.beginning import THIS_MACHINE, Machines, begun, terms_of
from autograder.grading.class_run import ClassRun
from autograder.grading.places import find_places
from autograder.grading.protection import require_protection
from autograder.grading.record import Recorded
from autograder.grading.strangers import without_strangers
from autograder.grading.submissions import choose
from autograder.outcomes import SubmissionOutcome


@dataclass(frozen=True)
class Change:
    """A cell that would get other points.

    Attributes:
        notebook: its notebook.
        cell: its grade id.
        before: points on record; None where there are none.
        after: points that it would get; None where a person would have to decide.
        worth_before: what it was worth; None where it was not there.
        worth_after: what it is worth now; None where it is gone.
        why: what the student would be told; "" where the answer passes.
    """

    notebook: str
    cell: str
    before: float | None
    after: float | None
    worth_before: float | None
    worth_after: float | None
    why: str


@dataclass(frozen=True)
class Move:
    """A student whose points would change.

    Attributes:
        student: who.
        before: points on record, a person's before the tests'.
        after: points that the student would have.
        changes: the cells that make the difference, in order.
    """

    student: str
    before: float
    after: float
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Preview:
    """What a run of `grade` would do.

    Attributes:
        moves: students whose points would change, the largest loss first.
        same: how many would keep their points.
        new: students who are not graded yet.
    """

    moves: tuple[Move, ...]
    same: int
    new: tuple[str, ...]


def preview(
    course: Course,
    assignment: str,
    *,
    students: Collection[str] | None = None,
    machines: Machines = THIS_MACHINE,
    on_student: Callable[[str, bool], None] | None = None,
) -> Preview:
    """Grade an assignment for comparison alone.

    Args:
        course: the course.
        assignment: name of the assignment.
        students: whom to look at; default all who handed in.
        machines: where notebooks run.
        on_student: told each student that is done, and whether nothing had to run for it.

    Raises:
        ClusterError: the scheduler cannot be reached.
        NotFoundError: no such assignment or student, nothing was handed in, or nothing is asked.
        GradebookError: there is no gradebook yet, or it cannot be used.
        SandboxError: the sandbox cannot be had on this machine.
    """
    require_protection(course, machines.sandbox)
    if not gradebook_exists(course):
        raise GradebookError(
            "Nothing is graded yet, so nothing can change.", f"Run: autograder grade {assignment}"
        )
    moves: list[Move] = []
    new: list[str] = []
    same = 0
    scores = read_scores(course, assignment)
    for before, after in _pairs(course, assignment, students, machines):
        if before is None:
            new.append(after.student)
        elif changes := tuple(_changes(before, after, scores)):
            moves.append(_move(after.student, changes, scores))
        else:
            same += 1
        if on_student is not None:
            on_student(after.student, before == after)
    moves.sort(key=lambda move: (move.after - move.before, move.student))
    return Preview(tuple(moves), same, tuple(sorted(new)))


def _pairs(
    course: Course, assignment: str, students: Collection[str] | None, machines: Machines
) -> Iterator[tuple[SubmissionOutcome | None, SubmissionOutcome]]:
    """Yield each student's outcome on record and that of grading now."""
    limits = load_limits(course)
    places = find_places(course, assignment)
    chosen = choose(course, assignment, places, students)
    with (
        begun(course, assignment, machines, len(chosen), limits) as start,
        open_gradebook(course) as book,
    ):
        recorded = Recorded(course, book, assignment)
        chosen, _ = without_strangers(course, book, chosen)
        terms = terms_of(course, assignment, start, None)
        run = ClassRun(course, terms, start.asking, recorded)
        for result in run.outcomes(chosen, start.pool):
            yield recorded.of(result.outcome.student), result.outcome


def _changes(
    before: SubmissionOutcome, after: SubmissionOutcome, scores: Scores
) -> Iterator[Change]:
    """Yield the cells that would get other points, or are worth something else.

    What a person has decided stays, whatever tests say.
    """
    old = {(n.notebook, cell.cell): cell for n in before.notebooks for cell in n.cells}
    new = {(n.notebook, cell.cell): cell for n in after.notebooks for cell in n.cells}
    for place in [*new, *(place for place in old if place not in new)]:
        was, now = old.get(place), new.get(place)
        entry = _entry(scores, after.student, place)
        points = entry.points if entry else (was.points if was else None)
        given = entry is not None and entry.by_person and now is not None
        then = points if given else (now.points if now else None)
        worths = was.max_points if was else None, now.max_points if now else None
        if (points or 0.0) != (then or 0.0) or worths[0] != worths[1]:
            yield Change(*place, points, then, *worths, now.message if now else "")


def _entry(scores: Scores, student: str, place: tuple[str, str]) -> Score | None:
    notebook, cell = place
    return scores.cells.get((student, notebook), {}).get(cell)


def _move(student: str, changes: tuple[Change, ...], scores: Scores) -> Move:
    entries = [cells for (who, _), cells in scores.cells.items() if who == student]
    before = sum(entry.points or 0.0 for cells in entries for entry in cells.values())
    gained = sum((change.after or 0.0) - (change.before or 0.0) for change in changes)
    return Move(student, before, before + gained, changes)
