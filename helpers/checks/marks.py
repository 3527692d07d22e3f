"""Partial credit: a test cell that ends in a number of points, shown as a verdict."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Iterator

from helpers.checks.failure import WRITE_CODE, CheckFailed, printed_lines, shortened
from helpers.checks.listening import mark, printed_since
from helpers.checks.session import COLOURS, State, cell_begins, cell_ends
from helpers.checks.wording import words

_RED, _PLAIN = "\x1b[1;31m", "\x1b[0m"
_MAX_WHAT = 100


def _sign(earned: float, worth: float) -> State:
    """Return the sign of a verdict; parts are added up, so the last digits do not count."""
    if earned >= worth - 1e-9:
        return State.DONE
    return State.PARTLY if earned else State.FAILED


class Points(float):
    """A number of points that notebooks show as a verdict: `✓ 2 of 2` or `◐ 1 of 2: relu`.

    As a text it is a plain number, which nbgrader and our own engine read as the cell's score.

    Example:
        >>> Points(1, of=2)
        1.0
        >>> Points(1, of=2, what="relu").verdict
        '◐ 1 of 2: relu'
    """

    __slots__ = ("verdict",)
    verdict: str

    def __new__(cls, earned: float, *, of: float, what: str = "", risk: str = "") -> Points:
        """Return `earned` points of the most that there are, `of`.

        Args:
            earned: the points.
            of: the most that there are.
            what: the parts that failed.
            risk: what passes here and will lose points when it is graded.
        """
        points = super().__new__(cls, earned)
        sign, told = _sign(earned, of), what
        if sign is State.DONE and risk:
            sign, told = State.AT_RISK, f"{risk} will lose points when graded"
        told = f": {shortened(told, _MAX_WHAT)}" if told else ""
        points.verdict = f"{sign} {earned:g} of {of:g}{told}"
        return points

    def _repr_html_(self) -> str:
        """Let Jupyter show the verdict in place of the number."""
        colour = COLOURS[State(self.verdict[0])]
        return f'<b style="color: {colour}">{html.escape(self.verdict)}</b>'


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
        self._failed: list[str] = []
        self._unanswered = True
        self._from = mark()
        self._cell = cell_begins()

    @contextlib.contextmanager
    def part(self, points: float, title: str) -> Iterator[None]:
        """Run one part: it earns its points unless a check in it fails.

        Args:
            points: what the part earns.
            title: what messages call the part.
        """
        self._worth += points
        before = mark()
        try:
            yield
        except Exception as error:
            failure = _failure(error).with_hints(printed=printed_since(before))
            self._unanswered &= failure.unanswered
            self._failures.append(_told(failure, title, points))
            self._failed.append(title)
        else:
            self._earned += points

    @contextlib.contextmanager
    def needed(self, of: float, title: str) -> Iterator[None]:
        """Run what every part needs: where it fails, the cell ends and no part earns anything.

        Args:
            of: the points of all parts.
            title: what messages call it.

        Raises:
            CheckFailed: something failed.
        """
        try:
            yield
        except Exception as error:
            failure = _failure(error).with_hints(printed=printed_since(self._from))
            blank = failure.unanswered
            cell_ends(self._cell, State.OPEN if blank else State.FAILED, 0, of)
            raise CheckFailed(
                _told(failure, title, of),
                unanswered=blank,
                verdict=_failed_verdict(Points(0, of=of, what=title)),
            ) from None

    def total(self) -> Points:
        """Return the points earned, and print what failed.

        Returns:
            The sum of the points of all parts without a failure.

        Raises:
            CheckFailed: a part failed and none earned anything.
        """
        points = Points(
            self._earned, of=self._worth, what=", ".join(self._failed), risk=self._cell.risk
        )
        blank = bool(self._failures) and not self._earned and self._unanswered
        state = State.OPEN if blank else State(points.verdict[0])
        cell_ends(self._cell, state, self._earned, self._worth)
        if self._failures and not self._earned:
            verdict = _failed_verdict(points)
            raise CheckFailed("\n".join(self._failures), unanswered=blank, verdict=verdict)
        for failure in self._failures:
            print(failure)
        if not self._failures and (lines := printed_lines(printed_since(self._from))):
            print("\n".join(lines))
        return points


def _told(failure: CheckFailed, title: str, worth: float) -> str:
    return f"{title} (0 of {worth:g}): {failure}"


def _failed_verdict(points: Points) -> str:
    return f"{_RED}{points.verdict}{_PLAIN}"


def _failure(error: Exception) -> CheckFailed:
    """Return what a part failed with as a check says it."""
    if isinstance(error, CheckFailed):
        return error
    if isinstance(error, NameError) and error.name:
        return CheckFailed(
            words(error), slip=f"run the cell that defines `{error.name}` first.", unanswered=True
        )
    if isinstance(error, NotImplementedError):
        return CheckFailed("There is no answer yet.", slip=WRITE_CODE, unanswered=True)
    return CheckFailed(words(error))
