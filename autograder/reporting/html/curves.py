"""Curves: what an answer returned beside what is right, as a small drawing with its text.

The numbers are plain floats of a record; whatever else a student wrote is escaped. Two lines differ
in their dashes, so that they are told apart in grey, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from autograder.outcomes import Curve

WIDTH, HEIGHT = 420, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 10, 38
_FAR = 12.0
"""Where enough points lie nearer to 0, those further away are not drawn."""
_ENOUGH = 8
_AROUND = 1.5
"""So many heights of the right curve are drawn, from its middle up and down."""
_SEEN = 0.01
"""What share of the height of a picture two values must differ by to be seen apart."""
_TICKS = 4
_HUGE, _TINY = 1e100, 1e-100
"""Beyond and below these, arithmetic of a picture runs over; no curve of interest is there."""
_ALIKE = 1e-9

Points = list[tuple[float, float | None]]


@dataclass(frozen=True)
class Drawing:
    """A curve as a part of a page.

    Attributes:
        svg: the picture, without a script and without an address.
        told: what it shows, in words; escaped.
    """

    svg: str
    told: str


@dataclass(frozen=True)
class _Window:
    """The part of the plane that is drawn."""

    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        share = (value - self.left) / (self.right - self.left)
        return _LEFT + share * (WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)

    def holds(self, value: float | None) -> bool:
        return value is not None and self.low <= value <= self.high


def drawing(curve: Curve, *, with_right: bool = True) -> Drawing | None:
    """Return a curve as a drawing; None where nothing of interest can be seen.

    Args:
        curve: the curve.
        with_right: whether the right curve may be shown; else the answer's own is drawn alone.
    """
    rows = [row for row in zip(curve.x, curve.got, curve.expected, strict=True) if _finite(row)]
    near = [row for row in rows if abs(row[0]) <= _FAR]
    rows = near if len(near) >= _ENOUGH else rows
    own: Points = [(x, got) for x, got, _ in rows]
    right: Points = [(x, due) for x, _, due in rows] if with_right else []
    window = _window(own, right)
    if window is None:
        return None
    apart = _apart(rows, window) if with_right else []
    if with_right and not apart:
        return None
    return Drawing(_svg(curve, window, own, right, apart), _told(curve, rows, apart, window))


def _finite(row: tuple[float, float | None, float | None]) -> bool:
    return all(value is None or math.isfinite(value) for value in row)


def _window(own: Points, right: Points) -> _Window | None:
    """Return what is drawn: all of the right curve, and of the answer's what is not far from it."""
    numbers = [x for x, _ in own]
    values = [value for _, value in right or own if value is not None and abs(value) < _HUGE]
    if len(set(numbers)) < 2 or not values:
        return None
    low, high = min(values), max(values)
    height = (high - low) or max(1.0, abs(high))
    near = [y for _, y in own if y is not None and abs(y - (low + high) / 2) <= _AROUND * height]
    low, high = min([low, *near]), max([high, *near])
    margin = 0.06 * ((high - low) or max(1.0, abs(high)))
    window = _Window(min(numbers), max(numbers), low - margin, high + margin)
    wide = _is_wide(window.left, window.right) and _is_wide(window.low, window.high)
    return window if wide else None


def _is_wide(low: float, high: float) -> bool:
    """Tell whether an interval can be drawn: floats have room in it."""
    largest = max(abs(low), abs(high))
    return largest < _HUGE and high - low > max(_TINY, _ALIKE * largest)


def _apart(
    rows: Sequence[tuple[float, float | None, float | None]], window: _Window
) -> list[tuple[float, float | None, float]]:
    """Return the points at which the answer can be seen to differ, or has no number."""
    least = _SEEN * (window.high - window.low)
    return [
        (x, got, due)
        for x, got, due in rows
        if due is not None and (got is None or abs(got - due) > least)
    ]


def _svg(
    curve: Curve,
    window: _Window,
    own: Points,
    right: Points,
    apart: list[tuple[float, float | None, float]],
) -> str:
    name = escape(curve.function)
    parts = [
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{name} over z; the text below says what it shows">',
        *_axes(window),
        *(f'<polyline class="due" points="{line}"/>' for line in _lines(right, window)),
        *(f'<polyline class="own" points="{line}"/>' for line in _lines(own, window)),
    ]
    for x, got, _ in apart:
        if got is not None and window.holds(got):
            place = f'cx="{window.x(x):.1f}" cy="{window.y(got):.1f}"'
            parts.append(f'<circle class="apart" {place} r="3"/>')
    return "\n".join([*parts, "</svg>"])


def _lines(points: Points, window: _Window) -> Iterator[str]:
    """Yield the pieces of a line; what has no number, or lies outside, is a gap."""
    piece: list[str] = []
    for x, value in points:
        if value is not None and window.holds(value):
            piece.append(f"{window.x(x):.1f},{window.y(value):.1f}")
        elif piece:
            yield " ".join(piece)
            piece = []
    if piece:
        yield " ".join(piece)


def _axes(window: _Window) -> Iterator[str]:
    bottom, end = HEIGHT - _BOTTOM, WIDTH - _RIGHT
    yield f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{end}" fill="none"/>'
    for value in _ticks(window.left, window.right):
        at = f"{window.x(value):.1f}"
        yield f'<path class="axis" d="M{at} {bottom}v4"/>'
        yield f'<text x="{at}" y="{bottom + 16}" text-anchor="middle">{_number(value)}</text>'
    for value in _ticks(window.low, window.high):
        height = window.y(value)
        yield f'<path class="axis" d="M{_LEFT} {height:.1f}h-4"/>'
        place = f'x="{_LEFT - 7}" y="{height + 4:.1f}"'
        yield f'<text {place} text-anchor="end">{_number(value)}</text>'
    middle = (_LEFT + end) // 2
    yield f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">z</text>'


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers of an interval, about four of them."""
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)][: 3 * _TICKS]


def _told(
    curve: Curve,
    rows: Sequence[tuple[float, float | None, float | None]],
    apart: list[tuple[float, float | None, float]],
    window: _Window,
) -> str:
    """Return in words what a drawing shows."""
    name = f"<code>{escape(curve.function)}</code>"
    told = [f"Solid: your {name} at the numbers that a test tried."]
    if apart:
        told = [f"Solid: your {name}. Dashed: the right one.", _where(rows, apart)]
    if gaps := sum(got is None for _, got, _ in rows):
        told.append(f"At {_times(gaps)} yours is not a finite number: a gap.")
    outside = sum(got is not None and not window.holds(got) for _, got, _ in rows)
    if outside:
        told.append(f"At {_times(outside)} it lies outside of the picture.")
    return " ".join(told)


def _where(
    rows: Sequence[tuple[float, float | None, float | None]],
    apart: list[tuple[float, float | None, float]],
) -> str:
    """Return where an answer differs, and where most."""
    told = f"They differ at {len(apart)} of {_times(len(rows))}, from z = {_number(apart[0][0])}"
    told += f" to {_number(apart[-1][0])}" if len(apart) > 1 else ""
    finite = [(x, got, due) for x, got, due in apart if got is not None]
    if not finite:
        return f"{told}."
    x, got, due = max(finite, key=lambda row: abs(row[1] - row[2]))
    return (
        f"{told}, most at z = {_number(x)}: yours is {_number(got)}, the right one {_number(due)}."
    )


def _times(count: int) -> str:
    return f"{count} number{'' if count == 1 else 's'}"


def _number(value: float) -> str:
    """Return a number as people write it, with a minus sign and without `-0`."""
    return f"{value + 0.0:.4g}".replace("-", "\u2212")
