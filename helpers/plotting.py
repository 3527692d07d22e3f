"""The course's figures: one look, labelled axes, readable in greyscale.

Lines differ in dash as well as in colour, and colours differ in lightness. Every function takes
or makes axes, and returns them. Matplotlib is imported when something is first drawn.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from cycler import cycler
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#1b3a6b", "#d1495b", "#35b8a3", "#e9a33b", "#6f4e9c", "#7a7a7a")
"""From dark to light as far as hues allow; with the dashes below they can be told apart in grey."""

DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)), (0, (1, 3)))

STYLE: Any = {  # Matplotlib's stubs list every key
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=COLOURS, linestyle=DASHES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.labelsize": 11,
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "font.size": 11,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "savefig.dpi": 100,
}


def new_axes(rows: int = 1, columns: int = 1, *, width: float = 6.0, height: float = 3.6) -> Any:
    """Return new axes in the course's look.

    Args:
        rows: rows of axes.
        columns: columns of axes.
        width: width of one axes, in inches.
        height: height of one axes, in inches.

    Returns:
        One `Axes`, or a flat array of them, row by row.
    """
    from matplotlib import pyplot as plt

    _load_backend()
    with _look():
        _, axes = plt.subplots(
            rows, columns, figsize=(width * columns, height * rows), squeeze=False
        )
    flat = axes.reshape(-1)
    return flat[0] if flat.size == 1 else flat


def plot_curves(
    axes: Axes,
    x: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
) -> Axes:
    """Draw labelled curves over the same `x`, in the given order.

    Args:
        axes: where to draw.
        x: shape (n,).
        curves: label → values of shape (n,).
        xlabel: what x is.
        ylabel: what the values are.
        title: what the figure shows.

    Returns:
        The axes.
    """
    with _look():
        for label, values in curves.items():
            axes.plot(np.asarray(x), np.asarray(values), label=label)
    return finish(axes, xlabel=xlabel, ylabel=ylabel, title=title)


def plot_spread(
    axes: Axes,
    x: ArrayLike,
    runs: Mapping[str, ArrayLike],
    *,
    quantiles: tuple[float, float] = (0.1, 0.9),
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
) -> Axes:
    """Draw the median of repeated runs as a line, and their spread as a band.

    Args:
        axes: where to draw.
        x: shape (n,).
        runs: label → values of shape (runs, n), one row for each run.
        quantiles: lower and upper end of the band.
        xlabel: what x is.
        ylabel: what the values are.
        title: what the figure shows.

    Returns:
        The axes.
    """
    with _look():
        for label, values in runs.items():
            low, middle, high = np.quantile(
                np.asarray(values), (quantiles[0], 0.5, quantiles[1]), axis=0
            )
            (line,) = axes.plot(np.asarray(x), middle, label=label)
            axes.fill_between(np.asarray(x), low, high, color=line.get_color(), alpha=0.18, lw=0)
    return finish(axes, xlabel=xlabel, ylabel=ylabel, title=title)


def finish(axes: Axes, *, xlabel: str = "", ylabel: str = "", title: str = "") -> Axes:
    """Label axes, and add a legend if lines have labels.

    Args:
        axes: where curves are drawn.
        xlabel: what x is.
        ylabel: what the values are.
        title: what the figure shows.

    Returns:
        The axes.
    """
    with _look():
        axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
        if any(not str(line.get_label()).startswith("_") for line in axes.get_lines()):
            axes.legend()
    return axes


def grid(low: float = -6.0, high: float = 6.0, count: int = 601) -> NDArray[np.float64]:
    """Return evenly spaced numbers from `low` to `high`, both included.

    Args:
        low: the first number.
        high: the last number.
        count: how many numbers.

    Returns:
        The numbers, shape (count,).
    """
    return np.linspace(low, high, count)


@functools.cache
def _load_backend() -> None:
    """Load Matplotlib's backend before `_look` is first used.

    A notebook's backend turns interactive mode on. Loaded inside `_look`, it would lose that
    setting at the end, and only the first figure would be shown.
    """
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    plt.switch_backend(mpl.get_backend())


def _look() -> contextlib.AbstractContextManager[None]:
    import matplotlib as mpl

    return mpl.rc_context(STYLE)
