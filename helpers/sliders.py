"""Pictures with a slider where somebody can pull it, and as small multiples everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.plotting import new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Draw = Callable[["Axes", float], Any]


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
    """Draw a picture for each of some values of a parameter, and below it one with a slider.

    The slider is there in JupyterLab and the like; a notebook that is run without a front end
    (nbconvert, nbval, a grader) has the row of pictures only.

    Args:
        draw: draws on the given axes for the given value.
        name: the parameter's name, for titles and the slider.
        values: the values of the row of pictures.
        step: the slider's step.
        start: where the slider stands first; default the second of the values.
        limits: the slider's ends; default the smallest and the largest of the values.
        height: height of a picture in inches.
    """
    draw_row(draw, name, values, height=height)
    if is_live():
        low, high = limits or (min(values), max(values))
        first = values[min(1, len(values) - 1)] if start is None else start
        _display(make_slider(draw, name, first, (low, high, step)))


def draw_row(draw: Draw, name: str, values: Sequence[float], *, height: float = 3.0) -> list[Axes]:
    """Draw a picture for each value, side by side, and return their axes.

    The first one alone has a legend and a label at its vertical axis: they hold for all.
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


def make_slider(draw: Draw, name: str, start: float, scale: tuple[float, float, float]) -> Any:
    """Return a widget: a slider, and the picture of its value.

    Args:
        draw: draws on the given axes for the given value.
        name: the parameter's name.
        start: where the slider stands first.
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
    """Tell whether a front end asked for the cell that runs: it names the cell, a program not."""
    from IPython import get_ipython

    parent: dict[str, Any] = getattr(get_ipython(), "get_parent", dict)()
    return bool(parent.get("metadata"))


def _entitle(axes: Axes, name: str, value: float) -> None:
    axes.set_title(f"{name} = {value:g}", weight="bold")


def _display(widget: Any) -> None:
    from IPython.display import display

    display(widget)


def _show() -> None:
    """Show the figures drawn so far above what follows in the cell's output."""
    from matplotlib import pyplot as plt

    if plt.get_backend().lower() != "agg":
        plt.show()
