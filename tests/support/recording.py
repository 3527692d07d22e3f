"""Outcomes of the tiny course made by hand, and what the gradebook holds afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.grading.masters import read_masters
from autograder.grading.sanitize import sanitize
from autograder.outcomes import (
    CellOutcome,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
)
from tests.support.handing import answered, copy_course
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

WORTH = {"double-tests": 1.0, "double-hidden": 2.0, "why": 2.0}


@pytest.fixture
def course(entered: Course, tmp_path: Path) -> Course:
    """A copy of the built tiny course, entered into its gradebook, for one test."""
    return copy_course(entered, tmp_path / "course")


def outcome(
    student: str,
    points: tuple[float | None, ...] = (1.0, 1.0, None),
    status: Status = Status.NEEDS_PERSON,
    fingerprint: str = "f",
) -> SubmissionOutcome:
    """Return the outcome of a student's submission of the tiny course."""
    cells = tuple(
        CellOutcome(name, got, worth, CellStatus.PENDING if got is None else CellStatus.PARTIAL)
        for (name, worth), got in zip(WORTH.items(), points, strict=True)
    )
    notebook = NotebookOutcome(NOTEBOOK, status, (), cells)
    return SubmissionOutcome(student, ASSIGNMENT, 1, fingerprint, (notebook,))


def executed(
    course: Course, double: str | None = None, why: str | None = None
) -> dict[str, NotebookNode]:
    """Return a submission's notebooks as grading leaves them, without outputs."""
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    return {NOTEBOOK: sanitize(answered(course, double, why), master).notebook}


def rows(course: Course, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds in the gradebook."""
    with closing(sqlite3.connect(gradebook(course))) as connection:
        return connection.execute(query).fetchall()


def change(course: Course, statement: str) -> None:
    """Change the gradebook."""
    with closing(sqlite3.connect(gradebook(course))) as connection, connection:
        connection.execute(statement)


def dump(course: Course) -> list[str]:
    """Return everything that the gradebook holds."""
    with closing(sqlite3.connect(gradebook(course))) as connection:
        return list(connection.iterdump())


def gradebook(course: Course) -> Path:
    """Return the gradebook's path."""
    return course.root / "gradebook.db"


def scores(course: Course) -> dict[tuple[str, str], tuple[float | None, float | None, int]]:
    """Return automatic score, manual score and whether a person must look, by student and cell."""
    found = rows(
        course,
        "SELECT s.student_id, c.name, g.auto_score, g.manual_score, g.needs_manual_grade "
        "FROM grade g JOIN base_cell c ON c.id = g.cell_id "
        "JOIN submitted_notebook n ON n.id = g.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id",
    )
    return {(student, cell): (auto, manual, waits) for student, cell, auto, manual, waits in found}


def master_notebooks(course: Course, assignment: str) -> dict[str, NotebookNode]:
    """Return the master notebooks of an assignment, by name."""
    return {name: master.notebook for name, master in read_masters(course, assignment).items()}
