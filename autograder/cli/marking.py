"""The command that serves written answers to those who mark them."""

from __future__ import annotations

import getpass
import webbrowser

import click

from autograder.cli.completing import assignments as complete_assignments
from autograder.course.layout import Course
from autograder.errors import NotFoundError


@click.command()
@click.argument("assignments", nargs=-1, shell_complete=complete_assignments)
@click.option(
    "--as",
    "names",
    multiple=True,
    metavar="NAME",
    help="Who marks (repeatable: each gets a link; default: you).",
)
@click.option("--hide-names", is_flag=True, help="Hide students' names until somebody asks.")
@click.option(
    "--second-look",
    "percent",
    type=click.FloatRange(0, 100),
    default=10.0,
    show_default=True,
    metavar="PERCENT",
    help="Share of the answers that a second person marks, too.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: 8765, or a free one).")
@click.option("--no-browser", is_flag=True, help="Print the link, and open nothing.")
@click.pass_context
def mark(
    context: click.Context,
    assignments: tuple[str, ...],
    names: tuple[str, ...],
    hide_names: bool,
    percent: float,
    port: int | None,
    no_browser: bool,
) -> None:
    """Mark the written answers of ASSIGNMENTS (default: all that are graded) in the browser."""
    from autograder.marking.serving import links, new_desk, open_socket, serve

    course = Course.find(context.obj)
    desk = new_desk(
        course,
        _marked(course, assignments),
        names or (getpass.getuser(),),
        sample=percent / 100,
        hide_names=hide_names,
    )
    for assignment in desk.assignments:
        desk.entries(assignment)  # what is wrong is said here, not in the browser
    with open_socket(port) as opened:
        found = links(desk, opened)
        for name, link in found.items():
            click.echo(f"{name}: {link}" if len(found) > 1 else link)
        click.echo("Who has the link can mark. Stop with Ctrl-C; what is saved stays.")

        def show() -> None:
            if not no_browser:
                webbrowser.open(next(iter(found.values())))

        serve(desk, opened, show)
    click.echo("Stopped. All marks are in the gradebook.")
    click.echo(f"Next: autograder feedback {desk.assignments[0]}")


def _marked(course: Course, assignments: tuple[str, ...]) -> list[str]:
    """Return the assignments that are marked: those that are named, or all that are graded.

    Raises:
        NotFoundError: one is not there, or none is graded.
    """
    from autograder.gradebook.read import graded_assignments
    from autograder.gradebook.session import gradebook_exists

    there = course.assignments()
    graded = graded_assignments(course) if gradebook_exists(course) else []
    for name in assignments:
        if name not in there:
            known = ", ".join(there) or "none yet"
            raise NotFoundError(
                f"There is no assignment {name!r}.", f"Assignments of this course: {known}."
            )
    found = [name for name in assignments or there if name in graded]
    if not found:
        wanted = assignments[0] if assignments else "<assignment>"
        raise NotFoundError(
            "Nothing is graded yet, so there is nothing to mark.",
            f"Run: autograder grade {wanted}",
        )
    return list(dict.fromkeys(found))
