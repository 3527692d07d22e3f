"""Pace: what was done before says nothing of how long the rest takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.cli.pace import Pace, left_words


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_before_anything_is_done_nobody_can_tell() -> None:
    clock = Clock()
    pace = Pace(10, clock)
    pace.skip(4)
    clock.now += 60
    assert pace.left() is None
    assert left_words(pace.left()) == ""


@given(
    kept=st.integers(0, 500),
    done=st.integers(1, 50),
    rest=st.integers(0, 500),
    each=st.floats(0.1, 100),
    reading=st.floats(0, 5),
)
def test_a_resumed_run_is_foreseen_like_a_new_one(
    kept: int, done: int, rest: int, each: float, reading: float
) -> None:
    clock = Clock()
    pace = Pace(kept + done + rest, clock)
    for _ in range(kept):
        clock.now += reading
        pace.skip(1)
    for _ in range(done):
        clock.now += each
        pace.work(1)
    assert pace.left() == pytest.approx(rest * each, rel=1e-6, abs=1e-6)
    assert pace.done == kept + done


@given(st.integers(1, 20), st.integers(1, 20))
def test_what_was_kept_in_between_takes_nothing_from_the_pace(done: int, kept: int) -> None:
    clock = Clock()
    pace = Pace(100, clock)
    for _ in range(done):
        clock.now += 7
        pace.work(1)
    before = pace.left()
    pace.skip(kept)
    assert before == pytest.approx(7 * (100 - done))
    assert pace.left() == pytest.approx(7 * (100 - done - kept))


def test_more_than_was_foreseen_leaves_nothing() -> None:
    pace = Pace(1, Clock())
    pace.work(3)
    assert pace.left() == 0.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about 0 s left"),
        (1, "about 5 s left"),
        (55, "about 55 s left"),
        (56, "about 1 min left"),
        (95, "about 2 min left"),
        (3599, "about 1 h 0 min left"),
        (7380, "about 2 h 3 min left"),
    ],
)
def test_time_is_told_as_exactly_as_it_can_be_foreseen(seconds: float, words: str) -> None:
    assert left_words(seconds) == words
