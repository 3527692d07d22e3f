"""The commands that keep a course safe: one archive of it, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.course.layout import Course
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.keeping.backup import Backup
    from autograder.keeping.restore import Plan

LISTED = 10
_UNITS = ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"))


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--everything", is_flag=True, help="Feedback, reports, tables and downloads, too.")
@click.option(
    "--also",
    multiple=True,
    type=click.Path(path_type=Path),
    help="This file or folder of the course, too (repeatable).",
)
@click.option(
    "--keep", type=click.IntRange(min=1), help="Remove older archives: keep so many in all."
)
@click.pass_context
def backup(
    context: click.Context,
    target: Path | None,
    everything: bool,
    also: tuple[Path, ...],
    keep: int | None,
) -> None:
    """Put all that cannot be made again into one archive.

    TARGET is a folder, or a file that ends in .zip (default: backups/COURSE-TIME.zip).
    """
    from autograder.keeping.backup import make_backup

    course = Course.find(context.obj)
    target = None if target is None else target.absolute()
    made = make_backup(course, target, everything=everything, also=also, keep=keep)
    _show_backup(course, made)
    context.exit(1 if made.unread else 0)


def _show_backup(course: Course, made: Backup) -> None:
    from autograder.cli.fitting import counted
    from autograder.grading.listing import shown

    files = counted(len(made.contents.files), "file")
    click.echo(f"{course.relative(made.path)}: {files}, {_size(made.bytes)}, read again and whole.")
    for name, reason in list(made.contents.left_out.items())[:LISTED]:
        click.echo(f"Left out: {shown(name)}: {reason}.")
    if (more := len(made.contents.left_out) - LISTED) > 0:
        click.echo(f"    … and {more} more: contents.json in the archive has all of them.")
    if not made.contents.database:
        click.echo("It holds no gradebook: there is none yet.")
    if made.others:
        names = ", ".join(shown(name) for name in made.others)
        click.echo(f"Not in it: {names}. To take one along: --also NAME")
    for path in made.removed:
        click.echo(f"Removed: {course.relative(path)}")
    click.echo(f"To put it back: autograder restore {course.relative(made.path)}")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path))
@click.option("--gradebook", is_flag=True, help="Only the gradebook, into the database of today.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def restore(context: click.Context, archive: Path, gradebook: bool, yes: bool) -> None:
    """Put an ARCHIVE back into its course, or into an empty folder.

    What is there now moves to backups/before-restore-TIME/. Nothing is deleted.
    """
    from autograder.keeping.restore import make_plan
    from autograder.keeping.restore import restore as put_back

    plan = make_plan(context.obj, archive.absolute(), only_gradebook=gradebook)
    _show_plan(plan)
    if not yes:
        click.confirm("Restore it?", abort=True)

    def may_replace(database: str) -> bool:
        return yes or click.confirm(f"{database} is not empty. Replace what it holds?")

    done = put_back(plan, may_replace)
    course = plan.course
    click.echo("Restored.")
    if done.database:
        click.echo(f"Gradebook: {done.database}")
    for folder in done.aside:
        click.echo(f"What was there before: {course.relative(folder)}/")
    click.echo("Next: autograder doctor")


def _show_plan(plan: Plan) -> None:
    from autograder.cli.fitting import counted
    from autograder.grading.listing import shown

    contents = plan.contents
    files = counted(len(contents.files), "file")
    click.echo(f"{shown(contents.course)}, {shown(contents.made)}: {files}, all whole.")
    if (here := _another_course(plan)) is not None:
        click.echo(f"It is of another course than the one here, {shown(here)}.")
    click.echo(f"Into {plan.course.root}:")
    for change in plan.changes:
        place = shown(change.part.partition("/")[2] or change.part)
        if change.target is None:
            click.echo(f"    {place}  (outside of this folder, where its configuration says)")
        else:
            click.echo(f"    {place}{'  (replaces what is there)' if change.replaces else ''}")
    if plan.gradebook:
        where = "the archive's" if plan.changes else "the course's"
        click.echo(f"    the gradebook, into the database that {where} configuration names")
    if plan.changes:
        click.echo("An archive holds Python code, the configuration. Restore only your own.")


def _another_course(plan: Plan) -> str | None:
    """Return the name of the course that is here, if the archive is of another one."""
    from autograder.course.config_files import has_config
    from autograder.keeping.backup import name_of

    if not has_config(plan.course.home):
        return None
    try:
        name = name_of(plan.course)
    except CourseError:  # it does not run: perhaps that is why it is restored
        return None
    return name if name != plan.contents.course else None


def _size(count: int) -> str:
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} bytes"
