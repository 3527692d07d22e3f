"""A student's grade of an assignment, as all tables and programs get it: decided, or not there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo

from autograder.course.students import Student
from autograder.markup.text import one_line
from autograder.outcomes import Status
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, Results, StudentResult

MAX_NAMED = 10


@dataclass(frozen=True)
class Grade:
    """What a student gets. What is not decided is None, which is not zero.

    Attributes:
        score: the points, with what lateness takes off.
        raw: the points without that.
        is_final: nothing in it waits for a person.
    """

    score: float | None
    raw: float | None
    is_final: bool

    @property
    def penalty(self) -> float | None:
        """Points that lateness takes off."""
        if self.score is None or self.raw is None:
            return None
        return max(0.0, self.raw - self.score)


def grade_of(student: StudentResult, *, extra: bool) -> Grade:
    """Return a student's grade.

    Args:
        student: what came of the assignment.
        extra: whether points of ★ questions are added.
    """
    waits = student.status is Status.NEEDS_PERSON
    if waits and not any(map(_is_begun, student.counted)):
        return Grade(None, None, is_final=False)
    score = _with_star(student.points, student.optional_points, extra=extra)
    raw = _with_star(student.raw_points, student.raw_optional, extra=extra)
    return Grade(score, raw, is_final=not waits)


def notebook_points(notebook: NotebookResult) -> float | None:
    """Return the points of a notebook; None where nothing of it is decided."""
    waits = notebook.status is Status.NEEDS_PERSON
    return None if waits and not _is_begun(notebook) else notebook.points


def percentage(points: float | None, most: float) -> float | None:
    """Return points as a percentage; None where there are none, or nothing to get."""
    return None if points is None or not most else 100 * points / most


def waiting_sentence(results: Iterable[Results], *, extra: bool) -> str:
    """Return a sentence about grades that are not final yet; "" where all are."""
    names = [
        one_line(student.student)
        for one in results
        for student in one.students
        if not grade_of(student, extra=extra).is_final
    ]
    if not names:
        return ""
    one = len(names) == 1
    which = "1 grade is" if one else f"{len(names)} grades are"
    wait = "waits" if one else "wait"
    return f"{which} not final yet and {wait} for a person: {named(dict.fromkeys(names))}."


def named(names: Iterable[str]) -> str:
    """Return the first of some names, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - MAX_NAMED} more" if len(every) > MAX_NAMED else ""
    return ", ".join(every[:MAX_NAMED]) + more


def late_seconds(student: StudentResult) -> int | None:
    """Return how late the latest notebook came; None where nobody can tell."""
    return None if student.late is None else math.ceil(student.late.total_seconds())


def submitted_text(student: StudentResult, zone: tzinfo) -> str:
    """Return when the last notebook was handed in, as text; "" where nobody can tell."""
    when = student.handed_in
    return "" if when is None else when.astimezone(zone).isoformat(timespec="seconds")


def grade_rows(
    results: Results, people: Mapping[str, Student], *, extra: bool
) -> list[dict[str, object]]:
    """Return an assignment's grades for programs: one row for each student.

    Args:
        results: what came of the assignment.
        people: what the course knows of its students, by id.
        extra: whether points of ★ questions are added to the score.
    """
    return [
        _row(student, results, person_of(student, people), extra=extra)
        for student in results.students
    ]


def person_of(student: StudentResult, people: Mapping[str, Student]) -> Student:
    """Return what is known of a student besides the work."""
    return people.get(student.student, Student(student.student))


def _row(
    student: StudentResult, results: Results, person: Student, *, extra: bool
) -> dict[str, object]:
    grade = grade_of(student, extra=extra)
    return {
        "student": student.student,
        "name": person.name,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "section": person.section,
        "assignment": results.assignment,
        "status": student.status.value,
        "final": grade.is_final,
        "score": _rounded(grade.score),
        "max_score": _rounded(student.max_points),
        "percentage": _rounded(percentage(grade.score, student.max_points)),
        "raw_score": _rounded(grade.raw),
        "penalty": _rounded(grade.penalty),
        "late_seconds": late_seconds(student),
        "submitted": submitted_text(student, results.zone) or None,
        "optional": _rounded(student.optional_points),
        "max_optional": _rounded(student.optional_max),
        "notebooks": [_notebook_row(notebook) for notebook in student.notebooks],
    }


def _notebook_row(notebook: NotebookResult) -> dict[str, object]:
    return {
        "notebook": notebook.name,
        "status": notebook.status.value,
        "score": _rounded(notebook_points(notebook)),
        "max_score": _rounded(notebook.max_points),
        "questions": [
            {
                "question": question.name,
                "state": question.state.value,
                "optional": question.optional,
                "score": _rounded(question.points),
                "max_score": _rounded(question.max_points),
            }
            for question in notebook.questions
        ],
    }


def _is_begun(notebook: NotebookResult) -> bool:
    """Tell whether any of a notebook's points are decided."""
    return notebook.status is Status.MISSING or any(
        question.points is not None and question.state is not State.UNTRIED
        for question in notebook.questions
    )


def _with_star(core: float | None, star: float | None, *, extra: bool) -> float | None:
    return core if core is None or not extra else core + (star or 0.0)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
