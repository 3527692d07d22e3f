"""Tokens: what a disguise changes first makes no difference, and every text has some."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.similarity.tokens import MAX_TEXT, tokens_of
from tests.support.similar import LOOP, NAMES, OTHERS, RENAMED, Line, programs, written

HOSTILE = (
    *("(" * MAX_TEXT, "[({" * 30_000, '"""' + "a\\" * 40_000, "'\\" * 30_000, '"' * MAX_TEXT),
    *("\\\n" * 30_000, "#" * MAX_TEXT, "\0" * MAX_TEXT, "`" * MAX_TEXT, '""""\\', "\ud800def f("),
    *("e" * 10_000_000, "1e" * 30_000, "\x1b]0;x\x07", "\u202e" * 1000, "if:" * 20_000),
)


def kinds(text: str) -> tuple[int, ...]:
    return tokens_of(text).kinds


@given(programs)
def test_renaming_changes_nothing(program: list[Line]) -> None:
    assert kinds(written(program, NAMES)) == kinds(written(program, OTHERS))


@given(programs, st.lists(st.text("abc =()\"'\\", max_size=9), min_size=1))
def test_comments_and_empty_lines_change_nothing(program: list[Line], remarks: list[str]) -> None:
    lines = written(program).split("\n")
    changed = [f"{line}   # {remarks[n % len(remarks)]}\n\n" for n, line in enumerate(lines)]
    assert kinds("".join(changed)) == kinds("\n".join(lines))


@given(programs)
def test_the_order_of_the_tokens_is_that_of_the_text(program: list[Line]) -> None:
    text = written(program)
    tokens = tokens_of(text)
    assert list(tokens.places) == sorted(set(tokens.places))
    assert tokens.lines(text) == [text[:place].count("\n") for place in tokens.places]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 2.5e-3"),
        ("x = True", "x = 0"),
        ("x = 'a'", 'x = rb"""b\nc"""'),
        ("x = f(a,\n      b)", "x = f(a, b)"),
        ("x = a + \\\n    b", "x = a + b"),
        ("a; b", "a\nb"),
        ("def f():\n    '''Doc.'''\n    return 1", "def f():\n    return 1"),
        ("f('a',\n  'b'\n)", "f('a', 'b')"),
    ],
)
def test_these_are_the_same(one: str, other: str) -> None:
    assert kinds(one) == kinds(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = a + b", "x = a - b"),
        ("x = a", "x == a"),
        ("x = 1", "x = y"),
        ("for x in y", "if x in y"),
    ],
)
def test_these_are_different(one: str, other: str) -> None:
    assert kinds(one) != kinds(other)


def test_a_program_in_disguise_has_the_same_tokens() -> None:
    assert kinds(LOOP) == kinds(RENAMED)


def test_lines_are_told_behind_texts_of_several_lines() -> None:
    text = 'x = """a\nb"""\ny = 1'
    assert tokens_of(text).lines(text) == [0, 0, 0, 2, 2, 2]


@given(st.text())
def test_any_text_has_tokens(text: str) -> None:
    for kind in ("code", "written"):
        found = tokens_of(text, kind)
        assert len(found.kinds) == len(found.places)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:6]))
def test_hostile_texts_are_read_to_a_bound(text: str) -> None:
    assert len(kinds(text)) <= MAX_TEXT
    assert len(tokens_of(text, "written").kinds) <= MAX_TEXT


def test_words_are_told_apart_without_their_case() -> None:
    words = tokens_of("Sums go to sums.", "written").kinds
    assert words[0] == words[3]
    assert len(set(words)) == 3


@given(st.text(st.characters(categories=["L", "Zs"]), max_size=80))
def test_layout_of_sentences_changes_nothing(text: str) -> None:
    spread = re.sub(" ", "  \n", text)
    assert tokens_of(text, "written").kinds == tokens_of(spread, "written").kinds
