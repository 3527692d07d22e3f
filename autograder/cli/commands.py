"""The command line: a thin skin over the package's functions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from autograder import __version__
from autograder.cli import completing
from autograder.cli.adopting import adopt
from autograder.cli.as_json import json_option, print_json
from autograder.cli.building import build, release, verify
from autograder.cli.bundling import bundle
from autograder.cli.collecting import collect, roster
from autograder.cli.completion import completion
from autograder.cli.dates import dates
from autograder.cli.drafting import texts
from autograder.cli.exporting import export
from autograder.cli.grading import grade, replay
from autograder.cli.group import Group
from autograder.cli.marking import mark
from autograder.cli.options import file_path
from autograder.cli.safekeeping import backup, restore
from autograder.cli.said import Remarks
from autograder.cli.similar import similar
from autograder.cli.status import status
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
main.add_command(mark)
main.add_command(roster)
main.add_command(restore)
main.add_command(similar)
main.add_command(texts)
main.add_command(build)
main.add_command(verify)
main.add_command(release)
main.add_command(status)
main.add_command(completion)


def _course(context: click.Context) -> Course:
    return Course.find(context.obj)


_assignment = click.argument("assignment", shell_complete=completing.assignments)


@main.command()
@_assignment
@click.option(
    "--student",
    "students",
    multiple=True,
    shell_complete=completing.students,
    help="This student only (repeatable).",
)
@click.option(
    "--zip",
    "archive",
    type=file_path,
    is_flag=False,
    flag_value="",
    help="Pack them for the LMS, into FILE (default: exports/ASSIGNMENT-feedback.zip).",
    metavar="[FILE]",
)
@json_option
@click.pass_context
def feedback(
    context: click.Context,
    assignment: str,
    students: tuple[str, ...],
    archive: Path | None,
    as_json: bool,
) -> None:
    """Write a page for every student and notebook of ASSIGNMENT, and one that leads to them."""
    from autograder.cli.exporting import pack_feedback
    from autograder.cli.fitting import counted
    from autograder.cli.progress import progress_bar
    from autograder.reporting.feedback import make_pages

    course = _course(context)
    remarks = Remarks()
    with progress_bar("Writing the pages of", "student") as bar:

        def tell(done: int, total: int) -> None:
            bar.advance() if done else bar.begin(total)

        made = make_pages(
            course, assignment, list(students) or None, on_remark=remarks, on_student=tell
        )
    folders = sorted({path.parent for one in made for path in one.pages.values()})
    where = folders[0] if len(folders) == 1 else course.feedback_folder("<student>", assignment)
    pages = sum(len(one.pages) for one in made)
    count = f"{counted(pages, 'page')} for {counted(len(folders), 'student')}"
    click.echo(f"{count}: {course.relative(where)}/")
    if archive is not None:
        pack_feedback(course, assignment, made, archive)
    click.echo(f"Next: autograder report {assignment}")
    if as_json:
        each = {one.student: [course.relative(path) for path in one.pages.values()] for one in made}
        print_json(context, {"assignment": assignment, "pages": each, "remarks": remarks.said})


@main.command()
@_assignment
@json_option
@click.pass_context
def report(context: click.Context, assignment: str, as_json: bool) -> None:
    """Write a page on how the class did in ASSIGNMENT."""
    from autograder.reporting.report import make_report
    from autograder.returning.returning import people_of

    course = _course(context)
    remarks = Remarks()
    page = make_report(course, assignment, remarks, people=people_of(course))
    path = course.relative(page)
    if as_json:
        print_json(context, {"assignment": assignment, "page": path, "remarks": remarks.said})
        return
    click.echo(f"{path}: open it in a browser.")
    click.echo(f"Next: autograder export {assignment}")


@main.command()
@json_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what this machine offers for grading, and what it lacks."""
    from autograder.cli.doctor import examine, show_findings

    try:
        course = _course(context)
    except NotFoundError:
        course = None
    findings = examine(course)
    code = 0 if all(finding.good for finding in findings) else 1
    if as_json:
        print_json(context, {"findings": [asdict(finding) for finding in findings]}, code)
    else:
        show_findings(findings)
    context.exit(code)
