"""Figures of images: what is drawn where, and between which limits."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt

from helpers import imageplots, plotting


def test_each_panel_shows_its_image_between_the_given_limits() -> None:
    panels = plotting.new_axes(1, 2)
    images = [np.arange(9.0), np.arange(16.0).reshape(1, 1, 4, 4)]
    imageplots.show_images(panels, images, low=-2.0, high=20.0)
    shown = [axes.get_images()[0] for axes in panels]
    assert np.array_equal(shown[0].get_array(), np.arange(9.0).reshape(3, 3))
    assert np.array_equal(shown[1].get_array(), np.arange(16.0).reshape(4, 4))
    assert [image.get_clim() for image in shown] == [(-2.0, 20.0)] * 2
    assert all(axes.get_xticks().size == axes.get_yticks().size == 0 for axes in panels)
    plt.close("all")


def test_titles_stand_above_the_first_panels_and_rows_at_the_left() -> None:
    panels = plotting.new_axes(2, 3)
    imageplots.show_images(panels, np.zeros((6, 4)), titles=("a", "b"), rows=("up", "down"))
    assert [axes.get_title() for axes in panels] == ["a", "b", "", "", "", ""]
    assert [axes.get_ylabel() for axes in panels] == ["up", "", "", "down", "", ""]
    plt.close("all")


def test_as_many_images_as_panels_are_needed() -> None:
    with pytest.raises(ValueError, match="zip"):
        imageplots.show_images(plotting.new_axes(1, 3), np.zeros((2, 4)))
    plt.close("all")
