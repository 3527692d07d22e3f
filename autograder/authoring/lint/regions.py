"""Rules on solution regions and hidden-test regions."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding
from autograder.course.cells import (
    HIDDEN_SUFFIX,
    grade_id,
    grader_metadata,
    is_graded,
    is_hidden,
    is_solution,
    is_test,
)
from autograder.course.regions import HIDDEN, SOLUTION, split
from autograder.course.rubrics import ALMOST, read_rubric

MAX_STUB_LINES = 15


def solutions_have_regions(notebook: NotebookNode) -> Iterator[Finding]:
    """Without a region nbgrader replaces the whole cell, question included."""
    for index, cell in enumerate(notebook.cells):
        if not is_solution(cell):
            continue
        parts = split(cell.source, SOLUTION)
        if not parts.balanced:
            yield Finding(index, f"every {SOLUTION.begin} needs its {SOLUTION.end} below it.")
        elif not "".join(parts.inside).strip():
            yield Finding(
                index, f"put the answer between lines with {SOLUTION.begin} and {SOLUTION.end}."
            )


def solution_regions_stand_in_solutions(notebook: NotebookNode) -> Iterator[Finding]:
    """A region in another cell would reach students, or stop nbgrader."""
    for index, cell in enumerate(notebook.cells):
        if not is_solution(cell) and _has(cell.source, SOLUTION.begin, SOLUTION.end):
            yield Finding(
                index, 'a solution region needs a header with "solution": true: add it, or move it.'
            )


def hidden_cells_are_hidden_as_a_whole(notebook: NotebookNode) -> Iterator[Finding]:
    """What stands outside the region of a hidden cell would be shown."""
    for index, cell in enumerate(notebook.cells):
        if not _is_hidden(cell):
            continue
        parts = split(cell.source, HIDDEN)
        whole = parts.balanced and parts.count == 1 and not "".join(parts.outside).strip()
        if not whole or not "".join(parts.inside).strip():
            yield Finding(
                index,
                f"the first line of a hidden cell holds {HIDDEN.begin}, the last {HIDDEN.end}, "
                "and the tests stand between.",
            )


def hidden_regions_stand_in_hidden_cells(notebook: NotebookNode) -> Iterator[Finding]:
    """Hidden tests have a cell of their own, so that feedback can tell them from visible ones."""
    for index, cell in enumerate(notebook.cells):
        if not _is_hidden(cell) and _has(cell.source, HIDDEN.begin, HIDDEN.end):
            yield Finding(index, f"move hidden tests to the question's `{HIDDEN_SUFFIX}` cell.")


def stubs_are_short(notebook: NotebookNode) -> Iterator[Finding]:
    """What students see of an answer cell is a signature and a docstring."""
    for index, cell in enumerate(notebook.cells):
        lines = len(split(cell.source, SOLUTION).outside)
        if is_solution(cell) and cell.cell_type == "code" and lines > MAX_STUB_LINES:
            yield Finding(
                index,
                f"{lines} lines stand outside the solution region: keep {MAX_STUB_LINES}, "
                "and move the rest to prose or a fixture.",
            )


def written_answers_have_rubrics(notebook: NotebookNode) -> Iterator[Finding]:
    """A person grades by the model answer and the rubric below it."""
    for index, cell in enumerate(notebook.cells):
        if not (is_solution(cell) and is_graded(cell)):
            continue
        text = "\n".join(split(cell.source, SOLUTION).inside)
        model, criteria, _ = read_rubric(text)
        if not model.strip(" \n*#_") or "Rubric" not in text:
            yield Finding(
                index, "write a model answer in the solution region, and `**Rubric.** …` below it."
            )
        worth, due = sum(one.points for one in criteria), float(grader_metadata(cell)["points"])
        if criteria and abs(worth - due) > ALMOST:
            yield Finding(
                index,
                f"the rubric's points add up to {worth:g}, and the question is worth {due:g}: "
                "write `1 point: …` for each thing that earns one.",
            )


def _is_hidden(cell: NotebookNode) -> bool:
    return is_test(cell) and is_hidden(grade_id(cell))


def _has(source: str, *words: str) -> bool:
    return any(word in source for word in words)
