"""Grades as a table for spreadsheets and learning management systems."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from datetime import tzinfo
from pathlib import Path

from autograder.course.config import load_options
from autograder.course.layout import Course
from autograder.files import file_name, write_text
from autograder.reporting.gather import all_assignments, read_results
from autograder.reporting.notes import Watcher, nobody, tell_notes
from autograder.reporting.results import Results, StudentResult

HEAD = (
    *("student", "assignment", "status", "score", "max_score"),
    *("raw_score", "penalty", "late_seconds", "submitted"),
)
OPTIONAL_HEAD = ("optional", "max_optional")
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
) -> Path:
    """Write a CSV table of grades, and return its path.

    One row for each student and assignment. Behind what is said of the whole stand the points of
    each notebook and of each question (`<notebook>` and `<notebook>/<question>`; with
    `<assignment>/` before them in a table of all assignments). What is not decided yet is empty,
    which is not zero. `score` is `raw_score` without `penalty`, which lateness takes off;
    `late_seconds` counts from the due date and is empty where nobody can tell.

    Where there are ★ questions, their points stand apart: `optional` and `max_optional` behind
    these, and `<notebook> (optional)` behind `<notebook>`. With
    `c.Autograder.optional_points = "extra"` they are in `score`, too, and not in `max_score`.

    Args:
        course: the course.
        assignment: the assignment; None for all that are graded.
        on_remark: told what no point shows (`autograder.reporting.notes`).
        path: where to write; by default `exports/<assignment>.csv` or `exports/grades.csv`.

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
    write_text(target, table(tables, prefix=assignment is None, extra=extra))
    return target


def table(tables: list[Results], *, prefix: bool = False, extra: bool = False) -> str:
    """Return the CSV text of assignments' results.

    Args:
        tables: the results of each assignment.
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
        first = (harmless(student.student), harmless(results.assignment), student.status.value)
        star = [student.optional_points, student.optional_max] if starred else []
        values = [*_whole(student, results.zone, extra=extra), *map(_number, star)]
        writer.writerow([*first, *values, *(points.get(name, "") for name in columns)])
    return out.getvalue()


def _whole(student: StudentResult, zone: tzinfo, *, extra: bool) -> list[str]:
    """Return what is said of a student's whole assignment: points and times."""
    after = _score(student.points, student.optional_points, extra=extra)
    before = _score(student.raw_points, student.raw_optional, extra=extra)
    taken = None if after is None or before is None else max(0.0, before - after)
    late = "" if student.late is None else str(math.ceil(student.late.total_seconds()))
    when = student.handed_in
    submitted = "" if when is None else when.astimezone(zone).isoformat(timespec="seconds")
    numbers = map(_number, (after, student.max_points, before, taken))
    return [*numbers, late, submitted]


def _score(core: float | None, star: float | None, *, extra: bool) -> float | None:
    return core if core is None or not extra else core + (star or 0.0)


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
        points[start + notebook.name] = _number(notebook.points)
        star = OPTIONAL.format(notebook=notebook.name)
        points[start + star] = _number(notebook.optional_points)
        for question in notebook.questions:
            points[f"{start}{notebook.name}/{question.name}"] = _number(question.points)
    return points


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(value, 4):.12g}"
