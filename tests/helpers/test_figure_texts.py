"""Alternative texts: what figures show, in words, and on their way to the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import nbclient
import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt
from nbconvert import HTMLExporter

from helpers import figure_texts, plotting
from helpers.drawings import artificial_neuron, biological_neuron
from helpers.figure_texts import MAX_TEXT, describe, text_of
from helpers.imageplots import show_images
from helpers.shapes import Block, plot_equation, plot_matrix

Z = plotting.grid(-5.0, 5.0, 501)


@pytest.fixture(autouse=True)
def _no_window() -> Iterator[None]:
    with mpl.rc_context({"backend": "agg"}):
        yield
    plt.close("all")


def told(y: Any, **axes_options: Any) -> str:
    """Return what is told of one curve over `Z`, apart from the axes."""
    axes = plotting.plot_curves(plotting.new_axes(), Z, {"f": y})
    axes.set(**axes_options)
    return re.sub(r".*?axis: from [^.]*(\.\d[^.]*)*\. ", "", text_of(axes.figure)).split(". ")[-1]


def test_a_figure_is_told_from_its_title_axes_and_curves() -> None:
    axes = plotting.plot_curves(
        plotting.new_axes(),
        Z,
        {"σ": 1 / (1 + np.exp(-2 * Z)), "line": Z / 10},
        xlabel="$z$",
        ylabel=r"$\sigma(2z)$",
        title="Two curves",
    )
    axes.set(xlim=(-5, 5), ylim=(-1, 1))
    assert text_of(axes.figure) == (
        "Two curves. Horizontal axis: z, from −5 to 5. Vertical axis: σ(2z), from −1 to 1. "
        "σ stays near 4.54 × 10^−5 up to −2.3, then rises to 1, level from 2.3 on; "
        "line rises from −0.5 to 0.5."
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.full(501, 0.5), "f stays at 0.5."),
        (Z, "f rises from −5 to 5."),
        (-Z, "f falls from 5 to −5."),
        (np.maximum(Z, 0), "f stays near 0 up to 0.04, then rises to 5."),
        (np.minimum(Z, 0), "f rises from −5 to 0, level from −0.04 on."),
        (Z**2, "f goes from 25 to 25, lowest 0 at 0."),
        (Z**3 - 16 * Z, "f goes from −45 to 45."),
        (np.where(Z < 2, Z, np.nan), "f rises from −5 to 1.98, and ends there."),
        (np.full(501, np.nan), "f has no finite values."),
    ],
)
def test_a_curve_is_told_by_how_it_runs(values: Any, said: str) -> None:
    assert told(values) == said


def test_on_a_logarithmic_axis_small_values_count() -> None:
    assert told(np.exp(-3 * Z), yscale="log") == "f falls from 3.27 × 10^6 to 3.06 × 10^−7."


def test_panels_do_not_repeat_what_an_axis_has_said() -> None:
    panels = plotting.new_axes(1, 2)
    for axes in panels:
        plotting.plot_curves(axes, Z, {"f": Z}, xlabel="z", ylabel="y", title="Line")
    text = text_of(panels[0].figure)
    assert text.startswith("2 panels. Panel 1: Line. Horizontal axis: z")
    assert text.endswith("Panel 2: Line. f rises from −5 to 5.")


def test_lines_points_bars_bands_and_words_are_told() -> None:
    curves, bars, cells = plotting.new_axes(1, 3)
    curves.plot([1, 3, 2], [1, 2, 3], "o", label="points")
    curves.axvline(2, label="here")
    curves.fill_between([0, 1], 0, 1)
    curves.text(1, 1, "a remark")
    bars.bar(["ReLU", "tanh"], [0.5, 0.25])
    cells.pcolormesh(np.arange(6.0).reshape(2, 3))
    text = text_of(curves.figure)
    assert "points has 3 points, across between 1 and 3, up between 1 and 3" in text
    assert "here stands upright at 2" in text
    assert "With a shaded band." in text
    assert "Written in it: a remark." in text
    assert "with ReLU, tanh." in text and "Bars: ReLU: 0.5; tanh: 0.25." in text
    assert "2 rows and 3 columns, from 0 (row 1, column 1) to 5 (row 2, column 3)" in text


def test_a_grid_of_images_is_told_as_one() -> None:
    panels = plotting.new_axes(1, 3)
    show_images(panels, np.zeros((3, 49)), titles=["7", "2", "1"], rows=["digits"])
    assert text_of(panels[0].figure) == (
        "3 images of 7 by 7 pixels. Rows: digits. Titles: 7; 2; 1."
    )


def test_drawings_say_what_they_show() -> None:
    left, right = plotting.new_axes(1, 2)
    biological_neuron(left)
    artificial_neuron(right)
    text = text_of(left.figure)
    assert all(word in text for word in ("dendrites", "axon", "x_1 to x_3", "a = f(z)"))


def test_matrices_are_told_by_their_entries_or_their_shapes() -> None:
    small, large, equation = plotting.new_axes(1, 3)
    plot_matrix(small, [[1, 2], [3, -4.5]], title="$W$")
    plot_matrix(large, np.eye(8) * -2)
    plot_equation(equation, [Block("$W$", 3, 4), "·", Block("$x$", 4, 1)], letters={4: "n"})
    text = text_of(small.figure)
    assert "W. A matrix with 2 rows and 2 columns. Row 1: 1, 2; row 2: 3, −4.5." in text
    assert "The largest is −2, in row 1, column 1; 56 of 64 entries are 0." in text
    assert "W (3, n) · x (n, 1)" in text


def test_an_author_may_say_it() -> None:
    axes = plotting.plot_curves(plotting.new_axes(), Z, {"f": Z}, title="Line")
    describe(axes, "A line.")
    assert text_of(axes.figure) == "Line. A line."
    describe([axes], "One picture.")
    assert text_of(axes.figure) == "One picture."


def test_a_text_has_a_bound_and_ends_at_a_word() -> None:
    axes = plotting.plot_curves(plotting.new_axes(), Z, {"f": Z})
    describe(axes, "word " * MAX_TEXT)
    assert len(text_of(axes.figure)) <= MAX_TEXT
    assert text_of(axes.figure).endswith("word…")


def test_a_figure_that_cannot_be_told_is_shown_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    axes = plotting.new_axes()
    monkeypatch.setattr(axes, "get_lines", lambda: 1 / 0)
    drawn = figure_texts._WithText(lambda _: "data")(axes.figure)
    assert drawn == ("data", {"alt": "A figure with 1 axes."})


CELLS = [
    "from helpers import plotting\naxes = plotting.new_axes()\n"
    "plotting.plot_curves(axes, [0, 1], {'f': [0, 2]});",
    "from matplotlib import pyplot as plt\nplt.plot([3, 1])\nplt.title('Plain');",
    "%config InlineBackend.figure_format = 'retina'\nplotting.new_axes().set_title('Twice');",
    "plotting.new_axes().set_title('<b>');",
]


@pytest.fixture(scope="module")
def executed() -> nbformat.NotebookNode:
    """A notebook that a real kernel has run."""
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, CELLS)))
    nbclient.NotebookClient(notebook, timeout=60).execute()
    return notebook


def picture(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the output of a cell that is its picture."""
    (found,) = (output for output in cell.outputs if "image/png" in output.get("data", {}))
    return found


@pytest.mark.parametrize(
    ("place", "said"),
    [(0, "f rises from 0 to 2."), (1, "Plain. "), (2, "Twice. "), (3, "<b>. ")],
)
def test_a_kernel_sends_the_text_with_every_picture(
    executed: nbformat.NotebookNode, place: int, said: str
) -> None:
    output = picture(executed.cells[place])
    assert said in output.metadata["image/png"]["alt"]
    assert output.data["text/plain"] == output.metadata["image/png"]["alt"], "VS Code reads this"


def test_a_kernel_sends_the_text_for_screen_readers_before_the_picture(
    executed: nbformat.NotebookNode,
) -> None:
    assert [len(cell.outputs) for cell in executed.cells] == [2] * len(CELLS)
    html = executed.cells[3].outputs[0].data["text/html"]
    assert "Figure: &lt;b&gt;. " in html and "clip:rect(0,0,0,0)" in html


def test_pages_of_nbconvert_hold_the_text(executed: nbformat.NotebookNode) -> None:
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(executed)
    assert page.count('<div class="jp-sr-only"') == len(CELLS)
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(executed)
    texts = re.findall(r'<img alt="([^"]*)"', page)
    assert len(texts) == len(CELLS) and "f rises from 0 to 2." in texts[0]
