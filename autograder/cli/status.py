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

NUMBER = 3
"""Columns of a number, at least."""
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
    lines = [*_table(found, width), *_legend(found), ""]
    lines += textwrap.wrap(counted_course(found), width)
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
    """Return a head and a line for each assignment; names give way where there is no room."""
    from rich.cells import cell_len

    from autograder.cli.columns import GAP
    from autograder.cli.fitting import fit, fit_right
    from autograder.course.moments import shown_moment

    dates = ["" if one.due is None else shown_moment(one.due, one.zone) for one in found]
    date = max(map(len, dates))
    head: tuple[str, str, tuple[str, ...]] = ("assignment", "due", HEADS)
    rows = [head]
    rows += [
        (one.assignment, shown, tuple(str(number or "·") for number in _numbers(one)))
        for one, shown in zip(found, dates, strict=True)
    ]
    widths = [max(len(head), NUMBER) for head in HEADS]
    rest = sum(widths) + len(GAP) * len(widths) + (date + len(GAP) if date else 0)
    name = max(min(max(cell_len(row[0]) for row in rows), width - rest), len("assignment"))
    lines = []
    for assignment, shown, numbers in rows:
        begin = [fit(assignment, name), *([fit(shown, date)] if date else [])]
        lines.append(GAP.join([*begin, *map(fit_right, numbers, widths)]))
    return lines


def _numbers(one: Overview) -> tuple[int, ...]:
    graded = (one.graded, one.waiting, one.not_gradable)
    return (one.handed_in, one.new, *graded, one.stale)
