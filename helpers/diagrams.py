"""Diagrams of how things are computed: graphs, and what a map makes of the plane.

Both functions take axes in the course's look, draw on them, and return them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from helpers.drawings import FILL, INK
from helpers.plain_labels import number, plain
from helpers.plotting import COLOURS, describe, finish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GRID = "#9a9a9a"
"""The colour of the lines that a map moves."""

Points = NDArray[np.float64]


def draw_graph(
    axes: Axes,
    places: Mapping[str, tuple[float, float]],
    edges: Iterable[tuple[str, str]],
    *,
    notes: Mapping[str, str] | None = None,
    title: str = "",
) -> Axes:
    """Draw a graph: nodes as circles with their names, edges as arrows.

    Args:
        axes: where to draw.
        places: node → where its centre is; neighbours should be 1 apart or more.
        edges: pairs of nodes, from and to; a pair with a node that has no place is left out.
        notes: node → a short text above it.
        title: what the figure shows.

    Returns:
        The axes, without scales or frame.
    """
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.6, "shrinkA": 15, "shrinkB": 15}
    edges = sorted(edges)
    for tail, head in edges:
        if tail in places and head in places:
            axes.annotate("", places[head], places[tail], arrowprops=arrow, zorder=1)
    circle = {"boxstyle": "circle,pad=0.35", "fc": FILL, "ec": INK, "lw": 2}
    for node, (x, y) in places.items():
        axes.text(x, y, node, ha="center", va="center", fontsize=13, bbox=circle, zorder=3)
        axes.text(x, y + 0.36, (notes or {}).get(node, ""), ha="center", va="bottom", zorder=3)
    x, y = np.array(list(places.values()), dtype=float).T
    axes.set(xlim=(x.min() - 0.6, x.max() + 0.6), ylim=(y.min() - 0.6, y.max() + 0.9))
    axes.set_axis_off()
    describe(axes, _graph_said(places, edges, notes or {}))
    return finish(axes, title=title)


def draw_map(
    axes: Axes, f: Callable[[Points], Points], *, reach: float = 2.0, title: str = ""
) -> Axes:
    """Draw what a map makes of the square [-1, 1]²: its grid, the unit circle, the unit vectors.

    Args:
        axes: where to draw.
        f: takes points as columns, shape (2, n), and returns their images in the same form.
        reach: the axes run from -reach to reach.
        title: what the figure shows.

    Returns:
        The axes. The image of the first unit vector is a solid arrow, that of the second dashed.
    """
    along = np.linspace(-1.0, 1.0, 41)
    for place in np.linspace(-1.0, 1.0, 9):
        across = np.full_like(along, place)
        for line in (np.stack([along, across]), np.stack([across, along])):
            axes.plot(*f(line), color=GRID, ls="-", lw=0.9, zorder=1)
    turn = np.linspace(0.0, 2 * np.pi, 181)
    axes.plot(*f(np.stack([np.cos(turn), np.sin(turn)])), color=COLOURS[2], ls="-", lw=3, zorder=2)
    origin, *tips = f(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])).T
    for tip, colour, dash in zip(tips, COLOURS, ("-", "--"), strict=False):
        arrow = {"arrowstyle": "-|>", "color": colour, "lw": 2.4, "ls": dash, "shrinkA": 0}
        axes.annotate("", tip, origin, arrowprops={**arrow, "shrinkB": 0}, zorder=3)
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.grid(visible=False)
    ends = [f"({number(x)}, {number(y)})" for x, y in tips]
    describe(
        axes,
        "The square from −1 to 1 with its grid, after the map. The first unit vector (solid arrow) "
        f"goes to {ends[0]}, the second (dashed) to {ends[1]}. The unit circle becomes "
        "a thick closed curve.",
    )
    return finish(axes, xlabel="first coordinate", ylabel="second coordinate", title=title)


def _graph_said(
    places: Mapping[str, object], edges: Iterable[tuple[str, str]], notes: Mapping[str, str]
) -> str:
    """Return a graph in words: its nodes with their notes, and where arrows lead."""
    nodes = (f"{node} ({notes[node]})" if notes.get(node) else node for node in places)
    arrows = (f"{tail} to {head}" for tail, head in edges if tail in places and head in places)
    return f"A graph. Nodes: {plain(', '.join(nodes))}. Arrows: {plain(', '.join(arrows))}."
