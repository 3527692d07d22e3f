"""Naming mistakes: which known mistakes stand behind the answers of a class."""

from __future__ import annotations

from dataclasses import replace

from autograder.course.layout import Course
from autograder.course.mistakes import Mistakes, read_mistakes
from autograder.outcomes import CellStatus
from autograder.reporting.gather import read_results
from autograder.reporting.results import NotebookResult, QuestionResult, Results

WRONG = (CellStatus.FAILED, CellStatus.PARTIAL)


def read_named_results(course: Course, assignment: str) -> Results:
    """Return what came of an assignment, with the known mistakes behind the answers.

    Raises:
        NotFoundError: there is no such assignment, or nothing of it is graded.
        GradebookError: the gradebook cannot be read.
    """
    results, known = read_results(course, assignment), read_mistakes(course, assignment)
    if not known.questions:
        return results
    students = (
        replace(student, notebooks=tuple(_notebook(item, known) for item in student.notebooks))
        for student in results.students
    )
    return replace(results, students=tuple(students))


def _notebook(notebook: NotebookResult, known: Mistakes) -> NotebookResult:
    questions = tuple(_question(notebook.name, item, known) for item in notebook.questions)
    return replace(notebook, questions=questions)


def _question(notebook: str, question: QuestionResult, known: Mistakes) -> QuestionResult:
    traces = {cell.cell: cell.trace for cell in question.cells if cell.status in WRONG}
    return replace(question, mistakes=known.behind(notebook, question.name, traces))
