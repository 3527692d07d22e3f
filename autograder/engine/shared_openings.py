"""Shared openings: a notebook's first cells, run once by a process that others are forked from."""

from __future__ import annotations

import itertools
from collections.abc import Sequence, Set

from autograder.course.cells import CodeCell
from autograder.course.config import Limits
from autograder.engine.free_style import FreeStyle
from autograder.engine.notebook_run import NotebookRun
from autograder.engine.opening import Opening, notebook_of, shared
from autograder.engine.parent import Parent
from autograder.engine.processes.libraries import named

MAX_TEMPLATES = 8


class SharedOpenings:
    """The openings that have been run, and the templates that live from them.

    Args:
        parent: what makes runners.
    """

    def __init__(self, parent: Parent) -> None:
        self._parent = parent
        self._numbers = itertools.count(1)
        self._openings: dict[tuple[Limits, tuple[str, ...], bool], Opening | None] = {}

    def opening(
        self,
        cells: Sequence[CodeCell],
        course: tuple[str, ...],
        left_out: Set[int] = frozenset(),
        free: FreeStyle | None = None,
    ) -> Opening | None:
        """Return the opening of a notebook, run; None where the notebook has to run it itself.

        Args:
            cells: the notebook's.
            course: the opening as the course has it.
            left_out: indices of cells that do not run.
            free: how the notebook's tests run that were written for nbgrader.
        """
        sources = shared(cells, course, left_out)
        if not sources:
            return None
        key = (self._parent.limits, sources, free is not None)
        found = self._openings.get(key)
        if key in self._openings and found is None:
            return None  # it was tried
        needed = named(cell.source for cell in cells if cell.cell_type == "code")
        usable = found is not None and found.template in self._parent.living
        if found is None or not usable or not needed <= found.libraries:
            if found is not None:
                self._parent.drop(frozenset({found.template}))
            self._openings[key] = found = self._run(sources, free)
            self._parent.drop(frozenset(sorted(self._parent.living)[:-MAX_TEMPLATES]))
        return found

    def _run(self, sources: tuple[str, ...], free: FreeStyle | None) -> Opening | None:
        """Run the course's cells in a process that becomes a template, if it can be one."""
        number = next(self._numbers)
        notebook = notebook_of(sources)
        run = NotebookRun(self._parent, notebook, {}, 0, {}, free=free)
        try:
            kept = run.be_template(number)
        finally:
            self._parent.end_submission()
        if not kept or number not in self._parent.living:
            return None
        outputs = tuple(cell.outputs for cell in notebook.cells)
        return Opening(outputs, number, self._parent.loaded)
