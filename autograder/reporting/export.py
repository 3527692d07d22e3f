"""Grades as a table for spreadsheets and learning management systems."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from autograder.course.config import load_options
from autograder.course.layout import Course
from autograder.course.students import Student
from autograder.files import file_name, write_text
from autograder.gradebook.students import read_students
from autograder.reporting.gather import all_assignments, read_results
from autograder.reporting.grades import (
    grade_of,
    late_seconds,
    notebook_points,
    percentage,
    person_of,
    submitted_text,
    waiting_sentence,
)
from autograder.reporting.notes import Watcher, nobody, tell_notes
from autograder.reporting.results import Results, StudentResult

HEAD = (
    *("student", "name", "first_name", "last_name", "email", "section"),
    *("assignment", "status", "score", "max_score", "percentage"),
    *("raw_score", "penalty", "late_seconds", "submitted"),
)
OPTIONAL_HEAD = ("optional", "max_optional")
NOBODY: Mapping[str, Student] = {}
OPTIONAL = "{notebook} (optional)"
"""The column of a notebook's ★ points; no grade id looks like it."""
_SIGNS = frozenset("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−")
_SEPARATOR = re.compile(r"([;\t\r\n])")
_RISKY = ("\t", "\r", "\n")


def export_grades(
    course: Course,
    assignment: str | None = None,
    path: Path | None = None,
    on_remark: Watcher = nobody,
    *,
    people: Mapping[str, Student] | None = None,
    bom: bool = False,
) -> Path:
    """Write a CSV table of grades, and return its path.

    One row for each student and assignment, with names and address where they are known. Behind
    what is said of the whole stand the points of each notebook and of each question (`<notebook>`
    and `<notebook>/<question>`; with `<assignment>/` before them in a table of all assignments).
    What is not decided yet is empty, which is not zero. `score` is `raw_score` without `penalty`,
    which lateness takes off; `percentage` is its share of `max_score`; `late_seconds` counts from
    the due date and is empty where nobody can tell.

    Where there are ★ questions, their points stand apart: `optional` and `max_optional` behind
    these, and `<notebook> (optional)` behind `<notebook>`. With
    `c.Autograder.optional_points = "extra"` they are in `score`, too, and not in `max_score`.

    Args:
        course: the course.
        assignment: the assignment; None for all that are graded.
        on_remark: told what no point shows (`autograder.reporting.notes`).
        path: where to write; by default `exports/<assignment>.csv` or `exports/grades.csv`.
        people: what is known of students, by id; None for what the gradebook knows.
        bom: whether the file begins with the mark by which Excel knows UTF-8.

    Raises:
        NotFoundError: there is no such assignment, or nothing of it is graded.
        GradebookError: the gradebook cannot be read.
    """
    names = all_assignments(course) if assignment is None else [assignment]
    tables = [read_results(course, name) for name in names]
    for results in tables:
        tell_notes(results, on_remark)
    target = path or course.root / "exports" / f"{file_name(assignment or 'grades')}.csv"
    extra = load_options(course).optional_points == "extra"
    if sentence := waiting_sentence(tables, extra=extra):
        on_remark(sentence)
    if people is None:
        people = {student.id: student for student in read_students(course)}
    text = table(tables, people, prefix=assignment is None, extra=extra)
    write_text(target, f"\ufeff{text}" if bom else text)
    return target


def table(
    tables: list[Results],
    people: Mapping[str, Student] = NOBODY,
    *,
    prefix: bool = False,
    extra: bool = False,
) -> str:
    """Return the CSV text of assignments' results.

    Args:
        tables: the results of each assignment.
        people: what is known of students, by id.
        prefix: whether `<assignment>/` stands before the columns of notebooks and questions.
        extra: whether points of ★ questions are added to the score.
    """
    rows = []
    columns: dict[str, None] = {}
    starred = any(results.optional for results in tables)
    for results in tables:
        start = f"{results.assignment}/" if prefix else ""
        columns |= dict.fromkeys(start + name for name in _columns(results))
        rows += [(student, results, _points(student, start)) for student in results.students]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    head = [*HEAD, *(OPTIONAL_HEAD if starred else ())]
    writer.writerow([*head, *map(harmless, columns)])
    for student, results, points in sorted(
        rows, key=lambda row: (row[0].student, row[1].assignment)
    ):
        person = person_of(student, people)
        who = (student.student, person.name, person.first_name, person.last_name)
        whose = (*who, person.email, person.section, results.assignment)
        first = (*map(harmless, whose), student.status.value)
        star = [student.optional_points, student.optional_max] if starred else []
        values = [*_whole(student, results, extra=extra), *map(shown_number, star)]
        writer.writerow([*first, *values, *(points.get(name, "") for name in columns)])
    return out.getvalue()


def _whole(student: StudentResult, results: Results, *, extra: bool) -> list[str]:
    """Return what is said of a student's whole assignment: points and times."""
    grade = grade_of(student, extra=extra)
    share = percentage(grade.score, student.max_points)
    values = (grade.score, student.max_points, share, grade.raw, grade.penalty)
    late = late_seconds(student)
    submitted = submitted_text(student, results.zone)
    return [*map(shown_number, values), "" if late is None else str(late), submitted]


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with `'` before a sign that begins one.

    Spreadsheets skip what cannot be seen, take full-width signs for their narrow twins, and split
    a field at `;` where that is the sign between columns, whatever stands around it.

    >>> harmless("=1+1"), harmless("ada"), harmless("a;=1+1")
    ("'=1+1", 'ada', "a;'=1+1")
    """
    parts = (f"'{part}" if _begins_formula(part) else part for part in _SEPARATOR.split(text))
    return ("'" if text[:1] in _RISKY else "") + "".join(parts)


def _begins_formula(text: str) -> bool:
    """Tell whether the first sign that can be seen begins a formula."""
    seen = (sign for sign in text if unicodedata.category(sign)[0] not in "CZ")
    return next(seen, "x") in _SIGNS


def _columns(results: Results) -> list[str]:
    names = []
    for notebook in results.layout:
        names.append(notebook)
        if any(name == notebook for name, _ in results.optional):
            names.append(OPTIONAL.format(notebook=notebook))
        names += [f"{name}/{question}" for name, question in results.columns() if name == notebook]
    return names


def _points(student: StudentResult, start: str) -> dict[str, str]:
    points = {}
    for notebook in student.notebooks:
        points[start + notebook.name] = shown_number(notebook_points(notebook))
        star = OPTIONAL.format(notebook=notebook.name)
        points[start + star] = shown_number(notebook.optional_points)
        for question in notebook.questions:
            points[f"{start}{notebook.name}/{question.name}"] = shown_number(question.points)
    return points


def shown_number(value: float | None) -> str:
    """Return points as programs read them; "" where there are none."""
    return "" if value is None else f"{round(value, 4):.12g}"
