"""Sliders: small multiples for everybody, a slider where a front end asks for the cell."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import nbclient
import nbformat
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt

from helpers import plotting, sliders

CODE = """\
from helpers import plotting, sliders
z = plotting.grid()
sliders.explore(lambda axes, s: plotting.plot_curves(axes, z, {"f": s * z}), "s", (0, 1), step=0.5)
"""


def draw(axes: Any, value: float) -> None:
    """Draw a line with a label and an axis label."""
    plotting.plot_curves(axes, [0, 1], {"line": [0, value]}, ylabel="y")


@pytest.fixture(autouse=True)
def _closed() -> Any:
    yield
    plt.close("all")


def test_a_row_has_a_picture_for_each_value_and_one_legend() -> None:
    row = sliders.draw_row(draw, "s", (0.5, 1, 20))
    assert [axes.get_title() for axes in row] == ["s = 0.5", "s = 1", "s = 20"]
    assert [axes.get_lines()[0].get_ydata()[-1] for axes in row] == [0.5, 1, 20]
    assert [axes.get_legend() is not None for axes in row] == [True, False, False]
    assert [axes.get_ylabel() for axes in row] == ["y", "", ""]


def test_one_value_is_a_row_too() -> None:
    assert len(sliders.draw_row(draw, "s", (1,))) == 1


def test_outside_of_a_notebook_nothing_is_live() -> None:
    assert not sliders.is_live()


def test_no_slider_is_shown_where_nobody_can_pull_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(sliders, "_display", shown.append)
    sliders.explore(draw, "s", (0, 1), step=0.5)
    assert shown == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({}, (1, 0, 3), id="by default from the values"),
        pytest.param({"start": 2, "limits": (-1, 5)}, (2, -1, 5), id="as asked for"),
    ],
)
def test_a_front_end_gets_a_slider_below_the_row(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], expected: tuple[float, ...]
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(sliders, "_display", shown.append)
    monkeypatch.setattr(sliders, "is_live", lambda: True)
    sliders.explore(draw, "s", (0, 1, 3), step=0.5, **options)
    slider = shown[0].children[0]
    assert (slider.value, slider.min, slider.max) == expected
    assert (slider.step, slider.description) == (0.5, "s")


def test_pulling_the_slider_draws_its_value() -> None:
    values: list[float] = []
    widget = sliders.make_slider(lambda _, value: values.append(value), "s", 1, (0, 3, 0.5))
    widget.update()
    widget.children[0].value = 2.5
    assert values[-1] == 2.5


def test_a_notebook_run_by_a_program_holds_the_row_and_no_widget() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    nbclient.NotebookClient(notebook, timeout=60).execute()
    text, picture = (set(output.get("data", {})) for output in notebook.cells[0].outputs)
    assert "image/png" in picture
    assert text == {"text/html", "text/plain"}, "what the picture shows, in words"
