"""The answer side: a warm parent that forks a runner for each submission.

It is process 1 of the sandbox. The parent itself runs no code of a student; it forks runners,
interrupts them, and when a submission is over it ends every process but itself.

    python -m autograder.engine.answer DESCRIPTOR
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import select
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from autograder.engine.frames import Channel, PeerError, PeerGoneError
from autograder.engine.service import Service

PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG = 4, 36, 1
WATCH_SECONDS = 0.05


def main() -> None:
    """Warm up, say so, and serve the worker at the other end of the descriptor."""
    channel = Channel(socket.socket(fileno=int(sys.argv[1])), max_descriptors=1)
    _harden()
    shell = _warm_up()
    channel.send({"ready": True})
    with contextlib.suppress(PeerGoneError):
        _Parent(channel, shell).serve()
    _end_all()


def _harden() -> None:
    """Let no child look into this process or interrupt it."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _warm_up() -> Any:
    """Import what notebooks import, so that a fork has it at once."""
    import matplotlib as mpl

    mpl.use("module://matplotlib_inline.backend_inline")
    import matplotlib.pyplot as plt
    import numpy as np
    import scipy.special
    import sklearn
    import sympy
    import torch

    from autograder.engine.shell import make_shell, run_cell
    from helpers import checks, plotting

    del np, scipy, sklearn, sympy
    torch.set_num_threads(1)
    # A thread pool in a fork of a process that had one hangs: one thread is all there is.
    for name in ("set_num_threads", "set_num_interop_threads"):
        setattr(torch, name, _nothing)
    shell = make_shell()
    run_cell(shell, "1 + 1", 1000)
    checks.rng()
    axes = plotting.new_axes()
    axes.plot([0, 1], label="warm")
    axes.figure.savefig(os.devnull, format="png")
    plt.close("all")
    shell.reset(new_session=True)
    gc.collect()
    gc.freeze()  # what is here already is shared by all forks
    return shell


def _nothing(_count: int) -> None:
    """Stand for torch's functions that change the number of threads."""


class _Parent:
    """Serves one worker: one runner at a time."""

    def __init__(self, channel: Channel, shell: Any) -> None:
        self._channel = channel
        self._shell = shell
        self._runner = 0
        self._max_processes = 0

    def serve(self) -> None:
        """Do what the worker asks, and watch the runner meanwhile."""
        while True:
            ready, _, _ = select.select([self._channel], [], [], WATCH_SECONDS)
            self._watch()
            if ready:
                self._perform(self._channel.receive())

    def _perform(self, frame: Any) -> None:
        operation = frame.header["op"]
        if operation == "start":
            self._start(frame)
        elif operation == "interrupt":
            _signal(self._runner, signal.SIGINT)
        elif operation == "end":
            _end_all()
            self._runner = 0
            _empty(Path(frame.header["folder"]))
            self._channel.send({"ended": True})

    def _start(self, frame: Any) -> None:
        (descriptor,) = frame.descriptors
        self._max_processes = int(frame.header["limits"]["processes"])
        pid = os.fork()
        if pid == 0:
            self._channel.close()
            _run(Channel(socket.socket(fileno=descriptor), max_descriptors=1), self._shell, frame)
        os.close(descriptor)
        self._runner = pid

    def _watch(self) -> None:
        """Reap what has ended; tell when it is the runner; stop a flood of processes."""
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid == self._runner:
                self._died()
        if self._runner and len(_processes()) > self._max_processes:
            _end_all()
            self._died()

    def _died(self) -> None:
        self._runner = 0
        self._channel.send({"died": True})


def _run(channel: Channel, shell: Any, frame: Any) -> None:
    """Be a runner: run cells and fork snapshots until the worker closes the connection."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _limit(frame.header["limits"])
        folder = Path(frame.header["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        os.chdir(folder)
        _serve_cells(channel, shell, int(frame.header["limits"]["output"]))
        status = 0
    except PeerGoneError:
        status = 0
    except PeerError:
        pass
    finally:
        os._exit(status)


def _serve_cells(channel: Channel, shell: Any, room: int) -> None:
    from autograder.engine.shell import run_cell

    while True:
        frame = _patiently(channel)
        if frame.header["op"] == "run":
            channel.send({"outputs": run_cell(shell, frame.header["source"], room)})
        elif frame.header["op"] == "snapshot":
            _snapshot(channel, shell, frame.descriptors[0])
            channel.send({"snapshot": True})


def _patiently(channel: Channel) -> Any:
    """Receive, whatever late interrupt comes."""
    while True:
        try:
            return channel.receive()
        except KeyboardInterrupt:
            continue


def _snapshot(channel: Channel, shell: Any, descriptor: int) -> None:
    if os.fork() == 0:
        channel.close()
        try:
            Service(Channel(socket.socket(fileno=descriptor)), shell.user_ns).run()
        finally:
            os._exit(0)
    os.close(descriptor)


def _limit(limits: dict[str, Any]) -> None:
    """Set this process's limits; they hold for everything that it starts."""
    bounds = {
        resource.RLIMIT_DATA: int(limits["memory"]),
        resource.RLIMIT_FSIZE: int(limits["file"]),
        resource.RLIMIT_NOFILE: int(limits["files"]),
        resource.RLIMIT_NPROC: int(limits["processes"]),
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        _, most = resource.getrlimit(kind)
        least = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(kind, (least, least))


def _end_all() -> None:
    """End every process below this one, those without a parent too."""
    for _ in range(1000):
        if os.getpid() == 1:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(-1, signal.SIGKILL)
        else:
            for pid in _processes():
                _signal(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, 0):
                pass
        except ChildProcessError:
            if not _processes():
                return


def _processes() -> list[int]:
    """Return the processes below this one (all others, where it is process 1)."""
    own = os.getpid()
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, IndexError, ValueError):
                text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                state, parent = text.rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(entry.name)] = int(parent)
    if own == 1:
        return [pid for pid in parents if pid != 1]
    found, level = [], {own}
    while level:
        level = {pid for pid, parent in parents.items() if parent in level}
        found += sorted(level)
    return found


def _signal(pid: int, number: int) -> None:
    if pid > 0:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _empty(folder: Path) -> None:
    """Remove what a submission has left in the scratch folders."""
    for path in folder.parent.glob("*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


if __name__ == "__main__":
    main()
