"""Dates: a course with a `dates.toml`, and a clock that stands still."""

from __future__ import annotations

from datetime import datetime

import pytest

from autograder.course import clock
from autograder.course.dates import DATES_NAME
from autograder.course.layout import Course


def write_dates(course: Course, text: str) -> None:
    """Write a course's dates."""
    (course.root / DATES_NAME).write_text(text, encoding="utf-8")


def stop_clock(monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Let it be a moment, given in ISO 8601 with its zone, from now on."""
    moment = datetime.fromisoformat(when)
    monkeypatch.setattr(clock, "now", lambda: moment)
