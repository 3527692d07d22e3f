"""The command that makes what students get."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli import completing
from autograder.course.layout import Course


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The archive (default: build/ASSIGNMENT-VERSION.zip).",
)
@click.option(
    "--colab-url",
    default="",
    help="The folder on GitHub that will hold the files: adds a badge that opens them in Colab.",
)
@click.pass_context
def bundle(context: click.Context, assignment: str, out: Path | None, colab_url: str) -> None:
    """Make the archive of ASSIGNMENT that students get."""
    from autograder.authoring.bundle import make_bundle

    course = Course.find(context.obj)
    made = make_bundle(course, assignment, out=out, colab_url=colab_url)
    click.echo(f"{course.relative(made.path)}: hand this file out. It holds")
    for name in made.files:
        click.echo(f"    {name}")
    if colab_url:
        click.echo(f"For the badges, put these files at {colab_url}")
