"""The engine: drives one warm sandbox and judges one notebook after another.

An engine belongs to one worker process. That process must have a single thread: it forks a test
process for every test.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import select
import tempfile
import time
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.config import Limits
from autograder.engine import sandbox as sandboxes
from autograder.engine.frames import Channel, PeerError, PeerGoneError, PeerTimeoutError, pair
from autograder.engine.outputs import clean_outputs, put_error, put_result
from autograder.engine.reuse import Known, Names, fill_in
from autograder.engine.testing import TestTask, fork_test
from autograder.judge import judge
from autograder.questions import grade_id, is_fixture, is_test, question_of

MAX_RESTARTS = 5
START_SECONDS = 120.0
GRACE_SECONDS = 2.0
END_SECONDS = 20.0


@dataclass(frozen=True)
class Execution:
    """What came of one notebook.

    Attributes:
        notebook: a copy with outputs; test cells hold what nbgrader's scoring expects.
        outcomes: one `CellOutcome` for each graded cell, in order.
        seconds: wall-clock time.
    """

    notebook: NotebookNode
    outcomes: tuple[Any, ...]
    seconds: float


class EngineError(Exception):
    """The sandbox itself failed: no fault of a submission."""


class Engine:
    """A warm sandbox and what drives it.

    Args:
        limits: what a submission may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
    """

    def __init__(self, limits: Limits, sandbox: sandboxes.Sandbox = "bubblewrap") -> None:
        self.limits = limits
        self._sandbox: sandboxes.Sandbox = sandbox
        self._process: Any = None
        self._parent: Channel | None = None
        self._scratch: Any = None
        self._numbers = itertools.count(1)

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
        if self._process is not None:
            return
        sandboxes.require(self._sandbox)
        self._scratch = tempfile.TemporaryDirectory(prefix="activation-lab-")
        self._process, connection = sandboxes.start(
            self._sandbox, self.limits.tmp_bytes, self._scratch.name
        )
        self._parent = Channel(connection)
        self._warm = False

    def close(self) -> None:
        """End the sandbox and everything in it."""
        if self._parent is not None:
            self._parent.close()
        if self._process is not None:
            with contextlib.suppress(Exception):
                self._process.wait(timeout=GRACE_SECONDS)
            self._process.kill()
            self._process.wait()
            self._scratch.cleanup()
        self._process = self._parent = None

    def execute(
        self, notebook: NotebookNode, names: Names, seed: int, known: Known | None = None
    ) -> Execution:
        """Run a sanitized notebook and judge its test cells.

        Args:
            notebook: as `autograder.sanitize` makes it; it is not changed.
            names: what each question's answer defines; tests see these names and no others.
            seed: seed of the tests' random inputs; the same seed gives the same outcomes.
            known: outputs of an earlier run with the same seed (`autograder.engine.reuse`).

        Raises:
            EngineError: the sandbox failed.
        """
        self._await_warm()
        begin = time.monotonic()
        result = copy.deepcopy(notebook)
        for cell in result.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        run = _Run(self, result, names, seed, known or {})
        try:
            run.all_cells()
        finally:
            self.end_submission(run.folder)
        outcomes = judge(result, self.limits.output_bytes)
        return Execution(result, outcomes, time.monotonic() - begin)

    def folder(self) -> str:
        """Return a scratch folder for a submission, as the answer side sees it."""
        root = sandboxes.SCRATCH if self._sandbox == "bubblewrap" else self._scratch.name
        return f"{root}/work/{next(self._numbers)}"

    def start_runner(self, folder: str) -> Channel:
        """Fork a runner; return the connection to it."""
        ours, theirs = pair()
        limits = {
            "memory": self.limits.memory_bytes,
            "file": self.limits.file_bytes,
            "files": self.limits.open_files,
            "processes": self.limits.processes,
            "output": self.limits.output_bytes,
        }
        request = {"op": "start", "folder": folder, "limits": limits}
        self.parent.send(request, descriptors=(theirs.fileno(),))
        theirs.close()
        return ours

    @property
    def parent(self) -> Channel:
        """The connection to the warm parent."""
        if self._parent is None:
            raise EngineError("the sandbox is not started")
        return self._parent

    def end_submission(self, folder: str) -> None:
        """End every process of the submission and remove its files; restart what is broken."""
        try:
            self.parent.send({"op": "end", "folder": folder}, timeout=END_SECONDS)
            while "ended" not in self.parent.receive(END_SECONDS).header:
                pass
        except PeerError:
            self.close()
            self.start()

    def _await_warm(self) -> None:
        self.start()
        if self._warm:
            return
        try:
            self.parent.receive(START_SECONDS)
        except PeerError as error:
            self.close()
            raise EngineError(f"the sandbox did not start: {error}") from error
        self._warm = True


class _Run:
    """One submission's way through the sandbox: a new runner after each deadly cell."""

    def __init__(
        self, engine: Engine, notebook: NotebookNode, names: Names, seed: int, known: Known
    ) -> None:
        self.folder = engine.folder()
        self._engine = engine
        self._limits = engine.limits
        self._cells = notebook.cells
        self._names = names
        self._seed = seed
        self._deadline = time.monotonic() + engine.limits.submission_seconds
        self._culprits: set[int] = set()
        self._count = 0
        self._settled, self._end = fill_in(notebook, names, known)

    def all_cells(self) -> None:
        """Run every code cell; give up after too many runners have died."""
        done = 0
        for _ in range(MAX_RESTARTS + 1):
            if done == self._end:
                return
            done = self._one_runner(done)
        for cell in self._cells[done : self._end]:
            put_error(cell, "DeadKernelError", "the process ended too often in earlier cells")

    def _one_runner(self, done: int) -> int:
        """Run from cell `done` on; return how far it came: to the end, or behind a deadly cell."""
        runner = self._engine.start_runner(self.folder)
        try:
            for index in range(done):
                if index not in self._culprits and not is_test(self._cells[index]):
                    self._run(runner, copy.deepcopy(self._cells[index]))
            for index in range(done, self._end):
                if not self._cell(runner, index):
                    self._culprits.add(index)
                    self._engine.end_submission(self.folder)
                    return index + 1
        except PeerError:  # a cell killed what came before it only the second time
            self._engine.end_submission(self.folder)
            return done
        finally:
            runner.close()
        return self._end

    def _cell(self, runner: Channel, index: int) -> bool:
        """Run or test one cell; False where its runner is not usable any more."""
        cell = self._cells[index]
        if cell.cell_type != "code" or not cell.source.strip() or index in self._settled:
            return True
        if time.monotonic() > self._deadline:
            put_error(cell, "CellTimeoutError", "the notebook's time was used up before")
            return True
        try:
            if is_test(cell):
                self._test(runner, index)
                return True
            self._count += 1
            cell.execution_count = self._count
            return self._run(runner, cell)
        except PeerTimeoutError:
            put_error(cell, "CellTimeoutError", "the cell ran out of time")
        except PeerError:
            put_error(cell, "DeadKernelError", "the process ended in this cell")
        return False

    def _run(self, runner: Channel, cell: Any) -> bool:
        """Run one of the student's cells; False where it did not even stop for an interrupt."""
        if cell.cell_type != "code" or not cell.source.strip():
            return True
        cell.outputs = []
        runner.send({"op": "run", "source": cell.source}, timeout=GRACE_SECONDS)
        late = False
        try:
            reply = self._receive(runner, self._seconds())
        except PeerTimeoutError:
            late = True
            self._engine.parent.send({"op": "interrupt"})
            reply = self._receive(runner, GRACE_SECONDS)
        cell.outputs = clean_outputs(reply, self._count)
        if late:
            cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
            put_error(cell, "CellTimeoutError", "the cell ran out of time")
        return True

    def _receive(self, runner: Channel, seconds: float) -> Any:
        """Receive the runner's reply, and hear from the parent when the runner has died.

        Raises:
            PeerGoneError: the runner has died.
            PeerTimeoutError: it has not replied in time.
        """
        deadline = time.monotonic() + seconds
        parent = self._engine.parent
        while True:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([runner, parent], [], [], max(left, 0))
            if runner in ready:
                return runner.receive(max(left, 0.1)).header
            if parent in ready and "died" in parent.receive(END_SECONDS).header:
                raise PeerGoneError("the runner has died")
            if left <= 0:
                raise PeerTimeoutError("the cell ran out of time")

    def _seconds(self) -> float:
        return min(self._limits.cell_seconds, max(self._deadline - time.monotonic(), 0.1))

    def _test(self, runner: Channel, index: int) -> None:
        """Run a test cell in a process of its own, against a snapshot of the runner."""
        cell = self._cells[index]
        before = self._cells[:index]
        ours, theirs = pair()
        try:
            runner.send({"op": "snapshot"}, descriptors=(theirs.fileno(),), timeout=GRACE_SECONDS)
            self._receive(runner, END_SECONDS)
            theirs.close()
            task = TestTask(
                source=cell.source,
                fixtures=tuple(c.source for c in before if is_fixture(c)),
                names=self._names.get(question_of(grade_id(cell)), ()),
                sources=tuple(c.source for c in before if c.cell_type == "code" and not is_test(c)),
                seed=self._seed,
            )
            put_result(cell, fork_test(task, ours, self._seconds()))
        finally:
            theirs.close()
            ours.close()
