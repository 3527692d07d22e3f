"""Findings: a page that does nothing but show, accuses nobody, and data for programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.similarity.answers import Asked, Author
from autograder.similarity.findings import (
    SIDES,
    WARNING,
    Finding,
    Findings,
    Question,
    find_similar,
    similarity_json,
    similarity_page,
    write_page,
)
from autograder.similarity.marks import Line, Side
from tests.support.handing import answered, hand_in
from tests.support.markup import Page, harmful
from tests.support.similar import LOOP, MAPPED, RENAMED
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

NASTY = "</code><script>alert('x')</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
ACCUSING = re.compile(r"cheat|plagiar|fraud|suspect|guilt|offen[cs]e|misconduct|copied from", re.I)


@pytest.fixture
def found(course: Course, tmp_path: Path) -> Findings:
    """Two of this year's and one of an earlier year who have much in common."""
    hand_in(course, "ada", answered(course, f"# {NASTY}\n{LOOP}"))
    hand_in(course, "bob", answered(course, RENAMED))
    hand_in(course, "cyn", answered(course, MAPPED))
    path = tmp_path / "2023" / "zoe" / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(answered(course, LOOP)), encoding="utf-8")
    return find_similar(course, ASSIGNMENT, earlier=[tmp_path / "2023", path.parents[1]])


def made(count: int, questions: int, text: str = "x") -> Findings:
    """Return findings with so many pairs, each with so many questions."""
    side = Side((Line(1, text, 1), Line(2, text)), 1)
    pairs = tuple(
        Finding(
            Author("", f"{text} {number}"),
            Author(text, text),
            tuple(
                Question(Asked(NOTEBOOK, f"q{place}", "code"), 0.5, side, side)
                for place in range(questions)
            ),
        )
        for number in range(count)
    )
    return Findings(ASSIGNMENT, 0.4, 10, 2, 20, 1, count + 5, pairs)


def test_pairs_are_told_with_their_questions(found: Findings) -> None:
    assert (found.students, found.earlier, found.answers, found.found) == (3, 1, 4, 3)
    names = [(pair.first.name, pair.second.name, bool(pair.second.earlier)) for pair in found.pairs]
    assert names == [("ada", "bob", False), ("ada", "zoe", True), ("bob", "zoe", True)]
    (question,) = found.pairs[0].questions
    assert (question.share, question.lines, question.asked.question) == (1.0, 7, "double")


def test_the_page_shows_both_answers_and_marks_lines_without_colour(found: Findings) -> None:
    page = Page(similarity_page(found))
    text = " ".join(page.text.split())
    assert "ada · bob" in text
    assert "double · 01_tiny · 100 % in common" in text.replace("\u00a0", " ")
    assert "≡ 3" in text.replace("\u00a0", " ")
    assert "for i, x in np.ndenumerate(z):" in text
    assert page.values("class").count("same") > 10


def test_the_page_says_first_that_similar_is_not_copied(found: Findings) -> None:
    text = " ".join(Page(similarity_page(found)).text.split())
    assert text.index(WARNING) < text.index("ada · bob")
    for other in ("Pair work", "tutorial", "natural solution", "talk with the students"):
        assert other in text


def test_no_word_accuses_anybody(found: Findings) -> None:
    for text in (similarity_page(found), similarity_json(found)):
        assert ACCUSING.search(text) is None


def test_the_page_escapes_what_strangers_wrote(found: Findings) -> None:
    for html in (similarity_page(found), similarity_page(made(3, 5, NASTY))):
        assert harmful(html) == []
        assert "{{ 7 * 7 }}" in Page(html).text
        assert Page(html).tags.isdisjoint({"script", "img"})


def test_the_page_is_bounded(course: Course) -> None:
    flood = "\n".join(f"z{number} = {'z' * 20_000}" for number in range(200))
    for name in ("ada", "bob"):
        hand_in(course, name, answered(course, f"{LOOP}\n{flood}"))
    found = find_similar(course, ASSIGNMENT)
    assert found.found == 1
    assert len(similarity_page(found)) < 200_000


def test_further_questions_and_pairs_are_named_and_counted() -> None:
    html = similarity_page(made(2, SIDES + 2))
    text = " ".join(Page(html).text.split()).replace("\u00a0", " ")
    assert "7 pairs of students have at least 40 % of an answer in common; the first 2" in text
    assert text.count(f"Also alike: q{SIDES} (01_tiny, 50 %), q{SIDES + 1} (01_tiny, 50 %).") == 2
    assert "1 notebook could not be read, and was left out." in text


def test_where_nothing_is_alike_the_page_says_so(course: Course) -> None:
    hand_in(course, "ada", answered(course, LOOP))
    path = write_page(course, find_similar(course, ASSIGNMENT))
    assert path == course.root / "similarity" / f"{ASSIGNMENT}.html"
    text = " ".join(Page(path.read_text(encoding="utf-8")).text.split())
    assert "1 student, 1 answer long enough to compare. 0 pairs" in text


def test_programs_get_the_same(found: Findings) -> None:
    data = json.loads(similarity_json(found))
    assert (data["students"], data["earlier"], data["found"]) == (3, 1, 3)
    assert data["pairs"][0] == {
        "first": "ada",
        "second": "bob",
        "earlier": None,
        "questions": [
            {"notebook": NOTEBOOK, "question": "double", "kind": "code", "share": 1.0, "lines": 7}
        ],
    }
    assert data["pairs"][1]["earlier"].endswith("2023")


def test_a_folder_that_is_named_twice_counts_once(found: Findings) -> None:
    assert found.earlier == 1


def test_only_so_many_pairs_are_shown_as_are_asked_for(course: Course) -> None:
    for name in ("ada", "bob", "cyn"):
        hand_in(course, name, answered(course, LOOP))
    found = find_similar(course, ASSIGNMENT, top=2)
    assert (found.found, len(found.pairs)) == (3, 2)
