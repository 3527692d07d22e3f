"""The local pool: every notebook comes back once, and nothing is left running."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.engine.execution import Execution
from autograder.engine.sandbox import SandboxError
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.local import LocalPool
from tests.support.notebooks import CHECK, LIMITS, NAMES, RIGHT, notebook, printed, told
from tests.support.tiny import ROOT

pytestmark = pytest.mark.process

SOON = 90.0


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    """Two workers for all tests of this module."""
    with LocalPool(2, LIMITS, "bubblewrap") as pool:
        yield pool


def job(key: str, *cells: Any) -> Job:
    """Return a job."""
    return Job(key, notebook(*cells), NAMES, 1)


def good(key: str) -> Job:
    """Return a job with a right answer that prints its key."""
    return job(key, ("f", f"{RIGHT}\nprint({key!r})"), ("f-tests", CHECK))


def stat(pid: int) -> tuple[str, int, str]:
    """Return a process's name, its parent and its state; `("", 0, "")` when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", 0, ""
    name, _, rest = text.partition(" (")[2].rpartition(") ")
    state, parent = rest.split()[:2]
    return name, int(parent), state


def below(pid: int) -> set[int]:
    """Return all processes below one."""
    alive = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    parents = {child: stat(child)[1] for child in alive}
    found: set[int] = set()
    level = {pid}
    while level:
        level = {child for child, parent in parents.items() if parent in level}
        found |= level
    return found


def living(pids: set[int]) -> set[int]:
    """Return those that still run."""
    return {pid for pid in pids if stat(pid)[2] not in ("", "Z", "X")}


def wait_until_gone(pids: set[int]) -> set[int]:
    """Wait until none of the processes runs; return those that still do after a long while."""
    end = time.monotonic() + SOON
    while living(pids) and time.monotonic() < end:
        time.sleep(0.05)
    return living(pids)


def workers(pool: LocalPool) -> dict[int, set[int]]:
    """Return the workers' processes and what runs below each."""
    return {worker.pid: below(worker.pid) for worker in pool._workers}


def test_every_notebook_comes_back_once(pool: LocalPool) -> None:
    jobs = [good(f"n{number}") for number in range(6)]
    found = {job.key: result for job, result in pool.run(iter(jobs))}
    assert sorted(found) == [job.key for job in jobs]
    for key, result in found.items():
        assert isinstance(result, Execution)
        assert told(result) == {"f-tests": "passed"}
        assert printed(result)[1] == f"{key}\n"
    assert len(pool._workers) == 2


def test_no_notebooks_are_no_work(pool: LocalPool) -> None:
    assert list(pool.run([])) == []


def test_a_killed_workers_notebook_is_run_again(pool: LocalPool) -> None:
    found = {}
    killed: set[int] = set()
    for done, result in pool.run([good("first"), job("slow", "import time; time.sleep(4)")]):
        found[done.key] = result
        if not killed:
            victim = next(worker for worker in pool._workers if worker.job is not None)
            killed = {victim.pid, *below(victim.pid)}
            os.kill(victim.pid, signal.SIGKILL)
    assert all(isinstance(result, Execution) for result in found.values())
    assert sorted(found) == ["first", "slow"]
    assert wait_until_gone(killed) == set()


def test_a_notebook_that_ends_every_worker_is_a_failure_and_no_other_is(pool: LocalPool) -> None:
    found = {}
    jobs = [job("cursed", "import time; time.sleep(60)"), *map(good, "abcd")]
    for done, result in pool.run(jobs):
        found[done.key] = result
        for worker in pool._workers:
            if worker.job is not None and worker.job.key == "cursed":
                os.kill(worker.pid, signal.SIGKILL)
    assert isinstance(found.pop("cursed"), Failure)
    assert {key: isinstance(result, Execution) for key, result in found.items()} == dict.fromkeys(
        "abcd", True
    )


def test_a_pool_closed_in_the_middle_leaves_no_process() -> None:
    with LocalPool(1, LIMITS, "bubblewrap") as pool:
        waiting = pool.run([good("first"), job("endless", "while True: pass")])
        next(waiting)
        running = workers(pool)
        assert all(running.values())
    everything = {pid for worker, children in running.items() for pid in (worker, *children)}
    assert wait_until_gone(everything) == set()


COORDINATE = """
import dataclasses, sys
from autograder.engine.workers.local import LocalPool
from tests.autograder.engine.workers.test_local import LIMITS, good, job, workers

if __name__ == "__main__":
    limits = dataclasses.replace(LIMITS, cell_seconds=900.0, submission_seconds=900.0)
    with LocalPool(1, limits, sys.argv[1]) as pool:
        for done, _ in pool.run([good("first"), job("endless", "while True: pass")]):
            print(" ".join(str(p) for w, below in workers(pool).items() for p in (w, *below)))
            print("running", flush=True)
"""


@pytest.mark.parametrize("sandbox", ["bubblewrap", "none"])
def test_a_killed_coordinator_leaves_neither_worker_nor_sandbox(
    sandbox: str, tmp_path: Path
) -> None:
    script = tmp_path / "coordinate.py"
    script.write_text(COORDINATE, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), sandbox],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    ) as coordinator:
        assert coordinator.stdout is not None
        line = coordinator.stdout.readline()
        assert coordinator.stdout.readline() == "running\n"
        running = {int(pid) for pid in line.split()} | below(coordinator.pid)
        assert len(living(running)) >= 3  # a worker, the sandbox, what runs in it
        coordinator.kill()
        coordinator.wait(SOON)
    assert wait_until_gone(running) == set()


def test_no_pool_without_a_sandbox_unasked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with LocalPool(1, LIMITS, "bubblewrap") as pool:
        assert pool._workers == []
        with pytest.raises(SandboxError):
            list(pool.run([good("a")]))


def test_one_core_is_left_to_whoever_prepares_until_there_is_work() -> None:
    jobs = len(os.sched_getaffinity(0))
    with LocalPool(jobs, LIMITS, "none") as pool:
        assert len(pool._workers) == max(jobs - 1, 1)
        done = [result for _, result in pool.run(good(str(n)) for n in range(2 * jobs))]
        assert len(pool._workers) == jobs
    assert all(isinstance(result, Execution) for result in done)


def test_as_many_workers_as_cores_keep_to_one_each() -> None:
    cores = os.sched_getaffinity(0)
    look = "import os\nprint(sorted(os.sched_getaffinity(0)))\nimport time; time.sleep(0.5)"
    seen: dict[int, set[str]] = {}
    for jobs in (len(cores), len(cores) + 1):
        with LocalPool(jobs, LIMITS, "none") as pool:
            done = [result for _, result in pool.run(job(str(n), look) for n in range(2 * jobs))]
        seen[jobs] = {printed(result)[-1] for result in done if isinstance(result, Execution)}
    assert seen[len(cores)] == {f"[{core}]\n" for core in cores}
    assert seen[len(cores) + 1] == {f"{sorted(cores)}\n"}
