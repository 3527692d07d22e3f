"""A pytest plugin: with `--pure` a test that is about to start a process is left out.

`make check` is the check between two edits, and must stay quick: no sandbox, no kernel, no other
command. No list says which tests start one, so none can be out of date: the interpreter says it
(`sys.addaudithook`) when a test tries.
"""

from __future__ import annotations

import _posixsubprocess
import functools
import sys
from collections.abc import Callable, Generator
from typing import Any

import pytest

STARTS = {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "subprocess.Popen"}
"""Events of the interpreter that come before a new process."""


class Guard:
    """Leaves a test out when it starts a process, for as long as a test runs."""

    def __init__(self) -> None:
        self._on = False
        sys.addaudithook(self._hear)
        # multiprocessing calls this one directly, and the interpreter says nothing of it.
        _posixsubprocess.fork_exec = self._guarded(_posixsubprocess.fork_exec)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, Any, Any]:
        """Watch while a test is set up, run and torn down."""
        self._on = True
        try:
            return (yield)
        finally:
            self._on = False

    def _hear(self, event: str, _: tuple[object, ...]) -> None:
        if self._on and event in STARTS:
            pytest.skip("starts a process")

    def _guarded(self, start: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(start)
        def guarded(*arguments: Any) -> int:
            self._hear("subprocess.Popen", ())
            return start(*arguments)

        return guarded
