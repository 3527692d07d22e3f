"""Ctrl-C that does not get lost.

Python raises KeyboardInterrupt wherever the main thread happens to be; inside a finalizer or a
callback of the garbage collector it prints the exception and goes on. So what Ctrl-C asks for is
remembered, and whoever waits for long looks again.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

LOOK_SECONDS = 1.0
"""How often whoever waits has to look."""

_asked = threading.Event()


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """Remember Ctrl-C inside this block, besides raising KeyboardInterrupt as always."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread gets to know of it
        return
    _asked.clear()
    before = signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def stop_if_asked() -> None:
    """Raise the KeyboardInterrupt that got lost, if one did.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    if _asked.is_set():
        raise KeyboardInterrupt


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
