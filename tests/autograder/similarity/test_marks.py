"""Marks: lines that match are told, each with its mate, and what is shown is bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.similarity.fingerprints import fingerprints
from autograder.similarity.marks import MAX_LINE, MAX_LINES, Side, side_by_side
from tests.support.similar import LOOP, MAPPED, OTHERS, RENAMED, Line, programs, written


def sides(one: str, other: str) -> tuple[Side, Side]:
    shared = fingerprints(one, "code") & fingerprints(other, "code")
    return side_by_side(one, other, "code", shared)


def matches(side: Side) -> dict[int, int]:
    return {line.number: line.match for line in side.lines if line.match is not None}


def test_each_line_has_its_mate_across_comments_and_layout() -> None:
    first, second = sides(LOOP.rstrip(), RENAMED.rstrip())
    assert matches(first) == {1: 1, 2: 3, 3: 5, 4: 6, 5: 7, 6: 10, 7: 11}
    assert {matches(second)[number] for number in (1, 3, 5, 6, 7, 10, 11)} == {*range(1, 8)}
    assert 2 not in matches(second), "a comment matches nothing"
    assert 4 not in matches(second), "nor does an empty line"


def test_parts_in_another_order_find_each_other() -> None:
    first, second = sides(f"{LOOP}\n{MAPPED}", f"{MAPPED}\n{LOOP}")
    assert matches(first)[2] == 10
    assert matches(second)[2] == 10


@given(programs)
def test_the_same_text_matches_line_by_line(program: list[Line]) -> None:
    first, second = sides(written(program), written(program, OTHERS))
    assert first.matching == second.matching
    assert matches(first) == matches(second)


@given(programs, programs)
def test_mates_are_lines_of_the_other_answer(one: list[Line], other: list[Line]) -> None:
    first, second = sides(written(one), written(other))
    assert all(1 <= number <= len(other) for number in matches(first).values())
    assert bool(matches(first)) == bool(matches(second))


def test_nothing_in_common_marks_nothing() -> None:
    first, second = sides(LOOP, MAPPED)
    assert (matches(first), first.matching) == ({}, 0)
    assert [line.text for line in second.lines] == MAPPED.split("\n")


def test_a_long_answer_is_shown_from_where_it_matches() -> None:
    long = "\n".join([*["pass"] * 500, LOOP, *["pass"] * 500])
    first, second = sides(long, LOOP)
    assert len(first.lines) == MAX_LINES
    assert (first.before, first.lines[0].number) == (498, 499)
    assert first.before + len(first.lines) + first.behind == long.count("\n") + 1
    assert (second.before, second.behind) == (0, 0)


@pytest.mark.parametrize("sign", ["a", "\u202e", "\x1b", "\ud800", "\x07", "\x00", "\r"])
def test_lines_of_strangers_are_bounded_and_without_controls(sign: str) -> None:
    first, _ = sides(f"# {sign * 100_000}\n{LOOP}", LOOP)
    text = first.lines[0].text
    assert len(text) <= 8 * MAX_LINE
    assert "\n" not in text
    assert sign == "a" or sign not in text


@given(st.text(), st.text())
def test_any_two_texts_stand_side_by_side(one: str, other: str) -> None:
    shared = fingerprints(one, "written") & fingerprints(other, "written")
    first, second = side_by_side(one, other, "written", shared)
    for side, text in ((first, one), (second, other)):
        assert side.before + len(side.lines) + side.behind == text.count("\n") + 1
