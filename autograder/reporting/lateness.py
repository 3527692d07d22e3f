"""Lateness in sentences, for the student whose work it is."""

from __future__ import annotations

from datetime import tzinfo

from autograder.course.dates import AssignmentDates
from autograder.course.moments import shown_moment, shown_span
from autograder.outcomes import Status
from autograder.reporting.html.pages import points
from autograder.reporting.results import NotebookResult


def lateness_sentence(notebook: NotebookResult, zone: tzinfo) -> str:
    """Return what a student is told of lateness; "" where there is nothing to tell."""
    found = notebook.lateness
    off = notebook.taken_off
    if not found.submitted or not found.due or not found.late:
        return f"Handed in late: {points(off)} points are taken off." if off else ""
    came, due = shown_moment(found.submitted, zone), shown_moment(found.due, zone)
    which = "your extended due date" if found.extended else "the due date"
    told = f"Handed in on {came}, {shown_span(found.late)} after {which}, {due} ({zone})."
    if notebook.points is None:
        return told
    if not off:
        return f"{told} That takes no points off."
    return f"{told} {_cost(notebook, off)}"


def _cost(notebook: NotebookResult, off: float) -> str:
    percent = notebook.lateness.percent
    if not percent:
        return f"This takes off {points(off)} points."
    before = (notebook.raw_points or 0.0) + (notebook.raw_optional or 0.0)
    return f"This takes off {percent:g} % of {points(before)} points: {points(off)}."


def time_left(notebook: NotebookResult, dated: AssignmentDates | None) -> str:
    """Return what a student is told of a notebook that nobody waits for; "" for all others."""
    if notebook.status is Status.EXCUSED:
        return "You are excused from this notebook. It counts for nothing, and is not zero."
    due = notebook.lateness.due
    if notebook.status is not Status.NOT_DUE or dated is None or due is None:
        return ""
    return (
        f"This notebook is not due yet, and counts for nothing until then. It is due on "
        f"{shown_moment(due, dated.zone)} ({dated.zone})."
    )
