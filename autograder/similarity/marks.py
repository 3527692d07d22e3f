"""Marks: which lines of two answers match, for the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from autograder.markup.text import plain_text
from autograder.similarity.fingerprints import RUN, WINDOW, runs
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
        blocks: the blocks that it belongs to: those of one number match; none for most lines.
    """

    number: int
    text: str
    blocks: tuple[int, ...] = ()


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


@dataclass
class _Marked:
    """The runs of one text, and the blocks of its lines."""

    text: str
    kind: Kind
    hashes: list[int] = field(init=False)
    lines: list[int] = field(init=False)
    blocks: dict[int, set[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        tokens = tokens_of(self.text, self.kind)
        self.hashes = runs(tokens.kinds, RUN[self.kind])
        self.lines = tokens.lines(self.text)

    def mark(self, place: int, block: int) -> None:
        """Let the lines of a run belong to a block."""
        for line in self.lines[place : place + RUN[self.kind]]:
            self.blocks.setdefault(line, set()).add(block)

    def side(self) -> Side:
        """Return the part that is shown."""
        every = self.text.split("\n")
        begin = max(min(self.blocks, default=0) - _BEFORE, 0)
        end = min(begin + MAX_LINES, len(every))
        shown = tuple(
            Line(number + 1, _shown(every[number]), tuple(sorted(self.blocks.get(number, ()))))
            for number in range(begin, end)
        )
        return Side(shown, len(self.blocks), begin, len(every) - end)


def side_by_side(one: str, other: str, kind: Kind, shared: Set[int]) -> tuple[Side, Side]:
    """Return two answers with the lines marked in which they share fingerprints.

    Args:
        one: the first answer.
        other: the second one.
        kind: what they are.
        shared: the fingerprints that count.
    """
    first, second = _Marked(one, kind), _Marked(other, kind)
    for block, here, there in _blocks(first.hashes, second.hashes, shared, RUN[kind] + WINDOW):
        first.mark(here, block)
        second.mark(there, block)
    return first.side(), second.side()


def _blocks(
    one: Sequence[int], other: Sequence[int], shared: Set[int], gap: int
) -> Iterator[tuple[int, int, int]]:
    """Yield the shared runs: the number of a block, and the run's place in both texts.

    A block ends where the next shared run does not follow closely in both.
    """
    places = {value: place for place, value in reversed([*enumerate(other)]) if value in shared}
    block, here, there = 0, 0, 0
    for place, value in enumerate(one):
        if value not in places:
            continue
        new = places[value]
        if not block or place - here > gap or not 0 < new - there <= gap:
            block += 1
        here, there = place, new
        yield block, here, there


def _shown(line: str) -> str:
    """Return a line as pages show it: without controls, and not too long."""
    text = plain_text(line[:MAX_LINE], 8 * MAX_LINE)  # signs may become escapes of eight
    return f"{text} …" if len(line) > MAX_LINE else text
