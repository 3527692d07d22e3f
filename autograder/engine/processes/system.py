"""Processes: which there are, their limits, their signals and their end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.wire.messages import Bounds

END_SECONDS = 1.0
PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG = 4, 36, 1

_prctl = ctypes.CDLL(None).prctl  # looked up once: every fork calls it


def become(user: int) -> None:
    """Change from root to a user of this sandbox's own, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def harden() -> None:
    """Let no child look into this process or interrupt it, and find out about all their ends."""
    _prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    _prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def be_first_to_go() -> None:
    """Let the system, when memory is short, end this process and its children before others."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def end_with_parent() -> None:
    """Let the system end this process when the one that started it ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit(limits: Bounds) -> None:
    """Set this process's limits; they hold for everything that it starts."""
    bounds = {
        resource.RLIMIT_DATA: limits.memory,
        resource.RLIMIT_FSIZE: limits.file,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        _bound(kind, bound)
    limit_memory(limits.memory)


def limit_memory(size: int) -> None:
    """Let this process take so much memory on top of what it has, shared mappings too."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _bound(resource.RLIMIT_AS, pages * resource.getpagesize() + size)


def _bound(kind: int, bound: int) -> None:
    _, most = resource.getrlimit(kind)
    least = bound if most == resource.RLIM_INFINITY else min(bound, most)
    resource.setrlimit(kind, (least, least))


def send_signal(pid: int, number: int) -> None:
    """Send a signal to a process that may be gone."""
    if pid > 0:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def end_child(pid: int) -> None:
    """End a snapshot whose test is over, and what it has started, whatever they are doing."""
    if pid:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        send_signal(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


@dataclass(frozen=True)
class Task:
    """One process.

    Attributes:
        pid: its number.
        parent: the number of its parent.
        threads: how many it has.
    """

    pid: int
    parent: int
    threads: int


def tasks() -> list[Task]:
    """Return the processes below this one (all others, where it is process 1)."""
    found = [task for entry in Path("/proc").iterdir() for task in _task(entry)]
    own = os.getpid()
    if own == 1:
        return [task for task in found if task.pid != 1]
    below, level = [], {own}
    while level:
        children = [task for task in found if task.parent in level]
        below += children
        level = {task.pid for task in children}
    return below


def _task(entry: Path) -> list[Task]:
    """Return the process of an entry of /proc; nothing where it has ended meanwhile."""
    if not entry.name.isdecimal():
        return []
    try:
        text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
        words = text.rpartition(")")[2].split()
        return [] if words[0] == "Z" else [Task(int(entry.name), int(words[1]), int(words[17]))]
    except (OSError, IndexError, ValueError):
        return []


def end_all(spared: Set[int] = frozenset()) -> None:
    """End every process below this one, those without a parent too.

    Args:
        spared: processes that are to live on; what they have started ends.
    """
    if os.getpid() == 1:  # it reaches all in one go: whatever they are at, none forks any more
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(-1, signal.SIGSTOP if spared else signal.SIGKILL)
    for _ in range(1000):
        left = [task.pid for task in tasks() if task.pid not in spared]
        if not left:
            break
        _end(left)
    reap()
    for pid in spared:
        send_signal(pid, signal.SIGCONT)


def _end(pids: list[int]) -> None:
    """Kill processes, whoever's children they are, and wait until they have ended."""
    opened = []
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            opened.append(os.pidfd_open(pid))
            signal.pidfd_send_signal(opened[-1], signal.SIGKILL)
    for descriptor in opened:
        select.select([descriptor], [], [], END_SECONDS)
        os.close(descriptor)


def reap() -> bool:
    """Hear of the children that have ended; tell whether others live on."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True
