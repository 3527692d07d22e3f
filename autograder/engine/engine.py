"""The engine: drives one warm sandbox and judges one notebook after another.

An engine belongs to one worker process. That process must have a single thread: it forks a test
process for every test.
"""

from __future__ import annotations

import contextlib
import copy
import tempfile
import time
from dataclasses import replace
from typing import Any

from nbformat import NotebookNode

from autograder.course.config import Limits
from autograder.course.questions import is_fixture, is_test
from autograder.engine import sandbox as sandboxes
from autograder.engine.execution import Execution
from autograder.engine.judge import judge
from autograder.engine.libraries import load, named
from autograder.engine.notebook_run import GRACE_SECONDS, Submission
from autograder.engine.pictures import stand_in
from autograder.engine.reuse import Known, Names
from autograder.engine.shared_openings import Templates
from autograder.engine.wire.frames import Channel, PeerError, pair
from autograder.needs import Plan, notebook_plan

START_SECONDS = 120.0
END_SECONDS = 20.0


class EngineError(Exception):
    """The sandbox itself failed: no fault of a submission."""


class Engine:
    """A warm sandbox and what drives it.

    Args:
        limits: what a submission may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        libraries: what notebooks are going to name, as far as it is known.
    """

    def __init__(
        self,
        limits: Limits,
        sandbox: sandboxes.Sandbox = "bubblewrap",
        libraries: frozenset[str] = frozenset(),
    ) -> None:
        self.limits = limits
        self._sandbox: sandboxes.Sandbox = sandbox
        self._process: Any = None
        self._parent: Channel | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._libraries = libraries
        self._started_with = libraries
        self._tested: frozenset[str] = frozenset()
        self._loaded: frozenset[str] | None = None  # None: not warm yet
        self.templates = Templates(self)

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
        if self._sandbox == "none":  # a sandbox brings its own
            self._scratch = tempfile.TemporaryDirectory(prefix="activation-lab-")
        self._process, connection = sandboxes.start(
            self._sandbox, self.limits.tmp_bytes, self._root(), sorted(self._libraries)
        )
        self._started_with = self._libraries
        self._parent = Channel(connection)
        self._loaded = None
        self.templates.hear(())

    def close(self) -> None:
        """End the sandbox and everything in it."""
        if self._parent is not None:
            self._parent.close()
        if self._process is not None:
            with contextlib.suppress(Exception):
                self._process.wait(timeout=GRACE_SECONDS)
            sandboxes.end(self._process)
        if self._scratch is not None:
            self._scratch.cleanup()
        self._process = self._parent = self._scratch = None

    def execute(
        self,
        notebook: NotebookNode,
        names: Names,
        seed: int,
        known: Known | None = None,
        opening: tuple[str, ...] = (),
    ) -> Execution:
        """Run a sanitized notebook and judge its test cells.

        Args:
            notebook: as `autograder.grading.sanitize` makes it; it is not changed.
            names: what each question's answer defines; tests see these names and no others.
            seed: seed of the tests' random inputs; the same seed gives the same outcomes.
            known: outputs of an earlier run with the same seed (`autograder.engine.reuse`).
            opening: the course's cells at the top; where the notebook begins with them, they are
                run once for all (`autograder.engine.opening`).

        Raises:
            EngineError: the sandbox failed.
        """
        plan = self._plan(notebook, names)
        running = [c for i, c in enumerate(notebook.cells) if i not in plan.left_out]
        self._libraries |= named(c.source for c in running if c.cell_type == "code")
        self._load_for_tests(named(c.source for c in running if is_test(c) or is_fixture(c)))
        self._await_warm()
        begin = time.monotonic()
        result = copy.deepcopy(notebook)
        handed = self._undrawn(result.cells, plan)
        try:
            shared = self.templates.opening(result.cells, opening, plan.left_out)
            Submission(
                self, result, names, seed, known or {}, shared, plan, handed.keys()
            ).all_cells()
        except PeerError as error:
            raise EngineError(f"the sandbox has ended: {error}") from error
        finally:
            self.end_submission()
        stand_in(handed, result.cells)
        outcomes = judge(result, self.limits.output_bytes)
        return Execution(result, outcomes, time.monotonic() - begin, plan)

    def _plan(self, notebook: NotebookNode, names: Names) -> Plan:
        """Return what runs of a notebook."""
        plan = notebook_plan(notebook.cells, names)
        return plan if self.limits.run == "needed" else replace(plan, left_out=frozenset())

    def _undrawn(self, cells: list[Any], plan: Plan) -> dict[int, list[Any]]:
        """Take the outputs away; return those of cells that are not drawn, for their pictures."""
        handed: dict[int, list[Any]] = {}
        for index, cell in enumerate(cells):
            if cell.cell_type == "code":
                if index in plan.others and self.limits.run == "needed" and self.limits.figures:
                    handed[index] = cell.outputs
                cell.outputs, cell.execution_count = [], None
        return handed

    def _load_for_tests(self, libraries: frozenset[str]) -> None:
        """Load what tests name into this process, which theirs are forked from."""
        if not libraries <= self._tested:
            self._tested |= libraries
            load(self._tested)

    @property
    def folder(self) -> str:
        """The scratch folder of a submission, as the answer side sees it."""
        return f"{self._root()}/work"

    @property
    def libraries(self) -> frozenset[str]:
        """What is loaded in the sandbox."""
        return self._loaded or frozenset()

    def _root(self) -> str:
        return sandboxes.SCRATCH if self._scratch is None else self._scratch.name

    def start_runner(self, template: int | None = None, *, keep: bool = False) -> Channel:
        """Start a runner; return the connection to it.

        Args:
            template: what it is forked from; None for the warm parent.
            keep: whether it may become a template itself.
        """
        ours, theirs = pair()
        limits = {
            "memory": self.limits.memory_bytes,
            "file": self.limits.file_bytes,
            "files": self.limits.open_files,
            "processes": self.limits.processes,
            "output": self.limits.output_bytes,
            "figures": self.limits.figures,
        }
        request: dict[str, Any] = {"op": "start", "folder": self.folder, "limits": limits}
        request |= {"template": template, "keep": keep}
        self.parent.send(request, descriptors=(theirs.fileno(),))
        theirs.close()
        return ours

    @property
    def parent(self) -> Channel:
        """The connection to the warm parent."""
        if self._parent is None:
            raise EngineError("the sandbox is not started")
        return self._parent

    def interrupt(self) -> None:
        """Interrupt the runner; what it is sent from now on comes behind the interrupt."""
        self.parent.send({"op": "interrupt"})
        while "interrupted" not in self.parent.receive(END_SECONDS).header:
            pass

    def end_submission(self) -> None:
        """End every process of the submission and remove its files; restart what is broken."""
        try:
            self.parent.send({"op": "end"}, timeout=END_SECONDS)
            reply: Any = {}
            while "ended" not in reply:
                reply = self.parent.receive(END_SECONDS).header
            self.templates.hear(reply["templates"])
        except PeerError:
            self.close()
            self._await_warm()

    def _await_warm(self) -> None:
        """Wait until the sandbox is warm; start it again if it has ended."""
        if self._process is not None and self._process.poll() is not None:
            self.close()
        self.start()
        try:
            if self._loaded is None:
                self.parent.receive(START_SECONDS)
                self._loaded = self._started_with
            if self._libraries > self._loaded:
                self.parent.send({"op": "load", "names": sorted(self._libraries)})
                while "loaded" not in self.parent.receive(START_SECONDS).header:
                    pass
                self._loaded = self._libraries
        except PeerError as error:
            self.close()
            raise EngineError(f"the sandbox did not start: {error}") from error
