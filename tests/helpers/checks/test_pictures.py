"""What a reader sees: visible lines, the labels that belong to them, and images as displayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from helpers.checks.descriptions import describe_axes, find_line, new_axes

X = np.linspace(-2.0, 2.0, 41)
UPRIGHT = np.arange(12.0).reshape(3, 4)


def labels(draw: Callable[[Any], object]) -> list[str]:
    """Return the labels that a reader gives to the lines, in the order in which they were drawn."""
    axes: Any = new_axes()
    draw(axes)
    return [line["label"] for line in describe_axes(axes)["lines"]]


def shown(draw: Callable[[Any], object]) -> list[list[float]]:
    """Return the y of every visible line."""
    axes: Any = new_axes()
    draw(axes)
    return [line["y"].tolist() for line in describe_axes(axes)["lines"]]


def two(axes: Any, *names: str, **style: Any) -> list[Any]:
    """Draw a rising and a falling line."""
    named = names or ("", "")
    return [
        axes.plot(X, sign * X, label=name or None, **style)[0]
        for sign, name in zip((1, -1), named, strict=True)
    ]


def test_a_label_is_what_the_legend_says_of_a_line_of_this_look() -> None:
    def exchanged(axes: Any) -> None:
        up, down = two(axes, "up", "down")
        axes.legend([up, down], ["down", "up"])

    assert labels(exchanged) == ["down", "up"]


def test_a_legend_of_texts_names_the_lines_in_order() -> None:
    def draw(axes: Any) -> None:
        two(axes)
        axes.legend(["up", "down"])

    assert labels(draw) == ["up", "down"]


def test_a_legend_may_list_its_entries_in_any_order() -> None:
    def draw(axes: Any) -> None:
        up, down = two(axes)
        axes.legend(handles=[down, up], labels=["down", "up"])

    assert labels(draw) == ["up", "down"]


def test_lines_are_told_apart_by_dash_and_marker_too() -> None:
    def draw(axes: Any) -> None:
        for number, style in enumerate(("k-", "k--", "k:", "k-o", "ks")):
            axes.plot(X, number * X, style, label=f"slope {number}")
        axes.plot(X, 5 * X, color="k", linestyle=(0, (9, 2)), label="slope 5")
        axes.plot(X, 6 * X, color="k", linestyle=(0, (2, 9)), label="slope 6")
        handles, texts = axes.get_legend_handles_labels()
        axes.legend(handles[::-1], texts[::-1])

    assert labels(draw) == [f"slope {number}" for number in range(7)]


def test_nobody_can_tell_entries_of_one_look_apart() -> None:
    def draw(axes: Any) -> None:
        two(axes, "up", "down", color="k")
        axes.legend()

    assert labels(draw) == ["", ""]


def test_a_line_without_a_label_of_its_own_does_not_take_its_double_s() -> None:
    def draw(axes: Any) -> None:
        axes.plot(X, X, "k")
        axes.plot(X, X**2, "k", label="square")
        axes.legend()

    assert labels(draw) == ["", "square"]


def test_stand_ins_in_a_legend_name_by_colour() -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def draw(axes: Any) -> None:
        axes.plot(X, X, "C0.")
        axes.plot(X, -X, "C1")
        axes.legend(handles=[Patch(color="C1", label="down"), Line2D([], [], label="up")])

    assert labels(draw) == ["up", "down"]


def test_the_figure_s_legend_counts() -> None:
    def draw(axes: Any) -> None:
        axes.figure.legend(two(axes), ["up", "down"])

    assert labels(draw) == ["up", "down"]


def test_without_a_legend_a_line_s_own_label_counts() -> None:
    assert labels(lambda axes: two(axes, "up", "down")) == ["up", "down"]


@pytest.mark.parametrize("exchanged", [False, True])
def test_a_text_at_a_line_names_it(exchanged: bool) -> None:
    ends = (-2.0, 2.0) if exchanged else (2.0, -2.0)

    def draw(axes: Any) -> None:
        two(axes)
        axes.text(2.0, ends[0], "up")
        axes.annotate("down", (2.0, ends[1]), xytext=(4, 0), textcoords="offset points")
        axes.text(0.5, 0.02, "a remark", transform=axes.transAxes)

    assert labels(draw) == (["down", "up"] if exchanged else ["up", "down"])


def test_a_text_in_the_colour_of_a_line_names_it_from_afar() -> None:
    def draw(axes: Any) -> None:
        two(axes)
        axes.text(-1.9, 0.0, "down", color="C1")
        axes.text(1.9, 0.0, "up", color="C0")

    assert labels(draw) == ["up", "down"]


@pytest.mark.parametrize(
    "style",
    [
        {"alpha": 0},
        {"linewidth": 0},
        {"linestyle": "none"},
        {"visible": False},
        {"color": "white"},
        {"color": (1.0, 0.0, 0.0, 0.0)},
        {"linestyle": "", "marker": "o", "markersize": 0},
    ],
    ids=str,
)
def test_a_line_that_cannot_be_seen_is_not_there(style: dict[str, Any]) -> None:
    assert shown(lambda axes: axes.plot(X, X, **style)) == []


def test_empty_circles_can_be_seen() -> None:
    assert shown(lambda axes: axes.plot(X, X, "o", markerfacecolor="none")) == [X.tolist()]


def test_a_line_outside_the_limits_is_not_seen() -> None:
    def draw(axes: Any) -> None:
        axes.plot(X, X + 100)
        axes.set(ylim=(-1, 1))

    assert shown(draw) == []


def test_only_what_is_inside_the_limits_is_seen() -> None:
    def draw(axes: Any) -> None:
        axes.plot([0.0, 1.0, 2.0, np.nan, 3.0], [0.0, 1.0, 2.0, 2.0, 3.0])
        axes.set(xlim=(1, 3))

    assert shown(draw) == [[1.0, 2.0, 3.0]]


def test_a_logarithmic_axis_shows_no_zeros() -> None:
    assert shown(lambda axes: axes.semilogy([1, 2, 3], [0.1, 0.0, 1.0])) == [[0.1, 1.0]]


def test_axes_that_are_gone_or_hidden_show_nothing() -> None:
    def gone(axes: Any) -> None:
        axes.plot(X, X)
        axes.remove()

    def hidden(axes: Any) -> None:
        axes.plot(X, X)
        axes.set_visible(False)

    assert (shown(gone), shown(hidden)) == ([], [])


@pytest.mark.parametrize(
    "draw",
    [
        lambda axes: axes.plot(X, np.tanh(X)),
        lambda axes: axes.step(X, np.tanh(X)),
        lambda axes: axes.scatter(X, np.tanh(X)),
        lambda axes: axes.plot(X[:, None], np.tanh(X)[:, None], "."),
        lambda axes: axes.stairs(np.tanh(X), np.append(X - 0.05, 2.05)),
        lambda axes: axes.plot(X.astype(np.float32), np.tanh(X.astype(np.float32))),
        lambda axes: axes.plot(X, [float(y) for y in np.tanh(X).astype(np.float32)]),
    ],
    ids=["plot", "step", "scatter", "points", "stairs", "float32", "numbers from float32"],
)
def test_a_curve_is_found_however_it_was_drawn(draw: Callable[[Any], object]) -> None:
    axes: Any = new_axes()
    draw(axes)
    assert find_line(describe_axes(axes), np.tanh) is not None


def test_series_and_stairs_are_named_by_the_legend() -> None:
    def draw(axes: Any) -> None:
        axes.scatter(X, X, label="series")
        axes.stairs(X[1:], X, label="steps")
        axes.legend()

    assert sorted(labels(draw)) == ["series", "steps"]


def test_a_line_across_the_axes_lies_where_it_is_seen() -> None:
    axes: Any = new_axes()
    axes.set(xlim=(-5, 5))
    axes.axhline(0.25)
    (line,) = describe_axes(axes)["lines"]
    np.testing.assert_allclose(line["x"], [-5, 5])
    np.testing.assert_allclose(line["y"], 0.25)


@pytest.mark.parametrize("direction", ["xaxis", "yaxis"])
def test_an_inverted_axis_is_described(direction: str) -> None:
    axes: Any = new_axes()
    axes.plot(X, X)
    getattr(axes, f"invert_{direction}")()
    picture: Any = describe_axes(axes)
    start, end = picture[f"{direction[0]}lim"]
    assert start > end


def described(axes: Any) -> np.ndarray:
    """Return the only image on axes as it is described, in the units of `UPRIGHT`."""
    (image,) = describe_axes(axes)["images"]
    return np.asarray(image * 11)


def rendered(axes: Any, rows: int, columns: int) -> np.ndarray:
    """Return what Matplotlib really paints on axes, in the units of `UPRIGHT`."""
    axes.axis("off")
    canvas = FigureCanvasAgg(axes.figure)
    canvas.draw()
    screen = np.asarray(canvas.buffer_rgba())[::-1, :, 0]  # from bottom to top
    x = axes.bbox.x0 + (np.arange(columns) + 0.5) / columns * axes.bbox.width
    y = axes.bbox.y1 - (np.arange(rows) + 0.5) / rows * axes.bbox.height
    return screen[np.ix_(y.astype(int), x.astype(int))] / 255 * 11


def rotated(axes: Any) -> None:
    from matplotlib.transforms import Affine2D

    axes.imshow(UPRIGHT, cmap="gray", transform=Affine2D().rotate_deg(90) + axes.transData)
    axes.set(xlim=(-2.5, 0.5), ylim=(-0.5, 3.5))


@pytest.mark.parametrize(
    ("draw", "seen"),
    [
        (lambda axes: axes.imshow(UPRIGHT, cmap="gray"), UPRIGHT),
        (lambda axes: axes.matshow(UPRIGHT, cmap="gray"), UPRIGHT),
        (lambda axes: axes.imshow(UPRIGHT[::-1], cmap="gray", origin="lower"), UPRIGHT),
        (lambda axes: axes.imshow(UPRIGHT, cmap="gray", extent=(0, 8, 0, 9)), UPRIGHT),
        (lambda axes: axes.imshow(UPRIGHT, cmap="gray", extent=(0, 8, 9, 0)), UPRIGHT),
        (
            lambda axes: (axes.imshow(UPRIGHT[::-1], cmap="gray"), axes.invert_yaxis()),
            UPRIGHT,
        ),
        (lambda axes: axes.imshow(UPRIGHT, cmap="gray", aspect="auto", vmin=0, vmax=11), UPRIGHT),
        (lambda axes: axes.imshow(UPRIGHT, cmap="gray", origin="lower"), UPRIGHT[::-1]),
        (lambda axes: (axes.imshow(UPRIGHT, cmap="gray"), axes.invert_yaxis()), UPRIGHT[::-1]),
        (lambda axes: (axes.imshow(UPRIGHT, cmap="gray"), axes.invert_xaxis()), UPRIGHT[:, ::-1]),
        (
            lambda axes: (
                axes.imshow(UPRIGHT, cmap="gray", extent=(0, 8, 9, 0)),
                axes.set_ylim(0, 9),
            ),
            UPRIGHT[::-1],
        ),
        (
            lambda axes: (axes.imshow(UPRIGHT, cmap="gray"), axes.set_xlim(-0.5, 1.5)),
            UPRIGHT[:, :2],
        ),
        (lambda axes: axes.imshow(UPRIGHT.T, cmap="gray"), UPRIGHT.T),
        (rotated, UPRIGHT.T[::-1, ::-1]),
    ],
    ids=[
        "as it comes", "matshow", "both reversed", "an extent", "an extent downwards",
        "reversed, axis inverted", "a scale", "origin lower", "axis inverted", "mirrored",
        "extent downwards, limits upwards", "cut off", "transposed", "rotated",
    ],
)  # fmt: skip
def test_an_image_is_described_as_it_is_displayed(
    draw: Callable[[Any], object], seen: np.ndarray
) -> None:
    axes: Any = new_axes()
    draw(axes)
    np.testing.assert_allclose(described(axes), seen)
    np.testing.assert_allclose(rendered(axes, *seen.shape), seen, atol=0.05)


def test_a_range_of_brightness_that_shows_nothing_is_seen() -> None:
    axes: Any = new_axes()
    axes.imshow(UPRIGHT, vmin=90, vmax=99)
    assert np.ptp(described(axes)) == 0


@pytest.mark.parametrize("style", [{"alpha": 0}, {"visible": False}], ids=str)
def test_an_invisible_image_is_not_there(style: dict[str, Any]) -> None:
    axes: Any = new_axes()
    axes.imshow(UPRIGHT, **style)
    assert describe_axes(axes)["images"] == []


def test_an_image_of_colours_keeps_them() -> None:
    colours = np.zeros((3, 4, 3))
    colours[0] = 1.0
    axes: Any = new_axes()
    axes.imshow(colours[::-1], origin="lower")
    np.testing.assert_array_equal(describe_axes(axes)["images"][0], colours)
