"""The engine: drives one warm sandbox and judges one notebook after another.

An engine belongs to one worker process. That process must have a single thread: it forks a test
process for every notebook.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import CodeCell, is_fixture, is_test
from autograder.course.config import Limits
from autograder.engine.endings import forget_ending
from autograder.engine.execution import Execution
from autograder.engine.free_style import FreeStyle
from autograder.engine.judge import judge
from autograder.engine.kept_outputs import keep_as_configured
from autograder.engine.notebook_run import EVERYTHING, NOTHING, NotebookRun
from autograder.engine.parent import EngineError, Parent
from autograder.engine.pictures import stand_in
from autograder.engine.processes.libraries import load, named
from autograder.engine.reuse import Known, Names
from autograder.engine.sandbox import Sandbox
from autograder.engine.shared_openings import SharedOpenings
from autograder.engine.wire.frames import PeerError
from autograder.needs import Plan, notebook_plan
from autograder.outcomes import CellOutcome


class Engine:
    """A warm sandbox and what drives it.

    Args:
        limits: what a submission may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        libraries: what notebooks are going to name, as far as it is known.
        files: folder of the course's files, which notebooks find beside them; None for none.
    """

    def __init__(
        self,
        limits: Limits,
        sandbox: Sandbox = "bubblewrap",
        libraries: frozenset[str] = frozenset(),
        files: Path | None = None,
    ) -> None:
        self._limits = limits
        self._parent = Parent(limits, sandbox, libraries, files)
        self._openings = SharedOpenings(self._parent)
        self._loaded_for_tests: frozenset[str] = frozenset()

    def __enter__(self) -> Engine:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the sandbox; `execute` waits until it is warm.

        Raises:
            SandboxError: it cannot be had on this machine.
        """
        self._parent.start()

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self._parent.close()

    def execute(
        self,
        notebook: NotebookNode,
        names: Names,
        seed: int,
        known: Known | None = None,
        opening: tuple[str, ...] = (),
        *,
        traced: bool = False,
        free: FreeStyle | None = None,
        beside: Mapping[str, bytes] = NOTHING,
    ) -> Execution:
        """Run a sanitized notebook and judge its test cells.

        Args:
            notebook: as `autograder.grading.sanitize` makes it; it is not changed.
            names: what each question's answer defines; tests see these names and no others.
            seed: seed of the tests' random inputs; the same seed gives the same outcomes.
            known: what cells came to in an earlier run with the same seed
                (`autograder.engine.reuse`).
            opening: the course's cells at the top; where the notebook begins with them, they are
                run once for all (`autograder.engine.opening`).
            traced: whether every test is traced as it runs: what is replied to other inputs than
                those of the diagnosis is of interest, too.
            free: how tests run that were written for nbgrader; then every cell runs.
            beside: the student's own files beside the notebook, by path.

        Raises:
            EngineError: the sandbox failed.
        """
        plan = self._plan(notebook, names) if free is None else EVERYTHING
        self._load([c for i, c in enumerate(notebook.cells) if i not in plan.left_out], free)
        begin = time.monotonic()
        result = copy.deepcopy(notebook)
        handed = self._undrawn(result.cells, plan)
        try:
            shared = self._openings.opening(result.cells, opening, plan.left_out, free)
            run = NotebookRun(
                self._parent,
                result,
                names,
                seed,
                known or {},
                shared,
                plan,
                handed.keys(),
                traced=traced,
                free=free,
                beside=beside,
            )
            run.all_cells()
        except PeerError as error:
            raise EngineError(f"the sandbox has ended: {error}") from error
        finally:
            self._parent.end_submission()
        stand_in(handed, result.cells)
        outcomes = self._judged(result)
        return Execution(result, outcomes, time.monotonic() - begin, plan)

    def _judged(self, executed: NotebookNode) -> tuple[CellOutcome, ...]:
        """Return the outcomes of an executed notebook, which keeps what the course wants kept."""
        keep_as_configured(executed.cells, self._limits)
        return judge(executed, stderr_costs=self._limits.stderr == "costs")

    def _plan(self, notebook: NotebookNode, names: Names) -> Plan:
        """Return what runs of a notebook."""
        plan = notebook_plan(notebook.cells, names)
        return plan if self._limits.run == "needed" else replace(plan, left_out=frozenset())

    def _load(self, running: Iterable[CodeCell], free: FreeStyle | None) -> None:
        """Load what cells name: all of it on the answer's side, what tests need here as well."""
        cells = [cell for cell in running if cell.cell_type == "code"]
        own = [cell.source for cell in cells if is_test(cell) or is_fixture(cell)]
        for_tests = named(own if free is None else [cell.source for cell in free.cells])
        if not for_tests <= self._loaded_for_tests:  # test processes are forked from this one
            self._loaded_for_tests |= for_tests
            load(self._loaded_for_tests)
        self._parent.await_warm(named(cell.source for cell in cells))

    def _undrawn(self, cells: Iterable[CodeCell], plan: Plan) -> dict[int, list[NotebookNode]]:
        """Take the outputs away; return those of cells that are not drawn, for their pictures."""
        handed: dict[int, list[NotebookNode]] = {}
        for index, cell in enumerate(cells):
            if cell.cell_type == "code":
                if index in plan.others and self._limits.run == "needed" and self._limits.figures:
                    handed[index] = cell.outputs
                cell.outputs, cell.execution_count = [], None
                forget_ending(cell)
        return handed
