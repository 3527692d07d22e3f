"""The opening of a notebook: the course's cells at its top, which are the same for everybody.

Imports, data and first figures stand before the first answer. They are run once for all
submissions that have left them as they were, and each of these begins behind them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.questions import is_graded, is_solution


@dataclass(frozen=True)
class Opening:
    """An opening that has been run.

    Attributes:
        outputs: what each of its cells shows.
        template: number of the process that has run them.
        libraries: what was loaded before.
    """

    outputs: tuple[list[NotebookNode], ...]
    template: int
    libraries: frozenset[str]

    def fill_in(self, cells: list[Any]) -> int:
        """Put the outputs into a notebook that begins with these cells.

        Returns:
            The index behind the last one of them.
        """
        end = 0
        pairs = zip(_code(cells), self.outputs, strict=False)
        for count, ((index, cell), outputs) in enumerate(pairs, start=1):
            cell.outputs, cell.execution_count = copy.deepcopy(outputs), count
            end = index + 1
        return end


def opening_of(master: NotebookNode) -> tuple[str, ...]:
    """Return the code cells of the course's own notebook that stand before the first answer."""
    sources = []
    for _, cell in _code(master.cells):
        if is_graded(cell) or is_solution(cell):
            break
        sources.append(cell.source)
    return tuple(sources)


def begins_with(cells: list[Any], opening: tuple[str, ...]) -> bool:
    """Tell whether a notebook begins with these cells, and they are no answers or tests."""
    found = _code(cells)
    for source in opening:
        _, cell = next(found, (0, None))
        if cell is None or cell.source != source or is_graded(cell) or is_solution(cell):
            return False
    return True


def notebook_of(opening: Iterable[str]) -> NotebookNode:
    """Return a notebook of these cells alone."""
    return new_notebook(cells=[new_code_cell(source) for source in opening])


def _code(cells: list[Any]) -> Iterator[tuple[int, Any]]:
    """Return the cells that hold code, with their indices."""
    for index, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.source.strip():
            yield index, cell
