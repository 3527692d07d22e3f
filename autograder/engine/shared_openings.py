"""Templates: the processes that have run a notebook's opening, as their engine sees them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Set
from typing import TYPE_CHECKING, Any

from autograder.course.config import Limits
from autograder.engine.libraries import named
from autograder.engine.notebook_run import Submission
from autograder.engine.opening import Opening, notebook_of, shared

if TYPE_CHECKING:
    from autograder.engine.engine import Engine

MAX_TEMPLATES = 8


class Templates:
    """The openings that an engine has run.

    Args:
        engine: the engine, with one warm sandbox at a time.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._numbers = itertools.count(1)
        self._openings: dict[tuple[Limits, tuple[str, ...]], Opening | None] = {}
        self._living: frozenset[int] = frozenset()

    def hear(self, living: Iterable[int]) -> None:
        """Take note of which templates live: a submission may have ended one."""
        self._living = frozenset(living)

    def living(self, opening: Opening) -> int | None:
        """Return the template that has run an opening; None where it lives no more."""
        return opening.template if opening.template in self._living else None

    def opening(
        self, cells: list[Any], course: tuple[str, ...], left_out: Set[int] = frozenset()
    ) -> Opening | None:
        """Return the opening of a notebook, run; None where the notebook has to run it itself.

        Args:
            cells: the notebook's.
            course: the opening as the course has it.
            left_out: indices of cells that do not run.
        """
        sources = shared(cells, course, left_out)
        if not sources:
            return None
        key = (self._engine.limits, sources)
        found = self._openings.get(key)
        if key in self._openings and found is None:
            return None  # it was tried
        needed = named(cell.source for cell in cells if cell.cell_type == "code")
        if found is None or self.living(found) is None or not needed <= found.libraries:
            if found is not None:
                self._drop([found.template])
            self._openings[key] = found = self._run(sources)
            self._drop(sorted(self._living)[:-MAX_TEMPLATES])
        return found

    def _run(self, sources: tuple[str, ...]) -> Opening | None:
        """Run the course's cells in a process that becomes a template, if it can be one."""
        number = next(self._numbers)
        notebook = notebook_of(sources)
        submission = Submission(self._engine, notebook, {}, 0, {})
        try:
            shared = submission.be_template(number)
        finally:
            self._engine.end_submission()
        if not shared or number not in self._living:
            return None
        outputs = tuple(cell.outputs for cell in notebook.cells)
        return Opening(outputs, number, self._engine.libraries)

    def _drop(self, templates: list[int]) -> None:
        for number in self._living.intersection(templates):
            self._engine.parent.send({"op": "drop", "template": number})
        self._living = self._living.difference(templates)
