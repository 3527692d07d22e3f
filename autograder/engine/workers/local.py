"""The local pool: worker processes, each with a sandbox of its own.

Workers are forked from one warm process and have a single thread. A worker that dies is replaced
and its notebook run once more; kill the command, and workers and sandboxes end with it.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from typing import Any

from nbformat import NotebookNode

from autograder.course.config import Limits
from autograder.engine import sandbox as sandboxes
from autograder.engine.execution import Execution
from autograder.engine.processes.system import end_with_parent
from autograder.engine.reuse import Known, Names
from autograder.engine.workers.forkserver import start_forkserver
from autograder.errors import AutograderError
from autograder.interrupts import LOOK_SECONDS, stop_if_asked

MAX_TRIES = 2
_Setting = tuple[Limits, sandboxes.Sandbox, frozenset[str], str, int | None]
"""What a worker is started with: limits, sandbox, libraries, scratch folder, core."""


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Attributes:
        key: what the caller knows it by.
        notebook: a sanitized notebook.
        names: what each question's answer defines.
        seed: seed of the tests' random inputs.
        known: outputs of an earlier run that hold still.
        opening: the course's cells at the top.
        tries: how often it is being tried.
    """

    key: Any
    notebook: NotebookNode
    names: Names
    seed: int
    known: Known = field(default_factory=dict)
    opening: tuple[str, ...] = ()
    tries: int = 1


@dataclass(frozen=True)
class Failure:
    """A notebook that could not be run, through no fault of its own.

    Attributes:
        reason: what went wrong.
    """

    reason: str


class LocalPool:
    """Runs notebooks in several worker processes.

    Args:
        jobs: how many at once.
        limits: what each may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        libraries: what notebooks are going to name, as far as it is known.

    Raises:
        SandboxError: the sandbox cannot be had on this machine.
    """

    def __init__(
        self,
        jobs: int,
        limits: Limits,
        sandbox: sandboxes.Sandbox,
        libraries: frozenset[str] = frozenset(),
    ) -> None:
        sandboxes.require(sandbox)
        self._jobs = jobs
        self._limits = limits
        self._sandbox = sandbox
        self._libraries = libraries
        self._workers: list[_Worker] = []
        self._context = start_forkserver()
        self._scratch = tempfile.TemporaryDirectory(
            prefix="activation-lab-", ignore_cleanup_errors=True
        )
        cores = sorted(os.sched_getaffinity(0))
        # As many as there are: each keeps to a core of its own, where what its processes hand to
        # each other is in the cache, and none has to be woken elsewhere.
        self._cores: list[int | None] = [*cores] if jobs == len(cores) else [None] * jobs
        # They warm up until there is work. One core is left to whoever prepares that meanwhile:
        # with all workers at once every one would be warm later, the first too.
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
        self._scratch.cleanup()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution | Failure]]:
        """Run notebooks and yield what comes of each as it comes."""
        source = iter(jobs)
        again: list[Job] = []
        while True:
            self._hand_out(source, again)
            busy = {worker.connection: worker for worker in self._workers if worker.job}
            if not busy:
                return
            stop_if_asked()
            for ready in wait(list(busy), LOOK_SECONDS):
                worker = busy[ready]
                job, result = worker.result()
                if result is not None:
                    yield job, result
                    continue
                self._workers.remove(worker)
                self._cores.append(worker.core)
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

    def _start_worker(self) -> _Worker:
        core = self._cores.pop()
        setting = (self._limits, self._sandbox, self._libraries, self._scratch.name, core)
        worker = _Worker(self._context, setting)
        self._workers.append(worker)
        return worker


class _Worker:
    """One worker process, as the pool sees it."""

    def __init__(self, context: Any, setting: _Setting) -> None:
        self.connection, theirs = context.Pipe()
        self.job: Job | None = None
        self.core = setting[-1]
        self._process = context.Process(
            target=_work, args=(theirs, *setting), name="grading", daemon=True
        )
        self._process.start()
        theirs.close()

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
        """End the worker; its sandbox ends with it."""
        self._process.kill()
        self._process.join()
        self.connection.close()


def _work(
    connection: Connection,
    limits: Limits,
    sandbox: sandboxes.Sandbox,
    libraries: frozenset[str],
    folder: str,
    core: int | None,
) -> None:
    """Be a worker of a pool: end when the process that all workers are forked from ends.

    The pool ends its workers without asking them, so it gives them the folder for what they
    would not get to remove.
    """
    if core is not None:
        os.sched_setaffinity(0, {core})
    tempfile.tempdir = folder
    _let_go()
    end_with_parent()
    serve_jobs(connection, limits, sandbox, libraries)


def _let_go() -> None:
    """Close this worker's copy of the pipe by which the fork server knows its coordinator lives.

    While a worker holds it, a killed coordinator seems to live on, and its workers with it.
    """
    server: Any = getattr(forkserver, "_forkserver", None)
    pipe = getattr(server, "_forkserver_alive_fd", None)
    if pipe is not None:
        os.close(pipe)
        server._forkserver_alive_fd = None


def serve_jobs(
    connection: Connection,
    limits: Limits,
    sandbox: sandboxes.Sandbox,
    libraries: frozenset[str] = frozenset(),
) -> None:
    """Run what comes over the connection, one job after another, until it is closed."""
    from autograder.engine.engine import Engine  # not above: the coordinator needs none

    os.environ["MPLBACKEND"] = "agg"  # for tests that draw
    with contextlib.closing(Engine(limits, sandbox, libraries)) as engine:
        with contextlib.suppress(AutograderError):
            engine.start()  # warm by the time that the first job comes
        while True:
            try:
                job: Job = connection.recv()
            except (EOFError, OSError):
                return
            try:
                result: Any = engine.execute(
                    job.notebook, job.names, job.seed, job.known, job.opening
                )
            except Exception as error:  # the sandbox failed, or the disk is full
                result = Failure(f"{type(error).__name__}: {error}")
            with contextlib.suppress(OSError):  # nobody waits for it any more
                connection.send(result)
