"""The plan of a whole notebook, by the indices of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode

from autograder.course.cells import (
    Cell,
    grade_id,
    is_fixture,
    is_graded,
    is_solution,
    is_test,
    question_of,
)
from autograder.needs.lasting import lasting
from autograder.needs.plan import Plan, plan
from autograder.needs.reading import NEEDED, OTHER, TEST, CodeCell

Names = dict[str, tuple[str, ...]]


def notebook_plan(cells: Sequence[NotebookNode], names: Names) -> Plan:
    """Return which cells of a notebook have to run for its grade.

    Args:
        cells: the notebook's.
        names: what each question's answer defines.
    """
    indices = _of_code(cells)
    found = plan(tuple(_code_cell(cells[index], index, names) for index in indices))
    return Plan(
        {indices[place]: need for place, need in found.needs.items()},
        frozenset(indices[place] for place in found.left_out),
        frozenset(indices[place] for place in found.others),
        found.hidden,
        None if found.seeding is None else indices[found.seeding],
    )


def lasting_tests(cells: Sequence[NotebookNode]) -> frozenset[int]:
    """Return the indices of the tests whose traces later cells may depend on.

    Args:
        cells: the notebook's; its tests run where its answers run.
    """
    indices = _of_code(cells)
    codes = tuple(
        CodeCell(cells[i].source, TEST if is_test(cells[i]) else NEEDED, label=f"cell {i + 1}")
        for i in indices
    )
    return frozenset(indices[place] for place in lasting(codes))


def _of_code(cells: Sequence[NotebookNode]) -> list[int]:
    """Return the indices of the cells that hold code."""
    return [
        i
        for i, cell in enumerate(cells)
        if cell.cell_type == "code" and isinstance(cell.source, str) and cell.source.strip()
    ]


def _code_cell(cell: Cell, index: int, names: Names) -> CodeCell:
    name = grade_id(cell)
    label = f"`{name}`" if name else f"cell {index + 1}"
    if is_test(cell):
        return CodeCell(cell.source, TEST, names.get(question_of(name), ()), label)
    fixed = is_fixture(cell) or is_solution(cell) or is_graded(cell)
    return CodeCell(cell.source, NEEDED if fixed else OTHER, (), label)
