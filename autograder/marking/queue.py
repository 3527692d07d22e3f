"""The queue: in which order each person gets the answers to a question, and which comes next.

Everybody has an order of their own. So two who mark the same question seldom meet, and no answer
is always the last one, when everybody is tired.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from enum import StrEnum

from autograder.gradebook.marks import FIRST, SECOND, Entry


class Stand(StrEnum):
    """Where an answer stands, for one person and one look."""

    WAITING = "waits"
    CHANGED = "changed since it was marked"
    MARKED = "marked"
    BLANK = "left blank"
    OTHERS = "not in the sample"


def stand(entry: Entry, look: int = FIRST, *, marker: str = "", sampled: bool = True) -> Stand:
    """Return where an answer stands.

    Args:
        entry: what is known of it.
        look: the look that is meant.
        marker: who asks: nobody takes a second look at their own marks.
        sampled: the answer is in the sample of the second look.
    """
    if look == SECOND:
        return _second_stand(entry, marker, sampled=sampled)
    if entry.is_blank:
        return Stand.BLANK
    if entry.waiting:
        return Stand.WAITING if entry.manual is None else Stand.CHANGED
    return Stand.MARKED


def _second_stand(entry: Entry, marker: str, *, sampled: bool) -> Stand:
    if SECOND in entry.marks:
        return Stand.MARKED
    first = entry.marks.get(FIRST)
    fits = first is not None and first.marker != marker and not entry.waiting
    return Stand.WAITING if fits and sampled else Stand.OTHERS


def ordered(students: Iterable[str], marker: str, question: str) -> list[str]:
    """Return students in the order in which one person gets their answers to a question."""
    return sorted(students, key=lambda student: _shuffled(marker, question, student))


def sample_of(question: str, students: Iterable[str], share: float) -> frozenset[str]:
    """Return whose answers get a second look; they are the same for everybody.

    Args:
        question: its grade id.
        students: whose answers there are.
        share: share of the answers, from 0 to 1; a part of an answer is a whole one.
    """
    shuffled = ordered(students, "second look", question)
    return frozenset(shuffled[: math.ceil(share * len(shuffled))])


def sampled(question: str, entries: Mapping[str, Entry], share: float) -> frozenset[str]:
    """Return the same among the answers that somebody must read."""
    read = (student for student, entry in entries.items() if not entry.is_blank)
    return sample_of(question, read, share)


def following(
    order: list[str],
    stands: Mapping[str, Stand],
    held: Mapping[str, str],
    marker: str,
    after: str = "",
) -> str | None:
    """Return whose answer comes next; None where none is left for this person.

    Args:
        order: the students in this person's order.
        stands: where each answer stands.
        held: who has which answer on the screen; what another one has is passed over.
        marker: who goes on.
        after: the student whose answer was the last; "" for none.
    """
    begin = order.index(after) + 1 if after in order else 0
    waiting = (Stand.WAITING, Stand.CHANGED)
    for student in order[begin:] + order[:begin]:
        free = held.get(student, marker) == marker
        if student != after and stands[student] in waiting and free:
            return student
    return None


def _shuffled(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
