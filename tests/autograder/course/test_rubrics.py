"""A rubric is read from the sentences below a model answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.course.layout import Course
from autograder.course.markers import load_markers
from autograder.course.rubrics import Criterion, read_rubric, written_questions
from autograder.course.sources import read_source
from tests.support.tiny import ROOT


def test_each_sentence_with_points_is_a_criterion() -> None:
    text = "Because.\n\n**Rubric.** 1 point: a *reason*, (1 of 2). 2\npoints: a proof. No more."
    model, criteria, notes = read_rubric(text)
    assert model == "Because."
    assert criteria == (
        Criterion(1.0, "a *reason*, (1 of 2)."),
        Criterion(2.0, "a proof. No more."),
    )
    assert notes == ""


def test_what_else_stands_in_the_rubric_is_for_people() -> None:
    text = 'Model.\n\n**Rubric.** Read kindly. 1 point: this.\n\n*Typical.* "No": 1 point at most.'
    _, criteria, notes = read_rubric(text)
    assert [one.points for one in criteria] == [1.0]
    assert notes == 'Read kindly.\n\n*Typical.* "No": 1 point at most.'


@pytest.mark.parametrize(
    ("text", "worths"),
    [
        ("- 1 point: one\n- 0.5 points: two", [1.0, 0.5]),
        ("Rubric: half a point: one; One point: two", [0.5, 1.0]),
        ("## Rubric\n\n* 1,5 points: one", [1.5]),
        ("**Rubric.** As you like.", []),
        ("No rubric at all, 1 point: or is it?", []),
        ("", []),
    ],
)
def test_rubrics_are_read_in_the_forms_that_people_write(text: str, worths: list[float]) -> None:
    assert [one.points for one in read_rubric(text)[1]] == worths


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0.5, 1.0, 2.0, 10.0]), st.from_regex(r"[a-z]{1,9}", fullmatch=True)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_as_a_rubric_comes_back(parts: list[tuple[float, str]]) -> None:
    text = "Model.\n\n**Rubric.** " + " ".join(
        f"{worth:g} points: {what}." for worth, what in parts
    )
    found = read_rubric(text)[1]
    assert [(one.points, one.text) for one in found] == [(w, f"{what}.") for w, what in parts]


def test_tasks_and_answers_with_points_are_questions_and_tests_are_not() -> None:
    base = {"schema_version": 3, "points": 2}
    task = {**base, "grade_id": "t", "task": True, "grade": False, "solution": False}
    test = {**base, "grade_id": "x", "task": False, "grade": True, "solution": False}
    own = {**base, "grade_id": "a", "task": False, "grade": True, "solution": True}
    scheme = "Draw.\n\n### BEGIN MARK SCHEME\n1 point: axes. 1 point: a line.\n### END MARK SCHEME"
    cells = [
        new_markdown_cell(scheme, metadata={"nbgrader": task}),
        new_markdown_cell("test", metadata={"nbgrader": test}),
        new_markdown_cell("Say why.", metadata={"nbgrader": own, "tags": ["optional"]}),
    ]
    drawn, said = written_questions(new_notebook(cells=cells), "n")
    assert (drawn.name, drawn.prompt, drawn.adds_up) == ("t", "Draw.", True)
    assert [one.text for one in drawn.criteria] == ["axes.", "a line."]
    assert (said.name, said.model, said.criteria, said.optional) == ("a", "Say why.", (), True)
    assert said.prompt == "test", "without a region the question is what stands above"
    assert said.worth == 2
    assert not said.adds_up


def test_every_rubric_of_the_course_adds_up_and_has_a_model_answer() -> None:
    course = Course(ROOT)
    markers = load_markers(course)
    found = [
        one
        for path in sorted(Path(course.source).glob("*/*.ipynb"))
        for one in written_questions(read_source(path, path.name), path.stem, markers)
    ]
    assert len(found) > 20
    for one in found:
        assert one.adds_up, one.name
        assert one.model, one.name
        assert "SOLUTION" not in one.prompt + one.model + one.notes
