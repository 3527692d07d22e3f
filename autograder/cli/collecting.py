"""The commands that bring a class, and what it handed in, from an LMS into the course."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli import completing
from autograder.cli.as_json import json_option, print_json
from autograder.course.layout import Course

if TYPE_CHECKING:
    from datetime import tzinfo

    from autograder.collecting.collect import Plan
    from autograder.collecting.roster import Entering


def _can_ask() -> bool:
    """Tell whether somebody sits at the terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.argument("downloads", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as",
    "chosen",
    multiple=True,
    metavar='"NAME=STUDENT"',
    help="Who somebody is whose name leaves a doubt (repeatable).",
)
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option(
    "--time-zone",
    metavar="ZONE",
    help="The zone of the times in zips, such as Europe/Zurich (default: that of this machine).",
)
@click.option("--no-times", is_flag=True, help="Take no time stamps from the downloads.")
@json_option
@click.pass_context
def collect(
    context: click.Context,
    assignment: str,
    downloads: tuple[Path, ...],
    chosen: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    time_zone: str | None,
    no_times: bool,
    as_json: bool,
) -> None:
    """Put hand-ins of ASSIGNMENT from DOWNLOADS of an LMS into submitted/.

    DOWNLOADS are zips or folders as Moodle and Canvas give them, or with a folder for each student.
    What would be written is shown first.
    """
    from autograder.cli.collected import plan_data, show_plan
    from autograder.collecting.collect import planned

    course = Course.find(context.obj)
    with planned(
        course,
        assignment,
        downloads,
        chosen=dict(map(_choice, chosen)),
        zone=_zone(time_zone),
        times=not no_times,
    ) as plan:
        if not as_json:
            show_plan(plan)
        written, failed = _carry_out(plan, yes=yes, dry_run=dry_run, ask=not as_json)
        unwritten = bool(plan.open_rows) and not written and not dry_run
        code = 1 if plan.needs_you or failed or unwritten else 0
        if as_json:
            print_json(context, plan_data(plan, written=written, failed=failed), code)
    context.exit(code)


def _carry_out(plan: Plan, *, yes: bool, dry_run: bool, ask: bool) -> tuple[bool, list[str]]:
    """Write what a plan says where that is wanted; tell whether it was, and what failed."""
    from autograder.cli.collected import show_failed, show_written
    from autograder.cli.fitting import counted
    from autograder.collecting.collect import carry_out

    count = len(plan.open_rows)
    if dry_run:
        return False, []
    if count and not yes:
        if not (ask and _can_ask()):
            if ask:
                click.echo("Nothing was written. To write it, run the command again with --yes.")
            return False, []
        if not click.confirm(f"Write {counted(count, 'submission')}?"):
            click.echo("Nothing was written.")
            return False, []
    failed = carry_out(plan)
    if ask:
        show_failed(failed)
        show_written(plan, count - len(failed))
    return bool(count), failed


@click.command()
@click.argument("table", required=False, type=click.Path(path_type=Path))
@click.option("--id-column", default="", help="The column with students' ids.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@json_option
@click.pass_context
def roster(
    context: click.Context, table: Path | None, id_column: str, dry_run: bool, as_json: bool
) -> None:
    """Enter the class from TABLE, a CSV file; without one, list the class.

    TABLE is an export of Moodle or Canvas, what nbgrader imports, or your own. Nobody is ever
    removed from the class.
    """
    from autograder.cli.collected import class_data, entering_data, show_class_list, show_entering
    from autograder.collecting.roster import load_class, plan_entering

    course = Course.find(context.obj)
    if table is None:
        students, _ = load_class(course)
        if as_json:
            print_json(context, class_data(students))
        else:
            show_class_list(students)
        return
    entering = plan_entering(course, table, id_column)
    written = not entering.contradictions and not dry_run and bool(entering.entries)
    if not as_json:
        show_entering(entering)
    if written:
        _enter(course, entering, say=not as_json)
    elif entering.contradictions and not as_json:
        click.echo("Nothing was written: mend the lines that contradict one another.")
    code = 1 if entering.problems or entering.contradictions else 0
    if as_json:
        print_json(context, entering_data(entering, written=written), code)
    context.exit(code)


def _enter(course: Course, entering: Entering, *, say: bool) -> None:
    from autograder.collecting.roster import ROSTER_NAME, enter

    enter(course, entering)
    if say:
        click.echo(f"The class is in the gradebook, and in {ROSTER_NAME} with its sections.")


def _choice(text: str) -> tuple[str, str]:
    name, sign, student = text.rpartition("=")
    if not sign or not name.strip() or not student.strip():
        raise click.BadParameter(
            f'{text!r} is not of the form "Name in the LMS=student".', param_hint="--as"
        )
    return name.strip(), student.strip()


def _zone(name: str | None) -> tzinfo | None:
    if name is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, or no such zone
        raise click.BadParameter(
            f"There is no time zone {name!r}. One is Europe/Zurich.", param_hint="--time-zone"
        ) from None
