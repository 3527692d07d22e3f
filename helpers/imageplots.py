"""Figures of images: ink on paper, one look for all of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def show_images(
    panels: Sequence[Axes],
    images: Iterable[ArrayLike],
    *,
    titles: Sequence[str] = (),
    rows: Sequence[str] = (),
    low: float = 0.0,
    high: float = 1.0,
) -> None:
    """Draw square images in grey, one on each of the axes, without scales.

    Args:
        panels: flat axes, row by row, as many as images.
        images: pixels of each image, in any shape that holds a square number of them.
        titles: titles of the first panels; none for the others.
        rows: what each row of panels shows, at its left; none if there is one panel after another.
        low: the value that is drawn white.
        high: the value that is drawn black.
    """
    for axes, image in zip(panels, images, strict=True):
        pixels = np.asarray(image, dtype=float)
        side = math.isqrt(pixels.size)
        axes.imshow(pixels.reshape(side, side), cmap="gray_r", vmin=low, vmax=high)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set(visible=True, linewidth=0.5)  # paper is white as the page
    for axes, title in zip(panels, titles, strict=False):
        axes.set_title(title, fontsize=10)
    for number, row in enumerate(rows):
        axes = panels[number * (len(panels) // len(rows))]
        axes.set_ylabel(row, fontsize=10)
