"""Partial credit: a test cell that ends in a number of points."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from helpers.checks.failure import CheckFailed
from helpers.checks.wording import words


class Marks:
    """Adds up the parts of one test cell.

    The cell ends with `marks.total()`, the points earned. nbgrader and our own engine read that
    number as the cell's score.

    Example:
        >>> marks = Marks()
        >>> with marks.part(1, "relu"):
        ...     pass
        >>> marks.total()
        1.0
    """

    def __init__(self) -> None:
        self._earned = 0.0
        self._failures: list[str] = []

    @contextlib.contextmanager
    def part(self, points: float, title: str) -> Iterator[None]:
        """Run one part: it earns its points unless a check in it fails.

        Args:
            points: what the part earns.
            title: what messages call the part.
        """
        try:
            yield
        except Exception as error:
            text = str(error) if isinstance(error, CheckFailed) else words(error)
            self._failures.append(f"{title} (0 of {points:g}): {text}")
        else:
            self._earned += points

    def total(self) -> float:
        """Return the points earned, and print what failed.

        Returns:
            The sum of the points of all parts without a failure.

        Raises:
            CheckFailed: a part failed and none earned anything.
        """
        if self._failures and not self._earned:
            raise CheckFailed("\n".join(self._failures))
        for failure in self._failures:
            print(failure)
        return self._earned
