"""Whole commands, measured: wall and processor seconds of all their processes, and milestones."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Run:
    """What a command took.

    Attributes:
        wall: seconds from its start to its end.
        cpu: processor seconds of all its processes, those that outlived it included.
        first: seconds from its start to the first result on disk.
    """

    wall: float
    cpu: float
    first: float


def measure(
    command: list[str], folder: Path, environment: dict[str, str], has_result: Callable[[], bool]
) -> Run:
    """Run a command in a folder.

    Args:
        command: the command.
        folder: where to run it.
        environment: its environment.
        has_result: tells whether there is a first result, asked many times a second.

    Raises:
        SystemExit: it failed.
    """
    # Processes that lose their parent become ours, so that their time is counted.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    found: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            if has_result():
                found.append(time.perf_counter() - begin)
                return

    looker = threading.Thread(target=look)
    looker.start()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - begin
    over.set()
    looker.join()
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    _reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, found[0] if found else wall)


def _reap() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return
