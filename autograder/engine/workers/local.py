"""The local pool: worker processes, each with a sandbox of its own.

A worker that dies is replaced and its notebook run once more; kill the command, and workers and
sandboxes end with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path

from autograder.course.config import Limits
from autograder.engine.execution import Execution
from autograder.engine.sandbox import Sandbox, SandboxError, require
from autograder.engine.workers.forkserver import forkserver
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.worker import Setting, Worker
from autograder.interrupts import LOOK_SECONDS, stop_if_asked

MAX_TRIES = 2


class LocalPool:
    """Runs notebooks in several worker processes, which begin to warm up at once.

    Args:
        jobs: how many at once.
        limits: what each may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted. Where it cannot be had,
            there are no workers, and `run` says so: who has nothing to run needs none.
        libraries: what notebooks are going to name, as far as it is known.
        files: folder of the course's files, which notebooks find beside them; None for none.
    """

    def __init__(
        self,
        jobs: int,
        limits: Limits,
        sandbox: Sandbox,
        libraries: frozenset[str] = frozenset(),
        files: Path | None = None,
    ) -> None:
        self._jobs = jobs
        self._setting = Setting(limits, sandbox, libraries, files=files)
        self._workers: list[Worker] = []
        self._refused: SandboxError | None = None
        cores = sorted(os.sched_getaffinity(0))
        # As many as there are: each keeps to a core of its own, where what its processes hand to
        # each other is in the cache, and none has to be woken elsewhere.
        self._cores: list[int | None] = [*cores] if jobs == len(cores) else [None] * jobs
        try:
            require(sandbox)
        except SandboxError as error:
            self._refused = error
            return
        # One core is left to whoever prepares the work meanwhile: with all workers at once every
        # one would be warm later, the first too.
        for _ in range(min(jobs, max(len(cores) - 1, 1))):
            self._start_worker()

    def __enter__(self) -> LocalPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers at once, whatever they are doing."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution | Failure]]:
        """Run notebooks and yield what comes of each as it comes.

        Raises:
            SandboxError: the sandbox cannot be had on this machine.
        """
        if self._refused is not None:
            raise self._refused
        source = iter(jobs)
        again: list[Job] = []
        while True:
            self._hand_out(source, again)
            busy = {worker.connection: worker for worker in self._workers if worker.job}
            if not busy:
                return
            stop_if_asked()
            for ready in wait(list(busy), LOOK_SECONDS):
                worker = busy[ready]  # type: ignore[index]  # `wait` is typed for sockets too
                job, result = worker.result()
                if result is not None:
                    yield job, result
                    continue
                self._workers.remove(worker)
                self._cores.append(worker.setting.core)
                if job.tries < MAX_TRIES:
                    again.append(replace(job, tries=job.tries + 1))
                else:
                    yield job, Failure("the process that ran it ended early")

    def _hand_out(self, source: Iterator[Job], again: list[Job]) -> None:
        """Give each idle worker something to do; start workers while there is work for them."""
        while True:
            idle = next((worker for worker in self._workers if worker.job is None), None)
            if idle is None and len(self._workers) >= self._jobs:
                return
            job = again.pop() if again else next(source, None)
            if job is None:
                return
            (idle or self._start_worker()).give(job)

    def _start_worker(self) -> Worker:
        worker = Worker(forkserver(), replace(self._setting, core=self._cores.pop()))
        self._workers.append(worker)
        return worker
