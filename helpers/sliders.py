"""Pictures of a parameter: with a slider where somebody can move it, and side by side elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.plotting import new_axes

if TYPE_CHECKING:
    from ipywidgets import Widget
    from matplotlib.axes import Axes

Draw = Callable[["Axes", float], object]


def explore(
    draw: Draw,
    name: str,
    values: Sequence[float],
    *,
    step: float,
    start: float | None = None,
    limits: tuple[float, float] | None = None,
    height: float = 3.0,
) -> None:
    """Draw a picture for several values of a parameter, and below them one with a slider.

    The slider appears in JupyterLab and similar front ends. A notebook that runs without one
    (nbconvert, nbval, a grader) has only the row of pictures.

    Args:
        draw: draws on the given axes for the given value.
        name: the parameter's name, for titles and the slider.
        values: the values of the row of pictures.
        step: the slider's step.
        start: the slider's first value; by default the second of `values`.
        limits: the slider's ends; by default the smallest and the largest of `values`.
        height: height of a picture in inches.
    """
    draw_row(draw, name, values, height=height)
    if is_live():
        low, high = limits or (min(values), max(values))
        first = values[min(1, len(values) - 1)] if start is None else start
        _display(make_slider(draw, name, first, (low, high, step)))


def draw_row(draw: Draw, name: str, values: Sequence[float], *, height: float = 3.0) -> list[Axes]:
    """Draw a picture for each value, side by side.

    Only the first has a legend and a label on its vertical axis: they apply to all.

    Args:
        draw: draws on the given axes for the given value.
        name: the parameter's name, for titles.
        values: the values.
        height: height of a picture in inches.

    Returns:
        The axes.
    """
    row = list(np.atleast_1d(new_axes(1, len(values), width=13.0 / len(values), height=height)))
    for axes, value in zip(row, values, strict=True):
        draw(axes, value)
        _entitle(axes, name, value)
    for axes in row[1:]:
        axes.set_ylabel("")
        if axes.get_legend():
            axes.get_legend().remove()
    _show()
    return row


def make_slider(draw: Draw, name: str, start: float, scale: tuple[float, float, float]) -> Widget:
    """Return a widget that consists of a slider and the picture for its value.

    Args:
        draw: draws on the given axes for the given value.
        name: the parameter's name.
        start: the slider's first value.
        scale: the slider's lowest value, its highest, and its step.
    """
    from ipywidgets import FloatSlider, interactive

    def picture(value: float) -> None:
        axes = new_axes(width=7.5, height=3.8)
        draw(axes, value)
        _entitle(axes, name, value)
        _show()

    low, high, step = scale
    slider = FloatSlider(value=start, min=low, max=high, step=step, description=name)
    slider.style.description_width = "initial"
    slider.layout.width = "34em"
    widget = interactive(picture, value=slider)
    widget.children[-1].layout.min_height = "400px"  # without it the page jumps at each redraw
    return widget


def is_live() -> bool:
    """Tell whether a front end asked for the cell that runs: unlike programs, it names the cell."""
    from IPython import get_ipython

    parent: dict[str, object] = getattr(get_ipython(), "get_parent", dict)()
    return bool(parent.get("metadata"))


def _entitle(axes: Axes, name: str, value: float) -> None:
    axes.set_title(f"{name} = {value:g}", weight="bold")


def _display(widget: Widget) -> None:
    from IPython.display import display

    display(widget)


def _show() -> None:
    """Show the figures drawn so far, so they come before what follows in the cell's output."""
    from matplotlib import pyplot as plt

    if plt.get_backend().lower() != "agg":
        plt.show()
