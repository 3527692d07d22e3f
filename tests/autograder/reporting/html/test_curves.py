"""Curves: two lines that are told apart, gaps where there is no number, and words for both."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.outcomes import Curve
from autograder.reporting.html.curves import HEIGHT, WIDTH, Drawing, drawing

XS = tuple(number / 2 for number in range(-10, 11))


def curve(got: dict[float, float | None] | None = None, name: str = "relu(z)") -> Curve:
    """Return the curve of a relu, with other values at some numbers."""
    right = {x: max(x, 0.0) for x in XS}
    own = {**right, **(got or {})}
    return Curve(name, XS, tuple(own.values()), tuple(right.values()))


def drawn(*args: object, **kwargs: object) -> Drawing:
    found = drawing(*args, **kwargs)  # type: ignore[arg-type]
    assert found is not None
    ElementTree.fromstring(found.svg)  # well-formed
    return found


def pieces(found: Drawing, kind: str) -> list[list[tuple[float, ...]]]:
    lines = re.findall(rf'class="{kind}" points="([^"]*)"', found.svg)
    return [[tuple(map(float, at.split(","))) for at in line.split()] for line in lines]


def test_both_curves_are_drawn_and_told() -> None:
    found = drawn(curve({x: -x for x in XS if x < 0}))
    assert [len(line) for line in pieces(found, "own")] == [len(XS)]
    assert [len(line) for line in pieces(found, "due")] == [len(XS)]
    assert found.svg.count('class="apart"') == 10
    assert found.told == (
        "Solid: your <code>relu(z)</code>. Dashed: the right one. They differ at 10 of 21 numbers, "
        "from z = −5 to −0.5, most at z = −5: yours is 5, the right one 0."
    )
    assert "aria-label" in found.svg


def test_what_is_no_number_is_a_gap_and_a_note() -> None:
    found = drawn(curve({1.0: None, 1.5: None, -1.0: 1.0}))
    assert [len(line) for line in pieces(found, "own")] == [12, 7]
    assert "At 2 numbers yours is not a finite number: a gap." in found.told


def test_what_lies_far_off_leaves_the_picture_and_not_the_scale() -> None:
    found = drawn(curve({5.0: 1e9, -1.0: 2.0}))
    assert "At 1 number it lies outside of the picture." in found.told
    ys = [at[1] for line in pieces(found, "due") for at in line]
    assert max(ys) - min(ys) > HEIGHT / 3


def test_without_the_right_one_nothing_tells_it() -> None:
    found = drawn(curve({-5.0: 5.0}), with_right=False)
    assert pieces(found, "due") == []
    assert "right" not in found.told
    assert 'class="apart"' not in found.svg


@pytest.mark.parametrize("got", [{}, {1.0: 1.0 + 1e-6}])
def test_where_nothing_can_be_seen_to_differ_nothing_is_drawn(
    got: dict[float, float | None],
) -> None:
    assert drawing(curve(got)) is None


def test_far_numbers_are_left_out_where_near_ones_are_enough() -> None:
    far = curve({-5.0: 5.0})
    xs, values = (*XS, 1e4), (*far.got, 2e4)
    found = drawn(Curve("f(z)", xs, values, (*far.expected, 1e4)))
    assert "1e+04" not in found.svg
    assert [len(line) for line in pieces(found, "own")] == [len(XS)]


def test_a_name_is_text() -> None:
    found = drawn(curve({-5.0: 5.0}, '"><script>x</script>'))
    assert "<script>" not in found.svg + found.told


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.none() | FLOATS | st.sampled_from([0.0, 1e308, -1e308, 5e-324, math.inf, math.nan])


@given(st.lists(st.tuples(FLOATS, VALUES, VALUES), max_size=20), st.booleans())
def test_any_numbers_make_a_picture_within_its_bounds_or_none(
    rows: list[tuple[float, float | None, float | None]], with_right: bool
) -> None:
    rows = sorted(rows, key=lambda row: row[0])
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    x, got, expected = (tuple(column) for column in columns)
    found = drawing(Curve("f(z)", x, got, expected), with_right=with_right)
    if found is not None:
        ElementTree.fromstring(found.svg)
        for kind in ("own", "due"):
            for line in pieces(found, kind):
                assert all(0 <= left <= WIDTH and 0 <= top <= HEIGHT for left, top in line)
