"""The test process: runs a submission's test cells, the course's own code, against snapshots.

It is forked from the worker for each submission. Every test gets names of its own, the settings
of libraries as they were and the same random numbers, whatever ran before it; one that does not
end in time ends the process, and the next test gets a new one.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import random
import sys
import warnings
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

import numpy as np

from autograder.engine.test_side import free_cells
from autograder.engine.test_side.backend import RemoteBackend
from autograder.engine.test_side.free_session import FreeSession
from autograder.engine.test_side.free_world import free_world, names_for
from autograder.engine.test_side.proxies import Remote, Session
from autograder.engine.test_side.trace import OBJECT, Trace, columns_of, said_by
from autograder.engine.wire.exceptions import AnswerError, failure_of
from autograder.engine.wire.frames import Channel, PeerGoneError, channel_of
from autograder.engine.wire.messages import Grown, TestResult, test_of
from autograder.outcomes import THE_TEST

if TYPE_CHECKING:
    from helpers.checks.curves import Curve

MAX_PRINTED = 100_000
MAX_COMPILED = 1000
WORDS_OF_TESTS = ("CheckFailed", "AssertionError")
"""Exceptions by which tests speak: what they say is shown as it is (`engine.judge`)."""


@dataclass(frozen=True)
class TestTask:
    """What a test process needs to know of one test.

    Attributes:
        source: the test cell.
        fixtures: the course's fixture cells that stand before it.
        names: what the answer cell of its question defines; in a free session, what is fetched
            from the answer's side if it is bound there.
        sources: the student's code cells up to the test, for rules on the syntax tree.
        seed: seed of the test's random inputs.
        traced: whether what the answer replies is traced.
        free: whether the test is in nbgrader's free style: it runs with generous stand-ins for
            the answer's objects (`likenesses`), after all earlier code cells of the course.
        earlier_tests: in a free session, which of the `fixtures` are test cells, as indices:
            only what they define is taken from them.
    """

    source: str
    fixtures: tuple[str, ...]
    names: tuple[str, ...]
    sources: tuple[str, ...]
    seed: int
    traced: bool = False
    free: bool = False
    earlier_tests: tuple[int, ...] = ()


def run_test(
    task: TestTask,
    channel: Channel,
    fixtures: dict[str, object],
    missing: Set[str] = frozenset(),
) -> TestResult:
    """Run one test cell against the snapshot at the other end of `channel`.

    Args:
        task: what to run.
        channel: the connection to its snapshot.
        fixtures: the names that the fixture cells before it have defined.
        missing: in a free session, names that they could not define without the answer.
    """
    from helpers.checks.context import using

    _seed(task.seed)
    trace = Trace() if task.traced else None
    session = (FreeSession if task.free else Session)(channel, trace)
    backend = RemoteBackend(session, list(task.sources))
    printed = io.StringIO()
    shown: str | None = None
    error: BaseException | None = None
    with (
        using(backend, task.seed),
        _same_world(),
        contextlib.redirect_stdout(printed),
        _curves(task) as curves,
    ):
        try:
            shown = _shown(session, task, trace, fixtures, missing)
        except (Exception, SystemExit) as problem:
            error = problem
        except BaseException as problem:
            if not task.free or isinstance(problem, KeyboardInterrupt):
                raise
            error = problem  # pytest's `fail` is no Exception
    text = printed.getvalue()[:MAX_PRINTED]
    error = session.lost or error  # whatever the test has made of it
    if isinstance(error, PeerGoneError):
        return TestResult(text, lost=True)
    result = TestResult(text, shown) if error is None else _failed(_quoted(error), text)
    result.called = session.called
    if trace is not None:
        trace.note(THE_TEST, said_by(result.message or result.printed))
        result.trace = trace.summary()
        result.curve = {curve.title: columns_of(curve.points) for curve in curves}
    return result


def _curves(task: TestTask) -> contextlib.AbstractContextManager[list[Curve]]:
    """Return what collects curves, where a trace is: no test that counts takes longer for it."""
    from helpers.checks.curves import collecting

    return collecting() if task.traced else contextlib.nullcontext([])


def _shown(
    session: Session,
    task: TestTask,
    trace: Trace | None,
    fixtures: dict[str, object],
    missing: Set[str],
) -> str | None:
    """Run a test cell; return the text of the value that it ends with, as IPython shows it."""
    if not isinstance(session, FreeSession):
        value = _evaluate(compiled(task.source), fixtures | _bound(session, task.names, trace))
        return None if value is None else repr(value)[:MAX_PRINTED]
    with free_world(task.source, task.sources):
        names = names_for(session, task.source, task.names, fixtures, missing)
        value = _evaluate(free_cells.compiled(task.source), names)
        return None if value is None else repr(value)[:MAX_PRINTED]


def _quoted(error: BaseException) -> BaseException:
    """Return an error, an answer's own quoted where its name would make it a test's words."""
    from helpers.checks.failure import CheckFailed
    from helpers.checks.wording import words

    if isinstance(error, AnswerError) and type(error).__name__ in WORDS_OF_TESTS:
        return CheckFailed(f"The answer raised {words(error)}")
    return error


def _failed(error: BaseException, printed: str = "") -> TestResult:
    raised = failure_of(error)
    return TestResult(printed, None, raised.type, raised.message)


def _seed(seed: int) -> None:
    """Let whatever draws random numbers, other than checks, start anew."""
    random.seed(seed)
    np.random.seed(seed % 2**32)  # noqa: NPY002  (the numbers that a test gets without its own)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


@contextlib.contextmanager
def _same_world() -> Iterator[None]:
    """Let a test change no settings but its own."""
    torch = sys.modules.get("torch")
    before = torch and (torch.get_default_dtype(), torch.is_grad_enabled())
    folder, environment = Path.cwd(), dict(os.environ)
    with (
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(),
        np.printoptions(),
    ):
        yield
    os.chdir(folder)
    if os.environ != environment:
        os.environ.clear()
        os.environ.update(environment)
    if torch is not None and before:
        torch.set_default_dtype(before[0])
        torch.set_grad_enabled(before[1])
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def _bound(session: Session, names: tuple[str, ...], trace: Trace | None) -> dict[str, object]:
    """Return the answer's names; one that it did not define stays unbound.

    A trace takes in their values: an answer that is no function replies nothing else.
    """
    bound = {}
    for name in names:
        with contextlib.suppress(KeyError):
            bound[name] = answer = session.get(name)
            if isinstance(answer, Remote):
                answer.__name__ = name  # whatever it calls itself: rules look the name up
            if trace is not None:
                trace.note(name, OBJECT if isinstance(answer, Remote) else [answer])
    return bound


@lru_cache(MAX_COMPILED)
def compiled(source: str) -> tuple[CodeType, CodeType | None]:
    """Return a cell's code: its statements, and the expression that it ends with, if any.

    A worker compiles the course's cells before it forks a test process, which finds them here.

    Raises:
        SyntaxError, ValueError: it is no Python.
    """
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    statements = compile(tree, "<test>", "exec")
    if not isinstance(last, ast.Expr):
        return statements, None
    return statements, compile(ast.Expression(last.value), "<test>", "eval")


def _evaluate(code: tuple[CodeType, CodeType | None], namespace: dict[str, object]) -> object:
    """Run a cell; return the value of its last expression."""
    statements, last = code
    exec(statements, namespace)
    return None if last is None else eval(last, namespace)


class Fixtures:
    """The names that a notebook's fixture cells define, each cell run once."""

    def __init__(self) -> None:
        self._sources: list[str] = []
        self._names: dict[str, object] = {"__name__": "__main__"}

    def names(self, sources: tuple[str, ...], seed: int) -> dict[str, object]:
        """Run those cells that have not run, and return a dict of its own with all names."""
        from helpers.checks.backends import Local
        from helpers.checks.context import using

        new, hidden = sources[len(self._sources) :], io.StringIO()
        if new:
            _seed(seed)
        with (
            using(Local(), seed),
            contextlib.redirect_stdout(hidden),
            contextlib.redirect_stderr(hidden),
        ):
            for source in new:
                exec(compile(source, "<fixture>", "exec"), self._names)
                self._sources.append(source)
        return dict(self._names)


def serve_tests(worker: Channel) -> None:
    """Run the tests that a worker asks for until it closes the connection."""
    known, freely = Fixtures(), free_cells.FreeFixtures()
    fixtures: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    while True:
        try:
            frame = worker.receive()
        except PeerGoneError:
            return
        test = test_of(frame.header)
        fixtures, sources = _grown(fixtures, test.fixtures), _grown(sources, test.sources)
        names = tuple(test.names)
        task = TestTask(
            test.source,
            fixtures,
            names,
            sources,
            test.seed,
            test.traced,
            test.free,
            tuple(test.earlier_tests),
        )
        with contextlib.closing(channel_of(frame.descriptors[0])) as channel:
            try:
                if task.free:
                    defined = freely.names(task.fixtures, task.earlier_tests, task.seed)
                else:
                    defined = known.names(task.fixtures, task.seed)
            except (Exception, SystemExit) as error:
                result = _failed(error)
                known = Fixtures()
            else:
                result = run_test(task, channel, defined, freely.missing if task.free else set())
        worker.send(result.header())


def _grown(before: tuple[str, ...], row: Grown) -> tuple[str, ...]:
    return before[: row.kept] + tuple(row.new)
