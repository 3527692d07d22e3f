"""Pictures of matrices: their shapes in an equation, and their entries as numbers on shades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers import plotting
from helpers.drawings import FILL, INK
from helpers.plain_labels import number, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAP = 0.5
_NARROWEST = 2.6
"""Columns that a label needs, however narrow the matrix below it is."""
_LARGEST = 9
"""Rows or columns up to which the entries of a matrix are written out."""
_TOLD = 25
"""Entries up to which a matrix's alternative text holds all of them."""


@dataclass(frozen=True)
class Block:
    """A matrix in a picture.

    Attributes:
        label: its name.
        rows: how many rows it has.
        columns: how many columns it has.
        diagonal: whether only the diagonal has entries other than 0.
    """

    label: str
    rows: int
    columns: int
    diagonal: bool = False


def plot_equation(
    axes: Axes,
    parts: Sequence[Block | str],
    *,
    letters: Mapping[int, str] | None = None,
    title: str = "",
) -> Axes:
    """Draw an equation between matrices, each to scale: one square for each entry.

    Args:
        axes: where to draw.
        parts: matrices, and the signs between them, such as "=".
        letters: size → the letter that stands for it below a matrix; other sizes are numbers.
        title: what the equation says.

    Returns:
        The axes.
    """
    named = dict(letters or {})
    place, tallest = 0.0, max(part.rows for part in parts if isinstance(part, Block))
    for part in parts:
        if isinstance(part, str):
            axes.text(place + _GAP, 0.0, part, ha="center", va="center", fontsize=14)
            place += 2 * _GAP
            continue
        width = max(part.columns, _NARROWEST)
        _draw_block(axes, part, place + width / 2, named)
        place += width
    axes.set(xlim=(-0.3, place + 0.3), ylim=(-tallest / 2 - 1.4, tallest / 2 + 1.4))
    axes.set(aspect="equal")
    axes.set_axis_off()
    said = (part if isinstance(part, str) else _said(part, named) for part in parts)
    plotting.describe(axes, f"Matrices as rectangles to scale: {' '.join(map(plain, said))}.")
    return plotting.finish(axes, title=title)


def plot_matrix(
    axes: Axes, matrix: ArrayLike, *, xlabel: str = "", ylabel: str = "", title: str = ""
) -> Axes:
    """Draw a matrix: the darker a square, the larger the absolute value of its entry.

    Entries of small matrices are written into their squares, with their sign.

    Args:
        axes: where to draw.
        matrix: shape (rows, columns).
        xlabel: what the columns are.
        ylabel: what the rows are.
        title: what the matrix is.

    Returns:
        The axes.
    """
    entries = np.asarray(matrix, dtype=float) + 0.0  # no entry is written as -0
    largest = float(np.abs(entries).max()) or 1.0
    axes.imshow(np.abs(entries) / largest, cmap="Blues", vmin=0.0, vmax=1.4, aspect="equal")
    if max(entries.shape) <= _LARGEST:
        for (row, column), entry in np.ndenumerate(entries):
            axes.text(column, row, f"{entry:.2g}", ha="center", va="center", fontsize=9)
    axes.set(xticks=range(entries.shape[1]), yticks=range(entries.shape[0]))
    axes.tick_params(length=0, labelbottom=False, labelleft=False)
    axes.grid(visible=False)
    axes.spines[:].set_visible(True)
    plotting.describe(axes, _entries_said(entries, xlabel, ylabel))
    return plotting.finish(axes, xlabel=xlabel, ylabel=ylabel, title=title)


def _entries_said(entries: NDArray[np.float64], xlabel: str, ylabel: str) -> str:
    """Return what a matrix holds: all entries of a small one, the largest of another."""
    rows, columns = entries.shape
    labels = [f" ({plain(label)})" if label else "" for label in (ylabel, xlabel)]
    head = f"A matrix with {rows} rows{labels[0]} and {columns} columns{labels[1]}"
    if entries.size <= _TOLD:
        lines = (", ".join(map(number, row)) for row in entries)
        told = "; ".join(f"row {place}: {line}" for place, line in enumerate(lines, start=1))
        return f"{head}. {told[0].upper()}{told[1:]}."
    row, column = divmod(int(np.abs(entries).argmax()), columns)
    largest = number(entries[row, column])
    zeros = int((entries == 0).sum())
    return (
        f"{head}, darker where the absolute value is larger. The largest is {largest}, in row "
        f"{row + 1}, column {column + 1}; {zeros} of {entries.size} entries are 0."
    )


def _shape(block: Block, letters: Mapping[int, str]) -> str:
    return ", ".join(letters.get(size, str(size)) for size in (block.rows, block.columns))


def _said(block: Block, letters: Mapping[int, str]) -> str:
    diagonal = ", diagonal" if block.diagonal else ""
    return f"{block.label} ({_shape(block, letters)}{diagonal})"


def _draw_block(axes: Axes, block: Block, centre: float, letters: Mapping[int, str]) -> None:
    """Draw one matrix around a centre, with its name above and its shape below."""
    left, top = centre - block.columns / 2, block.rows / 2
    filled = np.ones((block.rows, block.columns), dtype=bool)
    if block.diagonal:
        filled = np.eye(block.rows, block.columns, dtype=bool)
    for row, column in np.ndindex(filled.shape):
        x, y = left + column, top - row
        colour = FILL if filled[row, column] else "white"
        axes.fill([x, x + 1, x + 1, x], [y, y, y - 1, y - 1], fc=colour, ec=INK, lw=0.5, ls="-")
    right, bottom = left + block.columns, -top
    axes.plot(
        [left, right, right, left, left], [top, top, bottom, bottom, top], color=INK, lw=2, ls="-"
    )
    axes.text(centre, top + 0.3, block.label, ha="center", va="bottom", fontsize=13)
    axes.text(
        centre, bottom - 0.3, f"({_shape(block, letters)})", ha="center", va="top", fontsize=11
    )
