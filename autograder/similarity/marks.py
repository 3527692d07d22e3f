"""Marks: which lines of two answers match, for the eye."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from autograder.markup.text import plain_text
from autograder.similarity.fingerprints import RUN, runs
from autograder.similarity.tokens import Kind, tokens_of

MAX_LINES = 120
"""Lines of an answer that are shown."""
MAX_LINE = 160
"""Signs of a line that are shown."""
_BEFORE = 2
"""Lines that are shown before the first one that matches."""


@dataclass(frozen=True)
class Line:
    """A line of an answer.

    Attributes:
        number: its number in the answer, from 1.
        text: what stands in it.
        match: the number of the line of the other answer that it matches best; None for none.
    """

    number: int
    text: str
    match: int | None = None


@dataclass(frozen=True)
class Side:
    """One of two answers, side by side.

    Attributes:
        lines: those that are shown.
        matching: how many lines match, shown or not.
        before: lines above that are not shown.
        behind: lines below that are not shown.
    """

    lines: tuple[Line, ...]
    matching: int
    before: int = 0
    behind: int = 0


@dataclass(frozen=True)
class _Text:
    """The runs of one text, and the lines in which they stand."""

    text: str
    hashes: list[int]
    lines: list[int]

    def side(self, matches: Mapping[int, int]) -> Side:
        """Return the part that is shown.

        Args:
            matches: of the lines that match, those of the other text that they match, from 0.
        """
        every = self.text.split("\n")
        begin = max(min(matches, default=0) - _BEFORE, 0)
        end = min(begin + MAX_LINES, len(every))
        shown = tuple(
            Line(
                number + 1,
                _shown(every[number]),
                matches[number] + 1 if number in matches else None,
            )
            for number in range(begin, end)
        )
        return Side(shown, len(matches), begin, len(every) - end)


def side_by_side(one: str, other: str, kind: Kind, shared: Set[int]) -> tuple[Side, Side]:
    """Return two answers with the lines marked in which they share fingerprints.

    Args:
        one: the first answer.
        other: the second one.
        kind: what they are.
        shared: the fingerprints that count.
    """
    first, second = _text(one, kind), _text(other, kind)
    return (
        first.side(_matches(first, second, kind, shared)),
        second.side(_matches(second, first, kind, shared)),
    )


def _text(text: str, kind: Kind) -> _Text:
    tokens = tokens_of(text, kind)
    return _Text(text, runs(tokens.kinds, RUN[kind]), tokens.lines(text))


def _matches(one: _Text, other: _Text, kind: Kind, shared: Set[int]) -> dict[int, int]:
    """Return which line of the other text each line matches best, token by token."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, value in enumerate(other.hashes):
        if value in shared:
            places[value].append(place)
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    last = -1
    for here, value in enumerate(one.hashes):
        if value not in places:
            continue
        # What occurs several times most likely goes on where the one before it ended.
        found = places[value]
        last = found[bisect_right(found, last) % len(found)]
        for step in range(RUN[kind]):
            counts[one.lines[here + step]][other.lines[last + step]] += 1
    return {
        line: min(found, key=lambda number: (-found[number], number))
        for line, found in counts.items()
    }


def _shown(line: str) -> str:
    """Return a line as pages show it: without controls, and not too long."""
    text = plain_text(line[:MAX_LINE], 8 * MAX_LINE)  # signs may become escapes of eight
    return f"{text} …" if len(line) > MAX_LINE else text
