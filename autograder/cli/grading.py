"""The commands that grade: a whole class, or one question once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from autograder.cli import completing
from autograder.cli.adopting import adopt_anew
from autograder.cli.as_json import json_option, print_json
from autograder.cli.options import sandbox_option
from autograder.course.layout import Course

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from autograder.cli.progress import GradingProgress
    from autograder.grading.beginning import Machines
    from autograder.grading.grade import Graded
    from autograder.grading.replay import Replay


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option(
    "--student",
    "students",
    multiple=True,
    shell_complete=completing.students,
    help="Grade this student only (repeatable).",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Submissions at once (default: all cores)."
)
@click.option(
    "--seed", type=click.IntRange(min=0), help="Seed of the tests' inputs (default: new)."
)
@click.option("--regrade", is_flag=True, help="Grade again what has not changed.")
@click.option("--preview", is_flag=True, help="Show who would get other points; write nothing.")
@json_option
@sandbox_option
@click.option("--scheduler", help="Run on the Dask cluster at this address (tcp://…).")
@click.pass_context
def grade(
    context: click.Context,
    assignment: str,
    students: tuple[str, ...],
    jobs: int | None,
    seed: int | None,
    regrade: bool,
    preview: bool,
    as_json: bool,
    sandbox: Literal["bubblewrap", "none"],
    scheduler: str | None,
) -> None:
    """Grade the submissions of ASSIGNMENT."""
    if scheduler is None:
        from autograder.engine.workers.forkserver import forkserver

        forkserver()  # it warms up while this process does
    from autograder.cli.progress import grading_progress
    from autograder.course.optional import optional_questions
    from autograder.grading.beginning import Machines
    from autograder.grading.submissions import submitters

    course = Course.find(context.obj)
    names = sorted(set(students)) or submitters(course, assignment)
    machines = Machines(jobs, sandbox, scheduler)
    if preview:
        _preview(context, course, assignment, names, machines, as_json=as_json)
        return
    adopt_anew(course, assignment, jobs, sandbox)
    _warn_of_edited(course, assignment)
    optional = optional_questions(course, assignment)
    progress = grading_progress(names, len(course.notebooks(assignment)), optional)
    result = _grade(course, assignment, machines, progress, students, seed, regrade=regrade)
    if as_json:
        from autograder.cli.outcomes_data import graded_data

        print_json(context, graded_data(course, assignment, result, optional))
        return
    from autograder.cli.standings import show_graded

    show_graded(course, assignment, result, optional)


def _preview(
    context: click.Context,
    course: Course,
    assignment: str,
    names: list[str],
    machines: Machines,
    *,
    as_json: bool,
) -> None:
    """Grade for comparison alone, and print what would change."""
    from autograder.cli.previewing import find_preview, preview_data, show_preview

    found = find_preview(course, assignment, names, machines)
    if as_json:
        print_json(context, {"assignment": assignment, **preview_data(found)})
    else:
        show_preview(found, assignment)


def _warn_of_edited(course: Course, assignment: str) -> None:
    """Say which texts were edited and not built: nothing is graded by them."""
    from autograder.authoring.outdated import outdated
    from autograder.cli.console import say

    if edited := outdated(course, assignment):
        say(
            f"Edited, and not built: {', '.join(edited)}. What is graded now is graded by the "
            f"source as it is. To use the new text: autograder release {assignment}",
            "yellow",
        )


def _grade(
    course: Course,
    assignment: str,
    machines: Machines,
    shown: AbstractContextManager[GradingProgress],
    students: tuple[str, ...],
    seed: int | None,
    *,
    regrade: bool,
) -> Graded:
    """Grade a class, and print a line for each student."""
    from autograder.grading.grade import grade as grade_class

    with shown as progress:
        return grade_class(
            course,
            assignment,
            students=students or None,
            seed=seed,
            regrade=regrade,
            machines=machines,
            on_outcome=progress.student,
            on_notebook=progress.notebook,
        )


@click.command()
@click.argument("student", shell_complete=completing.students)
@click.argument("question", shell_complete=completing.questions)
@click.option(
    "--assignment",
    shell_complete=completing.assignments,
    help="Where the question stands, if two assignments have it.",
)
@click.option("--give", type=float, help="Give these points for the question, whatever tests say.")
@click.option("--comment", help="Write this to the student, below the answer.")
@click.option("--page", is_flag=True, help="Write a page with the reply, to send to the student.")
@json_option
@sandbox_option
@click.pass_context
def replay(
    context: click.Context,
    student: str,
    question: str,
    assignment: str | None,
    give: float | None,
    comment: str | None,
    page: bool,
    as_json: bool,
    sandbox: Literal["bubblewrap", "none"],
) -> None:
    """Run QUESTION of STUDENT once more, with the seed on record.

    With --give or --comment, answer a request: points and comment go into the gradebook and stay.
    """
    from autograder.cli.console import show_replay
    from autograder.grading.replay import replay as run_again

    course = Course.find(context.obj)
    result = run_again(course, student, question, assignment=assignment, sandbox=sandbox)
    code = 0 if result.same else 1
    if not as_json:
        show_replay(result)
    entered = give is not None or comment is not None
    if entered:
        from autograder.gradebook.decide import decide

        place = (result.assignment, student, result.notebook, question)
        worths = {cell.cell: cell.max_points for cell in result.recorded}
        decide(course, place, worths, give, comment)
        click.echo("Entered into the gradebook; it stays, whatever is graded again.")
    made = _reply(course, student, question, result) if page else None
    if as_json:
        from autograder.cli.outcomes_data import replay_data

        whose = {"student": student, "question": question, "entered": entered, "page": made}
        print_json(context, {**whose, **replay_data(result)}, code)
    context.exit(code)


def _reply(course: Course, student: str, question: str, result: Replay) -> str:
    """Write the page that replies to a request; say where it is, and return it."""
    from autograder.reporting.reply import make_reply

    place = (result.assignment, result.notebook, question)
    path = course.relative(make_reply(course, student, place, result.told(), click.echo))
    click.echo(f"{path}: to send to the student.")
    return path
