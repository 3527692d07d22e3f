"""Partial credit: parts earn points one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks.failure import CheckFailed
from helpers.checks.marks import Marks


def graded(*parts: tuple[float, BaseException | None]) -> Marks:
    """Return marks with a part for each pair of points and exception."""
    marks = Marks()
    for number, (points, error) in enumerate(parts):
        with marks.part(points, f"part {number}"):
            if error is not None:
                raise error
    return marks


def test_all_parts_passed_earn_everything_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert graded((1, None), (0.5, None)).total() == 1.5
    assert capsys.readouterr().out == ""


def test_a_failed_part_is_told_and_the_others_count(capsys: pytest.CaptureFixture[str]) -> None:
    marks = graded((1, CheckFailed("f is wrong.", got="2")), (2, None))
    assert marks.total() == 2.0
    assert capsys.readouterr().out == "part 0 (0 of 1): f is wrong.\n  got:      2\n"


def test_nothing_earned_is_a_failure_with_all_reasons() -> None:
    with pytest.raises(CheckFailed) as caught:
        graded((1, CheckFailed("f is wrong.")), (0.5, KeyError("a"))).total()
    assert str(caught.value).splitlines() == [
        "part 0 (0 of 1): f is wrong.",
        "part 1 (0 of 0.5): KeyError: “'a'”",
    ]


def test_an_interrupt_ends_the_cell() -> None:
    with pytest.raises(KeyboardInterrupt):
        graded((1, KeyboardInterrupt()))


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1))
def test_the_total_is_the_sum_of_the_parts_that_passed(parts: list[tuple[int, bool]]) -> None:
    marks = graded(*((points, None if passed else CheckFailed("x")) for points, passed in parts))
    earned = sum(points for points, passed in parts if passed)
    if earned:
        assert marks.total() == earned
    else:
        with pytest.raises(CheckFailed):
            marks.total()
