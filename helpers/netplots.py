"""Figures of one-layer ReLU nets, and of how well they fit x² on [0, 1]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.checks import piecewise
from helpers.plotting import finish, grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREY = "#9a9a9a"


def plot_fit(
    axes: Sequence[Axes], nets: Mapping[str, piecewise.Weights], tolerance: float = 0.0
) -> None:
    """Draw nets beside x², and their errors; the legend gives the exact largest error.

    Args:
        axes: two, one for functions (dots at kinks) and one for errors (dots at extremes).
        nets: label → W1 (d, 1), b1 (d,), W2 (1, d), b2 (1,).
        tolerance: half the height of the band drawn around the target; 0 for none.
    """
    left, right = axes
    draw_target(left, tolerance)
    right.axhspan(-tolerance, tolerance, color=GREY, alpha=0.25, lw=0)
    x = grid(0.0, 1.0, 401)
    for label, weights in nets.items():
        values, places = piecewise.evaluate(weights, x), piecewise.kinks(weights)
        (line,) = left.plot(x, values, label=label, lw=2)
        left.plot(places, piecewise.evaluate(weights, places), "o", ms=5, color=line.get_color())
        sup = piecewise.sup_error(weights)
        (line,) = right.plot(x, values - x**2, label=f"{label}: {sup:.4g}", lw=2)
        right.plot(*piecewise.error_extremes(weights), "o", ms=5, color=line.get_color())
    finish(left, xlabel="x", ylabel="g(x)", title="The net (dots: kinks)")
    finish(right, xlabel="x", ylabel="g(x) − x²", title="Its error, and the largest one")


def draw_target(axes: Axes, tolerance: float = 0.0) -> Axes:
    """Draw x² on [0, 1] as a wide grey line, in a band of ± `tolerance`.

    Args:
        axes: where to draw.
        tolerance: half the height of the band; 0 for none.

    Returns:
        The axes.
    """
    x = grid(0.0, 1.0, 401)
    axes.fill_between(x, x**2 - tolerance, x**2 + tolerance, color=GREY, alpha=0.25, lw=0)
    axes.plot(x, x**2, color=GREY, ls="-", lw=4, label="x²")
    return axes
