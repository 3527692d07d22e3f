"""Deadlines: what a stranger's text can make slow ends after a while."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

AGAIN_SECONDS = 1.0
"""What is raised inside another library's callback may get lost: then it is raised again."""


class TooLateError(BaseException):
    """The time is over.

    No `Exception`: what handles everything that a parser may raise must not handle this.
    """


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Let a block take at most so many seconds, in the main thread, where signals come in.

    Raises:
        TooLateError: the time is over.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_number: int, _frame: FrameType | None) -> None:
    raise TooLateError
