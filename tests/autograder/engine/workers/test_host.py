"""A host works for a program with threads, and ends when that program ends."""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.engine.execution import Execution
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers import cluster
from autograder.engine.workers.host import Host
from autograder.engine.workers.local import Failure, Job
from autograder.grading.masters import read_papers
from tests.support.handing import HALF, RIGHT
from tests.support.living import PATIENCE, Process, await_end, below
from tests.support.recording import executed
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

pytestmark = pytest.mark.process

PROGRAM = """\
import pickle, sys, time
from autograder.engine.workers.host import Host
job, limits, sandbox = pickle.load(sys.stdin.buffer)
Host(limits, sandbox).run(job)
"""


def job(course: Course, double: str) -> Job:
    """Return a notebook to run."""
    names = read_papers(course, ASSIGNMENT)[NOTEBOOK].names
    return Job(double, executed(course, double)[NOTEBOOK], names, 3)


def points(result: Execution | Failure) -> list[float | None]:
    """Return the points of the two tests."""
    assert isinstance(result, Execution), result
    return [cell.points for cell in result.outcomes[:2]]


@pytest.fixture
def host(sandbox: Sandbox) -> Iterator[Host]:
    """A host of this process."""
    host = Host(Limits(), sandbox)
    yield host
    host.close()


def test_it_runs_one_notebook_after_another_and_ends_when_it_is_closed(
    built: Course, host: Host
) -> None:
    assert points(host.run(job(built, RIGHT))) == [1.0, 2.0]
    everything = below(os.getpid())
    assert points(host.run(job(built, HALF))) == [1.0, 1.0]
    host.close()
    assert await_end({p for p in everything if p in of(host, everything)}) == set()
    with pytest.raises(OSError):
        host.run(job(built, RIGHT))


def of(host: Host, processes: set[Process]) -> set[Process]:
    """Return the host's process among these."""
    return {process for process in processes if process[0] == host._process.pid}


def test_when_its_worker_is_killed_it_says_so(built: Course, host: Host) -> None:
    host.run(job(built, RIGHT))
    everything = below(host._process.pid)
    for pid, _ in everything:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises((EOFError, OSError)):
        host.run(job(built, RIGHT))
    host.close()
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


class _FakeHost:
    """Stands for a host; counts those that live."""

    living = 0

    def __init__(self, *settings: Any) -> None:
        self.settings = settings
        _FakeHost.living += 1

    def run(self, job: Any) -> Any:
        """Tell the settings; die of a job that is None."""
        if job is None:
            raise EOFError
        return id(self), self.settings

    def close(self) -> None:
        """End."""
        _FakeHost.living -= 1


def test_a_worker_of_the_cluster_keeps_hosts_with_the_same_settings_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "Host", _FakeHost)
    monkeypatch.setattr(cluster, "_hosts", queue.SimpleQueue())
    run: Any = cluster.run_on_worker
    first = run(1, Limits(), "none")
    assert run(2, Limits(), "none") == first
    guarded = run(3, Limits(), "bubblewrap")
    assert guarded[1] == (Limits(), "bubblewrap"), "not the one that runs answers unprotected"
    assert run(4, Limits(cell_seconds=1), "bubblewrap")[1][0] == Limits(cell_seconds=1)
    assert _FakeHost.living == 1
    with pytest.raises(EOFError):
        run(None, Limits(cell_seconds=1), "bubblewrap")
    assert _FakeHost.living == 0
