"""The command that gives grades to spreadsheets, to programs and back to the LMS."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli import completing
from autograder.cli.as_json import json_option, print_json
from autograder.cli.options import file_path
from autograder.course.layout import Course

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.reporting.feedback import StudentPages


@dataclass
class _Said:
    """What an export has to say.

    Attributes:
        files: what was written, and what to tell of each.
        problems: sentences about what needs a person.
        remarks: sentences about what is good to know.
    """

    files: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def remark(self, sentence: str) -> None:
        """Keep a sentence, once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)


@click.command()
@click.argument("assignment", required=False, shell_complete=completing.assignments)
@click.option("--csv", "as_csv", is_flag=True, help="Write our own table: the default.")
@click.option("--canvas", type=file_path, help="Fill this gradebook that Canvas has exported.")
@click.option("--moodle", type=file_path, help="Fill this worksheet or grade table of Moodle's.")
@click.option("--column", default="", help="The assignment's column in that file.")
@click.option("--comments", is_flag=True, help="Fill Moodle's column for comments, too.")
@click.option("--bom", is_flag=True, help="Mark our own table as UTF-8, for Excel.")
@click.option("--output", type=file_path, help="The file to write (default: in exports/).")
@json_option
@click.pass_context
def export(
    context: click.Context,
    assignment: str | None,
    as_csv: bool,
    canvas: Path | None,
    moodle: Path | None,
    column: str,
    comments: bool,
    bom: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write grades of ASSIGNMENT, or of all: as a CSV table, or into a file of the LMS."""
    templates = {name: path for name, path in (("Canvas", canvas), ("Moodle", moodle)) if path}
    as_csv = as_csv or not (templates or as_json)
    if (column or comments) and not templates:
        raise click.UsageError("--column and --comments go with --canvas or --moodle.")
    if output is not None and len(templates) + as_csv != 1:
        raise click.UsageError("--output names one file: choose one of --csv, --canvas, --moodle.")
    course, said = Course.find(context.obj), _Said()
    click.echo(f"Writing the table of {assignment or 'all assignments'} …", err=True)
    for lms, template in templates.items():
        if assignment is None:
            raise click.UsageError("Name the assignment whose grades go into the file.")
        _fill(course, assignment, lms, template, output, said, column=column, comments=comments)
    if as_csv:
        _write_table(course, assignment, output, said, bom=bom)
    if as_json:
        _print_json(context, course, assignment, said)
    else:
        _show(said)
    context.exit(1 if said.problems else 0)


def _fill(
    course: Course,
    assignment: str,
    lms: str,
    template: Path,
    output: Path | None,
    said: _Said,
    *,
    column: str,
    comments: bool,
) -> None:
    """Fill a file of the LMS."""
    from autograder.cli.fitting import counted
    from autograder.returning.filling import Wishes
    from autograder.returning.layouts import Lms
    from autograder.returning.returning import return_grades

    wishes = Wishes(column, comments)
    returned = return_grades(course, assignment, template, Lms(lms), wishes, output)
    said.files[course.relative(returned.path)] = (
        f": {counted(returned.filled.grades, 'grade')} for {lms}"
    )
    said.problems += returned.filled.problems
    for sentence in returned.filled.remarks:
        said.remark(sentence)


def _write_table(
    course: Course, assignment: str | None, output: Path | None, said: _Said, *, bom: bool
) -> None:
    """Write our own table."""
    from autograder.reporting.export import export_grades
    from autograder.returning.returning import people_of

    people = people_of(course)
    path = export_grades(course, assignment, output, said.remark, people=people, bom=bom)
    said.files[course.relative(path)] = ""


def _show(said: _Said) -> None:
    for sentence in (*said.remarks, *said.problems):
        click.echo(sentence)
    for path, told in said.files.items():
        click.echo(f"{path}{told}")


def _print_json(
    context: click.Context, course: Course, assignment: str | None, said: _Said
) -> None:
    from autograder.returning.returning import grades_for_programs

    rows = grades_for_programs(course, assignment, said.remark)
    content = {
        "grades": rows,
        "files": [*said.files],
        "remarks": said.remarks,
        "problems": said.problems,
    }
    print_json(context, content, 1 if said.problems else 0)


def pack_feedback(
    course: Course, assignment: str, made: Iterable[StudentPages], archive: Path
) -> None:
    """Pack feedback for the LMS, and say by whose names.

    Args:
        course: the course.
        assignment: the assignment.
        made: the pages of each student.
        archive: the file to write; an empty path for the usual one.
    """
    from autograder.cli.fitting import counted
    from autograder.files import file_name
    from autograder.returning.packing import Kind, pack

    usual = course.root / "exports" / f"{file_name(assignment)}-feedback.zip"
    packed = pack(course, assignment, made, usual if archive == Path() else archive)
    names = {
        Kind.MOODLE: "by Moodle's names",
        Kind.CANVAS: "by the names of Canvas",
        Kind.OWN: "in folders of their own, as no upload of theirs is known",
    }
    parts = [
        f"{counted(packed.students[kind], 'student')} {told}"
        for kind, told in names.items()
        if packed.students[kind]
    ]
    click.echo(f"{course.relative(packed.path)}: {', '.join(parts) or 'nothing'}")
