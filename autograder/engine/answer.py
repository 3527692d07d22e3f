"""The answer side: a warm parent that forks a runner for each submission.

It is process 1 of the sandbox. The parent itself runs no code of a student; it forks runners,
interrupts them, and when a submission is over it ends every process but itself.

    python -m autograder.engine.answer DESCRIPTOR [USER]
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from autograder.engine.frames import Channel, PeerError, PeerGoneError
from autograder.engine.libraries import keep_one_thread, load
from autograder.engine.processes import (
    become,
    end_all,
    end_child,
    end_with_parent,
    harden,
    limit,
    send_signal,
)
from autograder.engine.service import Service
from autograder.engine.syscalls import refuse_system_calls
from autograder.engine.watching import condition, is_too_much

WATCH_SECONDS = 0.05


def main() -> None:
    """Warm up, say so, and serve the worker at the other end of the descriptor."""
    channel = Channel(socket.socket(fileno=int(sys.argv[1])), max_descriptors=1)
    if len(sys.argv) > 2:
        become(int(sys.argv[2]))
    harden()
    end_with_parent()
    shell = _warm_up()
    _empty_scratch()  # the first submission finds what all others find
    channel.send({"ready": True})
    with contextlib.suppress(PeerGoneError):
        _Parent(channel, shell).serve()
    end_all()


def _warm_up() -> Any:
    """Import what all notebooks import, so that a fork has it at once."""
    import matplotlib as mpl

    mpl.use("module://matplotlib_inline.backend_inline")
    import matplotlib.pyplot as plt

    from autograder.engine.shell import make_shell, run_cell
    from helpers import checks, plotting

    shell = make_shell()
    run_cell(shell, "1 + 1", 1000)
    checks.rng()
    axes = plotting.new_axes()
    axes.plot([0, 1], label="warm")
    axes.figure.savefig(os.devnull, format="png")
    plt.close("all")
    shell.reset(new_session=True)
    load([])
    return shell


class _Parent:
    """Serves one worker: one runner at a time."""

    def __init__(self, channel: Channel, shell: Any) -> None:
        self._channel = channel
        self._shell = shell
        self._runner = 0
        self._limits: dict[str, Any] = {}
        self._condition = condition()

    def serve(self) -> None:
        """Do what the worker asks, and watch the runner meanwhile."""
        while True:
            ready, _, _ = select.select([self._channel], [], [], WATCH_SECONDS)
            self._watch()
            if ready:
                self._perform(self._channel.receive())

    def _perform(self, frame: Any) -> None:
        operation = frame.header["op"]
        if operation == "load":
            load(frame.header["names"])
            keep_one_thread()
            self._channel.send({"loaded": True})
        elif operation == "start":
            self._start(frame)
        elif operation == "interrupt":
            send_signal(self._runner, signal.SIGINT)
            self._channel.send({"interrupted": True})
        elif operation == "end":
            end_all()
            self._runner = 0
            _empty_scratch()
            if condition() != self._condition:
                raise SystemExit(1)  # a new sandbox takes over
            self._channel.send({"ended": True})

    def _start(self, frame: Any) -> None:
        (descriptor,) = frame.descriptors
        self._limits = frame.header["limits"]
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
        bounds = self._limits
        if self._runner and is_too_much(bounds["processes"], bounds["memory"], _scratch()):
            end_all()
            self._died()

    def _died(self) -> None:
        self._runner = 0
        self._channel.send({"died": True})


def _run(channel: Channel, shell: Any, frame: Any) -> None:
    """Be a runner: run cells and fork snapshots until the worker closes the connection."""
    from autograder.engine.shell import leave_out_figures

    status = 1
    try:
        end_with_parent()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        limit(frame.header["limits"])
        refuse_system_calls()
        folder = Path(frame.header["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        Path.home().mkdir(exist_ok=True)
        os.chdir(folder)
        if not frame.header["limits"]["figures"]:
            leave_out_figures(shell)
        _serve_cells(channel, shell, int(frame.header["limits"]["output"]))
        status = 0
    except PeerGoneError:
        status = 0
    except PeerError:
        pass
    finally:
        os._exit(status)


def _serve_cells(channel: Channel, shell: Any, room: int) -> None:
    snapshot = 0
    while True:
        frame = channel.receive()
        end_child(snapshot)
        snapshot = 0
        if frame.header["op"] == "run":
            _report(channel, _run_cell(shell, frame.header["source"], room))
        elif frame.header["op"] == "snapshot":
            snapshot = _snapshot(channel, shell, frame.descriptors[0])
            channel.send({"snapshot": True})


def _run_cell(shell: Any, source: str, room: int) -> list[dict[str, Any]]:
    """Run a cell; only meanwhile does an interrupt do anything."""
    from autograder.engine.shell import run_cell

    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return run_cell(shell, source, room)
    except KeyboardInterrupt:  # it came when the cell was over
        return []
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _report(channel: Channel, outputs: list[dict[str, Any]]) -> None:
    """Send a cell's outputs, or a word in their place when no frame holds them."""
    try:
        channel.send({"outputs": outputs})
    except PeerGoneError:
        raise
    except (PeerError, TypeError, ValueError):
        text = "the cell's output is too large to be kept"
        error = {"output_type": "error", "ename": "OutputLost", "evalue": text, "traceback": []}
        channel.send({"outputs": [error]})


def _snapshot(channel: Channel, shell: Any, descriptor: int) -> int:
    """Fork a snapshot that serves a test; return its process."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)  # it ends with all that it has started
        end_with_parent()
        channel.close()
        try:
            Service(Channel(socket.socket(fileno=descriptor)), shell.user_ns).run()
        finally:
            os._exit(0)
    os.close(descriptor)
    return pid


def _scratch() -> list[Path]:
    """Return the folders that a submission can write to."""
    return [Path(os.environ["TMPDIR"]), *([Path("/dev/shm")] if os.getpid() == 1 else [])]


def _empty_scratch() -> None:
    """Remove every file that a submission can have left; end the sandbox if that cannot be done."""
    try:
        for path in [path for folder in _scratch() for path in folder.iterdir()]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    except (OSError, RecursionError):
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
