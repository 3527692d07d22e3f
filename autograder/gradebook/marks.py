"""Marks as data: who has given which boxes of a rubric, points and comment to an answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from autograder.gradebook.read import Entry as Row

FIRST, SECOND = 1, 2
"""The look that counts, and the one that only compares."""


class Place(NamedTuple):
    """One answer of one student."""

    assignment: str
    notebook: str
    question: str
    student: str


class Given(msgspec.Struct, frozen=True):
    """A criterion of the rubric, as it was when somebody marked, and what was given for it.

    Attributes:
        points: what it was worth.
        text: its words.
        share: how much of it is there, from 0 to 1.
    """

    points: float
    text: str
    share: float


@dataclass(frozen=True)
class Mark:
    """One decision of one person.

    Attributes:
        marker: who decided.
        given: what was given for each criterion.
        extra: points besides, which may be negative.
        points: points of the whole question.
        comment: a comment for the student, as Markdown.
        look: `FIRST`, or `SECOND` for a second look that changes no points.
        number: the number of the decision; 0 before it is written.
    """

    marker: str
    given: tuple[Given, ...]
    extra: float
    points: float
    comment: str
    look: int = FIRST
    number: int = 0


class Before(msgspec.Struct, frozen=True):
    """What the gradebook held of an answer before a mark, for undo."""

    points: float | None
    waiting: bool
    comment: str | None


@dataclass(frozen=True)
class Hold:
    """Who has an answer on the screen.

    Attributes:
        marker: who.
        since: since when, in UTC.
    """

    marker: str
    since: datetime


@dataclass(frozen=True)
class Entry:
    """What is known of one answer.

    Attributes:
        automatic: points that grading gave, as for a blank answer; None where it gave none.
        manual: points that a person gave, in whatever program; None without.
        waiting: somebody must mark it, or look at it again because the answer has changed.
        comment: the comment of a person, in whatever program.
        marks: the mark that holds, by look.
        hold: who has it on the screen.
    """

    automatic: float | None
    manual: float | None
    waiting: bool
    comment: str = ""
    marks: dict[int, Mark] = field(default_factory=dict)
    hold: Hold | None = None

    @property
    def points(self) -> float | None:
        """The points that hold now; None where it waits and has none."""
        return self.automatic if self.manual is None else self.manual

    @property
    def is_blank(self) -> bool:
        """Whether grading found it left as it was handed out."""
        return self.manual is None and not self.waiting

    def version(self, look: int) -> str:
        """Return a sign that changes with everything that somebody else could have done.

        Args:
            look: the look that one is about to write.
        """
        mark = self.marks.get(look)
        parts = [str(mark.number if mark else 0)]
        if look == FIRST:
            parts += [repr(self.manual), str(self.waiting), self.comment]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def mark_of(row: Row) -> Mark:
    """Return a row of the table as a mark."""
    return Mark(
        marker=row.marker,
        given=tuple(msgspec.json.decode(row.given, type=list[Given])),
        extra=row.extra,
        points=row.points,
        comment=row.comment,
        look=row.look,
        number=row.number,
    )
