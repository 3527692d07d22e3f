"""The command that prepares an assignment which was written for nbgrader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from autograder.cli import completing
from autograder.cli.options import sandbox_option
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox

if TYPE_CHECKING:
    from autograder.adopting.adopt import Adoption

MINUTE = 60
LISTED = 20


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option(
    "--compare/--no-compare", default=True, help="Let nbgrader grade the model answers, too."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Notebooks at once (default: all cores).")
@sandbox_option
@click.pass_context
def adopt(
    context: click.Context,
    assignment: str,
    compare: bool,
    jobs: int | None,
    sandbox: Literal["bubblewrap", "none"],
) -> None:
    """Try which tests of an nbgrader ASSIGNMENT are safe.

    Each test is tried inside, where the answers run, and outside, in a process of its own. It runs
    outside from now on if it gives the same points there: no answer can tamper with it then.
    adopted/ASSIGNMENT.toml says where each test runs, and may be edited.
    """
    from autograder.adopting.adopt import adopt as adopt_assignment

    course = Course.find(context.obj)
    click.echo(f"Trying the tests of {assignment}, inside and outside …")
    found = adopt_assignment(course, assignment, compare=compare, jobs=jobs, sandbox=sandbox)
    _show(course, assignment, found)


def adopt_anew(course: Course, assignment: str, jobs: int | None, sandbox: Sandbox) -> None:
    """Adopt an assignment once more that has changed since it was adopted, and say so."""
    from autograder.adopting.adopt import adopt as adopt_assignment
    from autograder.adopting.adopt import is_outdated

    if assignment in course.written() or not is_outdated(course, assignment):
        return
    click.echo(f"{assignment} has changed since it was adopted. Its tests are tried anew …")
    found = adopt_assignment(course, assignment, compare=False, jobs=jobs, sandbox=sandbox)
    _show_count(course, found)


def _show_count(course: Course, found: Adoption) -> None:
    from autograder.course.config import load_limits

    click.echo(f"{found.outside} of {found.count} tests cannot be tampered with.")
    if load_limits(course).stderr == "costs":
        click.echo('But c.Autograder.stderr = "costs" keeps all of them inside.')


def _show(course: Course, assignment: str, found: Adoption) -> None:
    if found.set_aside is not None:
        aside = course.relative(found.set_aside)
        click.echo(f"What stood there before could not be read, and is now {aside}.")
    for name, tests in found.tests.items():
        kept = {test: where for test, where in tests.items() if where.startswith("inside")}
        click.echo(f"{name}: {len(tests) - len(kept)} of {len(tests)} tests run outside")
        for test, where in list(kept.items())[:LISTED]:
            click.echo(f"    {test}: {where}")
        if len(kept) > LISTED:
            click.echo(f"    … and {len(kept) - LISTED} more")
    for sentence in (*found.refused, *found.failing):
        click.echo(sentence)
    for sentence in found.differences or ():
        click.echo(f"Differs from nbgrader: {sentence}")
    if found.unknown:
        click.echo(f"What nbgrader gives is not known: {found.unknown}")
    if found.differences == ():
        click.echo("nbgrader gives the model answers the same points.")
    _show_count(course, found)
    if found.students:
        click.echo(f"To grade {found.students} students takes about {_time(found.seconds)}.")
    click.echo(f"{course.relative(found.path)} says where each test runs.")
    click.echo(f"Next: autograder grade {assignment}")


def _time(seconds: float) -> str:
    return f"{max(seconds, 1):.0f} s" if seconds < MINUTE else f"{seconds / MINUTE:.0f} min"
