"""Processes that tests have started, and what is left of them."""

from __future__ import annotations

import os
import time
from pathlib import Path

PATIENCE = 120.0
"""No test depends on a time: so long is waited for what must come, however slow the machine is."""

Process = tuple[int, str]
"""A process by its number and when it started: numbers are used again."""


def _stat(pid: int) -> tuple[str, int, str] | None:
    """Return state, parent and start of a process; None where there is none."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    words = text.rpartition(")")[2].split()
    return words[0], int(words[1]), words[19]


def _all() -> dict[int, tuple[str, int, str]]:
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return {pid: found for pid in numbers if (found := _stat(pid)) and found[0] != "Z"}


def below(root: int) -> set[Process]:
    """Return all processes that descend from one."""
    every = _all()
    level, found = {root}, set()
    while level:
        level = {pid for pid, (_, parent, _) in every.items() if parent in level}
        found |= {(pid, every[pid][2]) for pid in level}
    return found


def marked(mark: str) -> set[Process]:
    """Return all processes that were started with this word in their environment."""
    found = set()
    for pid, (_, _, start) in _all().items():
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        if mark.encode() in environment:
            found.add((pid, start))
    return found


def left_of(processes: set[Process]) -> set[Process]:
    """Return those that are still there."""
    every = _all()
    return {(pid, start) for pid, start in processes if pid in every and every[pid][2] == start}


def await_end(processes: set[Process]) -> set[Process]:
    """Wait until all of them have ended; return those that do not."""
    end = time.monotonic() + PATIENCE
    while (left := left_of(processes)) and time.monotonic() < end:
        time.sleep(0.02)
    return left


def children() -> str:
    """Return the children of this thread."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
