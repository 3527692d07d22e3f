"""Partial credit: a test cell that ends in a number of points."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from helpers.checks.failure import CheckFailed
from helpers.checks.wording import words

_COLOURS = {"✓": "#1a7f37", "◐": "#9a6700", "✗": "#cf222e"}
"""Sign of a verdict → its colour, which can be read on a light ground."""


def _sign(earned: float, worth: float) -> str:
    """Return the sign of a verdict; parts are added up, so the last digits do not count."""
    if earned >= worth - 1e-9:
        return "✓"
    return "◐" if earned else "✗"


class Points(float):
    """A number of points that notebooks show as a verdict: `✓ 2 of 2` or `◐ 1 of 2`.

    As a text it is a plain number, which nbgrader and our own engine read as the cell's score.

    Example:
        >>> Points(1, of=2)
        1.0
        >>> Points(1, of=2).verdict
        '◐ 1 of 2'
    """

    __slots__ = ("verdict",)
    verdict: str

    def __new__(cls, earned: float, *, of: float) -> Points:
        """Return `earned` points of the most that there are, `of`."""
        points = super().__new__(cls, earned)
        points.verdict = f"{_sign(earned, of)} {earned:g} of {of:g}"
        return points

    def _repr_html_(self) -> str:
        """Let Jupyter show the verdict in place of the number."""
        colour = _COLOURS[self.verdict[0]]
        return f'<b style="color: {colour}">{self.verdict}</b>'


class Marks:
    """Adds up the parts of one test cell.

    The cell ends with `marks.total()`, the points earned, which Jupyter shows as a verdict.

    Example:
        >>> marks = Marks()
        >>> with marks.part(1, "relu"):
        ...     pass
        >>> marks.total()
        1.0
        >>> marks.total().verdict
        '✓ 1 of 1'
    """

    def __init__(self) -> None:
        self._earned = 0.0
        self._worth = 0.0
        self._failures: list[str] = []

    @contextlib.contextmanager
    def part(self, points: float, title: str) -> Iterator[None]:
        """Run one part: it earns its points unless a check in it fails.

        Args:
            points: what the part earns.
            title: what messages call the part.
        """
        self._worth += points
        try:
            yield
        except Exception as error:
            text = str(error) if isinstance(error, CheckFailed) else words(error)
            self._failures.append(f"{title} (0 of {points:g}): {text}")
        else:
            self._earned += points

    def total(self) -> Points:
        """Return the points earned, and print what failed.

        Returns:
            The sum of the points of all parts without a failure.

        Raises:
            CheckFailed: a part failed and none earned anything.
        """
        if self._failures and not self._earned:
            points = Points(0, of=self._worth)
            raise CheckFailed("\n".join(self._failures), verdict=points.verdict)
        for failure in self._failures:
            print(failure)
        return Points(self._earned, of=self._worth)
