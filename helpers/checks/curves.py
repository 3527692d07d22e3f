"""Curves: what an answer returns over the numbers that a failed check has tried, to be drawn.

A check that compares a function of one number with the right one has everything at hand for a
picture. Nobody wants it in a notebook, so points are kept only inside `collecting`, of the first
comparison that fails there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

MOST = 120
"""Points of a curve; those nearest to 0 are kept."""
FEWEST = 5
"""So many different numbers make a curve."""
_DIGITS = 6
_MAX_TITLE = 80

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Curve:
    """A function of one number, as an answer has it and as it should be.

    Attributes:
        title: what messages call the function.
        points: number, what the answer returned, and what is right; by the number. What is right
            is NaN where more than one value is.
    """

    title: str
    points: tuple[Point, ...]


_lists: list[list[Curve]] = []


@contextlib.contextmanager
def collecting() -> Iterator[list[Curve]]:
    """Keep the first curve that a check inside a `with` has points for.

    Yields:
        The list that it comes into.
    """
    found: list[Curve] = []
    _lists.append(found)
    try:
        yield found
    finally:
        _lists.remove(found)


def wanted() -> bool:
    """Tell whether anybody wants a curve, and has none yet."""
    return bool(_lists) and not _lists[-1]


def keep(title: str, pieces: Iterable[tuple[object, object, object, object]]) -> None:
    """Keep the curve through the points of several calls, if there are enough of them.

    Args:
        title: what messages call the function.
        pieces: for each call its only argument, what the answer returned, and the smallest and the
            largest right value. What does not go entry by entry is left out.
    """
    found: dict[float, Point] = {}
    for piece in pieces:
        with contextlib.suppress(TypeError, ValueError):  # no numbers
            found |= {point[0]: point for point in _points(*piece)}
    if wanted() and len(found) >= FEWEST:
        nearest = sorted(found.values(), key=lambda point: abs(point[0]))[:MOST]
        _lists[-1].append(Curve(title[:_MAX_TITLE], tuple(sorted(nearest, key=lambda p: p[0]))))


def _points(argument: object, got: object, low: object, high: object) -> Iterator[Point]:
    """Yield the points of one call; none where its arrays differ in shape."""
    columns = [np.asarray(part, dtype=float) for part in (argument, got, low, high)]
    if len({column.shape for column in columns}) > 1:
        return
    for number, value, least, largest in zip(*(c.reshape(-1) for c in columns), strict=True):
        if np.isfinite(number):
            right = least if least == largest else np.nan
            yield (_short(number), _short(value), _short(right))


def _short(number: float) -> float:
    """Return a number with the digits that a picture needs."""
    return float(f"{float(number):.{_DIGITS}g}")
