"""Texts can be read: short sentences, and the frame that docs/author.md asks every notebook for.

Measured when the bounds were set: means of 10.6 (dropout) to 15.2 words (MNIST) by notebook, and
seven sentences of more than 45 words in sixteen notebooks.
"""

from __future__ import annotations

import re
import statistics
from functools import cache

import pytest

from autograder.course.layout import Course
from autograder.course.texts import read_text
from tests.support.prose import asks, sentences, text_of
from tests.support.tiny import ROOT

COURSE = Course(ROOT)
TEXTS = [f"{one}/{name}" for one in COURSE.assignments() for name in COURSE.notebooks(one)]
MAX_MEAN = 16
MAX_WORDS = 45
FRAME = ("**About", "**You need**", "**Afterwards you can**", "**Notation")
END = ("## Takeaways", "**Three questions to take further**", "**Two papers**")
PAPER = re.compile(r"\]\((https://[^)\s]+)\)")
ITEM = re.compile(r"^(?:\d+\.|[*-]) ", re.MULTILINE)


@cache
def prose(place: str) -> tuple[str, bool]:
    """Return a notebook's Markdown, and whether it asks something."""
    notebook = read_text(COURSE.text_path(*place.split("/")))
    return text_of(notebook), asks(notebook)


@pytest.mark.parametrize("place", TEXTS)
def test_sentences_are_short_on_average(place: str) -> None:
    mean = statistics.mean(map(len, sentences(prose(place)[0])))
    assert mean <= MAX_MEAN, f"{mean:.1f} words in a sentence, on average: make some of them two"


@pytest.mark.parametrize("place", TEXTS)
def test_no_sentence_is_long(place: str) -> None:
    long = [f"{len(s)} words: {' '.join(s)}" for s in sentences(prose(place)[0])]
    assert [one for one in long if int(one.split()[0]) > MAX_WORDS] == [], "make them two"


@pytest.mark.parametrize("place", TEXTS)
def test_every_notebook_has_the_frame(place: str) -> None:
    text, has_questions = prose(place)
    wanted = [*FRAME, *(["**How the questions work"] if has_questions else [])]
    assert [words for words in wanted if words not in text] == [], "see docs/author.md"


@pytest.mark.parametrize("place", TEXTS)
def test_every_notebook_ends_with_what_leads_further(place: str) -> None:
    text, _ = prose(place)
    assert [words for words in END if words not in text] == [], "see docs/author.md"
    questions, _, papers = text.partition(END[1])[2].partition(END[2])
    assert len(ITEM.findall(questions)) == 3, "three questions, as a list"
    assert len(set(PAPER.findall(papers.partition("\n## ")[0]))) >= 2, "two papers, with links"
