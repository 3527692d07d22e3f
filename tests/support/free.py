"""Free-style tests against an answer, in a thread of this process or in a process of its own."""

from __future__ import annotations

import ast
import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from autograder.engine.answer_side.service import Service
from autograder.engine.test_side.free_cells import FreeFixtures
from autograder.engine.test_side.process import TestTask as Task
from autograder.engine.test_side.process import run_test
from autograder.engine.wire.frames import Channel, pair
from autograder.engine.wire.messages import TestResult as Result
from tests.support.served import other_side


def bound_by(answer: str) -> tuple[str, ...]:
    """Return the names that an answer's statements bind."""
    names: list[str] = []
    for node in ast.parse(answer).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            aliases = [alias.asname or alias.name for alias in node.names]
            names += [name.partition(".")[0] for name in aliases]
        else:
            parts = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
            names += [part.id for part in parts if isinstance(part.ctx, ast.Store)]
    return tuple(dict.fromkeys(names))


def task(test: str, answer: str, **changes: Any) -> Task:
    """Return the task of a free-style test."""
    parts: dict[str, Any] = {
        "source": test, "fixtures": (), "names": bound_by(answer), "sources": (answer,),
        "seed": 1, "free": True,
    }  # fmt: skip
    return Task(**{**parts, **changes})


def run_task(given: Task, channel: Channel) -> Result:
    """Run a free-style test after its fixtures."""
    before = FreeFixtures()
    fixtures = before.names(given.fixtures, given.earlier_tests, given.seed)
    return run_test(given, channel, fixtures, before.missing)


def serve(answer: str) -> Callable[[Channel], None]:
    """Return what runs an answer and serves a test."""

    def run(channel: Channel) -> None:
        names: dict[str, object] = {"__name__": "__main__"}
        exec(answer, names)
        Service(channel, names).run()

    return run


def free_result(answer: str, test: str, **changes: Any) -> Result:
    """Run a free-style test; the answer is served by a thread."""
    with other_side(serve(answer)) as channel:
        return run_task(task(test, answer, **changes), channel)


@contextlib.contextmanager
def forked(answer: str) -> Iterator[Channel]:
    """Yield a channel to a process of its own that serves an answer, whatever that one does."""
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            serve(answer)(Channel(theirs))
        finally:
            os._exit(0)
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        os.waitpid(pid, 0)


def attacked(answer: str, test: str, **changes: Any) -> Result:
    """Run a free-style test; the answer has a process of its own."""
    with forked(answer) as channel:
        return run_task(task(test, answer, **changes), channel)
