"""Watching a submission from the warm parent: bounds that the system keeps for no group.

Limits of the system hold for one process, and some not at all where root grades. The parent looks
at all processes together, many times a second, and ends a submission that takes too much.
"""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Set
from pathlib import Path

from autograder.engine.processes.system import tasks

MAX_FILES = 50_000
"""Files in each scratch folder: a folder's size does not count empty ones."""


def is_too_much(
    processes: int, memory: int, folders: list[Path], spared: Set[int] = frozenset()
) -> bool:
    """Tell whether the processes below this one take more than they may.

    Args:
        processes: how many there may be, threads counted.
        memory: bytes that one may have; all together twice that, for a fork seems to double
            what it shares.
        folders: where they may write.
        spared: processes that do not count.
    """
    found = [task for task in tasks() if task.pid not in spared]
    if sum(task.threads for task in found) > processes:
        return True
    shared = _memory("self")
    taken = sum(max(_memory(str(task.pid)) - shared, 0) for task in found)
    return taken > 2 * memory or any(_files(folder) > MAX_FILES for folder in folders)


def _memory(entry: str) -> int:
    """Return the memory of a process that is no file's."""
    total = 0
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc", entry, "status").read_text(errors="replace").splitlines():
            if line.startswith(("RssAnon:", "RssShmem:")):
                total += int(line.split()[1]) << 10
    return total


def _files(folder: Path) -> int:
    """Return how many files a scratch folder of its own holds; 0 on the machine's own disk."""
    if os.getpid() != 1:
        return 0
    with contextlib.suppress(OSError):
        state = os.statvfs(folder)
        return state.f_files - state.f_ffree
    return 0


def condition(pid: int = 0) -> tuple[object, ...]:
    """Return what children inherit from a process (0: this one), and what can be left behind.

    A submission that has changed it has got at the process, or has left something in the system:
    then that has to be made anew.
    """
    limits = [resource.prlimit(pid, kind) for kind in range(16)]
    order = (os.getpriority(os.PRIO_PROCESS, pid), os.sched_getscheduler(pid))
    left = [_lines(f"/proc/sysvipc/{kind}") for kind in ("shm", "sem", "msg")]
    return (limits, order, os.sched_getaffinity(pid), left if os.getpid() == 1 else [])


def _lines(path: str) -> int:
    with contextlib.suppress(OSError):
        return Path(path).read_text().count("\n")
    return 0
