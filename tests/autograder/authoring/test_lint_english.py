"""The lint of phrases: what docs/author.md refuses is found, and good English passes."""

from __future__ import annotations

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring.lint.english import PHRASES, english_is_plain, slips_in
from tests.support.tiny import ROOT


def documented() -> list[str]:
    """Return the phrases on the left of the table in docs/author.md."""
    text = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
    table = text.partition("### English")[2].partition("###")[0]
    left = re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)
    return [phrase for row in left if row not in ("not", "---") for phrase in row.split(", ")]


TABLE = [phrase for phrase in documented() if phrase not in ("Further", "hidden checks run")]


@pytest.mark.parametrize("phrase", [*TABLE, "Further, hidden checks run"])
def test_what_the_documents_refuse_is_found(phrase: str) -> None:
    assert len(TABLE) > 10
    assert list(slips_in(f"So {phrase} and more."))


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no skip connection, and there are no biases.",
        "Is there no way? ReLU is no longer used, and is no worse than tanh.",
        "the gradient by hand; gradients are divided by n, and multiplied by the slopes",
        "the derivative by the chain rule; a gradient by a factor of 2 too large",
        "It belongs in the picture, at x = 0; here in x, y = 1, 2.",
        "The theorem says nothing about your net, and nothing tells them apart.",
        "so the legend says how many chains have a derivative other than 0",
        "It looks like a line. This is where the two stand out.",
        "Depends on β. Half of the neurons are off, on average.",
        "recommend it, amend it",
        "It further improves; further, faster.",
    ],
)
def test_good_english_passes(sentence: str) -> None:
    assert list(slips_in(sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("That is no proof.", "is no proof"),
        ("the derivatives of *every* node by x", "derivatives of *every* node by x"),
        ("the gradient of the loss by $W^{(2)}$", "gradient of the loss by $W"),
        ("the gradient by W⁽ˡ⁾", "gradient by W"),
        ("the gradient by the weights", "gradient by the weight"),
        ("touches the band in $x = 0", "in $x ="),
        ("The sigmoid takes a\n  factor of 4", "takes a factor of"),
        ("An image has got the label", "has got"),
        ("Section 6 mends that.", "mends"),
        ("its digit stands in the title", "stands in the"),
    ],
)
def test_phrases_are_found_across_lines_and_formulas(sentence: str, phrase: str) -> None:
    assert [slip.phrase for slip in slips_in(sentence)] == [phrase]


def test_prose_comments_docstrings_and_messages_are_read() -> None:
    source = '''\
def f(z):
    """This is no list."""
    # an array which
    # stays as it is
    raise ValueError(f"{z} belongs into " "the band")  # the sum is to be seen
'''
    cells = [new_markdown_cell("What to take along"), new_code_cell(source)]
    found = [(f.index, f.sentence) for f in english_is_plain(new_notebook(cells=cells))]
    assert all(sentence.endswith("(docs/author.md, English).") for _, sentence in found)
    phrases = sorted((index, re.findall("“(.+?)”", sentence)[0]) for index, sentence in found)
    assert phrases == [
        (0, "What to take along"),
        (1, "belongs into"),
        (1, "is no list"),
        (1, "is to be seen"),
        (1, "stays as it is"),
    ]


def test_code_is_no_english() -> None:
    source = "mend = in_ = 1\nfor x in [mend]:\n    pass\n"
    notebook = new_notebook(cells=[new_code_cell(source), new_code_cell("%no python mends it")])
    assert list(english_is_plain(notebook)) == []


def test_every_phrase_has_a_better_one() -> None:
    assert all(better for _, better in PHRASES)
