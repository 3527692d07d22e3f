"""Graphs, and what maps make of the plane."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from numpy.typing import NDArray

mpl.use("agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from helpers import diagrams, plotting

PLACES = {"x": (0.0, 0.0), "y": (0.0, 1.0), "w": (1.0, 0.5)}
SHEAR = np.array([[1.0, 1.0], [0.0, 1.0]])


def shear(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved to the right by their height."""
    return SHEAR @ points


@pytest.fixture(autouse=True)
def _closed_figures() -> None:
    plt.close("all")


def arrows(axes: Axes) -> list[tuple[float, ...]]:
    """Return x and y of tail and head of every arrow."""
    found = (text for text in axes.texts if isinstance(text, Annotation))
    return [(*text.get_position(), *text.xy) for text in found]


def test_a_graph_has_a_name_at_each_node_and_an_arrow_along_each_edge() -> None:
    axes = diagrams.draw_graph(plotting.new_axes(), PLACES, {("x", "w"), ("y", "w")})
    named = {text.get_text(): text.get_position() for text in axes.texts if text.get_text()}
    assert named == PLACES
    assert arrows(axes) == [(0.0, 0.0, 1.0, 0.5), (0.0, 1.0, 1.0, 0.5)]
    assert not axes.axison


def test_notes_stand_above_their_nodes() -> None:
    axes = diagrams.draw_graph(plotting.new_axes(), PLACES, set(), notes={"w": "w = 5"})
    (note,) = (text for text in axes.texts if text.get_text() == "w = 5")
    assert note.get_position()[0] == PLACES["w"][0]
    assert note.get_position()[1] > PLACES["w"][1]


def test_an_edge_of_an_unknown_node_is_left_out() -> None:
    axes = diagrams.draw_graph(plotting.new_axes(), PLACES, {("x", "w"), ("x", "x+x")})
    assert arrows(axes) == [(0.0, 0.0, 1.0, 0.5)]


def test_a_map_is_drawn_by_its_images_of_grid_circle_and_unit_vectors() -> None:
    axes = diagrams.draw_map(plotting.new_axes(), shear, title="shear")
    *grid, circle = (np.array(line.get_data()) for line in axes.get_lines())
    corners = {tuple(np.round(end, 9)) for line in grid for end in (line[:, 0], line[:, -1])}
    assert {(-2.0, -1.0), (0.0, -1.0), (0.0, 1.0), (2.0, 1.0)} <= corners
    assert np.linalg.norm(np.linalg.solve(SHEAR, circle), axis=0) == pytest.approx(np.ones(181))
    assert arrows(axes) == [(0, 0, 1, 0), (0, 0, 1, 1)]


def test_the_unit_vectors_of_a_map_that_moves_the_origin_start_there() -> None:
    axes = diagrams.draw_map(plotting.new_axes(), lambda points: points + 0.5)
    assert arrows(axes) == [(0.5, 0.5, 1.5, 0.5), (0.5, 0.5, 0.5, 1.5)]
