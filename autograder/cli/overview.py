"""The overview: how far each assignment of a course has come, and what it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from autograder.cli.fitting import counted
from autograder.course.layout import Course
from autograder.errors import AutograderError, NotFoundError
from autograder.outcomes import RECORD_NAME, Status

if TYPE_CHECKING:
    from autograder.grading.places import Place

NAMED = 3
"""Notebooks that a sentence names."""


@dataclass(frozen=True)
class Overview:
    """How far an assignment has come.

    Attributes:
        assignment: its name.
        written: it has texts.
        due: when it is due, or the last of its notebooks; None without a date.
        zone: the zone in which people read the date.
        overdue: the date is over.
        handed_in: how many students have handed in.
        new: how many of them are not graded, or have handed in since.
        graded: how many are graded and wait for nobody.
        waiting: how many have written answers that wait for a person.
        not_gradable: how many have no score until somebody has looked.
        stale: how many were graded by an older source.
        edited: notebooks whose text says something else than their source and release.
        feedback: somebody has a page.
        problems: sentences about what keeps this from being known.
    """

    assignment: str
    written: bool
    due: datetime | None = None
    zone: tzinfo = UTC
    overdue: bool = False
    handed_in: int = 0
    new: int = 0
    graded: int = 0
    waiting: int = 0
    not_gradable: int = 0
    stale: int = 0
    edited: tuple[str, ...] = ()
    feedback: bool = False
    problems: tuple[str, ...] = field(default=())

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do next, in the order in which it makes sense."""
        return tuple(_steps(self))


def overview(course: Course, assignment: str) -> Overview:
    """Return how far an assignment has come.

    What is wrong with dates, records or the gradebook is a problem in it, and not raised.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: the configuration does not run.
    """
    from autograder.authoring.outdated import outdated
    from autograder.course.refused import refused
    from autograder.grading.places import find_places

    course.notebooks(assignment)
    places = find_places(course, assignment).places
    problems: list[str] = []
    counts, stale = _graded(course, assignment, problems)
    due, zone, overdue = _due(course, assignment, problems)
    return Overview(
        assignment,
        written=assignment in course.written(),
        due=due,
        zone=zone,
        overdue=overdue,
        handed_in=len(places) + len(refused(course, assignment)),
        new=sum(_is_new(course, assignment, place) for place in places),
        graded=counts[Status.GRADED],
        waiting=counts[Status.NEEDS_PERSON],
        not_gradable=counts[Status.NOT_GRADABLE],
        stale=stale,
        edited=tuple(outdated(course, assignment)),
        feedback=any(True for _ in course.folders.existing("feedback", assignment=assignment)),
        problems=tuple(dict.fromkeys(problems)),
    )


def _graded(course: Course, assignment: str, problems: list[str]) -> tuple[Counter[Status], int]:
    """Return how many students there are of each state, and how many have points of older tests."""
    from autograder.reporting.gather import read_results

    try:
        results = read_results(course, assignment)
    except NotFoundError:
        return Counter(), 0
    except AutograderError as error:
        problems.append(error.what)
        return Counter(), 0
    return Counter(one.status for one in results.students if one.submitted), len(results.stale)


def _due(
    course: Course, assignment: str, problems: list[str]
) -> tuple[datetime | None, tzinfo, bool]:
    from autograder.course.dates_file import dated

    try:
        dates = dated(course, assignment)
    except AutograderError as error:
        problems.append(error.what)
        return None, UTC, False
    if dates is None or dates.last_due is None:
        return None, UTC, False
    return dates.last_due, dates.zone, dates.last_due < dates.now


def _is_new(course: Course, assignment: str, place: Place) -> bool:
    """Tell whether something came in since a submission was graded; it is not read for that."""
    record = course.graded_folder(place.student, assignment) / RECORD_NAME
    try:
        graded = record.stat().st_mtime_ns
        return any(path.stat().st_mtime_ns > graded for path in place.folder.glob("*.ipynb"))
    except (OSError, ValueError):
        return True


def _steps(one: Overview) -> Iterator[str]:
    name = one.assignment
    if one.edited:
        some = ", ".join(one.edited[:NAMED])
        more = f" and {len(one.edited) - NAMED} more" if len(one.edited) > NAMED else ""
        yield f"{some}{more}: not built since the last edit: autograder build {name}"
    if one.new:
        yield f"{one.new} to grade: autograder grade {name}"
    if one.stale:
        yield f"{one.stale} graded by an older source: autograder grade {name} --preview"
    if one.not_gradable:
        yield f"{one.not_gradable} not gradable: autograder report {name} says why"
    if one.waiting:
        yield f"{one.waiting} wait for a person: autograder mark {name}"
    if one.handed_in and not (one.new or one.stale or one.edited):
        yield f"{'feedback again' if one.feedback else 'feedback'}: autograder feedback {name}"
    if one.overdue and not one.handed_in:
        yield f"due, and nobody has handed in: autograder collect {name} DOWNLOAD"


def overview_data(one: Overview) -> dict[str, object]:
    """Return an overview for programs."""
    due = None if one.due is None else one.due.astimezone(one.zone).isoformat()
    return {
        "assignment": one.assignment,
        "due": due,
        "overdue": one.overdue,
        "handed_in": one.handed_in,
        "new": one.new,
        "graded": one.graded,
        "needs_a_person": one.waiting,
        "not_gradable": one.not_gradable,
        "stale": one.stale,
        "edited": list(one.edited),
        "problems": list(one.problems),
        "next": list(one.steps),
    }


def counted_course(found: Sequence[Overview]) -> str:
    """Return the line that sums the course up."""
    parts = {
        "to grade": sum(one.new for one in found),
        "waiting for a person": sum(one.waiting for one in found),
        "not gradable": sum(one.not_gradable for one in found),
        "of an older source": sum(one.stale for one in found),
    }
    told = [f"{number} {words}" for words, number in parts.items() if number]
    return f"{counted(len(found), 'assignment')}: {', '.join(told) or 'nothing to do'}."
