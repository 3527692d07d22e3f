"""Figures of nets: what is drawn, and that notebooks show every figure."""

from __future__ import annotations

import matplotlib as mpl
import nbclient
import nbformat
import numpy as np
import pytest

mpl.use("agg")

from matplotlib import pyplot as plt

from helpers import netplots, plotting

NET = (np.ones((2, 1)), np.array([-0.2, -0.6]), np.array([[0.8, 0.8]]), np.array([0.02]))


def test_a_fit_shows_target_net_kinks_and_largest_error() -> None:
    axes = plotting.new_axes(1, 2)
    netplots.plot_fit(axes, {"mine": NET}, tolerance=0.04)
    target, net, kinks = axes[0].get_lines()
    assert target.get_ydata() == pytest.approx(target.get_xdata() ** 2)
    assert net.get_ydata()[-1] == pytest.approx(0.98)
    assert kinks.get_xdata() == pytest.approx([0.2, 0.6])
    error, extremes = axes[1].get_lines()
    assert error.get_label() == "mine: 0.02"
    assert np.abs(extremes.get_ydata()) == pytest.approx(np.full(6, 0.02))
    plt.close("all")


def test_a_notebook_shows_every_figure() -> None:
    draw = "plotting.new_axes().plot([0, 1]);"
    cells = [
        nbformat.v4.new_code_cell(code)
        for code in ("from helpers import plotting", draw, draw, draw)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=60).execute()
    shown = [["image/png" in out.get("data", {}) for out in cell.outputs] for cell in cells]
    assert shown == [[], *[[False, True]] * 3], "each behind its text for screen readers"
