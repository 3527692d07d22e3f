"""Moments and spans of time, as people write and read them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

FIRST_YEAR, LAST_YEAR = 2000, 2100
LIKE = "2026-12-04T23:59:00+01:00"
"""A moment as the documents write it."""
LIKE_LOCAL = "2026-12-04 23:59:00"
"""The same where the file names the zone."""
NO_ZONE = "has no time zone"
MAX_SPAN = timedelta(days=31)
_TEXT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_SPAN = re.compile(r"(\d{1,6})\s*([a-z]+)", re.ASCII)
_SECONDS = {
    **dict.fromkeys(("s", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hour", "hours"), 3600),
    **dict.fromkeys(("d", "day", "days"), 86400),
}


def read_moment(value: object, zone: tzinfo | None) -> datetime:
    """Return the moment that a value of a file means, in UTC.

    A clock that is turned back shows some times twice: the later one is meant, for the students.

    Args:
        value: a date-time, or a text that holds one.
        zone: the zone of a value that names none; None where it has to.

    Raises:
        ValueError: it is not a moment; the message ends the sentence "… , and that ".
    """
    if isinstance(value, str) and _TEXT.fullmatch(value.strip()):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("is a time that does not exist") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        raise ValueError("is a day without a time")
    if not isinstance(value, datetime):
        raise ValueError("is not a date with a time")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"is in the year {value.year}")
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    if zone is None:
        raise ValueError(NO_ZONE)
    return max(value.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))


def read_span(value: object) -> timedelta:
    """Return the span of time that a text means.

    >>> read_span("1 hour 30 minutes")
    datetime.timedelta(seconds=5400)

    Raises:
        ValueError: it is not a span; the message ends the sentence "… , and that ".
    """
    text = value.strip().lower() if isinstance(value, str) else ""
    parts = _SPAN.findall(text)
    left = _SPAN.sub("", text).replace("and", "").replace(",", "").strip()
    if not parts or left or any(unit not in _SECONDS for _, unit in parts):
        raise ValueError("is not a span of time")
    span = timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))
    if span > MAX_SPAN:
        raise ValueError(f"is longer than {MAX_SPAN.days} days")
    return span


def shown_moment(when: datetime, zone: tzinfo) -> str:
    """Return a moment as people read it, without its zone.

    >>> shown_moment(datetime(2026, 12, 4, 22, 59, tzinfo=UTC), UTC)
    '2026-12-04 22:59'
    """
    local = when.astimezone(zone)
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


def shown_span(span: timedelta) -> str:
    """Return a span of time in words, in its two largest units, seconds only below a minute.

    >>> shown_span(timedelta(hours=25, minutes=10)), shown_span(timedelta(seconds=61))
    ('1 day 1 hour', '1 minute')
    """
    seconds = int(span.total_seconds())
    sizes = (("day", 86400), ("hour", 3600), ("minute", 60))
    parts = []
    for name, size in sizes:
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number} {name}{'' if number == 1 else 's'}")
    if parts:
        return " ".join(parts[:2])
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def plain(value: object) -> str:
    """Return a value of a file as a sentence quotes it: short, dates as they look in a file."""
    text = value.isoformat() if isinstance(value, date | time) else repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
