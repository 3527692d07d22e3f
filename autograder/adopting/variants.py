"""Variants: what a test is tried on, inside and outside, before it is trusted outside.

The model answers alone would show little: a test that takes everything gives them full points, too.
So wrong answers are tried as well, made from the model answers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.authoring.mutants import mutants
from autograder.course.cells import MISSING_CODE, grade_id, is_solution
from autograder.course.regions import SOLUTION, parted
from autograder.errors import CourseError
from autograder.grading.intake import HandedFile, parse
from autograder.grading.masters import MasterNotebook
from autograder.grading.sanitize import sanitize

REFERENCE = "the model answers"
MUTANTS = 8
"""Notebooks with a slip in every answer."""

Change = Callable[[NotebookNode], str]
"""From the cell of an answer to another text for it."""


def variants(source: Path, master: MasterNotebook) -> Iterator[tuple[str, NotebookNode]]:
    """Yield notebooks as students could hand them in, ready to run, each with a name for it.

    Args:
        source: the instructor's notebook, whose answers are the model.
        master: the course's side of it.

    Raises:
        CourseError: the notebook cannot be taken in.
    """
    handed = parse(HandedFile(source.stem, source.read_bytes())).cells
    if handed is None:
        raise CourseError(f"{source.name} cannot be taken in.", "Open it in Jupyter and save it.")
    clean = sanitize(handed, master.notebook, master.names, master.markers, ordered=False).notebook
    yield REFERENCE, clean
    stubs = {grade_id(c): c.source for c in master.notebook.cells if is_solution(c)}
    yield "the release", _with(clean, lambda cell: stubs[grade_id(cell)])
    yield "no answers", _with(clean, lambda _: MISSING_CODE)
    slips = {grade_id(c): _slips(c.source) for c in clean.cells if _is_answer(c)}
    for number in range(min(MUTANTS, max(map(len, slips.values()), default=0))):
        yield f"wrong answers {number + 1}", _with(clean, _Slip(slips, number))


def _with(notebook: NotebookNode, change: Change) -> NotebookNode:
    """Return a copy with other answers."""
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        if _is_answer(cell):
            cell.source = change(cell)
    return result


def _is_answer(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and is_solution(cell)


def _slips(source: str) -> tuple[str, ...]:
    """Return the answer with one slip each, from all over it; none for one with magics in it."""
    shown, own = parted(source, [SOLUTION])
    if not own:  # without markers, all of the cell is the answer
        source = f"### {SOLUTION.begin}\n{shown}\n### {SOLUTION.end}"
    try:
        found = [mutant.source for mutant in mutants(source)]
    except (SyntaxError, ValueError):
        return ()
    step = max(1, len(found) // MUTANTS)
    return tuple(found[::step])


@dataclass(frozen=True)
class _Slip:
    """Puts an answer with its slip of a number into a cell."""

    slips: dict[str, tuple[str, ...]]
    number: int

    def __call__(self, cell: NotebookNode) -> str:
        own = self.slips[grade_id(cell)]
        return own[self.number % len(own)] if own else str(cell.source)
