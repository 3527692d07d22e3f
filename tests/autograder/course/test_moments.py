"""Moments: what people write is read, or refused with a reason."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.moments import read_moment, read_span, shown_moment, shown_span

BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 12, 4, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-04T23:59:00+01:00",
        "2026-12-04 23:59:00+01:00",
        "2026-12-04T22:59:00Z",
        '"2026-12-04 23:59+01:00"',
        '"2026-12-04T22:59:00Z"',
    ],
)
def test_a_moment_with_a_zone_is_read(text: str) -> None:
    assert read_moment(tomllib.loads(f"x = {text}")["x"], None) == EVENING


@pytest.mark.parametrize(
    "text", ["2026-12-04 23:59:00", '"2026-12-04 23:59"', '" 2026-12-04T23:59 "']
)
def test_the_files_zone_holds_for_moments_without(text: str) -> None:
    assert read_moment(tomllib.loads(f"x = {text}")["x"], BERLIN) == EVENING


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-12-04T23:59:00", "has no time zone"),
        ('"2026-12-04 23:59"', "has no time zone"),
        ("2026-12-04", "is a day without a time"),
        ('"2026-12-04"', "is not a date with a time"),
        ("23:59:00", "is not a date with a time"),
        ('"2026-02-30 10:00Z"', "is a time that does not exist"),
        ('"2026-02-20 25:00Z"', "is a time that does not exist"),
        ("2206-12-04T23:59:00Z", "is in the year 2206"),
        ("0001-01-01T00:00:00+14:00", "is in the year 1"),
        ('"4 December"', "is not a date with a time"),
        ('""', "is not a date with a time"),
        ("20261204", "is not a date with a time"),
        ("true", "is not a date with a time"),
        ("[]", "is not a date with a time"),
    ],
)
def test_what_is_not_a_moment_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{reason}$"):
        read_moment(tomllib.loads(f"x = {text}")["x"], None)


def test_a_time_that_a_clock_shows_twice_is_the_later_one() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    assert read_moment(twice, BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_a_clock_leaves_out_is_the_later_one() -> None:
    never = datetime(2026, 3, 29, 2, 30)
    assert read_moment(never, BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)),
    st.timedeltas(timedelta(hours=-14), timedelta(hours=14)),
)
def test_a_moment_with_an_offset_is_that_moment_whatever_the_files_zone(
    local: datetime, offset: timedelta
) -> None:
    when = local.replace(tzinfo=timezone(offset))
    assert read_moment(when, BERLIN) == read_moment(when, None) == when


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("15 minutes", timedelta(minutes=15)),
        ("15min", timedelta(minutes=15)),
        ("1 hour", timedelta(hours=1)),
        ("2 Hours", timedelta(hours=2)),
        ("1 hour 30 minutes", timedelta(minutes=90)),
        ("1 hour and 30 minutes", timedelta(minutes=90)),
        ("1 day, 1 s", timedelta(days=1, seconds=1)),
        ("0 minutes", timedelta(0)),
    ],
)
def test_a_span_is_read(text: str, span: timedelta) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize(
    "value",
    ["", "15", "minutes", "15 minute s", "-15 minutes", "1.5 hours", "1 week", 15, None, True],
)
def test_what_is_not_a_span_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"^is not a span of time$"):
        read_span(value)


def test_a_span_of_months_is_refused() -> None:
    with pytest.raises(ValueError, match="is longer than 31 days"):
        read_span("999999 days")


@given(st.integers(0, 31 * 86400))
def test_a_span_in_words_is_at_most_what_it_was(seconds: int) -> None:
    """Smaller units are left out, so words never promise more time than there is."""
    shown = read_span(shown_span(timedelta(seconds=seconds)))
    assert shown <= timedelta(seconds=seconds) < shown + timedelta(hours=1)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (3660, "1 hour 1 minute"),
        (86400, "1 day"),
        (2 * 86400 + 3600 * 5 + 59, "2 days 5 hours"),
    ],
)
def test_spans_are_told_in_their_largest_units(seconds: float, words: str) -> None:
    assert shown_span(timedelta(seconds=seconds)) == words


def test_moments_are_shown_in_a_zone_with_seconds_where_there_are_some() -> None:
    assert shown_moment(EVENING, BERLIN) == "2026-12-04 23:59"
    assert shown_moment(EVENING + timedelta(seconds=30), UTC) == "2026-12-04 22:59:30"
