"""The command line: a thin skin over the package's functions."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from autograder import __version__
from autograder.cli.adopting import adopt
from autograder.cli.bundling import bundle
from autograder.cli.collecting import collect, roster
from autograder.cli.dates import dates
from autograder.cli.drafting import texts
from autograder.cli.exporting import export
from autograder.cli.grading import grade, replay
from autograder.cli.group import Group
from autograder.cli.options import sandbox_option
from autograder.cli.safekeeping import backup, restore
from autograder.course.layout import Course
from autograder.errors import NotFoundError
from autograder.lean_start import leave_out_grammars, leave_out_servers


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The course's folder (default: the one you are in).",
)
@click.pass_context
def main(context: click.Context, course: Path | None) -> None:
    """Build, release and grade the notebooks of a course."""
    context.obj = course
    leave_out_grammars()
    leave_out_servers()


main.add_command(adopt)
main.add_command(backup)
main.add_command(bundle)
main.add_command(grade)
main.add_command(replay)
main.add_command(dates)
main.add_command(collect)
main.add_command(export)
main.add_command(roster)
main.add_command(restore)
main.add_command(texts)


def _course(context: click.Context) -> Course:
    return Course.find(context.obj)


_file = click.Path(path_type=Path, dir_okay=False)

_fresh_option = click.option(
    "--fresh", is_flag=True, help="Run the whole bank, whatever is known from earlier runs."
)


@main.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; fail if a generated file differs.")
@click.pass_context
def build(context: click.Context, assignments: tuple[str, ...], check: bool) -> None:
    """Make source/ and release/ from the texts in notebooks/."""
    from autograder.authoring import build as builder

    course = _course(context)
    chosen = list(assignments) or None
    if check:
        builder.check(course, chosen)
        click.echo("source/ and release/ are what the texts give.")
        return
    changes = builder.build(course, chosen)
    for change in changes:
        click.echo(str(change))
    click.echo(f"{len(changes)} file{'s' if len(changes) != 1 else ''} changed.")
    for notebook in builder.needed(course, chosen):
        click.echo(str(notebook))


@main.command()
@click.argument("assignment")
@click.option("--no-verify", is_flag=True, help="Do not run the bank of answers first.")
@click.option("--jobs", type=click.IntRange(min=1), help="Notebooks at once (default: all cores).")
@click.option(
    "--update",
    is_flag=True,
    help="Let questions come and go although submissions are graded; other points stay.",
)
@_fresh_option
@click.pass_context
def release(
    context: click.Context,
    assignment: str,
    no_verify: bool,
    jobs: int | None,
    update: bool,
    fresh: bool,
) -> None:
    """Build ASSIGNMENT, verify its tests, and enter it into the gradebook."""
    from autograder.authoring.release import make_release
    from autograder.cli.bank import bank_progress

    course = _course(context)
    with bank_progress() as watcher:
        changes = make_release(
            course,
            assignment,
            verified=not no_verify,
            jobs=jobs,
            fresh=fresh,
            update=update,
            watcher=watcher,
        )
    for change in changes:
        click.echo(str(change))
    if assignment in course.written():
        click.echo(f"release/{assignment}/ is ready. For students: autograder bundle {assignment}")
    else:
        click.echo(f"{assignment} is entered. Next: nbgrader generate_assignment {assignment}")
    click.echo(f"Next, when they have handed in: autograder grade {assignment}")


@main.command()
@click.argument("assignment")
@click.option("--notebook", "notebooks", multiple=True, help="This notebook only (repeatable).")
@click.option("--question", "only", multiple=True, help="This question only (repeatable).")
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="How many.")
@click.option("--mutants", is_flag=True, help="Try the solutions with one slip each, too.")
@click.option("--html", "page", type=_file, help="Write a report for people to this file.")
@click.option("--json", "data", type=_file, help="Write a report for programs to this file.")
@click.option("--jobs", type=click.IntRange(min=1), help="Notebooks at once (default: all cores).")
@_fresh_option
@sandbox_option
@click.pass_context
def verify(
    context: click.Context,
    assignment: str,
    notebooks: tuple[str, ...],
    only: tuple[str, ...],
    seeds: int,
    mutants: bool,
    page: Path | None,
    data: Path | None,
    jobs: int | None,
    fresh: bool,
    sandbox: Literal["bubblewrap", "none"],
) -> None:
    """Run the bank of right and wrong answers of ASSIGNMENT through the grading."""
    from autograder.authoring import verify as verifier
    from autograder.authoring.acceptance import require
    from autograder.authoring.bank_report import write_reports
    from autograder.authoring.strength import strengths
    from autograder.cli.bank import bank_progress, show_bank

    with bank_progress(mutants=mutants) as watcher:
        verdicts = verifier.verify(
            _course(context),
            assignment,
            notebooks=notebooks,
            only=only,
            seeds=range(1, seeds + 1),
            jobs=jobs,
            sandbox=sandbox,
            fresh=fresh,
            watcher=watcher,
            mutants=mutants,
        )
    if not verdicts:
        click.echo("Nothing to verify: no question there is graded by tests.")
        return
    show_bank(strengths(verdicts))
    write_reports(assignment, verdicts, page, data)
    require(verdicts)


@main.command()
@click.argument("assignment")
@click.option("--student", "students", multiple=True, help="This student only (repeatable).")
@click.option(
    "--zip",
    "archive",
    type=_file,
    is_flag=False,
    flag_value="",
    help="Pack them for the LMS, into FILE (default: exports/ASSIGNMENT-feedback.zip).",
    metavar="[FILE]",
)
@click.pass_context
def feedback(
    context: click.Context, assignment: str, students: tuple[str, ...], archive: Path | None
) -> None:
    """Write a page for every student and notebook of ASSIGNMENT, and one that leads to them."""
    from autograder.cli.exporting import pack_feedback
    from autograder.cli.fitting import counted
    from autograder.reporting.feedback import make_pages

    course = _course(context)
    made = make_pages(course, assignment, list(students) or None, on_remark=click.echo)
    folders = sorted({path.parent for one in made for path in one.pages.values()})
    where = folders[0] if len(folders) == 1 else course.feedback_folder("<student>", assignment)
    pages = sum(len(one.pages) for one in made)
    count = f"{counted(pages, 'page')} for {counted(len(folders), 'student')}"
    click.echo(f"{count}: {course.relative(where)}/")
    if archive is not None:
        pack_feedback(course, assignment, made, archive)
    click.echo(f"Next: autograder report {assignment}")


@main.command()
@click.argument("assignment")
@click.pass_context
def report(context: click.Context, assignment: str) -> None:
    """Write a page on how the class did in ASSIGNMENT."""
    from autograder.reporting.report import make_report

    course = _course(context)
    path = course.relative(make_report(course, assignment, click.echo))
    click.echo(f"{path}: open it in a browser.")
    click.echo(f"Next: autograder export {assignment}")


@main.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what this machine offers for grading, and what it lacks."""
    from autograder.cli.doctor import examine, show_findings

    try:
        course = _course(context)
    except NotFoundError:
        course = None
    context.exit(0 if show_findings(examine(course)) else 1)
