"""The command that shows when assignments are due, and gives a student more time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from autograder.cli import completing
from autograder.cli.as_json import json_option, print_json
from autograder.course.layout import Course

if TYPE_CHECKING:
    from autograder.course.dates import Dates


@click.command()
@click.argument("assignment", required=False, shell_complete=completing.assignments)
@click.option(
    "--extend",
    nargs=2,
    metavar="STUDENT DATE",
    help='Give a student more time in ASSIGNMENT: a new due date, or "excused".',
)
@json_option
@click.pass_context
def dates(
    context: click.Context, assignment: str | None, extend: tuple[str, str] | None, as_json: bool
) -> None:
    """Show when assignments are due, who has more time, and what dates.toml gets wrong."""
    from autograder.cli.dates_shown import data_of, show_dates
    from autograder.course.dates_file import read_dates
    from autograder.course.extending import extend as extend_date
    from autograder.grading.by_dates import students_of
    from autograder.markup.text import plain_text

    course = Course.find(context.obj)
    if assignment is not None:
        course.notebooks(assignment)  # refuses one that is not there
    if extend is not None:
        if assignment is None:
            raise click.UsageError("--extend needs the name of an ASSIGNMENT.")
        line = extend_date(course, assignment, *extend)
        click.echo(f"dates.toml, [{assignment}.extensions]: {line}")
    found = read_dates(course)
    entries = [one for name, one in found.entries.items() if assignment in (None, name)]
    known = {
        one.assignment: students_of(course, one.assignment) for one in entries if one.extensions
    }
    notes = [plain_text(note) for note in _notes(found, assignment, known)]
    code = 1 if found.faults else 0
    if as_json:
        print_json(context, data_of(found, entries, notes), code)
    else:
        show_dates(found, entries, notes, assignment)
    context.exit(code)


def _notes(found: Dates, assignment: str | None, known: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield what has no effect, students whom nobody knows included."""
    for note in found.notes:
        if assignment is None or note.assignment in (None, assignment):
            yield note.sentence
    for name, students in known.items():
        if students:  # without a class list nobody is known before somebody has handed in
            yield from found.entries[name].stranger_notes(students)
