"""A Dask cluster grades as this machine does, and loses nothing when a worker is killed."""

from __future__ import annotations

import gc
import os
import queue
import signal
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers import cluster
from autograder.engine.workers.cluster import ClusterError, ClusterPool
from autograder.engine.workers.worker import Setting
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.outcomes import SubmissionOutcome
from tests.support.farm import Farm, farm
from tests.support.handing import ESSAY, HALF, RIGHT, WRONG, answered, copy_course, hand_in
from tests.support.living import await_end, below
from tests.support.recording import rows, scores
from tests.support.tiny import ASSIGNMENT

pytestmark = pytest.mark.process

pytest.importorskip("distributed")

SEED = 5
ANSWERS = (RIGHT, HALF, WRONG, None)
STUDENTS = [f"student-{number:02}" for number in range(12)]


@pytest.fixture(autouse=True)
def no_client_is_left() -> Iterator[None]:
    """End clients that found no scheduler: else they end in the middle of the next one's start."""
    yield
    gc.collect()


def without_times(outcomes: tuple[SubmissionOutcome, ...]) -> list[Any]:
    """Return all that outcomes say but how long they took."""
    return [
        (o.student, o.seed, o.fingerprint, [(n.notebook, n.status, n.cells) for n in o.notebooks])
        for o in outcomes
    ]


@pytest.fixture(scope="module")
def handed_in(built: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class's submissions; nobody grades them here."""
    course = copy_course(built, tmp_path_factory.mktemp("handed") / "course")
    for number, student in enumerate(STUDENTS):
        hand_in(course, student, answered(course, ANSWERS[number % 4], ESSAY))
    return course


@pytest.fixture(scope="module")
def local(
    handed_in: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> tuple[list[Any], dict[Any, Any]]:
    """Outcomes and scores as this machine gives them."""
    course = copy_course(handed_in, tmp_path_factory.mktemp("local") / "course")
    outcomes = grade(course, ASSIGNMENT, seed=SEED, machines=Machines(sandbox=sandbox)).outcomes
    return without_times(outcomes), scores(course)


@pytest.mark.parametrize(
    "nanny",
    [
        pytest.param(False, id="for good"),
        pytest.param(True, id="and started again", marks=pytest.mark.slow),
    ],
)
def test_a_killed_worker_costs_nothing(
    handed_in: Course, local: Any, sandbox: Sandbox, tmp_path: Path, nanny: bool
) -> None:
    course = copy_course(handed_in, tmp_path / "course")
    told: Counter[str] = Counter()
    killed: set[Any] = set()
    with farm(tmp_path, workers=2, nanny=nanny) as dask:

        def kill_after_three(outcome: SubmissionOutcome, _kept: bool) -> None:
            told[outcome.student] += 1
            if told.total() == 3:
                killed.update(kill_a_worker(dask, nanny=nanny))

        graded = grade(
            course,
            ASSIGNMENT,
            seed=SEED,
            on_outcome=kill_after_three,
            machines=Machines(sandbox=sandbox, scheduler=dask.address),
        )
        assert await_end(killed) == set(), "what the worker had started ends with it"
    assert (without_times(graded.outcomes), scores(course)) == local
    assert told == Counter(STUDENTS)
    assert rows(course, "SELECT count(*) FROM submitted_assignment") == [(len(STUDENTS),)]
    assert rows(course, "PRAGMA integrity_check") == [("ok",)]


def kill_a_worker(dask: Farm, *, nanny: bool) -> set[Any]:
    """Kill the worker that has hosts; return what there was below it."""
    worker = dask.workers[0].pid
    victims = below(worker)
    target = worker
    if nanny:
        command = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid, _ in victims}
        target = next(pid for pid, text in command.items() if b"spawn_main" in text)
        victims = below(target)
    os.kill(target, signal.SIGKILL)
    return victims


@pytest.mark.slow
def test_a_lost_scheduler_is_told_and_the_next_run_goes_on(
    handed_in: Course, local: Any, sandbox: Sandbox, tmp_path: Path
) -> None:
    course = copy_course(handed_in, tmp_path / "course")
    told: list[str] = []
    with farm(tmp_path, workers=1) as dask:

        def kill_after_two(outcome: SubmissionOutcome, _kept: bool) -> None:
            told.append(outcome.student)
            if len(told) == 2:
                dask.scheduler.kill()

        with pytest.raises(ClusterError, match="The Dask scheduler is lost") as caught:
            grade(
                course,
                ASSIGNMENT,
                seed=SEED,
                on_outcome=kill_after_two,
                machines=Machines(sandbox=sandbox, scheduler=dask.address),
            )
    assert "run the command again to go on" in caught.value.hint
    graded = grade(course, ASSIGNMENT, seed=SEED, machines=Machines(sandbox=sandbox))
    assert (without_times(graded.outcomes), scores(course)) == local
    assert graded.fresh == set(STUDENTS) - set(told)


def test_a_scheduler_that_is_not_there_is_named(
    course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        hand_in(course, "ada", answered(course, RIGHT))
        with pytest.raises(
            ClusterError, match=f"There is no Dask scheduler at {address}"
        ) as caught:
            grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox, scheduler=address))
    assert "dask scheduler" in caught.value.hint
    assert not (course.autograded / "ada").exists()


@pytest.mark.parametrize("address", ["nonsense", "nonsense://127.0.0.1:1", "tcp://127.0.0.1:port"])
def test_an_address_that_is_none_is_named(
    address: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match=f"There is no Dask scheduler at {address}"):
        list(ClusterPool(address, Limits(), sandbox).run([]))


def test_a_scheduler_without_workers_says_so(
    course: Course, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 1)
    hand_in(course, "ada", answered(course, RIGHT))
    with farm(tmp_path, workers=0) as dask:
        says = "The Dask scheduler has no workers"
        with pytest.raises(ClusterError, match=says) as caught:
            grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox, scheduler=dask.address))
    assert "dask worker" in caught.value.hint


def test_without_dask_it_says_what_to_install(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="needs Dask, which is not installed") as caught:
        list(ClusterPool("tcp://127.0.0.1:1", Limits(), sandbox).run([]))
    assert "activation-lab[cluster]" in caught.value.hint


class _CountedWorker:
    """Stands for a worker; counts those that live."""

    living = 0

    def __init__(self, _server: Any, setting: Setting) -> None:
        self.setting = setting
        _CountedWorker.living += 1

    def give(self, job: Any) -> None:
        """Take a job."""
        self.job = job

    def result(self) -> Any:
        """Tell the setting; a job that is None ends the worker."""
        return self.job, None if self.job is None else (id(self), self.setting)

    def kill(self) -> None:
        """End."""
        _CountedWorker.living -= 1


def test_a_member_of_the_cluster_keeps_workers_with_the_same_setting_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "Worker", _CountedWorker)
    monkeypatch.setattr(cluster, "forkserver", lambda: None)
    monkeypatch.setattr(cluster, "_idle", queue.SimpleQueue())
    run: Any = cluster.run_on_member
    first = run(1, Setting(Limits(), "none"))
    assert run(2, Setting(Limits(), "none")) == first
    guarded = run(3, Setting(Limits(), "bubblewrap"))
    assert guarded[1].sandbox == "bubblewrap", "not the one that runs answers unprotected"
    slow = Setting(Limits(cell_seconds=1), "bubblewrap")
    assert run(4, slow)[1] == slow
    assert _CountedWorker.living == 1
    with pytest.raises(EOFError):
        run(None, slow)
