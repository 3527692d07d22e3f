"""What a reader sees on Matplotlib axes: visible lines with their labels, images as displayed.

How a picture was made does not matter here. A line outside the limits is not seen. An image with
its rows reversed is upright if the axis is reversed too. And the label of a curve is what the
legend writes beside a curve of the same look, whatever the student called the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage
    from matplotlib.legend import Legend
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

Floats = NDArray[np.float64]

_EDGE = 1e-6
"""How far, in units of the axes, a point may lie beyond their edge by rounding."""

_NEAR = 0.12
"""How far, in units of the axes, a text may stand from the curve that it names."""


class Line(TypedDict):
    """The description of a line: its label, and those of its points that are visible."""

    label: str
    x: Floats
    y: Floats


@dataclass(frozen=True)
class _Look:
    """What tells one line from another.

    Attributes:
        colour: red, green and blue.
        style: everything else: opacity, dash, width and marker.
    """

    colour: tuple[float, ...]
    style: tuple[object, ...] = ()


@dataclass(frozen=True)
class _Drawn:
    """A line with what its label depends on.

    Attributes:
        look: how it looks.
        own: the label that the artist itself has.
        x: its points.
        y: likewise.
        shown: which of its points are inside the axes.
        places: the points in units of the axes.
    """

    look: _Look
    own: str
    x: Floats
    y: Floats
    shown: NDArray[np.bool_] = field(repr=False)
    places: Floats = field(repr=False)


def visible_lines(axes: Axes) -> list[Line]:
    """Return the lines, series of points and stairs that can be seen.

    Args:
        axes: where they were drawn.

    Returns:
        Dicts with `label`, `x` and `y`. Points outside the limits are left out, and so are lines
        that are transparent, of width 0, or of the colour of the background. The label is that of
        the legend's entry with the look of the line. Without one, it is the artist's own label,
        or a text that stands at the line or has its colour.
    """
    axes.apply_aspect()  # as drawing does; it may change the limits
    lines = [line for line in _all_lines(axes) if line.shown.any()]
    labels = [_from_legends(axes, line, lines) for line in lines]
    for text in axes.texts if not all(labels) else ():
        index = _named_by(axes, text, lines)
        if index is not None and not labels[index]:
            labels[index] = text.get_text()
    return [
        {"label": label, "x": line.x[line.shown], "y": line.y[line.shown]}
        for label, line in zip(labels, lines, strict=True)
    ]


def _all_lines(axes: Axes) -> Iterator[_Drawn]:
    """Yield everything that shows y at x and has a look that can be seen."""
    from matplotlib.collections import PathCollection
    from matplotlib.patches import StepPatch

    for line in axes.get_lines():
        points = np.column_stack([line.get_xdata(orig=False), line.get_ydata(orig=False)])
        if line.get_transform() != axes.transData:  # axhline, and lines in units of the axes
            points = axes.transData.inverted().transform(line.get_transform().transform(points))
        yield from _drawn(axes, line, points)
    for series in axes.collections:
        if isinstance(series, PathCollection):  # scatter
            yield from _drawn(axes, series, np.ma.filled(series.get_offsets(), np.nan))
    for steps in axes.patches:
        if isinstance(steps, StepPatch):  # stairs
            values, edges, _ = steps.get_data()
            yield from _drawn(axes, steps, np.column_stack([(edges[1:] + edges[:-1]) / 2, values]))


def _drawn(axes: Axes, artist: Artist, points: object) -> Iterator[_Drawn]:
    """Yield a line, unless nobody can see it."""
    from matplotlib.colors import to_rgb

    look = _look(artist)
    if look is None or look.colour == _rounded(to_rgb(axes.get_facecolor())):
        return
    found = np.asarray(points, dtype=float).reshape(-1, 2)
    axes.get_xlim(), axes.get_ylim()  # computes limits that Matplotlib has put off
    with np.errstate(all="ignore"):
        places = axes.transData.transform(found)
        places = axes.transAxes.inverted().transform(places)
        shown = ((places >= -_EDGE) & (places <= 1 + _EDGE)).all(axis=1)
    shown &= np.isfinite(found).all(axis=1)
    label = str(artist.get_label())
    own = "" if label.startswith("_") else label
    yield _Drawn(look, own, found[:, 0], found[:, 1], shown, places)


def _look(artist: Artist) -> _Look | None:
    """Return how a line, a series, stairs or an entry of a legend looks; None if it is unseen."""
    from matplotlib.colors import to_rgba
    from matplotlib.lines import Line2D

    if not artist.get_visible() or artist.get_alpha() == 0:
        return None
    if isinstance(artist, Line2D):
        return _look_of_line(artist)
    for part in ("face", "edge"):
        colours = np.atleast_2d(getattr(artist, f"get_{part}color", tuple)())
        if colours.size and (rgba := to_rgba(colours[0]))[3]:
            return _Look(_rounded(rgba[:3]), (type(artist).__name__, _rounded(rgba[3:])))
    return None


def _look_of_line(line: Line2D) -> _Look | None:
    from matplotlib.colors import to_rgba

    dashed = line.get_linewidth() > 0 and str(line.get_linestyle()) not in ("None", "", " ")
    marked = line.get_markersize() > 0 and str(line.get_marker()) not in ("None", "", " ")
    # A line without a stroke has the colour of its markers, which may be empty inside.
    colours = [line.get_color()] if dashed else []
    colours += [line.get_markerfacecolor(), line.get_markeredgecolor()] if marked else []
    alpha = line.get_alpha()
    for colour in colours:
        rgba = to_rgba(colour, alpha if str(colour) != "none" else None)
        if rgba[3]:
            # The public `get_linestyle` says "--" for every pattern.
            dash = str(getattr(line, "_unscaled_dash_pattern", "")) if dashed else ""
            width = round(line.get_linewidth(), 3) if dashed else 0
            marker = str(line.get_marker()) if marked else ""
            return _Look(_rounded(rgba[:3]), (_rounded(rgba[3:]), dash, width, marker))
    return None


def _rounded(colour: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(float(part), 3) for part in colour)


def _from_legends(axes: Axes, line: _Drawn, lines: Sequence[_Drawn]) -> str:
    """Return the text beside the look of a line in the legend of the axes or of the figure.

    Returns:
        The line's own label if no legend shows such a line; `""` if entries of the same look have
        different texts: then nobody can tell which is meant.
    """
    figure = axes.get_figure(root=True)
    for legend in (axes.get_legend(), *(figure.legends if figure else ())):
        if legend is None or not legend.get_visible():
            continue
        texts = _entries(legend, line.look, [other.look for other in lines])
        if len(texts) > 1:
            return ""
        if texts:
            (text,) = texts
            alike = [other.own for other in lines if other.look == line.look]
            # One entry for several lines of this look: Matplotlib made it from a line's own label.
            return text if text not in alike or line.own == text else line.own
    return line.own


def _entries(legend: Legend, look: _Look, looks: Sequence[_Look]) -> set[str]:
    """Return the texts beside this look; if no entry has just it, those beside its colour."""
    pairs = [
        (_look(handle), text.get_text())
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
        if handle is not None and text.get_text().strip()
    ]
    same = {text for seen, text in pairs if seen == look}
    others = {
        text
        for seen, text in pairs
        if seen is not None and seen.colour == look.colour and seen not in looks
    }
    return same or others


def _named_by(axes: Axes, text: Text, lines: Sequence[_Drawn]) -> int | None:
    """Return the index of the line that a text on the axes names: by its colour, or as nearest."""
    from matplotlib.colors import to_rgb
    from matplotlib.text import Annotation

    if not text.get_visible() or not text.get_text().strip():
        return None
    colour = _rounded(to_rgb(text.get_color()))
    coloured = [index for index, line in enumerate(lines) if line.look.colour == colour]
    if len(coloured) == 1:
        return coloured[0]
    if isinstance(text, Annotation):  # it points at a place, wherever the words stand
        place = axes.transData.transform(text.xy) if text.xycoords == "data" else (np.inf, np.inf)
    else:
        place = text.get_transform().transform(text.get_position())
    place = axes.transAxes.inverted().transform(place)
    distances = [float(np.min(np.hypot(*(line.places[line.shown] - place).T))) for line in lines]
    nearest = int(np.argmin(distances)) if distances else 0
    return nearest if distances and distances[nearest] <= _NEAR else None


def visible_images(axes: Axes) -> list[Floats]:
    """Return images as they are displayed: the first row is the top one, the first column left.

    Args:
        axes: where they were drawn.

    Returns:
        For an image with a colour scale its brightness on that scale, from 0 to 1, two-dimensional;
        for one made of colours the colours. Pixels outside the limits are left out.
    """
    axes.apply_aspect()
    axes.get_xlim(), axes.get_ylim()  # computes limits that Matplotlib has put off
    found = (_as_displayed(axes, image) for image in axes.get_images() if _is_visible(image))
    return [image for image in found if image.size]


def _is_visible(image: AxesImage) -> bool:
    alpha = image.get_alpha()
    return bool(image.get_visible() and (alpha is None or np.max(alpha) > 0))


def _as_displayed(axes: Axes, image: AxesImage) -> Floats:
    """Return an image with its rows from top to bottom and its columns from left to right."""
    data: np.ma.MaskedArray[tuple[int, ...], np.dtype[np.generic]]
    data = np.ma.asarray(image.get_array())
    seen: object = np.clip(image.norm(data), 0, 1) if data.ndim == 2 else data
    pixels = np.asarray(np.ma.filled(np.ma.asarray(seen, dtype=float), np.nan), dtype=float)
    left, right, bottom, top = image.get_extent()
    first, last = (top, bottom) if image.origin == "upper" else (bottom, top)
    rows, columns = pixels.shape[:2]
    y = first + (np.arange(rows) + 0.5) / rows * (last - first)
    x = left + (np.arange(columns) + 0.5) / columns * (right - left)
    # Along the middle column and the middle row, which an image may have turned.
    down = _places(axes, image, np.column_stack([np.full(rows, (left + right) / 2), y]))
    across = _places(axes, image, np.column_stack([x, np.full(columns, (top + bottom) / 2)]))
    pixels = pixels[_inside(down)][:, _inside(across)]
    down, across = down[_inside(down)], across[_inside(across)]
    if not pixels.size:
        return pixels
    if abs(across[-1, 1] - across[0, 1]) > abs(across[-1, 0] - across[0, 0]):  # on its side
        pixels, down, across = pixels.swapaxes(0, 1), across, down
    if down[-1, 1] > down[0, 1]:
        pixels = pixels[::-1]
    return pixels[:, ::-1] if across[-1, 0] < across[0, 0] else pixels


def _places(axes: Axes, image: AxesImage, points: Floats) -> Floats:
    """Return points of an image in units of the axes."""
    shown = image.get_transform().transform(points)
    return np.asarray(axes.transAxes.inverted().transform(shown), dtype=float)


def _inside(places: Floats) -> NDArray[np.bool_]:
    return np.asarray(((places >= -_EDGE) & (places <= 1 + _EDGE)).all(axis=1))
