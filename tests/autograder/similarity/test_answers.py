"""Answers: found as grading finds them, whatever was handed in."""

from __future__ import annotations

import json

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.layout import Course
from autograder.errors import NotFoundError
from autograder.grading.intake import Handed
from autograder.outcomes import Status
from autograder.similarity.answers import Asked, Author, read_class
from tests.support.handing import ESSAY, answered, cell_of, copy_course, hand_in
from tests.support.similar import LOOP, MAPPED, asking, cell
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

DOUBLE, WHY = Asked(NOTEBOOK, "double", "code"), Asked(NOTEBOOK, "why", "written")


def found_in(*cells: object) -> dict[str, str]:
    """Return the answers in some cells, by question."""
    course = asking()
    notebook = type(course.master.notebook)(cells=list(cells))
    found = course.answers(Handed(NOTEBOOK, Status.GRADED, notebook))
    assert found is not None
    return {asked.question: text for asked, text in found.items()}


def test_answers_are_read_by_question_and_student(course: Course) -> None:
    hand_in(course, "ada", answered(course, LOOP, ESSAY))
    hand_in(course, "bob", answered(course, MAPPED))
    found = read_class(course, ASSIGNMENT)
    assert found.answers[DOUBLE] == {Author("", "ada"): LOOP, Author("", "bob"): MAPPED}
    assert found.answers[WHY][Author("", "ada")] == ESSAY
    assert (found.authors, found.unread) == ({Author("", "ada"), Author("", "bob")}, 0)


def test_a_file_under_another_name_and_cells_without_ids_are_found(course: Course) -> None:
    notebook = answered(course, LOOP)
    for one in notebook.cells:
        one.metadata = {}
    path = hand_in(course, "ada", notebook)
    path.rename(path.with_name(f"{NOTEBOOK} (1).ipynb"))
    assert read_class(course, ASSIGNMENT).answers[DOUBLE] == {Author("", "ada"): LOOP}


def test_the_order_of_cells_makes_no_difference() -> None:
    cells = [cell(LOOP, "double"), cell("So it is.", "why", "markdown")]
    assert found_in(*cells) == found_in(*cells[::-1])


def test_functions_in_cells_of_ones_own_belong_to_the_next_answer() -> None:
    helper = "def helper(x):\n    return x"
    assert found_in(cell(helper), cell(LOOP, "double"))["double"] == f"{helper}\n{LOOP}"
    assert found_in(cell(LOOP, "double"), cell(helper))["double"] == f"{LOOP}\n{helper}"


def test_trials_and_lectures_belong_to_no_answer() -> None:
    lecture = asking().master.notebook.cells[0].source
    cells = [cell("print(double(3))"), cell(lecture), cell(LOOP, "double"), cell("# done")]
    assert found_in(*cells) == {"double": LOOP}


def test_of_a_copied_cell_the_last_one_counts() -> None:
    assert found_in(cell(LOOP, "double"), cell(MAPPED, "double")) == {"double": MAPPED}


def test_an_answer_in_another_cell_is_found_by_what_it_defines() -> None:
    assert found_in(cell(LOOP))["double"] == LOOP


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\x00" * 1000, b"[" * 100_000, b'{"nbformat": 4, "cells": 3}', b"\xff\xfe"],
    ids=["empty", "cut", "nulls", "deep", "no cells", "no text"],
)
def test_what_cannot_be_read_is_counted_and_the_others_go_on(
    course: Course, content: bytes
) -> None:
    hand_in(course, "ada", answered(course, LOOP))
    hand_in(course, "bob", content)
    found = read_class(course, ASSIGNMENT)
    assert (found.authors, found.unread) == ({Author("", "ada")}, 1)


def test_a_link_is_not_followed(course: Course, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = copy_course(course, tmp_path_factory.mktemp("other"))
    path = hand_in(other, "bob", answered(other, LOOP))
    hand_in(course, "ada", answered(course, LOOP))
    course.submission_folder("bob", ASSIGNMENT).parent.symlink_to(path.parent.parent)
    (course.submission_folder("ada", ASSIGNMENT) / "more.ipynb").symlink_to(path)
    found = read_class(course, ASSIGNMENT)
    assert found.authors == {Author("", "ada")}


def test_hostile_cells_are_text_like_any_other(course: Course) -> None:
    notebook = json.loads(json.dumps(answered(course, LOOP)))
    for text in ("(" * 300_000, "\x00def f():", "def f(:\n" * 20_000, '"""' + "\\" * 99_999):
        notebook["cells"].insert(0, dict(new_code_cell(f"def g():\n{text}"), id="x"))
    hand_in(course, "ada", json.dumps(notebook).encode())
    assert LOOP in read_class(course, ASSIGNMENT).answers[DOUBLE][Author("", "ada")]


def test_an_unanswered_notebook_gives_what_the_release_holds(course: Course) -> None:
    blank = answered(course)
    hand_in(course, "ada", blank)
    found = read_class(course, ASSIGNMENT)
    assert found.answers[DOUBLE][Author("", "ada")] == cell_of(blank, "double").source


def test_where_nobody_has_handed_in_a_sentence_says_so(course: Course) -> None:
    with pytest.raises(NotFoundError, match="Nobody has handed in"):
        read_class(course, ASSIGNMENT)
