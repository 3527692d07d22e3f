"""The process that workers are forked from: started once, early, by whoever comes first."""

from __future__ import annotations

import os
import threading

from autograder.engine.workers.forkserver import THREADS, start_forkserver


def test_it_is_started_once_and_its_libraries_get_one_thread() -> None:
    first = start_forkserver()
    with first.Pool(1) as pool:
        (seen,) = pool.map(os.getenv, [THREADS[0]])
        parents = {pool.apply(os.getppid) for _ in range(2)}
    with start_forkserver().Pool(1) as pool:
        parents.add(pool.apply(os.getppid))
    assert (seen, len(parents)) == ("1", 1)


def test_a_thread_may_ask_for_it() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(start_forkserver()))
    thread.start()
    thread.join()
    assert found[0].get_start_method() == "forkserver"
