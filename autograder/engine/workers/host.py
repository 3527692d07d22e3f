"""A host: a worker that another program starts as a process of its own.

A program with threads must not fork, and an engine forks for every test. A cluster's worker is
such a program, so it starts hosts and hands them jobs. A host is a process that watches over one
more, which does the work: when the program goes away, however it ends, both end at once.

    python -m autograder.engine.workers.host DESCRIPTOR
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from autograder.course.config import Limits
from autograder.engine.execution import Execution
from autograder.engine.processes.one_thread import THREADS
from autograder.engine.processes.system import end_with_parent
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.local import Failure, Job, serve_jobs


class Host:
    """One host process, as the program that starts it sees it.

    Args:
        limits: what a notebook may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.

    Attributes:
        settings: limits and sandbox.
    """

    def __init__(self, limits: Limits, sandbox: Sandbox) -> None:
        self.settings = (limits, sandbox)
        self._connection, theirs = Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.engine.workers.host", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **dict.fromkeys(THREADS, "1")},
        )
        theirs.close()
        self._connection.send(self.settings)

    def run(self, job: Job) -> Execution | Failure:
        """Run one notebook.

        Raises:
            EOFError, OSError: the host has died.
        """
        self._connection.send(job)
        result: Execution | Failure = self._connection.recv()
        return result

    def close(self) -> None:
        """End the host; its sandbox ends with it."""
        self._connection.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Serve the program at the other end of the descriptor until it goes away."""
    connection: Connection = Connection(int(sys.argv[1]))
    import autograder.engine.workers.preload  # noqa: F401  (everything a test needs, before the first fork)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the program's affair
    try:
        limits, sandbox = connection.recv()
    except (EOFError, OSError):
        return
    with tempfile.TemporaryDirectory(
        prefix="activation-lab-", ignore_cleanup_errors=True
    ) as folder:
        pid = os.fork()
        if pid == 0:
            try:
                end_with_parent()
                tempfile.tempdir = folder
                serve_jobs(connection, limits, sandbox)
            finally:
                os._exit(0)
        _await_end(connection, pid)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _await_end(connection: Connection, pid: int) -> None:
    """Wait until the program is gone, or the process that works for it."""
    events = select.poll()
    events.register(connection.fileno(), 0)  # only a hang-up: what it says is not for us
    worker = os.pidfd_open(pid)
    events.register(worker, select.POLLIN)
    events.poll()
    os.close(worker)


if __name__ == "__main__":
    main()
