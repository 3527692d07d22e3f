"""Returning grades: from a course's results into a file of the LMS."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from autograder.collecting.roster import load_class
from autograder.course.config import load_options
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.errors import CourseError
from autograder.files import file_name, write_bytes
from autograder.reporting.gather import all_assignments, read_results
from autograder.reporting.grades import grade_rows, waiting_sentence
from autograder.reporting.notes import Watcher, nobody, tell_notes
from autograder.reporting.results import Results
from autograder.returning.filling import Filled, Wishes, fill
from autograder.returning.layouts import Lms
from autograder.returning.template import read_template


@dataclass(frozen=True)
class Returned:
    """A file for the LMS.

    Attributes:
        path: where it lies.
        filled: what came of filling it.
    """

    path: Path
    filled: Filled


def people_of(course: Course) -> dict[str, Student]:
    """Return the class by id: the gradebook, and `roster.csv` with its sections.

    Raises:
        GradebookError: the gradebook cannot be read.
        CourseError: `roster.csv` cannot be read.
    """
    return {student.id: student for student in load_class(course)[0]}


def return_grades(
    course: Course,
    assignment: str,
    template: Path,
    lms: Lms,
    wishes: Wishes,
    path: Path | None = None,
) -> Returned:
    """Write an assignment's grades into a copy of a table of the LMS.

    Args:
        course: the course.
        assignment: the assignment.
        template: the table as the LMS has exported it.
        lms: whose table it is.
        wishes: how it is to be filled; what ★ points count is taken from the course.
        path: where to write; by default `exports/<assignment>-canvas.csv`, or `-moodle`.

    Raises:
        NotFoundError: there is no such file or assignment, or nothing of it is graded.
        CourseError: nobody in the table is in the class, or it has no column for the assignment.
        GradebookError: the gradebook cannot be read.
    """
    results = read_results(course, assignment)
    own = replace(wishes, extra=_adds_stars(course))
    filled = fill(read_template(template), lms, results, people_of(course), own)
    _tell([results], filled.remarks.append, extra=own.extra)
    name = f"{file_name(assignment)}-{lms.value.lower()}.csv"
    target = path or course.root / "exports" / name
    if target.exists() and target.samefile(template):
        raise CourseError(
            f"{target} is the table from the LMS itself.", "Choose another file with --output."
        )
    write_bytes(target, filled.data)
    return Returned(target, filled)


def grades_for_programs(
    course: Course, assignment: str | None = None, on_remark: Watcher = nobody
) -> list[dict[str, object]]:
    """Return all grades as rows.

    Args:
        course: the course.
        assignment: the assignment; None for all that are graded.
        on_remark: told what no point shows.

    Raises:
        NotFoundError: there is no such assignment, or nothing of it is graded.
        GradebookError: the gradebook cannot be read.
    """
    names = all_assignments(course) if assignment is None else [assignment]
    tables = [read_results(course, name) for name in names]
    people, extra = people_of(course), _adds_stars(course)
    _tell(tables, on_remark, extra=extra)
    return [row for results in tables for row in grade_rows(results, people, extra=extra)]


def _tell(tables: list[Results], on_remark: Watcher, *, extra: bool) -> None:
    for results in tables:
        tell_notes(results, on_remark)
    if sentence := waiting_sentence(tables, extra=extra):
        on_remark(sentence)


def _adds_stars(course: Course) -> bool:
    return load_options(course).optional_points == "extra"
