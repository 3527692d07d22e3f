"""Plain descriptions of objects that stay on the answer's side: axes and SymPy expressions.

A description is made of dicts, lists, tuples, strings, numbers and arrays only, so that it can
cross from a process that is not trusted to one that is. What comes back is checked like any
other value: a forged description must still describe a right answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def new_axes(count: int = 1) -> Any:
    """Return Matplotlib axes on a figure of their own: one `Axes`, or a flat array of `count`.

    They are not pyplot's current ones, so that `plt.plot` misses them; `plt.sca` finds them.
    """
    from matplotlib import pyplot as plt

    figure = plt.figure()
    plt.close(figure)  # no longer current, and not displayed
    axes = figure.subplots(1, count, squeeze=False).reshape(-1)
    return axes[0] if count == 1 else axes


def describe_object(thing: Any) -> Any:
    """Return the plain description of axes, an array of axes, or a SymPy expression.

    Raises:
        TypeError: there is no description for such an object.
    """
    from matplotlib.axes import Axes

    if isinstance(thing, Axes):
        return describe_axes(thing)
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        return [describe_object(item) for item in thing.reshape(-1)]
    if isinstance(thing, dict):
        return {str(key): describe_object(value) for key, value in thing.items()}
    from helpers.checks.symbolic import describe_expression

    return describe_expression(thing)


def describe_axes(axes: Any) -> dict[str, Any]:
    """Return what can be seen on Matplotlib axes.

    Returns:
        `title`, `xlabel`, `ylabel`, `xscale`, `yscale` (str); `legend`: the texts beside its
        lines; `texts`: every piece of text, the legend's too; `lines`: a list of dicts with
        `label`, `x` and `y` (float arrays); `images`: a list of arrays.
    """
    legend = axes.get_legend()
    entries = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    texts = [*(text.get_text() for text in axes.texts), *entries]
    if legend is not None:
        texts.append(legend.get_title().get_text())
    suptitle = getattr(axes.figure, "get_suptitle", str)()
    return {
        "title": " ".join(filter(None, map(axes.get_title, ("left", "center", "right")))),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": entries,
        "texts": [*texts, suptitle],
        "lines": [_line(line) for line in axes.get_lines()],
        "images": [np.asarray(image.get_array()) for image in axes.get_images()],
    }


def _line(line: Any) -> dict[str, Any]:
    label = str(line.get_label())
    return {
        "label": "" if label.startswith("_") else label,
        "x": np.asarray(line.get_xdata(orig=False), dtype=float),
        "y": np.asarray(line.get_ydata(orig=False), dtype=float),
    }


def find_line(picture: dict[str, Any], f: Any, *, rtol: float = 1e-6, atol: float = 1e-8) -> Any:
    """Return the described line that draws y = f(x), or None.

    `f` takes an array; a line counts when all its points lie on the curve and at least ten of
    them are different.
    """
    for line in picture["lines"]:
        x, y = np.asarray(line["x"]), np.asarray(line["y"])
        if np.unique(x).size >= 10 and np.allclose(y, f(x), rtol=rtol, atol=atol):
            return line
    return None
