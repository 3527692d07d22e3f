"""Comments: what a student reads beside the grade in the LMS, on one line."""

from __future__ import annotations

from autograder.outcomes import UNCOUNTED, Status
from autograder.reporting.grades import notebook_points
from autograder.reporting.html.pages import points
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, StudentResult

MAX_QUESTIONS = 12
"""Questions of a notebook that are named."""


def comment_of(student: StudentResult, *, extra: bool) -> str:
    """Return points by notebook, what is not complete, and what lateness takes off.

    It begins with a word of ours and has no `;`, so no spreadsheet takes it for a formula.

    Args:
        student: what came of the assignment.
        extra: whether points of ★ questions are added to the score.
    """
    parts = ["Points by notebook:", *map(_notebook, student.notebooks)]
    if student.taken_off:
        parts.append(f"Lateness takes off {points(student.taken_off)} points.")
    if student.optional_points:
        how = "added" if extra else "counted apart"
        parts.append(f"Optional: {points(student.optional_points)} points, {how}.")
    if student.status is Status.NEEDS_PERSON:
        parts.append("Not final: a person still reads the rest.")
    return " ".join(parts).replace(";", ",")


def _notebook(notebook: NotebookResult) -> str:
    if notebook.status in (*UNCOUNTED, Status.NOT_GRADABLE, Status.MISSING):
        words = "not handed in" if notebook.status is Status.MISSING else notebook.status.value
        return f"{notebook.name}: {words}."
    told = f"{notebook.name}: {points(notebook_points(notebook))} of {points(notebook.max_points)}"
    open_ones = [
        f"{question.name} {question.state}"
        for question in notebook.questions
        if question.state not in (State.PASSED, State.UNTRIED)
    ]
    more = " and more" if len(open_ones) > MAX_QUESTIONS else ""
    return f"{told} ({', '.join(open_ones[:MAX_QUESTIONS])}{more})." if open_ones else f"{told}."
