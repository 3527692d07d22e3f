"""Plain descriptions of objects that stay on the answer's side: axes and SymPy expressions.

A description consists of dicts, lists, tuples, strings, numbers and arrays only, so it can cross
from a process that is not trusted to one that is. What comes back is checked like any other
value: a forged description must still describe a right answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.checks.pictures import Line, visible_images, visible_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Picture(TypedDict):
    """The description of axes; see `describe_axes`."""

    title: str
    xlabel: str
    ylabel: str
    xscale: str
    yscale: str
    xlim: NDArray[np.float64]
    ylim: NDArray[np.float64]
    legend: list[str]
    texts: list[str]
    lines: list[Line]
    images: list[NDArray[np.float64]]


def new_axes(count: int = 1) -> Axes | NDArray[np.object_]:
    """Return Matplotlib axes on a figure of their own.

    They are not pyplot's current ones, so `plt.plot` misses them; `plt.sca` finds them.

    Args:
        count: how many axes.

    Returns:
        One `Axes`, or a flat array of several.
    """
    from matplotlib import pyplot as plt

    figure = plt.figure()
    plt.close(figure)  # no longer current, and not displayed
    axes: NDArray[np.object_] = figure.subplots(1, count, squeeze=False).reshape(-1)
    return figure.axes[0] if count == 1 else axes


def describe_object(thing: object) -> object:
    """Return the plain description of axes, an array of axes, or a SymPy expression.

    Args:
        thing: one of these, or a dict of them.

    Returns:
        What `describe_axes` or `describe_expression` returns, or a list or dict of these.

    Raises:
        TypeError: there is no description for such an object.
    """
    from matplotlib.axes import Axes

    if isinstance(thing, Axes):
        return describe_axes(thing)
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        return [describe_object(item) for item in thing.reshape(-1)]
    if isinstance(thing, dict):
        return {str(key): describe_object(value) for key, value in thing.items()}
    from helpers.checks.trees import describe_expression

    return describe_expression(thing)


def describe_axes(axes: Axes) -> Picture:
    """Return what a reader sees on Matplotlib axes, however it was made.

    Args:
        axes: where an answer drew.

    Returns:
        `title`, `xlabel`, `ylabel`, `xscale`, `yscale` (str); `xlim`: what the left and the right
        edge mean, and `ylim`: the bottom and the top, so that the first is larger on an inverted
        axis; `legend`: the texts of its entries; `texts`: every piece of text, including the
        legend's; `lines`: a list of dicts as `visible_lines` returns it; `images`: a list of arrays
        as `visible_images` does.
    """
    legend = axes.get_legend()
    entries = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    texts = [*(text.get_text() for text in axes.texts if text.get_visible()), *entries]
    if legend is not None:
        texts.append(legend.get_title().get_text())
    suptitle = getattr(axes.figure, "get_suptitle", str)()
    titles = (axes.get_title("left"), axes.get_title("center"), axes.get_title("right"))
    is_seen = axes.get_figure() is not None and axes.get_visible()
    return {
        "title": " ".join(filter(None, titles)),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "xlim": np.array(axes.get_xlim(), dtype=float),
        "ylim": np.array(axes.get_ylim(), dtype=float),
        "legend": entries,
        "texts": [*texts, suptitle],
        "lines": visible_lines(axes) if is_seen else [],
        "images": visible_images(axes) if is_seen else [],
    }


def find_line(
    picture: Picture,
    f: Callable[[NDArray[np.float64]], ArrayLike],
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
) -> Line | None:
    """Return the described line that draws y = f(x), if there is one.

    A line counts if all its visible points lie on the curve and at least ten of them are different.

    Args:
        picture: described axes.
        f: takes an array of x and returns the y of the curve.
        rtol: relative tolerance of y; at least 2e-5 for data in float32.
        atol: absolute tolerance of y; at least 1e-5 for data in float32.

    Returns:
        The first such line that has a label, or else the first, or None.
    """
    for line in _labelled_first(picture):
        x, y = np.asarray(line["x"]), np.asarray(line["y"])
        if np.unique(x).size < 10:
            continue
        single = _is_single(y)
        if np.allclose(y, f(x), rtol=max(rtol, 2e-5 * single), atol=max(atol, 1e-5 * single)):
            return line
    return None


def _labelled_first(picture: Picture) -> list[Line]:
    """Return the lines in an order that prefers a curve to the markers drawn on top of it."""
    return sorted(picture["lines"], key=lambda line: not line["label"])


def _is_single(values: NDArray[np.float64]) -> bool:
    """Tell whether values were computed in float32: then float64 holds no further digits."""
    with np.errstate(over="ignore"):
        return bool(np.array_equal(values, values.astype(np.float32)))


def find_values(picture: Picture, y: Sequence[float] | NDArray[np.float64]) -> Line | None:
    """Return the described line that shows just these values, in this order.

    Args:
        picture: described axes.
        y: the values; those that are not finite need not be shown. float32 is exact enough.

    Returns:
        The first such line that has a label, or else the first, or None.
    """
    due = np.asarray(y, dtype=float)
    due = due[np.isfinite(due)]
    for line in _labelled_first(picture):
        if line["y"].shape == due.shape and np.allclose(line["y"], due, rtol=1e-5, atol=1e-8):
            return line
    return None


def points_the_usual_way(picture: Picture) -> bool:
    """Tell whether x grows to the right and y upwards.

    Args:
        picture: described axes.

    Returns:
        False if an axis is inverted.
    """
    return bool(picture["xlim"][0] < picture["xlim"][1] and picture["ylim"][0] < picture["ylim"][1])


_NUMBER = re.compile(r"(?:(?<!\w)-)?\d+(?:\.\d+)?")


def labels_fit(labels: Sequence[str], values: Sequence[float]) -> bool:
    """Tell whether the numbers in labels, if there are any, belong to the curves that bear them.

    Args:
        labels: the labels of curves.
        values: a number for each curve, which its label may name, rounded.

    Returns:
        False if the labels name the values, or count the curves from 0 or 1, in another order.
        Labels that do neither, such as "first layer", always fit.
    """
    found = [_NUMBER.findall(label.replace("\N{MINUS SIGN}", "-")) for label in labels]
    due = np.asarray(values, dtype=float)
    for column in zip(*found, strict=False):
        said = np.array(column, dtype=float)
        last_digit = [10.0 ** -len(text.partition(".")[2]) for text in column]
        fits = np.abs(said[:, None] - due) <= 0.51 * np.array(last_digit)[:, None]
        names_values = bool(fits.any(axis=0).all() and fits.any(axis=1).all())
        counts = sorted(said) in (list(range(due.size)), list(range(1, due.size + 1)))
        right = (names_values and fits.diagonal().all()) or (counts and (np.diff(said) > 0).all())
        if (names_values or counts) and not right:
            return False
    return True
