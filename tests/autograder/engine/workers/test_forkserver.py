"""The fork server: one for a program, whose workers and files end with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.processes.one_thread import THREADS
from autograder.engine.workers.forkserver import ForkServer, forkserver
from tests.support.living import await_end, below


@pytest.fixture
def server() -> Iterator[ForkServer]:
    """A fork server of this test's own."""
    server = ForkServer()
    yield server
    server.close()


def test_a_program_has_one_whichever_thread_asks() -> None:
    found = [forkserver()]
    thread = threading.Thread(target=lambda: found.append(forkserver()))
    thread.start()
    thread.join()
    assert found[0] is found[1]
    assert found[0].lives


def test_its_libraries_have_one_thread(server: ForkServer) -> None:
    number, connection = server.hire()
    pid = server.pid_of(number)
    for process in (server.pid, pid):
        assert len(list(Path(f"/proc/{process}/task").iterdir())) == 1
    words = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    assert {f"{name}=1".encode() for name in THREADS} <= set(words)
    connection.close()


def test_workers_have_numbers_and_end_one_by_one(server: ForkServer) -> None:
    (first, one), (second, two) = server.hire(), server.hire()
    assert server.pid_of(second) != server.pid_of(first)
    server.dismiss(first)
    with pytest.raises(EOFError):
        one.recv()
    assert not two.poll(0)
    two.close()


def test_when_it_is_closed_its_workers_end_and_leave_no_files() -> None:
    server = ForkServer()
    number, connection = server.hire()
    place = Path(f"/proc/{server.pid_of(number)}").resolve()
    everything = below(os.getpid())
    ours = {process for process in everything if process[0] in (server.pid, int(place.name))}
    server.close()
    assert await_end(ours) == set()
    assert not server.lives
    with pytest.raises((EOFError, OSError)):
        connection.recv()


def test_a_worker_of_one_that_has_ended_is_never_there(server: ForkServer) -> None:
    server.close()
    _, connection = server.hire()
    with pytest.raises((EOFError, OSError)):
        connection.recv()
