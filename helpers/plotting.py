"""The course's figures: one look, labelled axes, readable in greyscale, with a text for each.

A unit has the same colour and dash in every figure (see `looks`), and every figure that a notebook
shows has an alternative text (see `figure_texts`). Every function takes or makes axes, and returns
them. Matplotlib is imported when something is first drawn.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from cycler import cycler
from numpy.typing import ArrayLike, NDArray

from helpers.errors import HelpersError
from helpers.figure_texts import describe, show_texts
from helpers.looks import COLOURS, DASHES, LOOKS, UNITS, Look, free_looks, look_cycle, unit_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "COLOURS",
    "DASHES",
    "STYLE",
    "describe",
    "finish",
    "grid",
    "look_of",
    "new_axes",
    "plot_curves",
    "plot_spread",
]

STYLE: Any = {  # Matplotlib's stubs list every key
    "axes.grid": True,
    "axes.prop_cycle": cycler(**look_cycle()),
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
    show_texts()
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

    A curve whose label names a unit ("ReLU", "σ", "leaky ReLU, L = 32") has the unit's look.

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
        for label, look in _looks(axes, curves):
            axes.plot(np.asarray(x), np.asarray(curves[label]), label=label, **look)
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
        for label, look in _looks(axes, runs):
            low, middle, high = np.quantile(
                np.asarray(runs[label]), (quantiles[0], 0.5, quantiles[1]), axis=0
            )
            axes.plot(np.asarray(x), middle, label=label, **look)
            axes.fill_between(np.asarray(x), low, high, color=look["color"], alpha=0.18, lw=0)
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


def look_of(unit: str) -> dict[str, Any]:
    """Return the look of a unit, for a line that you draw yourself.

        axes.plot(x, y, **plotting.look_of("ReLU"))

    Args:
        unit: its name, as a legend shows it.

    Raises:
        HelpersError: no unit of the course has this name.
    """
    name = unit_in(unit)
    if name is None:
        raise HelpersError(
            f"{unit!r} is not a unit with a look of its own.", f"Use one of: {', '.join(UNITS)}."
        )
    return _options(UNITS[name])


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


def _looks(axes: Axes, labels: Mapping[str, object]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each label with its look; then let lines that others draw here take what is left."""
    from matplotlib.colors import to_hex

    yield from zip(labels, map(_options, free_looks(axes, [*labels])), strict=True)
    used = {to_hex(line.get_color()) for line in axes.get_lines()}
    left = [look for look in LOOKS if look.colour not in used] or LOOKS
    axes.set_prop_cycle(**look_cycle(left))


def _options(look: Look) -> dict[str, Any]:
    return {"color": look.colour, "linestyle": look.dash}


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
