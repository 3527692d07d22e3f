"""The commands of an author: build, verify, release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from autograder.cli import completing
from autograder.cli.as_json import STANDARD_OUTPUT, json_file_option, json_option, print_json
from autograder.cli.options import file_path, sandbox_option
from autograder.course.layout import Course

if TYPE_CHECKING:
    from autograder.authoring.build import Change
    from autograder.authoring.verdicts import Verdict

_jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="Notebooks at once (default: all cores)."
)
_fresh_option = click.option(
    "--fresh", is_flag=True, help="Run the whole bank, whatever is known from earlier runs."
)


@click.command()
@click.argument("assignments", nargs=-1, shell_complete=completing.assignments)
@click.option("--check", is_flag=True, help="Change nothing; fail if a generated file differs.")
@json_option
@click.pass_context
def build(context: click.Context, assignments: tuple[str, ...], check: bool, as_json: bool) -> None:
    """Make source/ and release/ from the texts in notebooks/."""
    from autograder.authoring import build as builder
    from autograder.cli.made import building_progress, show_built

    course = Course.find(context.obj)
    chosen = list(assignments) or None
    make = builder.differences if check else builder.build
    with building_progress(course, chosen) as tell:
        changes = make(course, chosen, tell)
    if as_json:
        print_json(context, {"changes": _plain(changes)}, 1 if check and changes else 0)
    elif check:
        builder.require_none(changes)
        click.echo("source/ and release/ are what the texts give.")
    else:
        show_built(course, chosen, changes)
    context.exit(1 if check and changes else 0)


def _plain(changes: list[Change]) -> list[dict[str, str]]:
    return [{"path": change.path, "kind": change.kind} for change in changes]


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option("--no-verify", is_flag=True, help="Do not run the bank of answers first.")
@_jobs_option
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
    from autograder.cli.made import building_progress, show_released

    course = Course.find(context.obj)
    chosen = [assignment] if assignment in course.written() else []
    with building_progress(course, chosen) as tell, bank_progress() as watcher:
        changes = make_release(
            course,
            assignment,
            verified=not no_verify,
            jobs=jobs,
            fresh=fresh,
            update=update,
            watcher=watcher,
            on_notebook=tell,
        )
    show_released(course, assignment, changes, watcher)


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option(
    "--notebook",
    "notebooks",
    multiple=True,
    shell_complete=completing.notebooks,
    help="This notebook only (repeatable).",
)
@click.option(
    "--question",
    "only",
    multiple=True,
    shell_complete=completing.questions,
    help="This question only (repeatable).",
)
@click.option("--seeds", type=click.IntRange(min=1), default=1, show_default=True, help="How many.")
@click.option("--mutants", is_flag=True, help="Try the solutions with one slip each, too.")
@click.option("--html", "page", type=file_path, help="Write a report for people to this file.")
@json_file_option
@_jobs_option
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
    from autograder.cli.bank import bank_progress

    with bank_progress(mutants=mutants) as watcher:
        verdicts = verifier.verify(
            Course.find(context.obj),
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
    _report(context, assignment, verdicts, page, data)


def _report(
    context: click.Context,
    assignment: str,
    verdicts: list[Verdict],
    page: Path | None,
    data: Path | None,
) -> None:
    """Show what a bank came to, and write the reports that are asked for."""
    from autograder.authoring.acceptance import require
    from autograder.authoring.bank_report import bank_data, write_reports
    from autograder.authoring.strength import strengths
    from autograder.cli.bank import show_bank

    write_reports(assignment, verdicts, page, None if data == STANDARD_OUTPUT else data)
    if data == STANDARD_OUTPUT:
        found = bank_data(assignment, verdicts)
        code = 0 if found["holds"] else 1
        print_json(context, found, code)
        context.exit(code)
    if not verdicts:
        click.echo("Nothing to verify: no question there is graded by tests.")
        return
    show_bank(strengths(verdicts))
    require(verdicts)
    click.echo(f"Next: autograder release {assignment}")
