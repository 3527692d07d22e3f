"""Partial credit: parts earn points one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from helpers.checks.failure import CheckFailed
from helpers.checks.marks import Marks, Points


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


@pytest.mark.parametrize(
    ("earned", "verdict"), [(2, "✓ 2 of 2"), (1.5, "◐ 1.5 of 2"), (0, "✗ 0 of 2")]
)
def test_points_are_shown_as_a_verdict_and_read_as_a_number(earned: float, verdict: str) -> None:
    points = Points(earned, of=2)
    data, _ = InteractiveShell.instance().display_formatter.format(points)
    assert data["text/plain"] == repr(float(earned))
    assert f">{verdict}</b>" in data["text/html"]


def test_what_all_parts_need_ends_the_cell_with_the_verdict_of_all() -> None:
    marks = Marks()
    with (
        pytest.raises(CheckFailed, match=r"^all of f \(0 of 2\): f has no answer yet") as caught,
        marks.needed(2, "all of f"),
    ):
        raise CheckFailed("f has no answer yet.", unanswered=True)
    assert "✗ 0 of 2: all of f" in caught.value._render_traceback_()[1]


def test_what_all_parts_need_earns_nothing_itself() -> None:
    marks = Marks()
    with marks.needed(1, "f"):
        pass
    with marks.part(1, "f"):
        pass
    assert marks.total().verdict == "✓ 1 of 1"


def test_parts_of_a_third_make_a_whole() -> None:
    assert graded(*[(1 / 3, None)] * 3).total().verdict == "✓ 1 of 1"


def test_a_failure_ends_with_its_verdict_on_the_screen_only() -> None:
    with pytest.raises(CheckFailed) as caught:
        graded((1, CheckFailed("f is wrong.")), (1, CheckFailed("g is wrong."))).total()
    assert "✗ 0 of 2: part 0, part 1" in caught.value._render_traceback_()[-1]
    assert "✗" not in str(caught.value)


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
