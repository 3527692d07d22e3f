"""Pace: how long work still takes, told by how long it has taken so far."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

MINUTE = 60
STEP = 5
"""Seconds below a minute are told in steps: nobody can foresee them better."""


class Pace:
    """Foresees the end of some work; what was done before it began counts for nothing.

    Args:
        total: how much there is.
        clock: tells the time in seconds.
    """

    def __init__(self, total: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._began = clock()
        self._worked = 0.0
        self._skipped = 0.0

    @property
    def done(self) -> float:
        """How much is done, or was done before."""
        return self._worked + self._skipped

    def work(self, amount: float) -> None:
        """Hear of some work that is done."""
        self._worked += amount

    def skip(self, amount: float) -> None:
        """Hear of something that was done before: it is no work, and says nothing of the pace."""
        self._skipped += amount
        if not self._worked:
            self._began = self._clock()

    def left(self) -> float | None:
        """Return how many seconds the rest takes; None while nobody can tell."""
        rest = max(self._total - self.done, 0.0)
        if not rest:
            return 0.0
        return rest * (self._clock() - self._began) / self._worked if self._worked else None


def left_words(seconds: float | None) -> str:
    """Return how long it still takes, in words; "" where nobody can tell.

    >>> left_words(42), left_words(250), left_words(4000)
    ('about 45 s left', 'about 4 min left', 'about 1 h 7 min left')
    """
    if seconds is None:
        return ""
    if seconds <= MINUTE - STEP:
        return f"about {math.ceil(seconds / STEP) * STEP} s left"
    minutes = max(round(seconds / MINUTE), 1)
    hours, rest = divmod(minutes, MINUTE)
    return f"about {f'{hours} h {rest} min' if hours else f'{rest} min'} left"
