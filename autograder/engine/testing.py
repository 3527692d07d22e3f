"""The test process: one test cell, run by the course's own code against a snapshot.

It is forked from the worker for each test, so that a test starts in a fresh world and whatever
happens in it ends with it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import select
import signal
import socket
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from autograder.engine.frames import Channel, PeerGoneError
from autograder.engine.processes import end_with_parent, limit_memory
from autograder.engine.proxies import Remote, RemoteBackend, Session
from autograder.engine.raising import failure_of

MAX_PRINTED = 100_000


@dataclass(frozen=True)
class TestTask:
    """What a test process needs to know.

    Attributes:
        source: the test cell.
        fixtures: the course's fixture cells that stand before it.
        names: what the answer cell of its question defines.
        sources: the student's code cells up to the test, for rules on the syntax tree.
        seed: seed of the test's random inputs.
    """

    source: str
    fixtures: tuple[str, ...]
    names: tuple[str, ...]
    sources: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class TestResult:
    """What a test cell came to, in the terms of a notebook's outputs.

    Attributes:
        printed: what it printed.
        value: text of its last expression, None where there is none.
        error: name of the exception that ended it, empty where none did.
        message: text of that exception.
    """

    printed: str = ""
    value: str | None = None
    error: str = ""
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON can hold it."""
        return asdict(self)


def run_test(task: TestTask, channel: Channel) -> TestResult:
    """Run one test cell against the snapshot at the other end of `channel`."""
    from helpers.checks import calls
    from helpers.checks.inputs import SEED_VARIABLE

    os.environ[SEED_VARIABLE] = str(task.seed)
    session = Session(channel)
    calls.use(RemoteBackend(session, list(task.sources)))
    printed = io.StringIO()
    shown: str | None = None
    error: BaseException | None = None
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        try:
            namespace = _fixtures(task.fixtures)
            namespace |= _bound(session, task.names)
            value = _evaluate(task.source, namespace)
            shown = None if value is None else repr(value)[:MAX_PRINTED]
        except (Exception, SystemExit) as problem:
            error = problem
    text = printed.getvalue()[:MAX_PRINTED]
    error = session.lost or error  # whatever the test has made of it
    if isinstance(error, PeerGoneError):
        return TestResult(text, None, "DeadKernelError")
    if error is not None:
        reply = failure_of(error)
        return TestResult(text, None, reply["type"], reply["message"])
    return TestResult(text, shown)


def _fixtures(sources: Iterable[str]) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for source in sources:
        exec(compile(source, "<fixture>", "exec"), namespace)
    return namespace


def _bound(session: Session, names: Iterable[str]) -> dict[str, Any]:
    """Return the answer's names; one that it did not define stays unbound."""
    bound = {}
    for name in names:
        with contextlib.suppress(KeyError):
            bound[name] = session.get(name)
            if isinstance(bound[name], Remote):
                bound[name].__name__ = name  # whatever it calls itself: rules look the name up
    return bound


def _evaluate(source: str, namespace: dict[str, Any]) -> Any:
    """Run a cell; return the value of its last expression, as IPython shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<test>", "exec"), namespace)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<test>", "eval"), namespace)


def fork_test(
    task: TestTask, channel: Channel, seconds: float, memory: int = 4 << 30
) -> TestResult:
    """Run a test in a forked process and return its result; a late one is killed.

    Args:
        task: what to run.
        channel: the connection to its snapshot.
        seconds: time for it.
        memory: bytes that it may take: what an answer sends may be as large as frames can be.
    """
    reader, writer = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            end_with_parent()
            limit_memory(memory)
            reader.close()
            result = run_test(task, channel)
            writer.sendall(json.dumps(result.to_json()).encode())
            status = 0
        finally:
            os._exit(status)
    writer.close()
    try:
        return _result(reader, seconds)
    finally:
        reader.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _result(reader: socket.socket, seconds: float) -> TestResult:
    """Read a test's result from the process that runs it; it is our own, and trusted."""
    deadline = time.monotonic() + seconds
    text = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reader], [], [], left)[0]:
            return TestResult(error="CellTimeoutError", message="the test ran out of time")
        part = reader.recv(1 << 16)
        if not part:
            break
        text += part
    if not text:
        return TestResult(error="TestProcessError", message="the test process ended early")
    return TestResult(**json.loads(text))
