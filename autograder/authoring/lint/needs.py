"""Rules on what grading has to run: a lecture cell is not needed for what it does unseen."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding
from autograder.course.questions import questions
from autograder.needs import notebook_plan


def lectures_have_no_side_effects(notebook: NotebookNode) -> Iterator[Finding]:
    """Grading leaves out what nothing reads: no grade may depend on what a cell does besides."""
    try:
        names = {question.grade_id: question.names for question in questions(notebook)}
    except SyntaxError:
        return  # another rule says so
    plan = notebook_plan(notebook.cells, names)
    if plan.hidden:
        yield Finding(
            -1,
            f"{plan.hidden}, so grading cannot tell which cells it needs and runs all of them: "
            "write it so that its text shows what it reads.",
        )
    for index, need in plan.needs.items():
        if not need.by_name:
            yield Finding(
                index,
                f"this lecture cell {need.reason}, so grading has to run it for each student: "
                "let it work on names of its own, or make it a fixture.",
            )
