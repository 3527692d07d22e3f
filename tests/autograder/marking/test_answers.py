"""What a page shows of an answer: the student's own words, and the figures that they are about."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_output
from PIL import Image

from autograder.course.layout import Course
from autograder.course.regions import USUAL
from autograder.marking import answers
from autograder.marking.answers import Shown, own_words, shown_answer
from autograder.marking.desk import Desk
from tests.support.graded import ASSIGNMENT, NOTEBOOK, Work
from tests.support.marked import PROMPT, QUESTION, mark_class


def shown(course: Course, student: str = "ada") -> Shown:
    """Return a student's answer as a page shows it."""
    question = Desk(course, (ASSIGNMENT,), {}, b"s").question(ASSIGNMENT, NOTEBOOK, QUESTION)
    return shown_answer(course, ASSIGNMENT, question, student, USUAL)


def figure(colour: str) -> Any:
    """Return a cell that has drawn something."""
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(stream, "PNG")
    data = {"image/png": base64.b64encode(stream.getvalue()).decode(), "text/plain": "<Figure>"}
    return new_code_cell("plot()", outputs=[new_output("display_data", data)])


def test_the_question_is_not_taken_for_the_answer(tmp_path: Path) -> None:
    found = shown(mark_class(tmp_path))
    assert "Because <strong>of</strong>" in found.answer
    assert "Why do products" not in found.answer
    assert "<math" in found.answer
    assert found.note == ""


@given(st.text(alphabet="ab \n*$", max_size=30))
def test_words_behind_the_question_come_back(words: str) -> None:
    assert own_words(f"{PROMPT}\n\n{words}", PROMPT) == words.strip()
    assert own_words(f"{PROMPT}\n\nYOUR ANSWER HERE\n{words}", PROMPT) == words.strip()


def test_who_has_written_over_the_question_is_shown_in_full(tmp_path: Path) -> None:
    assert "It is small." in shown(mark_class(tmp_path), "cleo").answer


def test_the_nearest_figure_comes_first_and_only_pictures_of_cells(tmp_path: Path) -> None:
    work = Work(cells=[figure("red"), figure("blue")])
    found = shown(mark_class(tmp_path, {"ada": work}))
    assert found.figure.count("<img") == 1
    assert found.earlier.count("<img") == 1
    assert "plot()" not in found.figure + found.earlier
    assert "Figure>" not in found.figure


def test_an_empty_answer_says_so(tmp_path: Path) -> None:
    found = shown(mark_class(tmp_path, {"ada": Work(written=PROMPT)}))
    assert found == Shown("", note="Nothing is written here.")


def test_a_notebook_that_is_gone_says_so(tmp_path: Path) -> None:
    course = mark_class(tmp_path)
    (course.graded_folder("ada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb").unlink()
    assert "not at hand" in shown(course).note


def test_an_answer_that_breaks_a_parser_is_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RecursionError

    monkeypatch.setattr(answers, "notebook_html", broken)
    assert shown(mark_class(tmp_path)).note.startswith("Showing this answer failed")


def test_what_a_student_wrote_runs_nothing(tmp_path: Path) -> None:
    bad = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    found = shown(mark_class(tmp_path, {"ada": Work(written=bad)}))
    assert "<script" not in found.answer
    assert "onerror" not in found.answer
    assert 'href="javascript' not in found.answer
