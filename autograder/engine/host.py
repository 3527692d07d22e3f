"""A host: a worker that another program starts as a process of its own.

A program with threads must not fork, and an engine forks for every test. A cluster's worker is
such a program, so it starts hosts and hands them jobs.

    python -m autograder.engine.host DESCRIPTOR
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from autograder.config import Limits
from autograder.engine.engine import Execution
from autograder.engine.pool import THREADS, Failure, Job, serve_jobs
from autograder.engine.sandbox import Sandbox


class Host:
    """One host process, as the program that starts it sees it.

    Args:
        limits: what a notebook may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
    """

    def __init__(self, limits: Limits, sandbox: Sandbox) -> None:
        self._connection, theirs = Pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.engine.host", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            env={**os.environ, **dict.fromkeys(THREADS, "1")},
        )
        theirs.close()
        self._connection.send((limits, sandbox))

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
    import autograder.engine.warm  # noqa: F401  (everything a test needs, before the first fork)

    limits, sandbox = connection.recv()
    serve_jobs(connection, limits, sandbox)


if __name__ == "__main__":
    main()
