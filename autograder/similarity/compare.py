"""The comparison: which answers have more in common than the class explains.

Fingerprints count by their rarity in the class. What many have written counts for nothing: it is
the natural way to solve the question, or comes from somewhere that all of them know. An index from
fingerprints to answers leads to the pairs, so that no text is compared with every other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from autograder.similarity.answers import Asked, Author, Collected
from autograder.similarity.fingerprints import fingerprints

AT_LEAST = 0.4
"""The share in common from which on a pair is shown; docs/similarity.md says what it finds."""
MIN_SHARED = 8
"""Rare fingerprints that two answers must share: about 25 tokens, so that no short one counts."""
_FEW, _MANY, _PART = 4, 30, 0.1
"""Fingerprints are rare that this part of the answers have, in any case so few, never so many."""
_SCALE = 1000


@dataclass(frozen=True)
class Common:
    """What two answers to a question have in common.

    Attributes:
        asked: the question.
        share: how much of both it is, weighted by rarity: from 0 to 1.
        weight: how much it is in all.
        shared: the fingerprints.
    """

    asked: Asked
    share: float
    weight: int
    shared: frozenset[int]


@dataclass(frozen=True)
class Pair:
    """Two students some of whose answers have much in common.

    Attributes:
        first: one of them; of this year's class.
        second: the other one.
        found: their answers, the most weighty first.
    """

    first: Author
    second: Author
    found: tuple[Common, ...]

    @property
    def weight(self) -> int:
        """How much they have in common in all questions."""
        return sum(common.weight for common in self.found)


@dataclass(frozen=True)
class Compared:
    """What comes of a comparison.

    Attributes:
        pairs: those that have much in common, the ones with the most first.
        answers: how many answers are long enough, and so much their author's own, to be compared.
    """

    pairs: tuple[Pair, ...]
    answers: int


def compare(collected: Collected, at_least: float = AT_LEAST) -> Compared:
    """Compare all answers to each question.

    A pair is never of two earlier years, nor of somebody and their own earlier work.

    Args:
        collected: all answers.
        at_least: the smallest share of a question that counts.
    """
    found: dict[tuple[Author, Author], list[Common]] = defaultdict(list)
    answers = 0
    for asked, texts in collected.answers.items():
        given = collected.given(asked)
        prints = {who: fingerprints(text, asked.kind, given) for who, text in texts.items()}
        class_prints = ClassPrints(prints)
        answers += len(class_prints.rare)
        for first, second, common in class_prints.in_common(asked):
            if common.share >= at_least:
                found[first, second].append(common)
    pairs = (
        Pair(*both, tuple(sorted(common, key=lambda one: (-one.weight, one.asked))))
        for both, common in found.items()
    )
    ranked = sorted(pairs, key=lambda pair: (-pair.weight, pair.first, pair.second))
    return Compared(tuple(ranked), answers)


class ClassPrints:
    """The answers of a class to one question, as far as they are rare.

    Args:
        prints: the fingerprints of each answer.

    Attributes:
        rare: the rare ones among them, of each answer that has enough of these.
    """

    def __init__(self, prints: Mapping[Author, frozenset[int]]) -> None:
        self._weights = _weights(prints)
        known = frozenset(self._weights)
        rare = {who: own & known for who, own in prints.items()}
        self.rare = {who: own for who, own in rare.items() if len(own) >= MIN_SHARED}

    def in_common(self, asked: Asked) -> Iterator[tuple[Author, Author, Common]]:
        """Yield what pairs of answers to this question have in common, where it is enough."""
        totals = {who: self._weight(own) for who, own in self.rare.items()}
        for first, second in _candidates(self.rare):
            shared = self.rare[first] & self.rare[second]
            weight = self._weight(shared)
            share = 2 * weight / (totals[first] + totals[second])
            yield first, second, Common(asked, share, weight, shared)

    def _weight(self, own: frozenset[int]) -> int:
        return sum(self._weights[one] for one in own)


def _weights(prints: Mapping[Author, frozenset[int]]) -> dict[int, int]:
    """Return the weights of the rare fingerprints: whole numbers, whose sum has no order."""
    counts = Counter(one for own in prints.values() for one in own)
    most = max(_FEW, min(_PART * len(prints), _MANY))
    return {
        one: round(_SCALE * math.log(1 + len(prints) / count))
        for one, count in counts.items()
        if count <= most
    }


def _candidates(rare: Mapping[Author, frozenset[int]]) -> list[tuple[Author, Author]]:
    """Return the pairs that share enough rare fingerprints, and may be shown."""
    holders: dict[int, list[Author]] = defaultdict(list)
    for who in sorted(rare):
        for one in rare[who]:
            holders[one].append(who)
    counts: Counter[tuple[Author, Author]] = Counter()
    for several in holders.values():
        counts.update(combinations(several, 2))
    return [
        (first, second)
        for (first, second), count in counts.items()
        if count >= MIN_SHARED and not first.earlier and first.name != second.name
    ]
