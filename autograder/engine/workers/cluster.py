"""The cluster: the same jobs on a Dask cluster, wherever its workers are.

Each member of the cluster keeps workers of ours, one for each of its threads. A member that is
lost loses nothing: the scheduler gives its notebooks to others, and the coordinator records each
result once.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course.config import Limits
from autograder.engine.execution import Execution
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.forkserver import forkserver
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.shipping import Shipped, pack, unpack
from autograder.engine.workers.worker import Setting, Worker
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from distributed import Future, as_completed

RETRIES = 5
CONNECT_SECONDS = 20
WORKER_SECONDS = 20
AHEAD = 2
"""Notebooks that wait at the cluster for each that runs: enough to keep it busy."""


class ClusterError(AutograderError):
    """The cluster cannot be reached, or has no workers."""


class ClusterPool:
    """Runs notebooks on a Dask cluster.

    Args:
        scheduler: the scheduler's address, such as `tcp://10.0.0.1:8786`.
        limits: what each notebook may use.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        files: folder of the course's files, which notebooks find beside them; None for none.
            Members get them with the notebooks. More than `MAX_SHIPPED` bytes have to lie where all
            members see them under this path.
    """

    def __init__(
        self, scheduler: str, limits: Limits, sandbox: Sandbox, files: Path | None = None
    ) -> None:
        self._scheduler = scheduler
        self._shipped = pack(files)
        self._setting = Setting(limits, sandbox, files=None if self._shipped else files)
        self._client: Any = None

    def __enter__(self) -> ClusterPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; what it still runs is forgotten."""
        if self._client is not None:
            self._client.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution | Failure]]:
        """Run notebooks and yield what comes of each as it comes.

        Raises:
            ClusterError: the extra `cluster` is not installed, the scheduler is not there or is
                lost, or the cluster has no workers.
        """
        self._connect()
        from distributed import as_completed

        source = iter(jobs)
        sent: dict[str, Job] = {}
        self._require_workers()
        done = as_completed(loop=self._client.loop)
        self._send(source, sent, done)
        for future in done:
            job = sent.pop(future.key)
            self._send(source, sent, done)
            yield job, self._result(future)

    def _connect(self) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ClusterError(
                "Grading on a cluster needs Dask, which is not installed.",
                "Run: pip install 'activation-lab[cluster]'",
            ) from None
        try:
            self._client = Client(self._scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ClusterError(
                f"There is no Dask scheduler at {self._scheduler}: {error}",
                "Start one with `dask scheduler`, and workers with `dask worker`.",
            ) from None

    def _send(self, source: Iterator[Job], sent: dict[str, Job], done: as_completed) -> None:
        """Send so many notebooks that the cluster has enough to do."""
        with _telling_of_a_loss():
            room = self._room()
        for job in itertools.islice(source, max(0, room - len(sent))):
            done.add(self._submit(job, sent))

    def _result(self, future: Future) -> Execution | Failure:
        with _telling_of_a_loss():
            if future.cancelled():  # nobody here cancels anything
                raise ConnectionError("it has forgotten what it was sent")
            error = future.exception()
            if error:
                return Failure(f"{type(error).__name__}: {error}")
            result: Execution | Failure = future.result()
            return result

    def _submit(self, job: Job, sent: dict[str, Job]) -> Future:
        given = (job, self._setting, self._shipped)
        future = self._client.submit(run_on_member, *given, pure=False, retries=RETRIES)
        sent[future.key] = job
        return future

    def _require_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=WORKER_SECONDS)
        except TimeoutError:
            raise ClusterError(
                "The Dask scheduler has no workers.", "Start some: dask worker ADDRESS"
            ) from None

    def _room(self) -> int:
        threads: int = sum(self._client.nthreads().values())
        return max(1, AHEAD * threads)


@contextlib.contextmanager
def _telling_of_a_loss() -> Iterator[None]:
    """Turn the errors of a lost connection into one of ours."""
    try:
        yield
    except OSError as error:
        raise ClusterError(
            f"The Dask scheduler is lost: {error}",
            "What is graded is recorded: start it again, and run the command again to go on.",
        ) from None


_idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
"""Idle workers of this member of the cluster."""


def run_on_member(
    job: Job, setting: Setting, shipped: Shipped | None = None
) -> Execution | Failure:
    """Run a notebook in a worker of the cluster's member that this is called on.

    Args:
        job: the notebook.
        setting: what the worker is started with.
        shipped: the course's files, where they do not lie in the setting's folder.

    Raises:
        EOFError: the worker has died; the scheduler tries again.
    """
    if shipped is not None:
        setting = replace(setting, files=unpack(shipped))
    worker = _idle_worker(setting) or Worker(forkserver(), setting)
    try:
        worker.give(job)
        _, result = worker.result()
    except BaseException:
        worker.kill()
        raise
    if result is None:
        raise EOFError("the worker has died")
    _idle.put(worker)
    return result


def _idle_worker(setting: Setting) -> Worker | None:
    """Return an idle worker; those with other settings, of an earlier run, are ended."""
    while True:
        try:
            worker = _idle.get_nowait()
        except queue.Empty:
            return None
        if worker.setting == setting:
            return worker
        worker.kill()
