"""The commands that grade: a whole class, or one question once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from autograder.cli.adopting import adopt_anew
from autograder.cli.options import sandbox_option
from autograder.course.layout import Course

if TYPE_CHECKING:
    from autograder.grading.beginning import Machines


@click.command()
@click.argument("assignment")
@click.option("--student", "students", multiple=True, help="Grade this student only (repeatable).")
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Submissions at once (default: all cores)."
)
@click.option(
    "--seed", type=click.IntRange(min=0), help="Seed of the tests' inputs (default: new)."
)
@click.option("--regrade", is_flag=True, help="Grade again what has not changed.")
@click.option("--preview", is_flag=True, help="Show who would get other points; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="With --preview: for programs.")
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
    if as_json and not preview:
        raise click.UsageError("--json goes with --preview.")
    if scheduler is None:
        from autograder.engine.workers.forkserver import forkserver

        forkserver()  # it warms up while this process does
    from autograder.grading.beginning import Machines
    from autograder.grading.submissions import submitters

    course = Course.find(context.obj)
    names = sorted(set(students)) or submitters(course, assignment)
    machines = Machines(jobs, sandbox, scheduler)
    if preview:
        from autograder.cli.previewing import show_preview

        show_preview(course, assignment, names, machines, as_json=as_json)
        return
    adopt_anew(course, assignment, jobs, sandbox)
    chosen = students or None
    _grade(course, assignment, names, machines, students=chosen, seed=seed, regrade=regrade)


def _grade(
    course: Course,
    assignment: str,
    names: list[str],
    machines: Machines,
    *,
    students: tuple[str, ...] | None,
    seed: int | None,
    regrade: bool,
) -> None:
    """Grade a class, and print what comes of it."""
    from autograder.cli.console import grading_progress
    from autograder.cli.standings import show_graded
    from autograder.course.optional import optional_questions
    from autograder.grading.grade import grade as grade_class

    optional = optional_questions(course, assignment)
    with grading_progress(names, optional) as tell:
        result = grade_class(
            course,
            assignment,
            students=students,
            seed=seed,
            regrade=regrade,
            machines=machines,
            on_outcome=tell,
        )
    show_graded(course, assignment, result, optional)


@click.command()
@click.argument("student")
@click.argument("question")
@click.option("--assignment", help="Where the question stands, if two assignments have it.")
@click.option("--give", type=float, help="Give these points for the question, whatever tests say.")
@click.option("--comment", help="Write this to the student, below the answer.")
@sandbox_option
@click.pass_context
def replay(
    context: click.Context,
    student: str,
    question: str,
    assignment: str | None,
    give: float | None,
    comment: str | None,
    sandbox: Literal["bubblewrap", "none"],
) -> None:
    """Run QUESTION of STUDENT once more, with the seed on record.

    With --give or --comment, answer a request: points and comment go into the gradebook and stay.
    """
    from autograder.cli.console import show_replay
    from autograder.grading.replay import replay as run_again

    course = Course.find(context.obj)
    result = run_again(course, student, question, assignment=assignment, sandbox=sandbox)
    show_replay(result)
    if give is not None or comment is not None:
        from autograder.gradebook.decide import decide

        place = (result.assignment, student, result.notebook, question)
        worths = {cell.cell: cell.max_points for cell in result.recorded}
        decide(course, place, worths, give, comment)
        click.echo("Entered into the gradebook; it stays, whatever is graded again.")
    context.exit(0 if result.same else 1)
