"""Plain text of strangers, and their words in our sentences."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from autograder.markup import text
from autograder.markup.text import MAX_QUOTE, code, one_line, ours, parts, plain_text, quoted

TURNED = "\u202e\u2066\u202a\u2069"


def test_the_examples_hold() -> None:
    assert doctest.testmod(text).failed == 0


def test_signs_that_change_the_direction_are_shown_as_escapes() -> None:
    assert plain_text(f"a{TURNED}b") == "a\\u202e\\u2066\\u202a\\u2069b"
    names = "علی\u200cرضا אבג emma 👩\u200d💻"
    assert plain_text(names) == names, "letters of all directions stay"


@given(st.text())
def test_a_strangers_words_are_one_short_line_in_quotes_that_end_where_ours_do(said: str) -> None:
    for mark, shown in (("“”", quoted(said)), ("``", code(said))):
        assert len(shown) <= MAX_QUOTE + 2
        assert shown[0] == mark[0]
        assert shown[-1] == mark[1]
        assert not set(shown[1:-1]) & {"“", "”", "`", "\n", "\r", "\u2028", "\u202e"}
        assert [kind for kind, _ in parts(f"It said {shown}.")][::2] == ["ours", "ours"]
        assert ours(f"It said {shown}.") == ours(f"It said {mark[0]}x{mark[1]}.")


def test_long_words_are_cut() -> None:
    assert one_line("a" * 10**6) == "a" * (MAX_QUOTE - 1) + "…"
    assert one_line("abc", 3) == "abc"


@given(st.text() | st.text("“”`a"))
def test_parts_are_the_whole_sentence(sentence: str) -> None:
    marks = {"ours": "{}", "quote": "“{}”", "code": "`{}`"}
    whole = "".join(marks[kind].format(part) for kind, part in parts(sentence))
    empty = sentence.replace("“”", "").replace("``", "")
    assert (
        whole.replace("“”", "").replace("``", "") == empty or "“”" in sentence or "``" in sentence
    )
