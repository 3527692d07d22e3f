"""A real Dask cluster on this machine: a scheduler and workers as processes of their own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.living import PATIENCE, Process, await_end, below, marked

LOCAL = ["--host", "127.0.0.1", "--no-dashboard"]


class Farm:
    """A scheduler, and workers with one thread each.

    Args:
        folder: where their files go.
        mark: stands in the environment of all that they start.
    """

    def __init__(self, folder: Path, mark: str) -> None:
        self.workers: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self._mark = mark
        place = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", *LOCAL, "--port", "0", "--scheduler-file", place)
        end = time.monotonic() + PATIENCE
        while not place.exists() and self.scheduler.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        self.address: str = json.loads(place.read_text(encoding="utf-8"))["address"]

    def add_worker(self, *, nanny: bool) -> subprocess.Popen[bytes]:
        """Start a worker, with or without a process that starts it again when it ends."""
        number = len(self.workers)
        words = ["--nthreads", "1", "--name", f"worker-{number}", "--memory-limit", "0"]
        words += [*LOCAL, "--local-directory", str(self._folder), "--death-timeout", "60"]
        words += ["--nanny" if nanny else "--no-nanny"]
        self.workers.append(self._start("worker", self.address, *words))
        return self.workers[-1]

    def _start(self, *words: str | Path) -> subprocess.Popen[bytes]:
        with (self._folder / f"{words[0]}-{len(self.workers)}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "dask", *map(str, words)],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "ACTIVATION_LAB_MARK": self._mark},
            )

    def processes(self) -> set[Process]:
        """Return everything that runs because of this cluster."""
        found = marked(self._mark)
        return found.union(*(below(pid) for pid, _ in found))

    def close(self) -> set[Process]:
        """Ask all to end; return what does not end then, and end that too."""
        everything = self.processes()
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        left = await_end(everything)
        for pid, _ in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return left


@contextlib.contextmanager
def farm(folder: Path, *, workers: int, nanny: bool = False) -> Iterator[Farm]:
    """Yield a cluster; when it is closed nothing of it is left."""
    cluster = Farm(folder, f"farm-{os.getpid()}-{folder.name}")
    try:
        for _ in range(workers):
            cluster.add_worker(nanny=nanny)
        yield cluster
    finally:
        left = cluster.close()
    assert left == set()
