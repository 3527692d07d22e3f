"""Outcomes as `--json` gives them: plain values, and null where there is no score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from autograder.cli.columns import Late, points_apart
from autograder.cli.standings import final
from autograder.course.layout import Course
from autograder.course.optional import Place
from autograder.course.titles import titles
from autograder.outcomes import (
    UNCOUNTED,
    CellOutcome,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
)

if TYPE_CHECKING:
    from autograder.grading.grade import Graded
    from autograder.grading.replay import Replay


def graded_data(
    course: Course, assignment: str, done: Graded, optional: frozenset[Place]
) -> dict[str, object]:
    """Return what a run of grading came to.

    Args:
        course: the course.
        assignment: name of the assignment.
        done: what the run did.
        optional: the assignment's optional questions.
    """
    outcomes, late = final(course, assignment, done)
    found = Counter(outcome.status for outcome in outcomes)
    names = titles(course, assignment)
    return {
        "assignment": assignment,
        "counts": {status.value: found[status] for status in Status},
        "students": [
            {
                **_student(outcome, optional, late),
                "unchanged": outcome.student not in done.fresh,
                "remarks": list(outcome.remarks),
                "notebooks": [_notebook(part, names) for part in outcome.notebooks],
            }
            for outcome in outcomes
        ],
        "named": list(done.named),
    }


def replay_data(result: Replay) -> dict[str, object]:
    """Return what came of a question that was graded once more."""
    return {
        "same": result.same,
        "seed": result.seed,
        "optional": result.optional,
        "cells": _cells(result.again),
        "recorded": _cells(result.recorded),
    }


def _student(
    outcome: SubmissionOutcome, optional: frozenset[Place], late: Mapping[str, Late]
) -> dict[str, object]:
    own = late.get(outcome.student)
    core, star = points_apart(outcome, optional)
    before = core.earned if own is None else own.before
    if own is not None:
        core, star = own.points, own.star
    scored = outcome.status is not Status.NOT_GRADABLE and outcome.status not in UNCOUNTED
    return {
        "student": outcome.student,
        "status": outcome.status.value,
        "points": core.earned if scored else None,
        "max_points": core.most,
        "optional_points": star.earned if scored else None,
        "max_optional": star.most,
        "points_before_lateness": before if scored else None,
        "late": "" if own is None else own.words,
    }


def _notebook(outcome: NotebookOutcome, names: Mapping[str, str]) -> dict[str, object]:
    scored = outcome.status is not Status.NOT_GRADABLE and outcome.status not in UNCOUNTED
    return {
        "notebook": outcome.notebook,
        "title": names.get(outcome.notebook, outcome.notebook),
        "status": outcome.status.value,
        "points": outcome.points if scored else None,
        "max_points": outcome.max_points,
        "seconds": outcome.seconds,
        "remarks": list(outcome.remarks),
        "cells": _cells(outcome.cells) if scored else [],
    }


def _cells(cells: Sequence[CellOutcome]) -> list[dict[str, object]]:
    return [
        {
            "cell": cell.cell,
            "points": cell.points,
            "max_points": cell.max_points,
            "status": cell.status.value,
            "message": cell.message,
        }
        for cell in cells
    ]
