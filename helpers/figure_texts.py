"""The alternative text of a figure: what it shows, for those who cannot see it.

A text is written from what the axes hold: titles, labels, ranges, scales, and how each curve runs.
Where an author knows better what a picture shows, `describe` says it.

    describe(axes, "A nerve cell: dendrites on the left, a cell body, an axon, synapses.")

`show_texts` lets IPython send the text along with each picture: in the output's metadata, where
feedback pages and nbgrader look for it, and as its plain text, where VS Code does.
JupyterLab and nbconvert's usual template pass over both, so a kernel sends the text once more, just
before the picture, where only screen readers find it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from helpers.axes_texts import contents, names_of_ticks
from helpers.plain_labels import number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_TEXT = 1500
"""Characters of a figure's text."""

_HIDDEN = (
    "position:absolute;width:1px;height:1px;margin:-1px;padding:0;border:0;overflow:hidden;"
    "clip:rect(0,0,0,0);white-space:nowrap"
)
_given: WeakKeyDictionary[Any, str] = WeakKeyDictionary()


def describe(part: Axes | Figure | Iterable[Axes], text: str) -> None:
    """Say what axes, or a whole figure, show, in place of the text that would be written.

    Args:
        part: one axes, whose title is still told; a figure; or several axes of the same figure,
            for which this is the figure's whole text.
        text: what can be seen, in one to three sentences.
    """
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    if isinstance(part, Axes | Figure):
        _given[part] = text
    else:
        _given[next(iter(part)).figure] = text


def text_of(figure: Figure) -> str:
    """Return the alternative text of a figure, at most `MAX_TEXT` characters.

    Args:
        figure: a figure that is finished.
    """
    if figure in _given:
        return _bounded(_given[figure])
    panels = [axes for axes in figure.axes if axes.get_visible() and not _is_scale(axes)]
    title = plain(figure.get_suptitle())
    head = f"{title}. " if title else ""
    if not panels:
        return _bounded(f"{head}An empty figure.")
    if len(panels) == 1:
        return _bounded(head + " ".join(_sentences(panels[0], panels[0])))
    if all(_is_picture(axes) for axes in panels):
        return _bounded(head + _pictures(panels))
    told = [
        f"Panel {place}: {' '.join(_sentences(axes, before))}"
        for place, (axes, before) in enumerate(
            zip(panels, [panels[0], *panels], strict=False), start=1
        )
    ]
    return _bounded(f"{head}{len(panels)} panels. {' '.join(told)}")


def show_texts() -> None:
    """Let IPython send a text along with every picture of a figure; elsewhere do nothing."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython
    from matplotlib.figure import Figure

    formatter = getattr(get_ipython(), "display_formatter", None)
    if formatter is None:
        return
    pictures = formatter.formatters["image/png"]
    draw = pictures.type_printers.get(Figure)
    if draw is not None and not isinstance(draw, _WithText):
        pictures.for_type(Figure, _WithText(draw))
        formatter.formatters["text/plain"].for_type(Figure, _print_text)


class _WithText:
    """Draws figures as before, and says in the metadata what they show."""

    def __init__(self, draw: Callable[[Figure], Any]) -> None:
        self._draw = draw

    def __call__(self, figure: Figure) -> Any:
        drawn = self._draw(figure)
        data, metadata = drawn if isinstance(drawn, tuple) else (drawn, {})
        if data is None:
            return None
        text = _safe_text(figure)
        if _in_a_kernel():
            _say(text)
        return data, {**metadata, "alt": text}


def _print_text(figure: Figure, printer: Any, _: bool) -> None:
    printer.text(_safe_text(figure))


def _safe_text(figure: Figure) -> str:
    """Return a figure's text; a picture that cannot be told must still be shown."""
    try:
        return text_of(figure)
    except Exception:  # a student's own artist may fail in any way
        return f"A figure with {len(figure.axes)} axes."


def _in_a_kernel() -> bool:
    """Tell whether a Jupyter kernel runs the cells; where they are graded, none does."""
    from IPython import get_ipython

    return hasattr(get_ipython(), "get_parent")


def _say(text: str) -> None:
    """Put a text where only screen readers find it."""
    from IPython.display import HTML, display

    hidden = f'<div class="jp-sr-only" style="{_HIDDEN}">Figure: {escape(text)}</div>'
    display(HTML(hidden))


def _bounded(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MAX_TEXT else words[: MAX_TEXT - 1].rsplit(" ", 1)[0] + "…"


def _is_scale(axes: Axes) -> bool:
    return axes.get_label() == "<colorbar>"


def _is_picture(axes: Axes) -> bool:
    """Tell whether axes show one image and nothing else, without scales."""
    bare = not axes.axison or not (len(axes.get_xticks()) or len(axes.get_yticks()))
    return bare and len(axes.images) == 1 and not axes.lines and not axes.texts


def _pictures(panels: Sequence[Axes]) -> str:
    """Tell a grid of images."""
    height, width = panels[0].images[0].get_size()
    titles = [plain(axes.get_title()) for axes in panels]
    rows = [plain(axes.get_ylabel()) for axes in panels]
    told = [f"{len(panels)} images of {height} by {width} pixels."]
    if any(rows):
        told.append(f"Rows: {'; '.join(row for row in rows if row)}.")
    if any(titles):
        told.append(f"Titles: {'; '.join(title for title in titles if title)}.")
    return " ".join(told)


def _sentences(axes: Axes, before: Axes) -> Iterator[str]:
    """Tell one axes; what an axis says is left out where it was said just before."""
    title = plain(axes.get_title())
    if title:
        yield title if title[-1] in ".?!…" else f"{title}."
    if axes in _given:
        yield _given[axes]
        return
    for name in ("x", "y"):
        label, ends = _axis(axes, name)
        known = _axis(before, name) if axes is not before else ("", "")
        if (label or ends) and (label or known[0], ends) != known:
            head = "Horizontal axis" if name == "x" else "Vertical axis"
            yield f"{head}: {', '.join(part for part in (label, ends) if part)}."
    yield from contents(axes)


def _axis(axes: Axes, name: str) -> tuple[str, str]:
    """Return an axis's label, and its ends and scale or the names of its places."""
    if not axes.axison:
        return "", ""
    axis = getattr(axes, f"{name}axis")
    label, places = plain(axis.get_label_text()), axis.get_ticklocs()
    if not len(places):
        return label, ""
    if names := names_of_ticks(axis):
        return label, f"with {', '.join(names.values())}"
    low, high = axis.get_view_interval()
    scale = ", logarithmic" if axis.get_scale() == "log" else ""
    return label, f"from {number(low)} to {number(high)}{scale}"
