"""Plain descriptions of objects that stay on the answer's side: axes and SymPy expressions.

A description consists of dicts, lists, tuples, strings, numbers and arrays only, so it can cross
from a process that is not trusted to one that is. What comes back is checked like any other
value: a forged description must still describe a right answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D


class Line(TypedDict):
    """The description of a line."""

    label: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


class Picture(TypedDict):
    """The description of axes; see `describe_axes`."""

    title: str
    xlabel: str
    ylabel: str
    xscale: str
    yscale: str
    legend: list[str]
    texts: list[str]
    lines: list[Line]
    images: list[NDArray[np.generic]]


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
    """Return what can be seen on Matplotlib axes.

    Args:
        axes: where an answer drew.

    Returns:
        `title`, `xlabel`, `ylabel`, `xscale`, `yscale` (str); `legend`: the texts of its entries;
        `texts`: every piece of text, including the legend's; `lines`: a list of dicts with
        `label`, `x` and `y` (float arrays); `images`: a list of arrays.
    """
    legend = axes.get_legend()
    entries = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    texts = [*(text.get_text() for text in axes.texts), *entries]
    if legend is not None:
        texts.append(legend.get_title().get_text())
    suptitle = getattr(axes.figure, "get_suptitle", str)()
    titles = (axes.get_title("left"), axes.get_title("center"), axes.get_title("right"))
    return {
        "title": " ".join(filter(None, titles)),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": entries,
        "texts": [*texts, suptitle],
        "lines": [_line(line) for line in axes.get_lines()],
        "images": [np.asarray(image.get_array()) for image in axes.get_images()],
    }


def _line(line: Line2D) -> Line:
    label = str(line.get_label())
    return {
        "label": "" if label.startswith("_") else label,
        "x": np.asarray(line.get_xdata(orig=False), dtype=float),
        "y": np.asarray(line.get_ydata(orig=False), dtype=float),
    }


def find_line(
    picture: Picture,
    f: Callable[[NDArray[np.float64]], ArrayLike],
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
) -> Line | None:
    """Return the described line that draws y = f(x), if there is one.

    A line counts if all its points lie on the curve and at least ten of them are different.

    Args:
        picture: described axes.
        f: takes an array of x and returns the y of the curve.
        rtol: relative tolerance of y.
        atol: absolute tolerance of y.

    Returns:
        The first such line, or None.
    """
    for line in picture["lines"]:
        x, y = np.asarray(line["x"]), np.asarray(line["y"])
        if np.unique(x).size >= 10 and np.allclose(y, f(x), rtol=rtol, atol=atol):
            return line
    return None
