"""What axes hold, in words: how each curve runs, bars, surfaces, and texts.

`figure_texts` makes the alternative text of a whole figure from these sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.plain_labels import number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

MAX_CURVES = 10
"""Curves of one axes that are told one by one."""
MAX_WORDS = 12
"""Texts of one axes that are quoted, and bars that are told one by one."""
FEW = 3
"""Curves without a name that are told one by one."""
FLAT = 0.01
"""A curve that moves by less than this share of the axis does not rise or fall."""

LEVEL = 0.2
"""A curve that is level for this share of its length is said to be."""


def contents(axes: Axes) -> Iterator[str]:
    """Yield sentences on what axes hold: curves, bars, surfaces, texts.

    Args:
        axes: axes of a figure that is finished.
    """
    yield from _curves(axes)
    yield from _bars(axes)
    yield from _surfaces(axes)
    yield from _words(axes)


def names_of_ticks(axis: Any) -> dict[float, str]:
    """Return the words at an axis by their places; none where they are numbers.

    Args:
        axis: one of Matplotlib's axes' two.
    """
    from matplotlib.ticker import LogFormatter, ScalarFormatter

    if isinstance(axis.get_major_formatter(), LogFormatter | ScalarFormatter):
        return {}
    places = axis.get_ticklocs()
    texts = [plain(text.get_text()) for text in axis.get_ticklabels()]
    return {place: text for place, text in zip(places, texts, strict=False) if text}


def _curves(axes: Axes) -> Iterator[str]:
    named, others = [], []
    for line in axes.get_lines():
        label = plain(str(line.get_label()))
        said = _line(axes, line) if line.get_visible() else ""
        if said and label and not label.startswith("_"):
            named.append(f"{label} {said}")
        elif said:
            others.append(said)
    more = len(named) - MAX_CURVES
    if named:
        rest = f"; and {more} more" if more > 0 else ""
        yield f"{'; '.join(named[:MAX_CURVES])}{rest}."
    if others and len(others) <= FEW:
        also = "Also" if named else "Lines"
        yield f"{also}: {'; '.join(f'one that {said}' for said in others)}."
    elif others:
        yield f"{len(others)} lines without a name; the first {others[0]}."


def _line(axes: Axes, line: Any) -> str:
    """Tell how a line runs, or where it stands."""
    of_x, of_y = line.get_transform().contains_branch_seperately(axes.transData)
    x = np.asarray(line.get_xdata(), dtype=float)
    y = np.asarray(line.get_ydata(), dtype=float)
    if not (of_x and of_y):
        if of_x and x.size:
            return f"stands upright at {number(x[0])}"
        return f"lies level at {number(y[0])}" if of_y and y.size else ""
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    if not x.size:
        return "has no finite values"
    if x.size == 1:
        return f"is a point at ({number(x[0])}, {number(y[0])})"
    names = names_of_ticks(axes.xaxis)
    if x.size <= MAX_WORDS and names and names.keys() >= set(x):
        pairs = zip(x, y, strict=True)
        return f"has {', '.join(f'{number(up)} at {names[place]}' for place, up in pairs)}"
    points = f" ({x.size} points)" if line.get_linestyle() == "None" else ""
    if (np.diff(x) < 0).any() and (np.diff(x) > 0).any():
        return _cloud(x, y) if points else _path(x, y)
    said = _course(axes, x, y) + points
    return said if finite[-1] else f"{said}, and ends there"


def _cloud(x: NDArray[Any], y: NDArray[Any]) -> str:
    across = f"{number(x.min())} and {number(x.max())}"
    return f"has {x.size} points, across between {across}, up between {_span(y)}"


def _span(values: NDArray[Any]) -> str:
    return f"{number(values.min())} and {number(values.max())}"


def _path(x: NDArray[Any], y: NDArray[Any]) -> str:
    ends = [f"({number(x[place])}, {number(y[place])})" for place in (0, -1)]
    if ends[0] == ends[1]:
        return f"is a closed path through {ends[0]}"
    return f"is a path from {ends[0]} to {ends[1]}"


def _course(axes: Axes, x: NDArray[Any], y: NDArray[Any]) -> str:
    """Tell how a curve runs from left to right: its ends, and extremes between them."""
    if x[0] > x[-1]:
        x, y = x[::-1], y[::-1]
    seen = _as_seen(axes, y)
    low, high = (float(end) for end in _as_seen(axes, np.asarray(axes.get_ylim())))
    small = FLAT * abs(high - low) or 1e-12
    height = 0.0 if axes.get_yscale() == "log" else abs(high - low)
    first, last, bottom, top = (
        number(value, height) for value in (y[0], y[-1], y[seen.argmin()], y[seen.argmax()])
    )
    width = 0.0 if axes.get_xscale() == "log" else float(x[-1] - x[0])
    if seen.max() - seen.min() <= small:
        return f"stays near {first}" if first != last else f"stays at {first}"
    steps = np.maximum.accumulate(seen) - seen, seen - np.minimum.accumulate(seen)
    for verb, step in zip(("rise", "fall"), steps, strict=True):
        if step.max() <= small:
            level = np.abs(seen - seen[[0, -1], None]) <= FLAT * (seen.max() - seen.min())
            return _one_way(verb, (first, last), x, level)
    said = f"goes from {first} to {last}"
    if seen.min() < min(seen[0], seen[-1]) - small:
        said += f", lowest {bottom} at {number(x[seen.argmin()], width)}"
    if seen.max() > max(seen[0], seen[-1]) + small:
        said += f", highest {top} at {number(x[seen.argmax()], width)}"
    return said


def _one_way(verb: str, ends: tuple[str, str], x: NDArray[Any], level: NDArray[Any]) -> str:
    """Tell a curve that only rises or only falls, and whether it is level before or after that.

    Args:
        verb: what it does.
        ends: its first and its last value.
        x: from left to right, (n,).
        level: where it is near its first value and near its last one, (2, n).
    """
    start, end = x[level[0].nonzero()[0][-1]], x[level[1].nonzero()[0][0]]
    width = float(x[-1] - x[0])
    long = LEVEL * width
    said = f"{verb}s from {ends[0]} to {ends[1]}"
    if start - x[0] >= long:
        said = f"stays near {ends[0]} up to {number(start, width)}, then {verb}s to {ends[1]}"
    return f"{said}, level from {number(end, width)} on" if x[-1] - end >= long else said


def _as_seen(axes: Axes, values: NDArray[Any]) -> NDArray[np.float64]:
    """Return values as the vertical axis shows them: on a logarithmic one, their exponents."""
    if axes.get_yscale() != "log":
        return np.asarray(values, dtype=float)
    exponents: NDArray[np.float64] = np.log10(np.maximum(np.asarray(values, dtype=float), 1e-300))
    return exponents


def _bars(axes: Axes) -> Iterator[str]:
    """Tell bars: each with its place where they are few, else how many and the longest."""
    from matplotlib.container import BarContainer, ErrorbarContainer

    names = {name: names_of_ticks(getattr(axes, f"{name}axis")) for name in ("x", "y")}
    told = []
    for bars in axes.containers:
        if isinstance(bars, ErrorbarContainer):
            yield "With error bars."
        if not isinstance(bars, BarContainer) or not len(bars):
            continue
        label = plain(str(bars.get_label()))
        lying = bars.orientation == "horizontal"
        for bar in bars:
            start, length = (
                (bar.get_x(), bar.get_width()) if lying else (bar.get_y(), bar.get_height())
            )
            place = (
                bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2
            )
            name = names["y" if lying else "x"].get(round(place), number(place))
            ends = f"{number(start)} to {number(start + length)}" if start else number(length)
            said = name if label.startswith("_") or not label else f"{label}, {name}"
            told.append((length, f"{said}: {ends}"))
    if told and len(told) <= MAX_WORDS:
        yield f"Bars: {'; '.join(said for _, said in told)}."
    elif told:
        yield f"{len(told)} bars, the longest at {max(told)[1]}."


def _surfaces(axes: Axes) -> Iterator[str]:
    """Tell images, coloured cells, shaded bands, contour lines and clouds of points."""
    from matplotlib.collections import PathCollection, PolyCollection, QuadMesh
    from matplotlib.contour import ContourSet

    for image in axes.images:
        yield f"An image: {_cells(np.ma.asarray(image.get_array()))}."
    found = [part for part in axes.collections if part.get_visible()]
    for mesh in (part for part in found if isinstance(part, QuadMesh)):
        yield f"Coloured cells: {_cells(np.ma.asarray(mesh.get_array()))}."
    for cloud in (part for part in found if isinstance(part, PathCollection)):
        places = np.asarray(cloud.get_offsets(), dtype=float)
        if len(places):
            label = plain(str(cloud.get_label()))
            name = "A cloud" if label.startswith("_") or not label else label
            yield f"{name} {_cloud(*places.T)}."
    if any(isinstance(part, ContourSet) for part in found):
        yield "With contour lines or areas of equal value."
    bands = sum(isinstance(part, PolyCollection) for part in found)
    if bands:
        yield "With a shaded band." if bands == 1 else f"With {bands} shaded bands."


def _cells(values: Any) -> str:
    """Tell an array of shades by its shape and range, and where it is largest and smallest."""
    rows, columns = values.shape[:2]
    said = f"{rows} rows and {columns} columns"
    if values.ndim != 2 or not values.count():
        return said
    last = [divmod(int(place), columns) for place in (values.argmin(), values.argmax())]
    low, high = number(values.min()), number(values.max())
    if low == high:
        return f"{said}, {low} everywhere"
    return (
        f"{said}, from {low} (row {last[0][0] + 1}, column {last[0][1] + 1}) "
        f"to {high} (row {last[1][0] + 1}, column {last[1][1] + 1})"
    )


def _words(axes: Axes) -> Iterator[str]:
    """Quote what is written into the picture."""
    texts = [plain(text.get_text()) for text in axes.texts if text.get_visible()]
    words = [text for text in texts if text]
    if words:
        more = len(words) - MAX_WORDS
        rest = f"; and {more} more" if more > 0 else ""
        yield f"Written in it: {'; '.join(words[:MAX_WORDS])}{rest}."
