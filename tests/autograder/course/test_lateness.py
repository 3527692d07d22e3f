"""Lateness: the laws that what is taken off keeps, whatever the dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.lateness import Deadline, Rule, late_by, percent_off, points_off

DUE = datetime(2026, 12, 4, 23, 59, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(0), timedelta(days=60))
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
RULES = st.builds(
    Rule,
    grace=st.timedeltas(timedelta(0), timedelta(days=3)),
    percent_a_day=st.floats(0, 100),
    at_most=st.floats(0, 100),
)
POINTS = st.floats(-5, 200)


@given(RULES, SPANS, SPANS)
def test_who_is_later_never_loses_less(rule: Rule, one: timedelta, other: timedelta) -> None:
    sooner, later = sorted((one, other))
    assert percent_off(rule, sooner) <= percent_off(rule, later)


@given(RULES, SPANS)
def test_the_percentage_lies_between_nothing_and_the_cap(rule: Rule, late: timedelta) -> None:
    assert 0 <= percent_off(rule, late) <= rule.at_most


@given(POINTS, st.floats(0, 100))
def test_never_more_points_are_taken_off_than_there_are(points: float, percent: float) -> None:
    assert 0 <= points_off(points, percent) <= max(points, 0)


@given(POINTS)
def test_all_points_are_taken_off_at_most(points: float) -> None:
    assert points_off(points, 100) == pytest.approx(max(points, 0))


@given(RULES, MOMENTS, MOMENTS, SPANS)
def test_an_extension_never_raises_the_penalty(
    rule: Rule, submitted: datetime, due: datetime, more: timedelta
) -> None:
    before = Deadline(due, rule=rule).lateness(submitted)
    after = Deadline(due + more, rule=rule).lateness(submitted)
    assert after.percent <= before.percent
    assert after.late <= before.late


@given(RULES, MOMENTS, MOMENTS, ZONES, ZONES)
def test_equal_moments_in_other_zones_are_equal(
    rule: Rule, submitted: datetime, due: datetime, one: str, other: str
) -> None:
    here = Deadline(due, rule=rule).lateness(submitted)
    there = Deadline(due.astimezone(ZoneInfo(one)), rule=rule).lateness(
        submitted.astimezone(ZoneInfo(other))
    )
    assert (there.late, there.percent) == (here.late, here.percent)


def test_an_hour_of_summer_time_is_no_hour_of_lateness() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    due = datetime(2026, 3, 29, 1, 59, tzinfo=berlin)  # the next minute is 3 o'clock
    assert late_by(datetime(2026, 3, 29, 3, 0, tzinfo=berlin), due) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("late", "percent"),
    [
        (timedelta(0), 0),
        (timedelta(minutes=15), 0),
        (timedelta(minutes=15, microseconds=1), 10),
        (timedelta(days=1), 10),
        (timedelta(days=1, microseconds=1), 20),
        (timedelta(days=4, hours=23), 50),
        (timedelta(days=400), 50),
    ],
)
def test_days_begun_count_from_the_due_date_and_not_from_the_end_of_the_grace(
    late: timedelta, percent: float
) -> None:
    rule = Rule(timedelta(minutes=15), 10, 50)
    assert percent_off(rule, late) == percent
    assert Deadline(DUE, rule=rule).lateness(DUE + late).percent == percent


def test_what_nobody_knows_the_time_of_is_not_late() -> None:
    rule = Rule(percent_a_day=10)
    assert Deadline(DUE, rule=rule).lateness(None).percent == 0
    assert Deadline(None, rule=rule).lateness(DUE).percent == 0


def test_somebody_excused_loses_nothing() -> None:
    found = Deadline(DUE, excused=True, rule=Rule(percent_a_day=10))
    assert found.lateness(DUE + timedelta(days=3)).percent == 0


def test_it_is_open_until_the_grace_has_run_out() -> None:
    found = Deadline(DUE.astimezone(timezone(timedelta(hours=1))), rule=Rule(timedelta(hours=1)))
    assert found.is_open(DUE + timedelta(hours=1))
    assert not found.is_open(DUE + timedelta(hours=1, microseconds=1))
    assert not Deadline(None).is_open(DUE), "nobody waits for ever"
