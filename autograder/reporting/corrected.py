"""Results as they count: with the questions that a course has dropped, repriced or excused."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from autograder.course.corrections import Corrections
from autograder.outcomes import CellOutcome
from autograder.reporting.html.states import State
from autograder.reporting.results import (
    NotebookResult,
    QuestionResult,
    Results,
    StudentResult,
)


def corrected(results: Results, corrections: Corrections) -> Results:
    """Return results in which every question counts as `corrections.toml` says.

    A question that does not count has no points and is worth none. One that is worth something
    else keeps the share that was reached of it.
    """
    if not corrections:
        return replace(results, corrections=corrections)
    students = tuple(_student(student, corrections) for student in results.students)
    return replace(results, students=students, corrections=corrections)


def _student(student: StudentResult, corrections: Corrections) -> StudentResult:
    notebooks = tuple(
        _notebook(student.student, notebook, corrections) for notebook in student.notebooks
    )
    return replace(student, notebooks=notebooks)


def _notebook(student: str, notebook: NotebookResult, corrections: Corrections) -> NotebookResult:
    questions = []
    for question in notebook.questions:
        place = (notebook.name, question.name)
        if not corrections.counts(student, place):
            dropped = place in corrections.dropped
            state = State.DROPPED if dropped else State.EXCUSED
            questions.append(replace(question, state=state, max_points=0.0))
        elif place in corrections.worth:
            questions.append(_repriced(question, corrections.worth[place]))
        else:
            questions.append(question)
    return replace(notebook, questions=tuple(questions))


def _repriced(question: QuestionResult, worth: float) -> QuestionResult:
    """Return a question that is worth something else.

    Of one that was worth nothing the state says whether all of it was reached, or none.
    """
    before = question.max_points
    if before:
        cells = tuple(_scaled(cell, worth / before) for cell in question.cells)
    else:
        reached = worth if question.state is State.PASSED else 0.0
        first, *rest = question.cells
        cells = (msgspec.structs.replace(first, points=reached, max_points=worth), *rest)
    return replace(question, max_points=worth, cells=cells)


def _scaled(cell: CellOutcome, factor: float) -> CellOutcome:
    points = None if cell.points is None else cell.points * factor
    return msgspec.structs.replace(cell, points=points, max_points=cell.max_points * factor)
