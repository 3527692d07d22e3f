"""Grading a class: intake → sanitize → execute → record, many notebooks at once.

Notebooks run in parallel; one writer records each submission as soon as it is whole, in one
transaction. A run that was stopped goes on where it stopped: what is on record with the same
fingerprint is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.course.refused import refused
from autograder.errors import AutograderError
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.grading.beginning import THIS_MACHINE, Machines, begun, terms_of
from autograder.grading.by_dates import ByDates
from autograder.grading.class_run import ClassRun, Result
from autograder.grading.course_files import given_files
from autograder.grading.listing import reason
from autograder.grading.masters import MasterNotebook
from autograder.grading.places import Places, find_places
from autograder.grading.protection import require_protection
from autograder.grading.record import Recorded, clear_leftovers, note_source, save
from autograder.grading.strangers import without_strangers
from autograder.grading.submissions import choose
from autograder.outcomes import SubmissionOutcome

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


Listener = Callable[[SubmissionOutcome, bool], None]
"""Called with each outcome as it is known, and whether it was on record already."""


@dataclass(frozen=True)
class Graded:
    """What a run of `grade` did.

    Attributes:
        outcomes: one for each student, sorted by name.
        fresh: students graded in this run; the others were on record already.
        named: sentences about what lies below `submitted/` and is nobody's submission.
        dated: lateness may take points off, or time is left: see `autograder.course.dates`.
    """

    outcomes: tuple[SubmissionOutcome, ...]
    fresh: frozenset[str]
    named: tuple[str, ...] = ()
    dated: bool = False


def grade(
    course: Course,
    assignment: str,
    *,
    students: Collection[str] | None = None,
    seed: int | None = None,
    regrade: bool = False,
    machines: Machines = THIS_MACHINE,
    on_outcome: Listener | None = None,
    on_notebook: Callable[[str], None] | None = None,
) -> Graded:
    """Grade the submissions of an assignment.

    Args:
        course: the course.
        assignment: name of the assignment.
        students: whom to grade; default all who handed in.
        seed: seed of the tests' random inputs; default a fresh one for each student, recorded.
        regrade: grade again what is on record already.
        machines: where notebooks run.
        on_outcome: told each outcome as it is known.
        on_notebook: told the student of each notebook that has been run.

    Raises:
        CourseError: `dates.toml` is wrong: nothing is graded by a wrong date.
        ClusterError: the scheduler cannot be reached.
        NotFoundError: no such assignment or student, nothing was handed in, or nothing is asked.
        GradebookError: the gradebook cannot be used.
        SandboxError: the sandbox cannot be had on this machine.
    """
    by_dates = ByDates.of(course, assignment)
    require_protection(course, machines.sandbox)
    limits = load_limits(course)
    places = find_places(course, assignment)
    found, others = ([], ()) if students is not None else _others(course, assignment, places)
    chosen = choose(course, assignment, places, students, others=bool(found))
    clear_leftovers(course)
    fresh = [outcome.student for outcome in found]
    with (
        begun(course, assignment, machines, len(chosen), limits) as start,
        open_gradebook(course) as book,
    ):
        _register(course, book, assignment, start.masters)
        recorded = None if regrade else Recorded(course, book, assignment)
        terms = terms_of(course, assignment, start, seed)
        run = ClassRun(course, terms, start.asking, recorded, on_notebook)
        for outcome in found:
            _tell(on_outcome, outcome, kept=False)
        chosen, strangers = without_strangers(course, book, chosen)
        for result in run.outcomes(chosen, start.pool):
            found.append(_recorded(course, book, run, result))
            fresh += [] if result.kept else [found[-1].student]
            _tell(on_outcome, by_dates.seen(found[-1]), kept=result.kept)
        notes, late = by_dates.write(book, found)
    named = (*notes, *_of_the_course(course, assignment, start.refusals), *strangers, *others)
    return Graded(by_dates.all_seen(found), frozenset(fresh), named, late)


def _register(
    course: Course, book: Gradebook, assignment: str, masters: dict[str, MasterNotebook]
) -> None:
    """Enter the assignment's notebooks into the gradebook, as they are now."""
    notebooks = {name: master.notebook for name, master in masters.items()}
    register(course, book, assignment, notebooks, unread=course.notebooks(assignment))


def _others(
    course: Course, assignment: str, places: Places
) -> tuple[list[SubmissionOutcome], tuple[str, ...]]:
    """Return what comes of folders that nobody can write down, and what is nobody's submission."""
    return refused(course, assignment), places.named


def _of_the_course(
    course: Course, assignment: str, refusals: list[AutograderError]
) -> tuple[str, ...]:
    """Return sentences about what of the course's own could not be used."""
    left_out = () if assignment in course.written() else given_files(course, assignment).left_out
    return (*map(str, refusals), *left_out)


def _recorded(course: Course, book: Gradebook, run: ClassRun, result: Result) -> SubmissionOutcome:
    """Record what came of a submission; what cannot be recorded is one student's misfortune.

    Raises:
        OperationalError: the gradebook itself cannot be used, for anybody.
    """
    from sqlalchemy.exc import OperationalError

    if result.kept:
        return note_source(course, result.outcome, run.source)
    if result.executed is None:
        return result.outcome
    try:
        save(course, book, result.outcome, result.executed, result.stamp)
    except OperationalError:
        raise
    except Exception as error:  # a folder without rights, a full disk, a name too long for it
        return run.failed(result.outcome, f"could not be recorded ({reason(error)})")
    return result.outcome


def _tell(listener: Listener | None, outcome: SubmissionOutcome, *, kept: bool) -> None:
    if listener is not None:
        listener(outcome, kept)
