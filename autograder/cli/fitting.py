"""Fitting: text in columns, and names as short as they can be.

Widths count what a terminal shows, so wide characters line up as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size

NAME = 24
"""Columns that a student's name gets where there are 80 in all."""
_PLAIN_WIDTH = 80


def fit(text: str, width: int) -> str:
    """Return text in exactly `width` columns; what is too long ends in `…`."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def fit_right(text: str, width: int) -> str:
    """Return text in at least `width` columns, to the right."""
    return " " * (width - cell_len(text)) + text


def counted(number: int, word: str) -> str:
    """Return `1 page`, `2 pages`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def name_width(names: Iterable[str], width: int) -> int:
    """Return how many columns names get: as many as they need, and a share of the width at most."""
    return min(max(map(cell_len, names), default=1), NAME + max(width - _PLAIN_WIDTH, 0) // 2)


def short_names(notebooks: Sequence[str]) -> list[str]:
    """Return notebooks' names for narrow columns: `01` for `01_derivatives`, if no other has it."""
    numbers = {match[0]: name for name in notebooks if (match := re.match(r"\d+", name))}
    return list(numbers if len(numbers) == len(notebooks) else notebooks)
