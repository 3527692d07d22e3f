"""The command line: a thin skin over the package's functions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from autograder import __version__
from autograder.course import Course
from autograder.errors import AutograderError


class _Group(click.Group):
    """A group that turns our errors into one readable message and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except AutograderError as error:
            click.secho(str(error), fg="red", err=True)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
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


def _course(context: click.Context) -> Course:
    return Course.find(context.obj)


@main.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; fail if a generated file differs.")
@click.pass_context
def build(context: click.Context, assignments: tuple[str, ...], check: bool) -> None:
    """Make source/ and release/ from the texts in notebooks/."""
    from autograder import build as builder

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
