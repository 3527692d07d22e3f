"""What answers print while they are checked: held back, and shown where it helps.

A check calls an answer many times, so the prints of all calls would hide what the check says.
They are kept here, the last ones of them, and a message shows those of the call that it is about.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from itertools import islice

_MAX_PIECE = 20_000
_MAX_PIECES = 100


class _Heard:
    """The texts printed last, numbered from the first one of the process."""

    def __init__(self) -> None:
        self.pieces: deque[str] = deque(maxlen=_MAX_PIECES)
        self.count = 0


_heard = _Heard()


def hear(text: str) -> None:
    """Take in what a call of an answer has printed."""
    if text:
        _heard.pieces.append(text[-_MAX_PIECE:])
        _heard.count += 1


def mark() -> int:
    """Return a mark for `printed_since`."""
    return _heard.count


def printed_since(mark: int) -> str:
    """Return what answers have printed since a mark was taken, the last part of it."""
    new = min(_heard.count - mark, len(_heard.pieces))
    return "".join(islice(_heard.pieces, len(_heard.pieces) - new, None))[-_MAX_PIECE:]


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """Forget what is printed inside a `with`: there a check calls for its own purposes."""
    pieces, count = _heard.pieces.copy(), _heard.count
    try:
        yield
    finally:
        _heard.pieces, _heard.count = pieces, count
