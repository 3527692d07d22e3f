"""One notebook on its way through the sandbox, cell by cell."""

from __future__ import annotations

import contextlib
import copy
import time
from collections.abc import Mapping, Set

from nbformat import NotebookNode

from autograder.course.cells import CodeCell, is_test
from autograder.engine.endings import Ending, end_cell
from autograder.engine.free_style import FreeStyle, tell_of_test, ways_of
from autograder.engine.notebook_tests import (
    GRACE_SECONDS,
    SNAPSHOT_SECONDS,
    NotebookTests,
    draws_of,
)
from autograder.engine.opening import Opening
from autograder.engine.outputs import clean_outputs
from autograder.engine.parent import EngineError, Parent
from autograder.engine.reuse import Known, Names, fill_in
from autograder.engine.wire.frames import Channel, PeerError, PeerTimeoutError
from autograder.engine.wire.messages import (
    Begun,
    Check,
    Checked,
    Outputs,
    Put,
    Run,
    Share,
    Shared,
    Taken,
)
from autograder.needs import Plan

MAX_RESTARTS = 5
MAX_NOTEBOOK = 50
"""A notebook keeps this many times what one cell may show."""
BEGIN_SECONDS = 20.0
EVERYTHING = Plan({}, frozenset())
NOTHING: Mapping[str, bytes] = {}


class NotebookRun:
    """One notebook's way through the sandbox: a new runner after each deadly cell.

    Args:
        parent: what makes runners.
        notebook: gets the outputs.
        names: what each question's answer defines.
        seed: seed of the tests' random inputs.
        known: what cells came to in an earlier run.
        opening: the cells at the top that a template has run.
        plan: which cells do not run; all run where there is none.
        undrawn: indices of cells whose figures are not drawn.
        traced: whether every test is traced as it runs.
        free: how tests run that were written for nbgrader; None where they were written for us.
        beside: the student's own files beside the notebook, by path.
    """

    def __init__(
        self,
        parent: Parent,
        notebook: NotebookNode,
        names: Names,
        seed: int,
        known: Known,
        opening: Opening | None = None,
        plan: Plan = EVERYTHING,
        undrawn: Set[int] = frozenset(),
        *,
        traced: bool = False,
        free: FreeStyle | None = None,
        beside: Mapping[str, bytes] = NOTHING,
    ) -> None:
        self._parent = parent
        self._limits = parent.limits
        self._cells = notebook.cells
        self._names = names
        self._seed = seed
        self._deadline = time.monotonic() + self._limits.submission_seconds
        self._culprits: set[int] = set()
        self._count = 0
        self._room = MAX_NOTEBOOK * self._limits.output_bytes
        settled, self._end = fill_in(notebook, names, known, plan.left_out)
        self._left_out = plan.left_out
        self._resting = settled | plan.left_out
        self._seeding = plan.seeding
        self._undrawn = undrawn
        self._fresh = True
        self._tests = NotebookTests(
            parent, self._cells, names, seed, self._deadline, traced=traced, free=free
        )
        self._ways = None if free is None else ways_of(self._cells, free)
        self._beside = beside
        self._opening = opening
        self._begin = 0 if opening is None else opening.fill_in(self._cells, plan.left_out)
        if opening is not None:
            self._count = len(opening.outputs)

    def all_cells(self) -> None:
        """Run every code cell; give up after too many runners have died."""
        with contextlib.closing(self._tests):
            self._all_cells()

    def _all_cells(self) -> None:
        done = self._begin
        for _ in range(MAX_RESTARTS + 1):
            if done >= self._end:
                return
            done = self._one_runner(done)
        for cell in self._cells[done : self._end]:
            if cell.cell_type == "code":
                end_cell(cell, Ending.DIED, "the process ended too often in earlier cells")

    def _one_runner(self, done: int) -> int:
        """Run from cell `done` on; return how far it came: to the end, or behind a deadly cell."""
        runner, begin = self._begun()
        self._fresh = True
        try:
            for index in range(begin, done):
                if time.monotonic() > self._deadline:
                    break  # what comes now says so
                if index not in self._culprits | self._left_out and self._stays(index):
                    self._run(runner, copy.deepcopy(self._cells[index]), index)
            for index in range(done, self._end):
                done = index
                self._parent.look()
                if not self._cell(runner, index):
                    self._culprits.add(index)
                    self._parent.end_submission()
                    return index + 1
        except PeerError:  # something that ran before has ended it
            self._parent.end_submission()
            return done
        finally:
            runner.close()
        return self._end

    def _is_inside(self, index: int) -> bool:
        """Tell whether a test runs where the answers run."""
        return self._ways is not None and index in self._ways.inside

    def _is_lasting(self, index: int) -> bool:
        """Tell whether later cells may depend on what a test leaves behind."""
        return self._ways is not None and index in self._ways.lasting

    def _stays(self, index: int) -> bool:
        """Tell whether what a cell leaves behind stays in its runner."""
        return not is_test(self._cells[index]) or self._is_lasting(index)

    def _begun(self) -> tuple[Channel, int]:
        """Return a runner that has run nothing but the opening, and the index of what comes next.

        One that ends before it has begun says nothing about this notebook: an earlier one may
        have left something that harms. Then everything is made anew.

        Raises:
            EngineError: there is none in a new sandbox either.
        """
        for _ in range(2):
            template = None if self._opening is None else self._opening.template
            if template not in self._parent.living:
                template = None
            runner = self._parent.start_runner(template)
            try:
                if self._parent.hear(runner, BEGIN_SECONDS) == Begun():
                    for path, content in self._beside.items():
                        runner.send(Put(path).header(), content, timeout=GRACE_SECONDS)
                    return runner, 0 if template is None else self._begin
            except PeerError:
                pass
            runner.close()
            self._parent.renew()
        raise EngineError("a runner ended before it began")

    def be_template(self, number: int) -> bool:
        """Run every cell and leave the runner behind as a template; False where that cannot be."""
        runner = self._parent.start_runner(keep=True)
        try:
            if self._parent.hear(runner, BEGIN_SECONDS) != Begun():
                return False
            whole = all(self._cell(runner, index) for index in range(len(self._cells)))
            outputs = [output for cell in self._cells for output in cell.outputs]
            if not whole or any(output.output_type == "error" for output in outputs):
                return False
            runner.send(Share().header(), timeout=GRACE_SECONDS)
            if self._parent.hear(runner, SNAPSHOT_SECONDS) != Shared(True):
                return False
            self._parent.keep(number)
        except PeerError:
            return False
        finally:
            runner.close()
        return True

    def _cell(self, runner: Channel, index: int) -> bool:
        """Run or test one cell; False where its runner is not usable any more."""
        cell = self._cells[index]
        if cell.cell_type != "code" or not cell.source.strip() or index in self._resting:
            return True
        if time.monotonic() > self._deadline:
            end_cell(cell, Ending.LATE, "the notebook's time was used up before")
            return True
        try:
            if is_test(cell) and not self._is_inside(index):
                usable = self._tests.run(runner, index)
                # What it leaves behind for others is made where they run; its points are not.
                return usable and (not self._is_lasting(index) or self._run_again(runner, index))
            self._count += 1
            cell.execution_count = self._count
            if not self._run(runner, cell, index):
                self._culprits.add(index)
            return True
        except PeerTimeoutError:
            end_cell(cell, Ending.LATE, "the cell ran out of time")
        except PeerError:
            end_cell(cell, Ending.DIED, "the process ended in this cell")
        return False

    def _run_again(self, runner: Channel, index: int) -> bool:
        """Run a test that has run outside, for its traces alone."""
        return self._run(runner, copy.deepcopy(self._cells[index]), index)

    def _run(self, runner: Channel, cell: CodeCell, index: int) -> bool:
        """Run one of the student's cells; False where it had to be interrupted."""
        if cell.cell_type != "code" or not cell.source.strip():
            return True
        cell.outputs = []
        # From the first cell on that seeds a generator, what is drawn is the notebook's own.
        own = self._seeding is not None and index > self._seeding and not self._fresh
        if self._ways is not None:  # all that is drawn goes on from where the notebook begins
            own = not self._fresh or self._begin > 0
        draws = None if own else draws_of(cell, self._seed)
        self._fresh = False
        figures = self._limits.figures and index not in self._undrawn
        request = (
            Check(cell.source, draws, figures, self._is_lasting(index))
            if is_test(cell)
            else Run(cell.source, draws, figures)
        )
        runner.send(request.header(), timeout=GRACE_SECONDS)
        late = False
        try:
            reply = self._parent.hear(runner, self._seconds())
        except PeerTimeoutError:
            late = True
            self._parent.interrupt()
            reply = self._parent.hear(runner, GRACE_SECONDS)
        if not isinstance(reply, Outputs | Checked):
            raise PeerError("the runner has replied something else")
        if self._is_inside(index) and not self._is_lasting(index):
            reply = self._confirmed(runner, reply)
        cell.outputs = self._kept(
            clean_outputs(reply.outputs, self._count, self._limits.output_bytes)
        )
        if isinstance(reply, Checked) and self._ways is not None:
            tell_of_test(cell, reply.line, self._ways.secret)
            if reply.lost and not late:
                end_cell(cell, Ending.DIED, "the process ended in this test")
        if late:
            cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
            end_cell(cell, Ending.LATE, "the cell ran out of time")
        return not late

    def _confirmed(self, runner: Channel, reply: Outputs | Checked) -> Outputs | Checked:
        """Return what a test has come to in a fork, when the runner has said that it is over.

        Raises:
            PeerError: the runner does not say so: the fork has got at it.
        """
        if isinstance(reply, Checked) and reply.lost:
            return reply
        end = self._parent.hear(runner, GRACE_SECONDS)
        if isinstance(end, Taken):
            return reply
        if isinstance(end, Checked) and end.lost:
            return end
        raise PeerError("the runner has replied something else")

    def _kept(self, outputs: list[NotebookNode]) -> list[NotebookNode]:
        """Return a cell's outputs; none when the notebook has shown too much."""
        self._room -= len(str(outputs))
        return outputs if self._room > 0 else []

    def _seconds(self) -> float:
        return min(self._limits.cell_seconds, max(self._deadline - time.monotonic(), 0.1))
