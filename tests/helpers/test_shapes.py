"""Pictures of matrices: what is drawn and written."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt
from matplotlib.colors import to_rgba

from helpers import plotting, shapes
from helpers.shapes import Block


@pytest.fixture
def axes() -> Iterator[plt.Axes]:
    """Yield axes that are closed after the test."""
    yield plotting.new_axes()
    plt.close("all")


def texts(axes: plt.Axes) -> list[str]:
    """Return everything that is written on axes."""
    return [text.get_text() for text in axes.texts]


def test_an_equation_has_a_square_for_each_entry(axes: plt.Axes) -> None:
    shapes.plot_equation(axes, [Block("A", 2, 3), "·", Block("x", 3, 1), "=", Block("y", 2, 1)])
    assert len(axes.patches) == 6 + 3 + 2
    assert not axes.axison


def test_an_equation_names_its_matrices_and_their_shapes(axes: plt.Axes) -> None:
    shapes.plot_equation(axes, [Block("A", 2, 3), "+", Block("B", 2, 1)], letters={3: "n"})
    assert texts(axes) == ["A", "(2, n)", "+", "B", "(2, 1)"]


def test_a_diagonal_matrix_is_filled_on_its_diagonal_only(axes: plt.Axes) -> None:
    shapes.plot_equation(axes, [Block("D", 4, 4, diagonal=True)])
    filled = [patch.get_facecolor() == to_rgba(shapes.FILL) for patch in axes.patches]
    assert np.array_equal(np.reshape(filled, (4, 4)), np.eye(4, dtype=bool))


def test_parts_of_an_equation_do_not_overlap(axes: plt.Axes) -> None:
    shapes.plot_equation(axes, [Block("a", 1, 4), "=", Block("b", 1, 1), "=", Block("c", 1, 5)])
    outlines = [line.get_xdata() for line in axes.get_lines()]
    signs = [text.get_position()[0] for text in axes.texts if text.get_text() == "="]
    order = [x for outline, sign in zip(outlines, [*signs, 99.0], strict=True)
             for x in (min(outline), max(outline), sign)]  # fmt: skip
    assert order == sorted(order)


def test_a_matrix_is_darkest_where_its_entries_are_largest(axes: plt.Axes) -> None:
    shapes.plot_matrix(axes, [[1.0, -4.0], [0.0, 2.0]], title="W")
    shade = axes.get_images()[0].get_array()
    assert shade is not None
    assert np.asarray(shade).argmax() == 1
    assert axes.get_title() == "W"


def test_entries_of_a_small_matrix_are_written_with_their_signs(axes: plt.Axes) -> None:
    shapes.plot_matrix(axes, [[1.0, -4.0], [-0.0, 0.25]])
    assert texts(axes) == ["1", "-4", "0", "0.25"]


def test_entries_of_a_large_matrix_are_not_written(axes: plt.Axes) -> None:
    shapes.plot_matrix(axes, np.eye(20))
    assert texts(axes) == []


def test_a_matrix_of_zeros_has_a_picture(axes: plt.Axes) -> None:
    shapes.plot_matrix(axes, np.zeros((2, 3)))
    assert np.asarray(axes.get_images()[0].get_array()).max() == 0
