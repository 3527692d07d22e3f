"""What `autograder dates` shows: dates in the class's zone, extensions, and what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import click
from rich.cells import cell_len

from autograder.cli.fitting import fit
from autograder.course.dates import AssignmentDates, Dates, Extension
from autograder.course.moments import shown_moment, shown_span
from autograder.markup.text import plain_text

MARGIN = "    "


def show_dates(
    found: Dates, entries: list[AssignmentDates], notes: list[str], assignment: str | None
) -> None:
    """Print dates and extensions, what is wrong in the file, and what is due next.

    Args:
        found: what the file says.
        entries: the dates of the assignments that are asked for.
        notes: what has no effect.
        assignment: the assignment that is asked for; None for all.
    """
    zone = found.zone or (entries[0].zone if entries else UTC)
    click.echo(f"It is {shown_moment(found.now, zone)} ({zone}).")
    if not entries and not found.faults:
        what = assignment or "any assignment"
        click.echo(f"dates.toml has no due date for {what}. How to write one: docs/dates.md")
    for sentence in [*(fault.sentence for fault in found.faults), *notes]:
        click.echo(sentence)
    if found.faults:
        click.echo("Nothing that depends on these is graded, shown or exported until you mend it.")
    faulty = {fault.assignment for fault in found.faults}
    good = [entry for entry in entries if not {None, entry.assignment} & faulty]
    for entry in good:
        _show_entry(entry)
    if upcoming := _next(good):
        click.echo("")
        click.echo(f"Next: {_told(upcoming)}, in {shown_span(upcoming.when - found.now)}.")


def _show_entry(entry: AssignmentDates) -> None:
    rule, zone = entry.rule, entry.zone
    due = "" if entry.due is None else f", due {shown_moment(entry.due, zone)}"
    click.echo(f"\n{entry.assignment}{due} ({zone})")
    cost = "nothing is taken off"
    if rule.percent_a_day:
        cost = f"{rule.percent_a_day:g} % a day, at most {rule.at_most:g} %"
    grace = f", nothing within {shown_span(rule.grace)}" if rule.grace else ""
    click.echo(f"{MARGIN}late: {cost}{grace}")
    rows = [(name, shown_moment(when, zone)) for name, when in entry.notebooks.items()]
    rows += [(plain_text(one.student), _more(one, zone)) for one in entry.extensions]
    width = max((cell_len(name) for name, _ in rows), default=0)
    for name, told in rows:
        click.echo(f"{MARGIN}{fit(name, width)}  {told}")


def _more(one: Extension, zone: tzinfo) -> str:
    what = "excused" if one.until is None else f"has until {shown_moment(one.until, zone)}"
    return what if one.notebook is None else f"{what} for {one.notebook}"


@dataclass(frozen=True)
class _Upcoming:
    """A date that is still to come.

    Attributes:
        when: the moment.
        assignment: what is due.
        notebook: its notebook; None for the whole assignment.
        student: whose extension ends; None for everybody's date.
    """

    when: datetime
    assignment: str
    notebook: str | None = None
    student: str | None = None


def _next(entries: list[AssignmentDates]) -> _Upcoming | None:
    """Return what is due next; None where all is over."""
    coming = []
    for entry in entries:
        name = entry.assignment
        coming += [_Upcoming(entry.due, name)] if entry.due else []
        coming += [_Upcoming(when, name, notebook) for notebook, when in entry.notebooks.items()]
        coming += [
            _Upcoming(one.until, name, one.notebook, one.student)
            for one in entry.extensions
            if one.until
        ]
    later = [one for one in coming if one.when > entries[0].now]
    return min(later, key=lambda one: one.when, default=None)


def _told(upcoming: _Upcoming) -> str:
    what = upcoming.assignment
    what = f"{upcoming.notebook} of {what}" if upcoming.notebook else what
    return f"{what} for {plain_text(upcoming.student)}" if upcoming.student else what


def data_of(found: Dates, entries: list[AssignmentDates], notes: list[str]) -> dict[str, object]:
    """Return what programs can read: moments in the zone of their assignment.

    Args:
        found: what the file says.
        entries: the dates of the assignments that are asked for.
        notes: what has no effect.
    """
    faulty = {fault.assignment for fault in found.faults}
    good = [entry for entry in entries if not {None, entry.assignment} & faulty]
    upcoming = _next(good)
    return {
        "zone": None if found.zone is None else str(found.zone),
        "now": found.now.astimezone(found.zone or UTC).isoformat(timespec="seconds"),
        "assignments": {entry.assignment: _entry_data(entry) for entry in good},
        "next": None if upcoming is None else {**vars(upcoming), "when": _iso(upcoming.when, UTC)},
        "faults": [fault.sentence for fault in found.faults],
        "notes": notes,
    }


def _entry_data(entry: AssignmentDates) -> dict[str, object]:
    zone, rule = entry.zone, entry.rule
    return {
        "due": _iso(entry.due, zone),
        "notebooks": {name: _iso(when, zone) for name, when in entry.notebooks.items()},
        "grace_seconds": int(rule.grace.total_seconds()),
        "percent_a_day": rule.percent_a_day,
        "at_most": rule.at_most,
        "extensions": [
            {"student": one.student, "notebook": one.notebook, "until": _iso(one.until, zone)}
            for one in entry.extensions
        ],
    }


def _iso(when: datetime | None, zone: tzinfo) -> str | None:
    """Return a moment for programs; None for somebody who is excused, and for no date."""
    return None if when is None else when.astimezone(zone).isoformat()
