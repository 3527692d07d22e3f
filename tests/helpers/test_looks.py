"""Looks of curves: one for each unit, apart in grey and with colour blindness."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from helpers import plotting
from helpers.errors import HelpersError
from helpers.looks import DASHES, LOOKS, UNITS, free_looks, unit_in

# What remains of linear light without one kind of cone (Machado, Oliveira and Fernandes, 2009).
SIGHTS = {
    "usual": np.eye(3),
    "no red cones": np.array(
        [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]
    ),
    "no green cones": np.array(
        [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]
    ),
    "no blue cones": np.array(
        [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    with mpl.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


def linear(colour: str) -> NDArray[np.float64]:
    """Return a colour's linear light, (3,)."""
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return CIELAB coordinates of linear light: lightness from 0 to 100, and two of the hue."""
    f = np.cbrt(TO_XYZ @ np.clip(light, 0, 1) / TO_XYZ.sum(axis=1))  # no colour here is near black
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_stay_apart_for_everybody(sight: str) -> None:
    places = [lab(SIGHTS[sight] @ linear(look.colour)) for look in LOOKS]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(places, 2)) > 20


def test_looks_stay_apart_in_grey() -> None:
    for one, other in itertools.combinations(LOOKS, 2):
        difference = abs(lab(linear(one.colour))[0] - lab(linear(other.colour))[0])
        assert difference > (25 if one.dash == other.dash else 4), (one, other)


@pytest.mark.parametrize("look", LOOKS)
def test_every_colour_stands_out_from_paper(look: object) -> None:
    assert lab(linear(look[0]))[0] < 78  # type: ignore[index]


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("ReLU", "relu"),
        ("relu", "relu"),
        ("Leaky ReLU", "leakyrelu"),
        ("LeakyReLU", "leakyrelu"),
        ("leaky_relu", "leakyrelu"),
        ("PReLU", "prelu"),
        ("Sigmoid", "sigmoid"),
        ("σ", "sigmoid"),
        ("σ(z)", "sigmoid"),
        (r"$\sigma(z)$", "sigmoid"),
        ("tanh", "tanh"),
        ("Swish", "swish"),
        ("SiLU", "swish"),
        ("swish (β = 1)", "swish"),
        ("Mish", "mish"),
        ("GELU", "gelu"),
        ("Softplus", "softplus"),
        ("Identity", "identity"),
        ("ReLU, L=32", "relu"),
        ("ReLU: 0.01", "relu"),
        ("σ′", None),
        ("4σ−2", None),
        ("ReLU − GELU", None),
        ("relu(2x − 0.5)", None),
        ("bound for σ", None),
        ("curve", None),
        ("", None),
    ],
)
def test_a_label_names_a_unit_or_none(label: str, unit: str | None) -> None:
    assert unit_in(label) == unit


@pytest.mark.parametrize("plot", [plotting.plot_curves, plotting.plot_spread])
def test_a_unit_looks_the_same_wherever_it_stands(plot: object) -> None:
    values = [[0, 1]] if plot is plotting.plot_spread else [0, 1]
    for labels in (["tanh", "ReLU"], ["x", "y", "relu, 3 seeds"], ["σ", "mish", "ReLU (z)"]):
        axes = plot(plotting.new_axes(), [0, 1], dict.fromkeys(labels, values))  # type: ignore[operator]
        assert UNITS["relu"].colour in [line.get_color() for line in axes.get_lines()]
        last = next(line for line in axes.get_lines() if "relu" in str(line.get_label()).lower())
        assert (last.get_color(), last.get_linestyle()) == ("#1e2d96", "-")


def test_no_two_curves_of_one_axes_share_a_look() -> None:
    axes = plotting.new_axes()
    labels = ["ReLU, L=2", "a", "ReLU, L=8", "σ", "b", "tanh", *"cdefghijkl"]
    looks = free_looks(axes, labels)
    assert len(set(looks)) == len(labels)
    assert [looks[0].colour, looks[2].colour] == [UNITS["relu"].colour] * 2
    assert "ReLU" not in {
        label for label, look in zip(labels, looks, strict=True) if look == LOOKS[1]
    }


def test_what_is_drawn_later_takes_what_is_left() -> None:
    axes = plotting.plot_curves(plotting.new_axes(), [0, 1], {"a": [0, 1], "tanh": [0, 2]})
    plotting.plot_curves(axes, [0, 1], {"b": [1, 1]})
    axes.plot([0, 1], [1, 0])
    colours = [line.get_color() for line in axes.get_lines()]
    assert len(set(colours)) == 4


def test_a_line_of_ones_own_can_have_a_units_look() -> None:
    axes = plotting.new_axes()
    (line,) = axes.plot([0, 1], [0, 1], **plotting.look_of("Leaky ReLU"))
    assert line.get_color() == UNITS["leakyrelu"].colour
    with pytest.raises(HelpersError, match="'cube' is not a unit"):
        plotting.look_of("cube")


def test_every_dash_is_used() -> None:
    assert {look.dash for look in LOOKS} == set(DASHES)
