"""Drawings of a nerve cell and of its model, for the course's note.

Both functions take axes, draw on them without scales or frame, and return them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from helpers.figure_texts import describe

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#1b3a6b"
FILL = "#cfd9ea"
NUCLEUS = "#d1495b"
SHEATH = "#e9a33b"

Segment = tuple[float, float, float, float, int]
"""x and y of the start, x and y of the end, and how many forks follow."""


def biological_neuron(axes: Axes) -> Axes:
    """Draw a nerve cell: signals come in on the left and leave on the right."""
    for angle in (115, 150, 185, 220, 252):
        for x0, y0, x1, y1, forks in _branches(0.0, 0.0, math.radians(angle), 1.25, 3):
            axes.plot([x0, x1], [y0, y1], color=INK, lw=1 + forks, ls="-", solid_capstyle="round")
    axes.plot([0, 5.6], [0, 0], color=INK, lw=3, ls="-")
    for angle in (-40, -14, 14, 40):
        for x0, y0, x1, y1, forks in _branches(5.6, 0.0, math.radians(angle), 0.75, 1):
            axes.plot([x0, x1], [y0, y1], color=INK, lw=1 + forks, ls="-", solid_capstyle="round")
            if not forks:
                axes.plot(x1, y1, "o", ms=6, color=INK)
    for start in np.arange(1.5, 5.0, 0.9):
        axes.plot(
            [start, start + 0.45], [0, 0], color=SHEATH, lw=11, ls="-", solid_capstyle="round"
        )
    turn = np.linspace(0, 2 * np.pi, 200)
    radius = 0.62 + 0.07 * np.cos(5 * turn)  # a cell is not a circle
    axes.fill(radius * np.cos(turn), radius * np.sin(turn), fc=FILL, ec=INK, lw=2, ls="-", zorder=3)
    axes.plot(0, 0, "o", ms=13, color=NUCLEUS, zorder=4)
    _note(axes, "dendrites:\nsignals come in", (-1.62, 1.3), (-2.5, 2.75))
    _note(axes, "cell body:\nadds them up", (0.2, 0.5), (0.9, 1.75))
    _note(axes, "axon: fires,\nor does not", (3.6, 0.18), (3.6, 1.45))
    _note(axes, "synapses to\nother cells", (6.55, -0.75), (5.7, -2.2))
    describe(
        axes,
        "On the left, branching dendrites, where signals come in. They meet in the cell body, "
        "which adds them up. One long axon leaves it to the right, and fires or does not. It ends "
        "in branches with synapses to other cells.",
    )
    return _bare(axes, (-3.4, 7.6), (-2.9, 3.2), "A nerve cell …")


def artificial_neuron(axes: Axes, inputs: int = 3) -> Axes:
    """Draw the model: a weighted sum of `inputs` numbers and a bias, followed by the unit f."""
    heights = np.linspace(2.3, -0.9, inputs)
    for number, height in enumerate(heights, start=1):
        _arrow(axes, (-2.4, height), (0.75, 0.0), f"$w_{number}$")
        _circle(axes, (-2.75, height), 0.42, f"$x_{number}$")
    _arrow(axes, (-2.4, -2.4), (0.75, 0.0), "$b$")
    _circle(axes, (-2.75, -2.4), 0.42, "$1$")
    _arrow(axes, (1.55, 0.0), (3.6, 0.0), "$z$")
    _arrow(axes, (5.1, 0.0), (6.9, 0.0), "$a = f(z)$")
    _circle(axes, (1.15, 0.0), 0.72, r"$\Sigma$")
    axes.fill(
        [3.65, 5.1, 5.1, 3.65], [-0.75, -0.75, 0.75, 0.75], fc=FILL, ec=INK, lw=2, ls="-", zorder=3
    )
    bend = np.linspace(-0.55, 0.55, 60)
    axes.plot(4.375 + bend, np.tanh(4 * bend) * 0.45, color=NUCLEUS, lw=2.5, ls="-", zorder=4)
    axes.text(1.15, 1.05, r"$z = \sum_j w_j x_j + b$", ha="center", va="bottom", fontsize=12)
    axes.text(4.375, -1.0, "activation unit $f$", ha="center", va="top", fontsize=11)
    describe(
        axes,
        f"On the left, the inputs x_1 to x_{inputs}, each with a weight, and the constant 1 with "
        "the bias b. Arrows lead from them to a sum, z = Σ_j w_j x_j + b. The activation unit f, "
        "drawn as an S-shaped curve, makes a = f(z) of it.",
    )
    return _bare(axes, (-3.4, 7.6), (-2.9, 3.2), "… and what is left of it")


def _branches(x: float, y: float, angle: float, length: float, forks: int) -> Iterator[Segment]:
    """Yield the segments of a tree that forks this many times; each level is shorter."""
    x1, y1 = x + length * math.cos(angle), y + length * math.sin(angle)
    yield x, y, x1, y1, forks
    if forks:
        for turn in (-0.38, 0.30):
            yield from _branches(x1, y1, angle + turn, length * 0.62, forks - 1)


def _note(axes: Axes, text: str, tip: tuple[float, float], place: tuple[float, float]) -> None:
    """Write a remark, with a thin line to what it is about."""
    line = {"arrowstyle": "-", "color": "black", "lw": 0.8}
    axes.annotate(
        text, tip, place, ha="center", va="center", fontsize=10, arrowprops=line, zorder=5
    )


def _arrow(axes: Axes, tail: tuple[float, float], head: tuple[float, float], text: str) -> None:
    """Draw an arrow with a label near its middle."""
    style = {"arrowstyle": "-|>", "color": INK, "lw": 1.6, "shrinkA": 0, "shrinkB": 2}
    axes.annotate("", head, tail, arrowprops=style, zorder=1)
    x, y = 0.55 * np.array(tail) + 0.45 * np.array(head)
    axes.text(x, y + 0.12, text, ha="center", va="bottom", fontsize=12)


def _circle(axes: Axes, centre: tuple[float, float], radius: float, text: str) -> None:
    """Draw a labelled circle."""
    turn = np.linspace(0, 2 * np.pi, 120)
    x, y = centre[0] + radius * np.cos(turn), centre[1] + radius * np.sin(turn)
    axes.fill(x, y, fc=FILL, ec=INK, lw=2, ls="-", zorder=3)
    axes.text(*centre, text, ha="center", va="center", fontsize=13, zorder=4)


def _bare(axes: Axes, xlim: tuple[float, float], ylim: tuple[float, float], title: str) -> Axes:
    axes.set(xlim=xlim, ylim=ylim, title=title, aspect="equal")
    axes.set_axis_off()
    return axes
