"""Rules on nbgrader's metadata: keys, ids, points and locks."""

from __future__ import annotations

from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding, worth
from autograder.course.cells import (
    grade_id,
    grader_metadata,
    is_fixture,
    is_graded,
    is_solution,
    is_test,
)
from autograder.course.notebooks import GRADE_ID

REQUIRED = {"grade": bool, "grade_id": str, "locked": bool, "schema_version": int, "solution": bool}
OPTIONAL = ("points", "task")
SCHEMA_VERSION = 3


def _graders(notebook: NotebookNode) -> Iterator[tuple[int, NotebookNode]]:
    return (
        (index, cell) for index, cell in enumerate(notebook.cells) if "nbgrader" in cell.metadata
    )


def keys_are_complete(notebook: NotebookNode) -> Iterator[Finding]:
    """A header has all of nbgrader's keys, each of its type, and no others."""
    for index, cell in _graders(notebook):
        metadata = grader_metadata(cell)
        for key, kind in REQUIRED.items():
            if not isinstance(metadata.get(key), kind):
                yield Finding(index, f'the header needs "{key}", of type {kind.__name__}.')
        for key in metadata.keys() - REQUIRED.keys() - set(OPTIONAL):
            yield Finding(index, f'the header has "{key}", which no text needs: remove it.')
        if metadata.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
            yield Finding(index, f'"schema_version" must be {SCHEMA_VERSION}.')


def ids_are_well_formed(notebook: NotebookNode) -> Iterator[Finding]:
    """A grade id becomes the cell's id."""
    for index, cell in _graders(notebook):
        if not GRADE_ID.fullmatch(grade_id(cell)):
            yield Finding(
                index, "a grade id has 1 to 64 letters, digits, `-` and `_`: choose another."
            )


def ids_are_unique(notebook: NotebookNode) -> Iterator[Finding]:
    """Cells are found by their grade ids."""
    seen: dict[str, int] = {}
    for index, cell in _graders(notebook):
        name = grade_id(cell)
        if name in seen:
            yield Finding(index, f"cell {seen[name] + 1} has this grade id too: choose another.")
        seen.setdefault(name, index)


def roles_are_known(notebook: NotebookNode) -> Iterator[Finding]:
    """Code is answered ungraded and then tested; Markdown is answered and graded in one cell."""
    for index, cell in _graders(notebook):
        if grader_metadata(cell).get("task"):
            yield Finding(index, 'task cells are not supported: remove "task".')
        if is_solution(cell) and is_graded(cell) != (cell.cell_type == "markdown"):
            yield Finding(
                index,
                'an answer in code has "grade": false and is graded by its tests; '
                'one in Markdown has "grade": true.',
            )
        if not is_solution(cell) and cell.cell_type != "code":
            yield Finding(index, "tests and fixtures are code cells: make it one.")


def points_stand_on_graded_cells(notebook: NotebookNode) -> Iterator[Finding]:
    """Points are positive numbers on graded cells, and stand nowhere else."""
    for index, cell in _graders(notebook):
        points = grader_metadata(cell).get("points")
        if is_graded(cell) and worth(cell) <= 0:
            yield Finding(index, 'a graded cell needs "points", a positive number.')
        if not is_graded(cell) and points is not None:
            yield Finding(index, 'only graded cells have "points": remove them.')


def locks_are_right(notebook: NotebookNode) -> Iterator[Finding]:
    """Students write in answer cells and in no other cell that nbgrader knows."""
    for index, cell in _graders(notebook):
        locked = grader_metadata(cell).get("locked")
        if is_solution(cell) and locked:
            yield Finding(index, 'students write here: set "locked": false.')
        if is_test(cell) and not locked:
            yield Finding(index, 'students must not change tests: set "locked": true.')
        if not (is_solution(cell) or is_test(cell) or is_fixture(cell)):
            yield Finding(index, 'a fixture has "locked": true; another cell needs no header.')
