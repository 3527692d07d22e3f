"""The command that makes texts of the notebooks of another course."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli import completing
from autograder.course.layout import Course

if TYPE_CHECKING:
    from autograder.authoring.drafts import Drafts

LISTED = 5


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write to (default: drafts/ASSIGNMENT).",
)
@click.pass_context
def texts(context: click.Context, assignment: str, folder: Path | None) -> None:
    """Make texts of an nbgrader ASSIGNMENT, to go further.

    Texts are for courses that want lint, a bank of answers and builds byte for byte. Nothing is
    written over. An assignment with texts in notebooks/ is graded in the strict way.
    """
    from autograder.authoring.drafts import make_drafts

    course = Course.find(context.obj)
    made = make_drafts(course, assignment, None if folder is None else folder.resolve())
    _show(course, made)
    _show_next(course, assignment, made)


def _show(course: Course, made: Drafts) -> None:
    from autograder.cli.fitting import counted

    for draft in made.texts:
        count = counted(len(draft.findings), "finding")
        click.echo(f"{course.relative(draft.path)}: {count} of the lint")
        for finding in draft.findings[:LISTED]:
            click.echo(f"    {finding}")
        if len(draft.findings) > LISTED:
            click.echo(f"    … and {len(draft.findings) - LISTED} more")
    for sentence in made.refused:
        click.echo(sentence)
    if made.files:
        click.echo(f"Copied with them: {', '.join(made.files)}")
    if made.modules:
        click.echo(
            f"No module has a place beside texts: {', '.join(made.modules)}. Put what notebooks "
            "need of it into a locked cell."
        )


def _show_next(course: Course, assignment: str, made: Drafts) -> None:
    source = course.relative(course.source_folder(assignment))
    place = course.relative(course.texts / assignment)
    click.echo("Next:")
    click.echo("  1. Mend the texts: docs/author.md has the rules.")
    click.echo(f"  2. Keep a copy of {source}/: the build writes it anew.")
    click.echo(f"  3. Move {course.relative(made.folder)}/ to {place}/.")
    click.echo(f"  4. Run: autograder build {assignment}")
    click.echo(f"With texts in {place}/ the tests of {assignment} are graded in the strict way:")
    click.echo("all of them outside, with plain values alone, and without files beside notebooks.")
