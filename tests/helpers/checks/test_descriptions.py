"""Plain descriptions of axes, and curves found in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy

from helpers.checks.descriptions import (
    describe_axes,
    describe_object,
    find_line,
    find_values,
    labels_fit,
    new_axes,
    points_the_usual_way,
)

X = np.linspace(-2.0, 2.0, 41)


@pytest.fixture
def axes() -> Any:
    """Axes with a curve, a legend and all kinds of text."""
    axes = new_axes()
    axes.plot(X, np.tanh(X), label="tanh")
    axes.plot(X, X**2)
    axes.set(ylim=(-2, 5))
    axes.set(xlabel="z", ylabel="f(z)", title="Two curves", yscale="symlog")
    axes.text(0, 0, "origin")
    axes.legend(title="unit")
    axes.figure.suptitle("Figure")
    axes.imshow(np.eye(2), extent=(-2, 2, 0, 4), aspect="auto")
    return axes


def test_everything_to_be_seen_is_described(axes: Any) -> None:
    picture = describe_axes(axes)
    assert (picture["title"], picture["xlabel"], picture["ylabel"]) == ("Two curves", "z", "f(z)")
    assert (picture["xscale"], picture["yscale"]) == ("linear", "symlog")
    assert set(picture["texts"]) >= {"origin", "tanh", "unit", "Figure"}
    assert [line["label"] for line in picture["lines"]] == ["tanh", ""]
    np.testing.assert_array_equal(picture["lines"][0]["y"], np.tanh(X))
    np.testing.assert_array_equal(picture["images"][0], np.eye(2))
    assert picture["xlim"][0] < picture["xlim"][1]


def plain(value: Any) -> bool:
    """Tell whether a value is made of what may cross between processes."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(plain, value))
    return isinstance(value, str) or (isinstance(value, np.ndarray) and value.dtype.kind in "fiub")


def test_a_description_is_made_of_plain_values(axes: Any) -> None:
    assert plain(describe_object(axes))
    assert plain(describe_object({"a": np.array([axes, axes]), 1: sympy.Symbol("z")}))


def test_labels_on_an_axis_of_words_are_numbers() -> None:
    axes = new_axes()
    axes.plot(["relu", "tanh"], [1.0, 2.0])
    np.testing.assert_array_equal(describe_axes(axes)["lines"][0]["x"], [0.0, 1.0])


@pytest.mark.parametrize("where", ["left", "center", "right"])
def test_a_title_counts_wherever_it_stands(where: str) -> None:
    axes = new_axes()
    axes.set_title("Curves", loc=where)
    assert describe_axes(axes)["title"] == "Curves"


def test_several_axes_are_an_array() -> None:
    assert new_axes(3).shape == (3,)
    assert len(describe_object(new_axes(3))) == 3


def test_new_axes_leave_pyplots_figures_alone() -> None:
    from matplotlib import pyplot as plt

    before = plt.get_fignums()
    new_axes()
    assert plt.get_fignums() == before


@pytest.mark.parametrize("thing", [object(), "text", None])
def test_other_things_have_no_description(thing: object) -> None:
    with pytest.raises(TypeError):
        describe_object(thing)


def drawn(x: Any, y: Any) -> dict[str, Any]:
    """Return a picture with one line."""
    return {"lines": [{"label": "", "x": np.asarray(x, float), "y": np.asarray(y, float)}]}


@pytest.mark.parametrize("x", [X, X[::-1], X[:10], np.linspace(5, 6, 10)])
def test_a_curve_is_found_however_it_was_sampled(x: Any) -> None:
    assert find_line(drawn(x, np.tanh(x)), np.tanh) is not None


@pytest.mark.parametrize(
    "picture",
    [
        drawn(X, np.tanh(X) + 1e-3),
        drawn(X, np.where(X == 0, 1, np.tanh(X))),
        drawn(X[:9], np.tanh(X[:9])),
        drawn(np.zeros(99), np.zeros(99)),
        drawn(X, X * np.nan),
        {"lines": []},
    ],
    ids=["shifted", "one point off", "nine points", "one point 99 times", "NaN", "nothing"],
)
def test_what_does_not_draw_the_curve_is_not_found(picture: dict[str, Any]) -> None:
    assert find_line(picture, np.tanh) is None


def test_the_right_one_of_several_lines_is_found(axes: Any) -> None:
    line = find_line(describe_axes(axes), np.square)
    assert line is not None
    assert line["label"] == ""


def test_a_curve_with_a_label_is_found_rather_than_its_markers() -> None:
    markers = {"label": "", "x": X, "y": np.tanh(X)}
    picture: Any = {"lines": [markers, {**markers, "label": "tanh"}]}
    for line in (find_line(picture, np.tanh), find_values(picture, np.tanh(X))):
        assert line is not None
        assert line["label"] == "tanh"


def test_a_list_of_values_is_found_without_its_gaps_and_in_float32() -> None:
    picture: Any = {"lines": [{"label": "run", "x": X[:2], "y": np.float32([0.1, 0.3])}]}
    line = find_values(picture, [0.1, float("nan"), 0.3])
    assert line is not None
    assert line["label"] == "run"
    assert find_values(picture, [0.3, 0.1]) is None
    assert find_values(picture, [0.1, 0.3, 0.5]) is None


@pytest.mark.parametrize(
    ("xlim", "ylim", "usual"),
    [((0, 1), (0, 1), True), ((1, 0), (0, 1), False), ((0, 1), (1, 0), False)],
)
def test_inverted_axes_do_not_point_the_usual_way(xlim: Any, ylim: Any, usual: bool) -> None:
    axes: Any = new_axes()
    axes.set(xlim=xlim, ylim=ylim)
    assert points_the_usual_way(describe_axes(axes)) is usual


@pytest.mark.parametrize(
    "labels",
    [
        ["layer 1: β = 0.50", "layer 2: β = 2.66"],
        ["β=0.5", "β=2.7"],
        ["h0", "h1"],
        ["layer-1", "layer-2"],
        ["$\\beta_1 = 0.5$", "$\\beta_2 = 2.655$"],
        ["first layer", "second layer"],
        ["input side (784)", "output side (10)"],
        ["0.50", "2.66 (layer 2)"],
    ],
    ids=str,
)
def test_labels_that_name_their_own_curve_fit(labels: list[str]) -> None:
    assert labels_fit(labels, [0.5, 2.655])


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        (["layer 1: β = 2.66", "layer 2: β = 0.50"], [0.5, 2.655]),
        (["layer 2", "layer 1"], [0.5, 2.655]),
        (["β = 2.66", "β = 0.5"], [0.5, 2.655]),
        (["β = 0.6", "β = 2.9"], [2.9, 0.6]),
        (["β = \N{MINUS SIGN}0.43", "β = 0.19"], [0.19, -0.43]),
    ],
)
def test_labels_that_name_each_others_curve_do_not_fit(
    labels: list[str], values: list[float]
) -> None:
    assert not labels_fit(labels, values)
