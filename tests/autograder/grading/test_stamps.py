"""Time stamps: a time is a time, a zone that is not known is none, and no file is ever read."""

from __future__ import annotations

import builtins
import io
import os
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.stamps import read_time

NOON = datetime(2026, 2, 3, 12, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-03 12:00:00 UTC",
        "2026-02-03 12:00:00",
        "2026-02-03T12:00:00Z",
        "2026-02-03 12:00",
        "2026-02-03 13:00:00 CET",
        "2026-02-03 13:00:00 +01:00",
        "2026-02-03 13:00:00+0100",
        "2026-02-03 14:00:00 GMT+02",
        "2026-02-03 04:00:00 PST",
        "2026-02-03 05:00:00 PDT",
        "2026-02-03 13:00:00 Europe/Berlin",
        "2026-02-03 21:30:00 Australia/Broken_Hill".replace("21:30", "22:30"),
        "2026-02-03 09:00:00 America/Argentina/Buenos_Aires",
    ],
)
def test_a_time_is_a_moment(text: str) -> None:
    stamp = read_time(text)
    assert (stamp.text, stamp.when, stamp.remark) == (text, NOON, "")


@pytest.mark.parametrize("zone", ["CST", "IST", "BST", "XYZ", "Europe/Nowhere", "America"])
def test_a_zone_that_is_not_known_or_has_two_meanings_is_a_remark_and_not_utc(zone: str) -> None:
    stamp = read_time(f"2026-02-03 12:00:00 {zone}")
    assert stamp.when is None
    assert "time zone is not known" in stamp.remark


@pytest.mark.parametrize(
    "text",
    ["yesterday", "2026-02-30 12:00:00 UTC", "0000-01-01 00:00:00", "9" * 400, "\x00", "1 2 3"],
)
def test_what_is_not_a_time_is_a_remark(text: str) -> None:
    stamp = read_time(text)
    assert stamp.when is None
    assert stamp.remark.startswith("timestamp.txt says")
    assert len(stamp.remark) < 400


def test_nothing_is_said_without_a_stamp() -> None:
    assert (read_time("").when, read_time("").remark) == (None, "")


FILES = ["/proc/self/mem", "/etc/passwd", "../../etc/passwd", "Europe/../../x", "localtime", ":x"]


@pytest.mark.parametrize("name", FILES)
def test_a_zone_never_names_a_file(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: object, **others: object) -> None:
        raise AssertionError(words)

    for place, word in ((builtins, "open"), (io, "open"), (os, "open")):
        monkeypatch.setattr(place, word, refuse)
    stamp = read_time(f"2020-01-01 00:00:00 {name}")
    monkeypatch.undo()
    assert stamp.when is None
    assert "zone" in stamp.remark


@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d ?\S{0,9}", fullmatch=True))
def test_any_text_gives_a_time_or_a_remark(text: str) -> None:
    stamp = read_time(text)
    assert bool(text) == (stamp.when is not None or bool(stamp.remark))
    stamp.remark.encode()
