"""The fork server: the one process that workers are forked from; it has imported what they need.

A program with threads must not fork, and an engine forks for every test. So workers are forked
from a process of their own, started once by whoever needs workers first: starting it takes no time
and no library, and it warms up while the program goes on. It ends with its program, however that
ends, and takes all workers and their files along. `autograder.engine.workers.forking` is what it
runs.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection, Pipe
from pathlib import Path

from autograder.engine.processes.one_thread import THREADS
from autograder.engine.wire.frames import Channel

MODULE = "autograder.engine.workers.forking"
CLOSE_SECONDS = 5.0


class ForkServer:
    """A fork server, as the program that has started it sees it. Its threads may share it."""

    def __init__(self) -> None:
        import autograder

        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        path = [str(Path(autograder.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, path))}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", MODULE, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment, **dict.fromkeys(THREADS, "1")},
            start_new_session=True,  # Ctrl-C is not meant for it
        )
        theirs.close()
        self._channel = Channel(ours)
        self._numbers = itertools.count(1)
        self._pids: dict[int, int] = {}
        self._lock = threading.Lock()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it can fork workers."""
        return self._process.poll() is None

    def hire(self) -> tuple[int, Connection]:
        """Return a new worker's number and the connection to it, before it is there."""
        from autograder.engine.wire.messages import Hire

        ours, theirs = Pipe()
        with self._lock:
            number = next(self._numbers)
            with contextlib.suppress(Exception):  # it has ended: the connection will say so
                self._channel.send(Hire(number).header(), descriptors=(theirs.fileno(),))
        theirs.close()
        return number, ours

    def dismiss(self, number: int) -> None:
        """End a worker, whatever it is doing."""
        from autograder.engine.wire.messages import Dismiss

        with self._lock, contextlib.suppress(Exception):
            self._channel.send(Dismiss(number).header())

    def pid_of(self, number: int) -> int:
        """Return a worker's process; wait for it if it is not there yet.

        Raises:
            PeerError: the fork server has ended.
        """
        from autograder.engine.wire.messages import hired_of

        with self._lock:
            while number not in self._pids:
                hired = hired_of(self._channel.receive().header)
                self._pids[hired.number] = hired.pid
        return self._pids[number]

    def close(self) -> None:
        """End it with all its workers."""
        self._channel.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_servers: list[ForkServer] = []
_lock = threading.Lock()


def forkserver() -> ForkServer:
    """Return this program's fork server; start one where there is none that lives."""
    with _lock:
        if not _servers or not _servers[-1].lives:
            if not _servers:
                atexit.register(stop_forkserver)
            _servers[:] = [ForkServer()]
        return _servers[-1]


def stop_forkserver() -> None:
    """End this program's fork server and all workers."""
    with _lock:
        while _servers:
            _servers.pop().close()
