"""Sentences are counted as a reader counts them."""

from __future__ import annotations

import pytest

from tests.support.prose import sentences


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("One two. Three four five!", [2, 3]),
        ("One $a + b. C$ two, `f(x). G`: three.", [5]),
        ("# A heading\n\nOne\ntwo.\n\n| a | b |\n|---|---|\n\n$$a. B$$\n\nThree.", [2, 1]),
        ("* one two\n* three\n\n1. four", [2, 1, 1]),
        ("See [the note](00_note.ipynb) (1.5 of it). Then go on.", [6, 3]),
        ("<details>\n<summary>Answer</summary>\n\nYes.\n</details>", [1, 1]),
        ("> **Careful.** It is 0.5. No more.", [1, 3, 2]),
        ("```python\na = 1. B\n```\nOne.", [1]),
    ],
)
def test_sentences(markdown: str, words: list[int]) -> None:
    assert [len(found) for found in sentences(markdown)] == words
