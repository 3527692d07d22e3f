"""The command that shows how far the course has come, and what to do next."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from autograder.cli.as_json import json_option, print_json
from autograder.cli.completing import assignments as complete_assignments
from autograder.course.layout import Course

if TYPE_CHECKING:
    from autograder.cli.overview import Overview

HEADS = ("in", "new", "graded", "waiting", "no score", "old")


@click.command()
@click.argument("assignments", nargs=-1, shell_complete=complete_assignments)
@json_option
@click.pass_context
def status(context: click.Context, assignments: tuple[str, ...], as_json: bool) -> None:
    """Show how far each assignment has come, and what to do next."""
    from autograder.cli.console import console
    from autograder.cli.overview import overview, overview_data

    course = Course.find(context.obj)
    names = list(dict.fromkeys(assignments)) or course.assignments()
    found = [overview(course, name) for name in names]
    code = 1 if any(one.problems for one in found) else 0
    if as_json:
        print_json(context, {"assignments": [overview_data(one) for one in found]}, code)
    else:
        for line in status_lines(found, console.width):
            click.echo(line)
    context.exit(code)


def status_lines(found: Sequence[Overview], width: int) -> list[str]:
    """Return what is shown of a course.

    Args:
        found: how far each assignment has come.
        width: columns of the terminal.
    """
    from autograder.cli.overview import counted_course

    if not found:
        return ["The course has no assignment yet: docs/author.md says how to write one."]
    lines = [*_table(found, width), *_legend(found), "", counted_course(list(found))]
    for one in found:
        for sentence in one.problems:
            lines += textwrap.wrap(sentence, width, subsequent_indent="  ")
        if one.steps:
            lines.append(f"Next for {one.assignment}:")
        for step in one.steps:
            lines += textwrap.wrap(
                step, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
            )
    return lines


def _legend(found: Sequence[Overview]) -> list[str]:
    """Return what the short words mean, where they have a number."""
    parts = ["new: not graded as it is now"] if any(one.new for one in found) else []
    parts += ["old: graded by an older source"] if any(one.stale for one in found) else []
    return ["; ".join(parts)] if parts else []


def _table(found: Sequence[Overview], width: int) -> list[str]:
    from autograder.cli.columns import GAP
    from autograder.cli.fitting import fit, fit_right
    from autograder.course.moments import shown_moment

    due = ["due"] if any(one.due for one in found) else []
    numbers = GAP.join(HEADS)
    dates = ["" if one.due is None else shown_moment(one.due, one.zone) for one in found]
    rest = len(numbers) + len(GAP) + (len(GAP) + max(map(len, dates)) if due else 0)
    longest = max(len("assignment"), *(len(one.assignment) for one in found))
    name = max(min(longest, width - rest), len("assignment"))
    begin = [fit("assignment", name), *(fit(word, max(map(len, dates))) for word in due)]
    lines = [GAP.join([*begin, numbers])]
    for one, date in zip(found, dates, strict=True):
        begin = [fit(one.assignment, name), *([fit(date, max(map(len, dates)))] if due else [])]
        values = (
            *(one.handed_in, one.new, one.graded),
            *(one.waiting, one.not_gradable, one.stale),
        )
        cells = [
            fit_right(str(value or "·"), len(head))
            for value, head in zip(values, HEADS, strict=True)
        ]
        lines.append(GAP.join([*begin, *cells]))
    return lines
