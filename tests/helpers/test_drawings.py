"""The two neurons of the note."""

from __future__ import annotations

import matplotlib as mpl
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt

from helpers import drawings, plotting


def words(axes: plt.Axes) -> str:
    """Return everything that is written on axes."""
    return " ".join(text.get_text() for text in axes.texts)


def test_the_nerve_cell_names_its_parts() -> None:
    axes = drawings.biological_neuron(plotting.new_axes())
    for part in ("dendrites", "cell body", "axon", "synapses"):
        assert part in words(axes)
    plt.close("all")


@pytest.mark.parametrize("inputs", [1, 3, 5])
def test_the_model_has_weights_bias_sum_and_unit(inputs: int) -> None:
    axes = drawings.artificial_neuron(plotting.new_axes(), inputs)
    for number in range(1, inputs + 1):
        assert f"$x_{number}$" in words(axes)
        assert f"$w_{number}$" in words(axes)
    for part in ("$b$", r"$\Sigma$", "$z$", "$a = f(z)$"):
        assert part in words(axes)
    plt.close("all")


def test_drawings_keep_their_lines_in_the_course_s_look() -> None:
    axes = drawings.artificial_neuron(plotting.new_axes())
    assert {patch.get_linestyle() for patch in axes.patches} <= {"-", "solid"}
    assert not axes.axison
    plt.close("all")
