"""Cheap forks: what is done once in a process that others are forked from.

A fork copies page tables, and each page that it or its parent writes to first. Large pages make
the tables small; code that every fork will run is run before (`practise`), because Python writes
to code itself: it counts how often a function runs and specializes it in place (PEP 659).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
from collections.abc import Iterator
from pathlib import Path

TIMES = 12
"""Runs after which Python has specialized a function."""
HUGE_PAGE = 2 << 20
MADV_COLLAPSE = 25


@contextlib.contextmanager
def hurried() -> Iterator[None]:
    """Look for no garbage meanwhile: imports make many objects, and next to all of them stay."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Put a process in order that is about to be forked."""
    _close_fonts()
    gc.freeze()  # what is here already is shared by all forks


def _close_fonts() -> None:
    """Let matplotlib close its fonts, as it does in each fork otherwise."""
    manager = sys.modules.get("matplotlib.font_manager")
    clear = getattr(getattr(manager, "_get_font", None), "cache_clear", None)
    if clear is not None:
        clear()


def use_large_pages() -> None:
    """Ask the system to put this process's own memory into large pages; it need not.

    That takes as long as a few forks: it is for a process that is going to be forked many times.
    """
    libc = ctypes.CDLL(None)
    libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/maps").read_text(errors="replace").splitlines():
            place, rights, *_, last = line.split()
            if rights == "rw-p" and (last in ("0", "[heap]")):  # no file's
                begin, end = (int(address, 16) for address in place.split("-"))
                for address in range(-begin // HUGE_PAGE * -HUGE_PAGE, end, HUGE_PAGE):
                    if address + HUGE_PAGE <= end:
                        libc.madvise(address, HUGE_PAGE, MADV_COLLAPSE)
