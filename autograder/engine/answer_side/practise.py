"""Practice on the answer's side: cells and calls that every fork will run, run before."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable

import numpy as np

from autograder.engine.answer_side.service import Service
from autograder.engine.answer_side.shell import CapturingShell, run_cell
from autograder.engine.processes.cheap_forks import TIMES
from autograder.engine.wire.calls import Call, Each, Get
from autograder.engine.wire.codec import Encoder, nothing_opaque
from autograder.engine.wire.frames import Channel, Json, PeerError, pair

CELLS = ("def f(z):\n    return z\nprint(f(1))", "import numpy as np\nf(np.ones(2))")
ERROR = "raise NotImplementedError()"
FIGURE = """\
from matplotlib import pyplot
_, axes = pyplot.subplots(figsize=(1, 1))
axes.plot([1, -2], label="f")
axes.legend();
"""
ROOM = 1 << 20


def practise_cells(shell: CapturingShell) -> None:
    """Run cells of every kind, but none that draws; whoever calls this resets the shell."""
    _practise(shell, (*CELLS * TIMES, ERROR))


def practise_figure(shell: CapturingShell) -> None:
    """Draw a figure; whoever calls this resets the shell."""
    _practise(shell, (FIGURE,))


def _practise(shell: CapturingShell, cells: Iterable[str]) -> None:
    for cell in cells:
        run_cell(shell, cell, ROOM)


def practise_answer() -> None:
    """Let this process be an answer; a child asks what tests ask."""
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            with contextlib.closing(Channel(theirs)) as channel, contextlib.suppress(PeerError):
                _ask(channel)
        finally:
            os._exit(0)
    theirs.close()
    with contextlib.closing(ours):
        Service(ours, {"f": lambda z: 2.0 * z}).run()
    os.waitpid(pid, 0)


def _ask(answer: Channel) -> None:
    answer.send(Get("f").header())
    answer.receive()
    for _ in range(TIMES):
        for request, body in (_one_call(), _many_calls()):
            answer.send(request, body)
            answer.receive()


def _one_call() -> tuple[dict[str, Json], bytes]:
    encoder = Encoder(nothing_opaque)
    args = encoder.encode([np.linspace(-1.0, 1.0, 20).reshape(4, 5)])
    return Call(_F, args, encoder.encode({}), echo=True).header(), bytes(encoder.body)


def _many_calls() -> tuple[dict[str, Json], bytes]:
    encoder = Encoder(nothing_opaque)
    args = encoder.encode([[2.0], [np.float64(-1.0)], [np.ones(3)]])
    return Each(_F, args, encoder.encode([{}, {}, {}])).header(), bytes(encoder.body)


_F: list[Json] = ["handle", 0]
"""The function, which the answer has sent first."""
