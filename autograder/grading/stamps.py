"""Time stamps: when a submission was handed in, read from text that nobody can trust.

A zone is an offset, a short name that means one thing everywhere, or a name like `Europe/Berlin`.
No part of the text ever names a file. A zone that is not known gives no time: to take it for UTC
would make somebody late, or in time, by hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

STAMP_NAME = "timestamp.txt"
MAX_STAMP = 1000
"""Bytes of such a file."""
_FORM = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(\S{0,64})", re.ASCII
)
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?", re.ASCII)
_AREA = re.compile(
    r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)"
    r"(?:/[A-Z][A-Za-z_+-]{1,30}){1,2}",
    re.ASCII,
)
_TABLE = """
    Z 0  UTC 0  GMT 0  WET 0  WEST 1  CET 1  CEST 2  EET 2  EEST 3  SAST 2  MSK 3  PKT 5  AWST 8
    JST 9  KST 9  ACST 9.5  ACDT 10.5  AEST 10  AEDT 11  NZST 12  NZDT 13
    EDT -4  EST -5  CDT -5  MDT -6  MST -7  PDT -7  PST -8  AKDT -8  AKST -9  HST -10
"""
_HOURS = {"": 0.0} | dict(zip(_TABLE.split()[::2], map(float, _TABLE.split()[1::2]), strict=True))
"""Short names of one meaning. CST, IST and BST have several, so they are not here. A stamp without
a zone is UTC, as for nbgrader."""
_SHOWN = 60


@dataclass(frozen=True)
class Stamp:
    """When a submission was handed in.

    Attributes:
        text: what stands in `timestamp.txt`; "" without one.
        when: the moment in UTC, without a zone as nbgrader keeps it; None where nobody can tell.
        remark: a sentence about a text that tells no time; "" where all is well.
    """

    text: str = ""
    when: datetime | None = None
    remark: str = ""


def read_time(text: str) -> Stamp:
    """Return what a time stamp says."""
    if not text:
        return Stamp()
    found = _FORM.fullmatch(text)
    if found is None:
        return Stamp(text, None, _remark(text, "it is not a time"))
    zone = _zone(found[8])
    if zone is None:
        return Stamp(text, None, _remark(text, "its time zone is not known"))
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    micro = int((found[7] or "0").ljust(6, "0")[:6])
    try:
        when = datetime(year, month, day, hour, minute, second, micro, tzinfo=zone)
        return Stamp(text, when.astimezone(UTC).replace(tzinfo=None))
    except (ValueError, OverflowError):
        return Stamp(text, None, _remark(text, "there is no such time"))


def unreadable() -> Stamp:
    """Return what a time stamp says that is not a short text: nothing, and that is said."""
    return Stamp(
        remark=f"{STAMP_NAME} is not a short text, so nobody can tell whether this came in time. "
        "Put one line into it, like 2026-02-03 04:05:06 UTC."
    )


def _zone(name: str) -> tzinfo | None:
    offset = _OFFSET.fullmatch(name)
    if offset is not None:
        size = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if size >= timedelta(days=1):
            return None
        return timezone(size if offset[1] == "+" else -size)
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    if not _AREA.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, or no such zone
        return None


def _remark(text: str, why: str) -> str:
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return (
        f"{STAMP_NAME} says {short!a}, and {why}: nobody can tell whether this came "
        "in time. Write it like 2026-02-03 04:05:06 UTC."
    )
