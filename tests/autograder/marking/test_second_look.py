"""How far two people agree."""

from __future__ import annotations

import pytest

from autograder.gradebook.marks import FIRST, SECOND, Entry, Mark
from autograder.marking.second_look import agreement


def entry(first: float, second: float | None) -> Entry:
    marks = {FIRST: Mark("Tess", (), 0.0, first, "")}
    if second is not None:
        marks[SECOND] = Mark("Uma", (), 0.0, second, "", SECOND)
    return Entry(None, first, waiting=False, marks=marks)


def test_differences_are_counted_where_there_are_two_marks() -> None:
    found = agreement({"a": entry(2, 3), "b": entry(4, 1), "c": entry(1, 1), "d": entry(4, None)})
    assert [pair.student for pair in found.pairs] == ["b", "a", "c"], "the largest first"
    assert [pair.difference for pair in found.pairs] == [-3, 1, 0]
    assert found.mean == pytest.approx(-2 / 3)
    assert found.spread == pytest.approx(4 / 3)
    assert found.same == 1


def test_nothing_is_said_where_nobody_has_looked_twice() -> None:
    found = agreement({"d": entry(4, None)})
    assert (found.pairs, found.mean, found.spread, found.same) == ((), 0.0, 0.0, 0)
