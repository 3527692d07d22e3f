"""Progress: how far a question has come, and who has marked how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.course.rubrics import Written
from autograder.gradebook.marks import FIRST, SECOND, Entry
from autograder.marking.queue import Stand, sampled, stand


@dataclass(frozen=True)
class Progress:
    """How far the answers to a question have come.

    Attributes:
        marked: answers that have been marked.
        waiting: answers that wait, those that have changed since among them.
        blank: answers that were left blank, which have their points already.
        by: how many of the marks that hold each person has given.
        second: answers with a second mark.
        sample: answers that should get one.
    """

    marked: int
    waiting: int
    blank: int
    by: Mapping[str, int]
    second: int
    sample: int

    @property
    def all(self) -> int:
        """Answers that somebody must read."""
        return self.marked + self.waiting


def progress_of(question: Written, entries: Mapping[str, Entry], share: float) -> Progress:
    """Return how far a question has come.

    Args:
        question: the question.
        entries: what is known of each student's answer.
        share: share of the answers that get a second look.
    """
    stands = [stand(entry) for entry in entries.values()]
    by: dict[str, int] = {}
    for entry in entries.values():
        if FIRST in entry.marks and not entry.waiting:
            marker = entry.marks[FIRST].marker
            by[marker] = by.get(marker, 0) + 1
    blank = stands.count(Stand.BLANK)
    return Progress(
        marked=stands.count(Stand.MARKED),
        waiting=len(stands) - stands.count(Stand.MARKED) - blank,
        blank=blank,
        by=by,
        second=sum(SECOND in entry.marks for entry in entries.values()),
        sample=len(sampled(question.name, entries, share)),
    )
