"""The opening of a notebook: the course's cells at its top, which are the same for everybody.

Imports, data and first figures stand before the first answer. They are run once for all
submissions that have left them as they were, and each of these begins behind them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.cells import CodeCell, is_graded, is_solution


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

    def fill_in(self, cells: Sequence[CodeCell], left_out: Set[int]) -> int:
        """Put the outputs into a notebook that begins with these cells.

        Args:
            cells: the notebook's.
            left_out: indices of those that do not run.

        Returns:
            The index behind the last one of them.
        """
        end = 0
        pairs = zip(_code(cells, left_out), self.outputs, strict=False)
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


def shared(
    cells: Sequence[CodeCell], opening: tuple[str, ...], left_out: Set[int]
) -> tuple[str, ...]:
    """Return what of an opening a notebook begins with.

    Args:
        cells: the notebook's.
        opening: the opening as the course has it; a notebook may leave cells of it out.
        left_out: indices of cells that do not run.

    Returns:
        The sources of the cells up to the first one that is an answer, a test, or not the
        course's: no other may run for somebody else.
    """
    course = iter(opening)
    sources = []
    for _, cell in _code(cells, left_out):
        answers = is_graded(cell) or is_solution(cell)
        if answers or cell.source not in course:  # `in` goes on behind the one before
            break
        sources.append(cell.source)
    return tuple(sources)


def notebook_of(opening: Iterable[str]) -> NotebookNode:
    """Return a notebook of these cells alone."""
    return new_notebook(cells=[new_code_cell(source) for source in opening])


def _code(
    cells: Sequence[CodeCell], left_out: Set[int] = frozenset()
) -> Iterator[tuple[int, CodeCell]]:
    """Yield the cells that hold code and run, with their indices."""
    for index, cell in enumerate(cells):
        if cell.cell_type == "code" and cell.source.strip() and index not in left_out:
            yield index, cell
