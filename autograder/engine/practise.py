"""Warming: what makes forks cheap, done once in the processes that others are forked from.

A fork copies page tables, and each page that it or its parent writes to first. Python writes to
code itself: it counts how often a function runs and specializes it in place (PEP 659), so what
every fork will run is run here before. Large pages make the tables small.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.engine.wire.frames import Channel, pair

TIMES = 12
"""Runs after which Python has specialized a function."""
TEST = """\
checks.agrees(f, lambda z: np.add(z, z), [2.0, checks.rng("warm").normal(size=(4, 5))])
assert np.allclose(f(2.0), 4.0)
"""
CELLS = ("def f(z):\n    return z\nprint(f(1))", "import numpy as np\nf(np.ones(2))")
ERROR = "raise NotImplementedError()"
FIGURE = """\
from matplotlib import pyplot
_, axes = pyplot.subplots(figsize=(1, 1))
axes.plot([1, -2], label="f")
axes.legend();
"""
HUGE_PAGE = 2 << 20
MADV_COLLAPSE = 25


@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """Look for no garbage meanwhile: imports make many objects, and next to all of them stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def practise_cells(shell: Any) -> None:
    """Run cells of every kind, but none that draws; whoever calls this resets the shell."""
    _practise(shell, (*CELLS * TIMES, ERROR))


def practise_figure(shell: Any) -> None:
    """Draw a figure; whoever calls this resets the shell."""
    _practise(shell, (FIGURE,))


def _practise(shell: Any, cells: Iterable[str]) -> None:
    from autograder.engine.answer_side.shell import run_cell

    for cell in cells:
        run_cell(shell, cell, 1 << 20)


def practise_test(*, here: bool) -> None:
    """Let a test call an answer: one of them in this process, the other in a child.

    Args:
        here: whether it is the test that is in this process.
    """
    ours, theirs = pair()
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            with contextlib.closing(Channel(theirs)) as channel:
                (_answer if here else _test)(channel)
        finally:
            os._exit(0)
    theirs.close()
    with contextlib.closing(ours):
        (_test if here else _answer)(ours)
    os.waitpid(pid, 0)


def _answer(channel: Channel) -> None:
    from autograder.engine.answer_side.service import Service

    Service(channel, {"f": lambda z: 2.0 * z}).run()


def _test(channel: Channel) -> None:
    import numpy as np

    from autograder.engine.test_side.process import TestTask, run_test
    from helpers import checks

    task = TestTask(source=TEST, fixtures=(), names=("f",), sources=(), seed=0)
    for _ in range(TIMES):
        run_test(task, channel, {"np": np, "checks": checks})


def settle() -> None:
    """Put a process in order that is about to be forked."""
    _close_fonts()
    gc.freeze()  # what is here already is shared by all forks


def _close_fonts() -> None:
    """Let matplotlib close its fonts, as it does in each fork otherwise."""
    manager = sys.modules.get("matplotlib.font_manager")
    clear = getattr(getattr(manager, "_get_font", None), "cache_clear", None)
    if clear is not None:
        clear()


def use_large_pages() -> None:
    """Ask the system to put this process's own memory into large pages; it need not.

    That takes as long as a few forks: it is for a process that is going to be forked many times.
    """
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/maps").read_text(errors="replace").splitlines():
            place, rights, *_, last = line.split()
            if rights == "rw-p" and (last in ("0", "[heap]")):  # no file's
                begin, end = (int(address, 16) for address in place.split("-"))
                for address in range(-begin // HUGE_PAGE * -HUGE_PAGE, end, HUGE_PAGE):
                    if address + HUGE_PAGE <= end:
                        libc.madvise(address, HUGE_PAGE, MADV_COLLAPSE)
