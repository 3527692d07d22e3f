"""Figures: labelled, told apart without colour, drawn on the axes that are given."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import colors
from matplotlib import pyplot as plt

from helpers import plotting

X = plotting.grid()


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    with mpl.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


def luminance(colour: str) -> float:
    """Return how light a colour is in greyscale, from 0 to 1."""
    return float(np.dot(colors.to_rgb(colour), (0.299, 0.587, 0.114)))


def test_the_first_colours_differ_in_greyscale() -> None:
    shades = sorted(luminance(colour) for colour in plotting.COLOURS[:4])
    assert min(np.diff(shades)) > 0.05


def test_no_two_lines_look_alike_without_colour() -> None:
    assert len(set(plotting.DASHES)) == len(plotting.DASHES) == len(plotting.COLOURS)


def test_curves_are_drawn_in_order_with_labels_and_legend() -> None:
    axes = plotting.new_axes()
    curves = {"tanh": np.tanh(X), "zero": 0 * X}
    assert plotting.plot_curves(axes, X, curves, xlabel="z", ylabel="f", title="Two") is axes
    assert [line.get_label() for line in axes.get_lines()] == list(curves)
    np.testing.assert_array_equal(axes.get_lines()[0].get_ydata(), np.tanh(X))
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("z", "f", "Two")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(curves)


def test_lines_take_the_courses_colours_and_dashes() -> None:
    axes = plotting.plot_curves(plotting.new_axes(), X, {"a": X, "b": -X})
    first, second = axes.get_lines()
    assert (first.get_color(), second.get_color()) == plotting.COLOURS[:2]
    assert first.get_linestyle() != second.get_linestyle()


def test_without_labels_there_is_no_legend() -> None:
    axes = plotting.new_axes()
    axes.plot(X, X)
    assert plotting.finish(axes, xlabel="z").get_legend() is None


def test_one_axes_or_a_flat_array_of_them() -> None:
    assert isinstance(plotting.new_axes(), plt.Axes)
    assert plotting.new_axes(2, 3).shape == (6,)


def test_the_look_stays_with_the_courses_figures() -> None:
    before = dict(mpl.rcParams)
    plotting.plot_curves(plotting.new_axes(), X, {"a": X})
    assert dict(mpl.rcParams) == before


def test_a_spread_is_a_median_in_a_band() -> None:
    runs = np.arange(11.0)[:, None] + np.zeros(5)
    axes = plotting.plot_spread(plotting.new_axes(), np.arange(5), {"runs": runs})
    np.testing.assert_allclose(axes.get_lines()[0].get_ydata(), 5.0)
    (band,) = axes.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((1.0, 9.0))


@pytest.mark.parametrize(("low", "high", "count"), [(-6.0, 6.0, 601), (0.0, 1.0, 2)])
def test_a_grid_holds_both_ends(low: float, high: float, count: int) -> None:
    points = plotting.grid(low, high, count)
    assert (points[0], points[-1], points.size) == (low, high, count)
    np.testing.assert_allclose(np.diff(points), (high - low) / (count - 1))
