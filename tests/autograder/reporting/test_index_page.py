"""The first page of a student's feedback: all notebooks, and what to look at first."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.feedback import make_pages
from autograder.reporting.feedback_places import index_name
from autograder.reporting.html.states import State
from autograder.reporting.index_page import index_page
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class
from tests.support.markup import Page, harmful


def question(name: str, earned: float, most: float, state: State) -> QuestionResult:
    cell = CellOutcome(name, earned, most, CellStatus.PARTIAL)
    return QuestionResult(name, state, most, (cell,))


def shown(*notebooks: NotebookResult, name: str = "Ada") -> str:
    student = StudentResult("ada", name, notebooks)
    titles = {"01": "Rectifiers"}
    html = index_page("units", student, {"01": "01 #1.html"}, titles=titles)
    assert harmful(html) in ([], ["01%20%231.html"])
    return html


def text_of(html: str) -> str:
    return " ".join(Page(html).text.split())


def test_every_page_leads_to_the_first_one_and_back(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(points={**WORTH, "relu-hidden": 0.0, "why": None})})
    (made,) = make_pages(course, ASSIGNMENT)
    assert made.index == made.pages[NOTEBOOK].parent / "index.html"
    assert Page(made.index.read_text(encoding="utf-8")).values("href") == [f"{NOTEBOOK}.html"]
    page = made.pages[NOTEBOOK].read_text(encoding="utf-8")
    assert Page(page).values("href")[0] == "index.html"
    assert "<h1>Rectifiers</h1>" in page
    text = text_of(made.index.read_text(encoding="utf-8"))
    assert "5 of 11 points so far" in text
    assert f"Rectifiers {NOTEBOOK} 5 of 11 … waiting for a person" in text
    assert "Not complete: relu. A person still reads: why." in text


def test_the_question_with_most_to_gain_comes_first() -> None:
    lost = [question("a", 1, 2, State.PARTLY), question("b", 0, 5, State.FAILED)]
    html = shown(
        NotebookResult("01", Status.GRADED, tuple(lost)),
        NotebookResult("02", Status.GRADED, (question("c", 1, 5, State.PARTLY),)),
    )
    assert "Look at “b” in “Rectifiers” first: it has the most points to gain." in text_of(html)
    assert 'href="01%20%231.html"' in html


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NOT_GRADABLE, "01 – of 3 ⊘ not gradable"),
        (Status.MISSING, "01 0 of 3 – not handed in"),
        (Status.EXCUSED, "01 – of 3 ~ excused"),
    ],
)
def test_a_state_that_is_not_points_is_told_in_words(status: Status, words: str) -> None:
    states = {
        Status.NOT_GRADABLE: State.NOT_GRADABLE,
        Status.MISSING: State.MISSING,
        Status.EXCUSED: State.EXCUSED,
    }
    html = shown(NotebookResult("01", status, (QuestionResult("q", states[status], 3.0),)))
    assert words in text_of(html)


def test_where_nothing_is_lost_nothing_is_to_be_looked_at() -> None:
    html = shown(NotebookResult("01", Status.GRADED, (question("a", 2, 2, State.PASSED),)))
    assert "Look at" not in html
    assert "✓ passed" in text_of(html)


def test_points_of_optional_questions_are_no_failure() -> None:
    star = QuestionResult(
        "a", State.PARTLY, 2.0, (CellOutcome("a", 1.0, 2.0, CellStatus.PARTIAL),), optional=True
    )
    assert "◐ partly right" in text_of(shown(NotebookResult("01", Status.GRADED, (star,))))


def test_names_are_text() -> None:
    html = shown(NotebookResult("01", Status.GRADED, ()), name="<script>x</script>")
    assert "<script>" not in html


def test_no_notebook_takes_the_first_page_s_name() -> None:
    assert index_name(["Index", "index_", "a"]) == "index__.html"
