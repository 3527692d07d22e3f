"""The tester: a notebook's test process, as the worker sees it."""

from __future__ import annotations

import ast
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from autograder.engine.processes.libraries import AS_NBGRADER
from autograder.engine.processes.system import end_with_parent, limit_memory
from autograder.engine.test_side import free_cells
from autograder.engine.test_side.process import MAX_COMPILED, TestTask, compiled, serve_tests
from autograder.engine.wire.frames import Channel, PeerError, PeerTimeoutError, pair
from autograder.engine.wire.messages import Grown, RunTest, TestResult, result_of


def _new(sent: tuple[str, ...], row: tuple[str, ...]) -> Grown:
    """Return what a row of texts has that was not sent before."""
    pairs = enumerate(zip(sent, row, strict=False))
    kept = next((n for n, (a, b) in pairs if a != b), min(len(sent), len(row)))
    return Grown(kept, list(row[kept:]))


@lru_cache(MAX_COMPILED)
def _prepare(source: str) -> None:
    """Compile a test cell here, and import what it imports: every test process finds both.

    Only parts of libraries that are loaded already: others may start threads, and a fork of a
    process with threads hangs.
    """
    try:
        compiled(source)
        imports = ast.parse(source).body
    except (SyntaxError, ValueError):  # it will say so when it runs
        return
    for node in imports:
        for name in _imported(node):
            if name.partition(".")[0] in sys.modules:
                with contextlib.suppress(Exception):
                    importlib.import_module(name)


@lru_cache(MAX_COMPILED)
def _prepare_free(source: str) -> None:
    """Do the same for a cell in the free style, which runs in the test process as far as it can."""
    with contextlib.suppress(SyntaxError, ValueError):
        free_cells.compiled(source)
        for node in free_cells.tree_of(source).body:
            for name in _imported(node):
                first = name.partition(".")[0]
                if first in sys.modules or first in sys.stdlib_module_names:
                    with contextlib.suppress(Exception):
                        importlib.import_module(name)


def _imported(node: ast.stmt) -> list[str]:
    """Return the modules that a statement imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [str(node.module)]
    return []


class TestTimeoutError(Exception):
    """A test has run out of time."""


class Tester:
    """A submission's test process, as the worker sees it.

    Args:
        memory: bytes that it may take: what an answer sends may be as large as frames can be.
        tests: the test cells that are to come.
        files: folder of files that tests find beside them; None for none.
        free: code cells of a course in nbgrader's free style; None for none.
    """

    def __init__(
        self,
        memory: int = 4 << 30,
        tests: Iterable[str] = (),
        files: Path | None = None,
        free: Iterable[str] | None = None,
    ) -> None:
        self._memory = memory
        self._tests = tests
        self._files = files
        self._free = free
        self._pid = 0
        self._channel: Channel | None = None
        self._fixtures: tuple[str, ...] = ()
        self._sources: tuple[str, ...] = ()

    def start(self) -> None:
        """Fork the process if there is none: it holds every descriptor that is open now."""
        if self._channel is not None:
            return
        for source in self._tests if self._free is None else ():
            _prepare(source)
        for source in self._free or ():
            _prepare_free(source)
        ours, theirs = pair()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                end_with_parent()
                limit_memory(self._memory)
                ours.close()
                os.environ["MPLBACKEND"] = "agg"  # for tests that draw
                if self._files is not None:
                    os.environ.update(AS_NBGRADER)
                    os.chdir(self._files)
                    sys.path.insert(0, str(self._files))
                serve_tests(Channel(theirs, max_descriptors=1))
                status = 0
            finally:
                os._exit(status)
        theirs.close()
        self._channel, self._pid = ours, pid
        self._fixtures = self._sources = ()

    def run(self, task: TestTask, answer: Channel, seconds: float) -> TestResult:
        """Run a test and return its result; the process ends with one that is late.

        A process that has ended early is a result, too.

        Args:
            task: what to run.
            answer: the connection to its snapshot; the test process gets a copy.
            seconds: time for it.

        Raises:
            TestTimeoutError: the test has run out of time.
        """
        self.start()
        assert self._channel is not None
        fixtures, sources = _new(self._fixtures, task.fixtures), _new(self._sources, task.sources)
        self._fixtures, self._sources = task.fixtures, task.sources
        names = list(task.names)
        request = RunTest(
            task.source,
            fixtures,
            names,
            sources,
            task.seed,
            task.traced,
            task.free,
            list(task.earlier_tests),
        )
        try:
            self._channel.send(request.header(), descriptors=(answer.fileno(),), timeout=seconds)
            return result_of(self._channel.receive(seconds).header)
        except PeerTimeoutError:
            self.close()
            raise TestTimeoutError from None
        except PeerError:
            self.close()
            return TestResult(error="TestProcessError", message="the test process ended early")

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._channel is None:
            return
        self._channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self._channel = None
