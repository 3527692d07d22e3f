"""Effects: what a statement does with the names of its notebook."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field


@dataclass
class Effects:
    """What happens to a notebook's names when code runs.

    Attributes:
        binds: names that get another meaning, or none.
        touches: names whose values are changed in place, whatever they are.
        uses: names whose values are handed to code that may keep or change them, or are called.
        settings: what else is changed, as reasons.
        seeds: generators of random numbers that are set, as reasons.
    """

    binds: set[str] = field(default_factory=set)
    touches: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)

    def add(self, other: Effects) -> bool:
        """Take over what another one has; tell whether it was more."""
        before = self._size()
        self.binds |= other.binds
        self.touches |= other.touches
        self.uses |= other.uses
        self.settings |= other.settings
        self.seeds |= other.seeds
        return self._size() > before

    def without(self, own: Set[str]) -> Effects:
        """Return the effects on all names but these, whose values are nobody else's."""
        return Effects(self.binds, self.touches - own, self.uses - own, self.settings, self.seeds)

    def any(self) -> bool:
        """Tell whether anything happens."""
        return self._size() > 0

    def _size(self) -> int:
        parts = (self.binds, self.touches, self.uses, self.settings, self.seeds)
        return sum(map(len, parts))


@dataclass
class Footprint:
    """What one statement of a cell does.

    Attributes:
        reads_now: names that it reads when it runs.
        reads_later: names that are read when something that it defines is called.
        surely_binds: names that it binds unless it fails.
        draws: whether it may draw from a generator of random numbers that all cells share, when it
            runs.
        now: what happens when it runs.
        later: what happens when something that it defines is called.
    """

    reads_now: set[str] = field(default_factory=set)
    reads_later: set[str] = field(default_factory=set)
    surely_binds: frozenset[str] = frozenset()
    draws: bool = False
    now: Effects = field(default_factory=Effects)
    later: Effects = field(default_factory=Effects)

    @property
    def reads(self) -> set[str]:
        """All names that it reads, now or later."""
        return self.reads_now | self.reads_later
