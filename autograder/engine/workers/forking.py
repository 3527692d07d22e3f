"""What the fork server runs: it forks workers, and ends them.

python -m autograder.engine.workers.forking DESCRIPTOR
"""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path

import autograder.engine.workers.preload  # noqa: F401  (all that a worker needs, before it forks)
from autograder.engine.processes.system import end_with_parent
from autograder.engine.wire.frames import Channel, PeerError, channel_of
from autograder.engine.wire.messages import Dismiss, Hire, Hired, to_forkserver
from autograder.engine.workers.worker import work

LOOK_SECONDS = 1.0
"""So often it hears of workers that have ended; whoever they work for hears of it at once."""


def main() -> None:
    """Fork workers for the program at the other end of the descriptor until it goes away."""
    channel = channel_of(int(sys.argv[1]), max_descriptors=1)
    with tempfile.TemporaryDirectory(
        prefix="activation-lab-", ignore_cleanup_errors=True
    ) as folder:
        workers = _Workers(Path(folder))
        with contextlib.suppress(PeerError):
            while True:
                if select.select([channel], [], [], LOOK_SECONDS)[0]:
                    workers.perform(channel)
                workers.reap()
        workers.end()
    os._exit(0)


class _Workers:
    """The workers that this process has forked, by the numbers that its program gives them.

    Args:
        folder: each worker gets a folder in it for its files, and need not remove them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pids: dict[int, int] = {}

    def perform(self, program: Channel) -> None:
        """Do what the program asks."""
        frame = program.receive()
        match to_forkserver(frame.header):
            case Hire(number):
                (descriptor,) = frame.descriptors
                self._pids[number] = self._fork(number, program, descriptor)
                os.close(descriptor)
                program.send(Hired(number, self._pids[number]).header())
            case Dismiss(number):
                self._kill(number)

    def _fork(self, number: int, program: Channel, descriptor: int) -> int:
        folder = self._place(number)
        folder.mkdir()
        pid = os.fork()
        if pid == 0:
            try:
                tempfile.tempdir = str(folder)
                program.close()
                end_with_parent()
                work(Connection(descriptor))
            finally:
                os._exit(0)
        return pid

    def _kill(self, number: int) -> None:
        if number in self._pids:  # nobody else has its process's number until it is heard of
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pids[number], signal.SIGKILL)

    def reap(self) -> None:
        """Hear of workers that have ended."""
        for number, pid in list(self._pids.items()):
            if os.waitpid(pid, os.WNOHANG)[0]:
                del self._pids[number]
                shutil.rmtree(self._place(number), ignore_errors=True)

    def _place(self, number: int) -> Path:
        return self._folder / str(number)

    def end(self) -> None:
        """End all workers, and wait until they have."""
        for number, pid in self._pids.items():
            self._kill(number)
            os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
