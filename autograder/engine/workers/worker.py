"""A worker: a process with an engine, which runs one notebook after another."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.course.config import Limits
from autograder.engine.execution import Execution
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.forkserver import ForkServer
from autograder.engine.workers.job import Failure, Job
from autograder.errors import AutograderError


@dataclass(frozen=True)
class Setting:
    """What a worker is started with.

    Attributes:
        limits: what a notebook may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        libraries: what notebooks are going to name, as far as it is known.
        core: the processor core that it keeps to, if it is to.
        files: folder of the course's files, which notebooks find beside them; None for none.
    """

    limits: Limits
    sandbox: Sandbox
    libraries: frozenset[str] = frozenset()
    core: int | None = None
    files: Path | None = None


class Worker:
    """One worker process, as those see it who give it something to do.

    Args:
        server: what it is forked from.
        setting: what it is started with.

    Attributes:
        setting: what it was started with.
        connection: readable when there is a result.
        job: what it is doing.
    """

    def __init__(self, server: ForkServer, setting: Setting) -> None:
        self.setting = setting
        self.job: Job | None = None
        self._server = server
        self._number, self.connection = server.hire()
        with contextlib.suppress(OSError):  # it is dead: `result` will say so
            self.connection.send(setting)

    @property
    def pid(self) -> int:
        """Its process."""
        return self._server.pid_of(self._number)

    def give(self, job: Job) -> None:
        """Hand the worker a notebook."""
        self.job = job
        with contextlib.suppress(OSError):  # it is dead: `result` will say so
            self.connection.send(job)

    def result(self) -> tuple[Job, Execution | Failure | None]:
        """Return the worker's job and what came of it; None where the worker has died."""
        assert self.job is not None
        job, self.job = self.job, None
        try:
            return job, self.connection.recv()
        except (EOFError, OSError):
            self.kill()
            return job, None

    def kill(self) -> None:
        """End the worker, whatever it is doing; its sandbox ends with it."""
        self._server.dismiss(self._number)
        self.connection.close()


def work(connection: Connection) -> None:
    """Be a worker: run what comes over the connection, one job after another, until it closes."""
    from autograder.engine.engine import Engine  # not above: who hands out jobs needs none

    try:
        setting: Setting = connection.recv()
    except (EOFError, OSError):
        return
    if setting.core is not None:
        os.sched_setaffinity(0, {setting.core})
    os.environ["MPLBACKEND"] = "agg"  # for tests that draw
    made = Engine(setting.limits, setting.sandbox, setting.libraries, setting.files)
    with contextlib.closing(made) as engine:
        with contextlib.suppress(AutograderError):
            engine.start()  # warm by the time that the first job comes
        while True:
            try:
                job: Job = connection.recv()
            except (EOFError, OSError):
                return
            result: Execution | Failure
            try:
                result = engine.execute(
                    job.notebook,
                    job.names,
                    job.seed,
                    job.known,
                    job.opening,
                    traced=job.traced,
                    free=job.free,
                    beside=job.beside,
                )
            except Exception as error:  # the sandbox failed, or the disk is full
                result = Failure(f"{type(error).__name__}: {error}")
            with contextlib.suppress(OSError):  # nobody waits for it any more
                connection.send(result)
