"""Lateness: how late something came, and what that takes off. Arithmetic alone, no files.

Moments have a zone. They are compared and subtracted in UTC: two moments of the same zone would
otherwise differ by what their clocks show, and be an hour off where summer time begins between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY = timedelta(days=1)
IN_TIME = timedelta()


@dataclass(frozen=True)
class Rule:
    """What lateness costs.

    Attributes:
        grace: within it nothing is taken off.
        percent_a_day: percent of the points reached that each day begun takes off.
        at_most: percent that is taken off at most.
    """

    grace: timedelta = timedelta()
    percent_a_day: float = 0.0
    at_most: float = 100.0


FREE = Rule()
"""Lateness costs nothing."""


@dataclass(frozen=True)
class Deadline:
    """Until when one student may hand in one notebook.

    Attributes:
        due: the moment, extensions included; None without a date.
        extended: it is an extension's.
        excused: the student need not hand it in.
        rule: what lateness costs.
    """

    due: datetime | None = None
    extended: bool = False
    excused: bool = False
    rule: Rule = FREE

    def is_open(self, now: datetime) -> bool:
        """Tell whether it can still be handed in without losing points."""
        return self.due is not None and late_by(now, self.due) <= self.rule.grace

    def lateness(self, submitted: datetime | None) -> Lateness:
        """Return what came of a notebook that was handed in at a moment; None where unknown."""
        if submitted is None or self.due is None:
            return Lateness(submitted, self.due, extended=self.extended)
        late = late_by(submitted, self.due)
        percent = 0.0 if self.excused else percent_off(self.rule, late)
        return Lateness(submitted, self.due, late, percent, extended=self.extended)


@dataclass(frozen=True)
class Lateness:
    """How late a notebook came.

    Attributes:
        submitted: when it was handed in; None where nobody can tell.
        due: when it was due; None without a date.
        late: how long after that it came.
        percent: percent of the points reached that this takes off.
        extended: the date is an extension's.
    """

    submitted: datetime | None = None
    due: datetime | None = None
    late: timedelta = IN_TIME
    percent: float = 0.0
    extended: bool = False


UNTIMED = Lateness()
"""Of what nobody knows when it came, or when it was due."""


def late_by(submitted: datetime, due: datetime) -> timedelta:
    """Return how long after its due date something came; nothing for what came in time.

    >>> late_by(datetime(2026, 12, 5, tzinfo=UTC), datetime(2026, 12, 4, 23, tzinfo=UTC))
    datetime.timedelta(seconds=3600)
    """
    return max(submitted.astimezone(UTC) - due.astimezone(UTC), IN_TIME)


def percent_off(rule: Rule, late: timedelta) -> float:
    """Return the percent that a lateness takes off: days begun, counted from the due date.

    >>> percent_off(Rule(timedelta(minutes=15), 10, 50), timedelta(hours=25))
    20
    """
    if late <= max(rule.grace, IN_TIME):
        return 0.0
    days_begun = -(-late // DAY)
    return min(days_begun * rule.percent_a_day, rule.at_most)


def points_off(points: float, percent: float) -> float:
    """Return the points that a percentage takes off: never more than there are.

    >>> points_off(8.0, 20)
    1.6
    """
    reached = max(points, 0.0)
    return min(reached * percent / 100, reached)
