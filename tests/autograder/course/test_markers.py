"""Markers: regions stand between the words that are configured, and texts keep nbgrader's own."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from traitlets.config import Config

from autograder.authoring.build import build
from autograder.course.layout import Course
from autograder.course.markers import load_markers, markers_in
from autograder.course.regions import HIDDEN, MARKS, SOLUTION, USUAL, Kind, Markers, parted, without
from autograder.errors import CourseError
from tests.autograder.course.test_config import configure

OWN = Config(
    ClearSolutions=Config(begin_solution_delimeter="<answer", end_solution_delimeter="answer>"),
    ClearHiddenTests=Config(begin_test_delimeter="<secret", end_test_delimeter="secret>"),
    ClearMarkScheme=Config(
        begin_mark_scheme_delimeter="<marks", end_mark_scheme_delimeter="marks>"
    ),
)


def test_the_usual_markers_are_nbgraders_own() -> None:
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    solution, hidden, marks = ClearSolutions(), ClearHiddenTests(), ClearMarkScheme()
    assert Kind(solution.begin_solution_delimeter, solution.end_solution_delimeter) == SOLUTION
    assert Kind(hidden.begin_test_delimeter, hidden.end_test_delimeter) == HIDDEN
    assert Kind(marks.begin_mark_scheme_delimeter, marks.end_mark_scheme_delimeter) == MARKS
    assert markers_in(Config()) == USUAL


def test_markers_are_those_of_the_configuration(tiny_course: Course) -> None:
    own = Markers(Kind("<answer", "answer>"), Kind("<secret", "secret>"), Kind("<marks", "marks>"))
    assert markers_in(OWN) == own
    configure(tiny_course, "c.ClearHiddenTests.begin_test_delimeter = 'HIDE'")
    assert load_markers(tiny_course).hidden == Kind("HIDE", HIDDEN.end)


@pytest.mark.parametrize("value", ["", 5, None])
def test_a_marker_without_words_is_refused(value: object) -> None:
    config = Config(ClearHiddenTests=Config(begin_test_delimeter=value))
    with pytest.raises(CourseError, match="begin_test_delimeter"):
        markers_in(config)


def test_texts_with_other_markers_are_refused(tiny_course: Course) -> None:
    configure(tiny_course, "c.ClearHiddenTests.begin_test_delimeter = 'HIDE'")
    with pytest.raises(CourseError, match="'HIDE'"):
        build(tiny_course)


def test_what_is_left_without_regions_is_what_nbgraders_steps_leave() -> None:
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme

    source = "a\n# <secret\nb\n# secret>\nc\n# <marks\nd\n# marks>\ne"
    cell: NotebookNode = new_code_cell(source, metadata={"nbgrader": {"grade": True, "task": True}})
    for step in (ClearHiddenTests(config=OWN), ClearMarkScheme(config=OWN)):
        cell, _ = step.preprocess_cell(cell, {}, 0)
    markers = markers_in(OWN)
    assert without(source, markers.hidden, markers.marks) == cell.source == "a\nc\ne"
    assert parted(source, markers.secret)[0] == cell.source


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a\n# BEGIN HIDDEN TESTS\nb\n# END HIDDEN TESTS\nc", "a\nc"),
        ("a\n# <secret\nb", "a"),
        ("a\n# BEGIN MARK SCHEME\nb\n# <secret\n# END MARK SCHEME\nc", "a"),
        ("a\n# secret>\nb", "a\n# secret>\nb"),
    ],
)
def test_a_secret_is_never_among_what_is_shown(source: str, shown: str) -> None:
    assert parted(source, markers_in(OWN).secret)[0] == shown
