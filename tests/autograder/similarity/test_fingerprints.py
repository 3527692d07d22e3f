"""Fingerprints: the guarantee of winnowing, and nothing of what was given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.similarity.fingerprints import RUN, WINDOW, all_runs, fingerprints, runs
from autograder.similarity.tokens import tokens_of
from tests.support.similar import LECTURE, LOOP, MAPPED, NAMES, OTHERS, Line, programs, written

ENOUGH = RUN["code"] + WINDOW - 1
"""Tokens in a row that are never missed."""
numbers = st.lists(st.integers(0, 5), max_size=40)


@given(numbers, st.integers(1, 9))
def test_a_run_has_the_same_hash_wherever_it_stands(kinds: list[int], length: int) -> None:
    found = runs(kinds, length)
    assert len(found) == max(len(kinds) - length + 1, 0)
    for place, value in enumerate(found):
        assert runs(kinds[place : place + length], length) == [value]


def test_runs_that_differ_differ_in_their_hash() -> None:
    every = [(a, b, c) for a in range(20) for b in range(20) for c in range(20)]
    assert len({runs(kinds, 3)[0] for kinds in every}) == len(every)


@given(programs, programs, programs)
def test_a_long_part_in_common_is_never_missed(
    one: list[Line], other: list[Line], part: list[Line]
) -> None:
    shared = written(part)
    if len(tokens_of(shared).kinds) >= ENOUGH:
        first = fingerprints(f"{written(one)}\n{shared}", "code")
        second = fingerprints(f"{shared}\n{written(other, OTHERS)}", "code")
        assert first & second


@given(programs)
def test_fingerprints_are_runs_of_the_text(program: list[Line]) -> None:
    text = written(program)
    assert fingerprints(text, "code") <= all_runs([text], "code")
    assert fingerprints(text, "code") == fingerprints(written(program, OTHERS), "code")


@given(programs)
def test_what_was_given_has_none(program: list[Line]) -> None:
    given_code = all_runs([written(program, NAMES), LECTURE], "code")
    assert fingerprints(written(program, OTHERS), "code", given_code) == frozenset()


@given(programs)
def test_what_was_given_takes_nothing_of_the_rest_away(program: list[Line]) -> None:
    given_code = all_runs([written(program)], "code")
    own = fingerprints(f"{written(program)}\n{LOOP}", "code", given_code)
    assert own - given_code == own
    assert len(own & all_runs([LOOP], "code")) >= len(tokens_of(LOOP).kinds) // ENOUGH


def test_two_programs_with_nothing_in_common_share_none() -> None:
    assert not fingerprints(LOOP, "code") & fingerprints(MAPPED, "code")


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert fingerprints("", "code") == frozenset()
    assert fingerprints("x = 1", "code") == frozenset()
    assert fingerprints("return " * RUN["code"], "code") != frozenset()
