"""The tests of a notebook on its way through the sandbox, each against a snapshot of the runner.

A test that fails is run once more with a seed that is the same for everybody, and what the answer
replies then is kept as its trace (`autograder.engine.test_side.trace`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

from nbformat import NotebookNode

from autograder.course.cells import (
    CodeCell,
    grade_id,
    grader_metadata,
    is_fixture,
    is_test,
    question_of,
)
from autograder.engine.endings import Ending, end_cell
from autograder.engine.free_style import FreeStyle
from autograder.engine.judge import earned_in
from autograder.engine.outputs import put_result
from autograder.engine.parent import Parent
from autograder.engine.reuse import Names
from autograder.engine.test_side.client import Tester, TestTimeoutError
from autograder.engine.test_side.process import WORDS_OF_TESTS, TestTask
from autograder.engine.traces import mark_trace
from autograder.engine.wire.frames import Channel, PeerError, pair
from autograder.engine.wire.messages import Snapshot, TestResult
from autograder.outcomes import DIAGNOSIS_SEED

GRACE_SECONDS = 2.0
SNAPSHOT_SECONDS = 20.0
DIAGNOSIS_SECONDS = 10.0
LONG_SECONDS = 1.0
"""Of a test that calls nothing: another run takes as long, and tells only what the test says."""
DRAW_ROUNDS = 200


class NotebookTests:
    """The tests of a notebook that is being run.

    Args:
        parent: what makes runners.
        cells: the notebook's; test cells get their results.
        names: what each question's answer defines.
        seed: seed of the tests' random inputs.
        deadline: when the notebook's time is used up, in the time of `time.monotonic`.
        traced: whether every test is traced as it runs, whatever the seed.
        free: how tests run that were written for nbgrader; None where they were written for us.
    """

    def __init__(
        self,
        parent: Parent,
        cells: Sequence[NotebookNode],
        names: Names,
        seed: int,
        deadline: float,
        *,
        traced: bool = False,
        free: FreeStyle | None = None,
    ) -> None:
        self._parent = parent
        self._limits = parent.limits
        self._cells = cells
        self._names = names
        self._seed = seed
        self._deadline = deadline
        self._traced = traced or seed == DIAGNOSIS_SEED
        tests = [cell.source for cell in cells if is_test(cell)]
        self._free = free
        files = parent.files if free is not None else None
        own = None if free is None else [cell.source for cell in free.cells]
        self._tester = Tester(self._limits.memory_bytes, tests, files, own)

    def close(self) -> None:
        """End the test process."""
        self._tester.close()

    def run(self, runner: Channel, index: int) -> bool:
        """Test an answer, and trace it where it fails.

        Args:
            runner: the runner, which has come to this cell.
            index: the test cell's; it gets the result.

        Returns:
            False where the runner is lost in the course of the trace.

        Raises:
            PeerError: the runner is lost before there is a result.
        """
        cell = self._cells[index]
        left = self._deadline - time.monotonic()
        seconds = min(self._limits.cell_seconds, max(left, 0.1))
        begin = time.monotonic()
        try:
            result = self._result(runner, index, self._seed, seconds, traced=self._traced)
        except TestTimeoutError:
            end_cell(cell, Ending.LATE, "the test ran out of time")
            return True
        put_result(cell, result)
        if result.lost:
            end_cell(cell, Ending.DIED, "the answer's process ended in this test")
        elif self._traced:
            mark_trace(cell, result.trace, result.curve)
        elif self._limits.name_mistakes and self._free is None and _fails(cell):
            now = time.monotonic()
            worth_it = result.called or now - begin < LONG_SECONDS
            if worth_it and now + DIAGNOSIS_SECONDS < self._deadline:
                return self._trace(runner, index)
        return True

    def _trace(self, runner: Channel, index: int) -> bool:
        """Run a test once more, for the trace alone; False where the runner is lost in that."""
        try:
            again = self._result(runner, index, DIAGNOSIS_SEED, DIAGNOSIS_SECONDS, traced=True)
            mark_trace(self._cells[index], again.trace, again.curve)
        except TestTimeoutError:
            pass
        except PeerError:
            return False
        return True

    def _result(
        self, runner: Channel, index: int, seed: int, seconds: float, *, traced: bool
    ) -> TestResult:
        """Run a test cell in the test process, against a snapshot of the runner.

        Raises:
            TestTimeoutError: the test has run out of time.
            PeerError: the runner is lost.
        """
        self._tester.start()  # before there is a snapshot, whose connection it would hold
        ours, theirs = pair()
        try:
            request = Snapshot(draws_of(self._cells[index], seed))
            runner.send(request.header(), descriptors=(theirs.fileno(),), timeout=GRACE_SECONDS)
            self._parent.hear(runner, SNAPSHOT_SECONDS)
            theirs.close()
            return self._tester.run(self._task(index, seed, traced=traced), ours, seconds)
        finally:
            theirs.close()
            ours.close()

    def _task(self, index: int, seed: int, *, traced: bool) -> TestTask:
        """Return what the test process needs to know of a test cell."""
        cell, before = self._cells[index], self._cells[:index]
        if self._free is not None:
            return self._free_task(self._free, index, seed)
        return TestTask(
            source=cell.source,
            fixtures=tuple(c.source for c in before if is_fixture(c)),
            names=self._names.get(question_of(grade_id(cell)), ()),
            sources=tuple(c.source for c in before if c.cell_type == "code" and not is_test(c)),
            seed=seed,
            traced=traced,
        )

    def _free_task(self, free: FreeStyle, index: int, seed: int) -> TestTask:
        """Return what the test process needs to know of a test in nbgrader's free style."""
        cell, name = self._cells[index], grade_id(self._cells[index])
        course = free.before(name)
        sources = (c.source for c in self._cells[:index] if c.cell_type == "code")
        return TestTask(
            source=cell.source,
            fixtures=tuple(one.source for one in course),
            names=free.names.get(name, ()),
            sources=tuple(sources),
            seed=seed,
            free=True,
            earlier_tests=tuple(i for i, one in enumerate(course) if one.test),
        )


def draws_of(cell: CodeCell, seed: int) -> int:
    """Return the seed for what an answer draws from generators that all cells share.

    What a cell or a test gets is the same whatever has run before it. Nobody finds the seed of the
    tests from it: each try takes a while.
    """
    key = f"{grade_id(cell)}\0{cell.source}".encode()
    digest = hashlib.pbkdf2_hmac("sha256", str(seed).encode(), key, DRAW_ROUNDS)
    return int.from_bytes(digest[:4], "big")


def _fails(cell: CodeCell) -> bool:
    """Tell whether a check has found the answer wrong; one that does not exist tells nothing."""
    errors = [output.ename for output in cell.outputs if output.output_type == "error"]
    if errors:
        return errors[0] in WORDS_OF_TESTS
    earned = earned_in(cell)
    return earned is not None and earned < float(grader_metadata(cell)["points"])
