"""A worker runs one notebook after another, and ends when the program ends that it works for."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.engine.execution import Execution
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.forkserver import ForkServer
from autograder.engine.workers.local import Failure, Job
from autograder.engine.workers.worker import Setting, Worker
from autograder.grading.masters import read_masters
from tests.support.handing import HALF, RIGHT
from tests.support.living import PATIENCE, Process, await_end, below
from tests.support.recording import executed
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

pytestmark = pytest.mark.process

PROGRAM = """\
import pickle, sys, time
from autograder.engine.workers.forkserver import forkserver
from autograder.engine.workers.worker import Setting, Worker
job, limits, sandbox = pickle.load(sys.stdin.buffer)
worker = Worker(forkserver(), Setting(limits, sandbox))
worker.give(job)
worker.result()
"""


def job(course: Course, double: str) -> Job:
    """Return a notebook to run."""
    names = read_masters(course, ASSIGNMENT)[NOTEBOOK].names
    return Job(double, executed(course, double)[NOTEBOOK], names, 3)


def points(result: Execution | Failure | None) -> list[float | None]:
    """Return the points of the two tests."""
    assert isinstance(result, Execution), result
    return [cell.points for cell in result.outcomes[:2]]


@pytest.fixture
def server() -> Iterator[ForkServer]:
    """A fork server of this test's own."""
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture
def worker(server: ForkServer, sandbox: Sandbox) -> Worker:
    """A worker of this process."""
    return Worker(server, Setting(Limits(), sandbox))


def run(worker: Worker, job: Job) -> Execution | Failure | None:
    """Let a worker run a notebook."""
    worker.give(job)
    return worker.result()[1]


def test_it_runs_one_notebook_after_another_and_ends_when_it_is_killed(
    built: Course, worker: Worker
) -> None:
    assert points(run(worker, job(built, RIGHT))) == [1.0, 2.0]
    assert points(run(worker, job(built, HALF))) == [1.0, 1.0]
    everything = {*below(worker.pid), *of(worker)}
    assert len(everything) >= 3
    worker.kill()
    assert await_end(everything) == set()
    assert run(worker, job(built, RIGHT)) is None


def of(worker: Worker) -> set[Process]:
    """Return the worker's process."""
    return {process for process in below(os.getpid()) if process[0] == worker.pid}


def test_when_it_is_killed_from_elsewhere_it_has_no_result(built: Course, worker: Worker) -> None:
    run(worker, job(built, RIGHT))
    everything = {*below(worker.pid), *of(worker)}
    os.kill(worker.pid, signal.SIGKILL)
    assert run(worker, job(built, RIGHT)) is None
    assert await_end(everything) == set()


def test_it_ends_with_the_program_that_it_works_for(built: Course, sandbox: Sandbox) -> None:
    program = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE)
    assert program.stdin is not None
    endless = job(built, "while True:\n    pass")
    with program.stdin as pipe:
        pipe.write(pickle.dumps((endless, Limits(cell_seconds=6000), sandbox)))
    end = time.monotonic() + PATIENCE
    everything: set[Process] = set()
    while len(everything) < 4 and program.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
        everything |= below(program.pid)
    program.kill()
    program.wait()
    assert len(everything) >= 4
    assert await_end(everything) == set()
