"""`pytest --pure`, by which `make check` leaves out every test that starts a process."""

from __future__ import annotations

import _posixsubprocess
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.support.pure import Guard

LEFT_OUT = pytest.skip.Exception


def run() -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


def fork() -> None:
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def spawn() -> None:
    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()
    process.join()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A guard is on; what is yielded turns it off."""
    monkeypatch.setattr(_posixsubprocess, "fork_exec", _posixsubprocess.fork_exec)
    watching = Guard().pytest_runtest_protocol()
    next(watching)
    yield watching.close
    watching.close()


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("start", [run, fork, spawn, lambda: os.system("true")])
def test_whoever_starts_a_process_is_left_out(start: Callable[[], None]) -> None:
    with pytest.raises(LEFT_OUT, match="starts a process"):
        start()


def test_between_tests_processes_may_start(watched: Callable[[], None]) -> None:
    watched()
    run()
