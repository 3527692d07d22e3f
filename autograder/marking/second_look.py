"""The second look: how far two people agree who have marked the same answers."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.rubrics import ALMOST
from autograder.gradebook.marks import FIRST, SECOND, Entry, Mark


@dataclass(frozen=True)
class Pair:
    """One answer with two marks.

    Attributes:
        student: whose it is.
        first: the mark that counts.
        second: the mark of the second look.
        version: the entry's version, for whoever decides between them.
    """

    student: str
    first: Mark
    second: Mark
    version: str

    @property
    def difference(self) -> float:
        """By how many points the second mark is higher."""
        return self.second.points - self.first.points


@dataclass(frozen=True)
class Agreement:
    """How far the marks of a question agree.

    Attributes:
        pairs: the answers with two marks, those that differ most first.
        mean: mean of the differences: who is stricter.
        spread: mean of their sizes: how far apart two people are.
        same: how many agree.
    """

    pairs: tuple[Pair, ...]
    mean: float = 0.0
    spread: float = 0.0
    same: int = 0


def agreement(entries: Mapping[str, Entry]) -> Agreement:
    """Return how far first and second marks of a question agree.

    Args:
        entries: what is known of each student's answer.
    """
    pairs = [
        Pair(student, entry.marks[FIRST], entry.marks[SECOND], entry.version(FIRST))
        for student, entry in sorted(entries.items())
        if FIRST in entry.marks and SECOND in entry.marks
    ]
    if not pairs:
        return Agreement(())
    apart = [pair.difference for pair in pairs]
    return Agreement(
        pairs=tuple(sorted(pairs, key=lambda pair: -abs(pair.difference))),
        mean=statistics.fmean(apart),
        spread=statistics.fmean(map(abs, apart)),
        same=sum(abs(one) < ALMOST for one in apart),
    )
