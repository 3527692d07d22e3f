"""Questions that are dropped, repriced or excused: every page and table counts them so."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.corrections import CORRECTIONS_NAME, NOTHING, Corrections
from autograder.course.layout import Course
from autograder.reporting.corrected import corrected
from autograder.reporting.export import export_grades
from autograder.reporting.feedback import make_feedback
from autograder.reporting.gather import read_results
from autograder.reporting.html.states import State
from autograder.reporting.report import make_report
from autograder.reporting.results import Results
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class

PLACES = [(NOTEBOOK, "relu"), (NOTEBOOK, "slope"), (NOTEBOOK, "why")]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class of two: ada has all of `relu` and half of `slope`; bob none of `relu`."""
    half = {**WORTH, "slope-tests": 0.5, "slope-hidden": 1.5}
    return make_class(
        tmp_path,
        {
            "ada": Work(points={**half, "why": None}, manual={"why": 4.0}),
            "bob": Work(
                points={**half, "relu-tests": 0.0, "relu-hidden": 0.0}, manual={"why": 2.0}
            ),
        },
    )


def write(course: Course, text: str) -> None:
    """Write the file of corrections."""
    (course.root / CORRECTIONS_NAME).write_text(f"[{ASSIGNMENT}]\n{text}\n", encoding="utf-8")


def totals(course: Course) -> dict[str, tuple[float | None, float]]:
    """Return everybody's points and what they are worth."""
    students = read_results(course, ASSIGNMENT).students
    return {one.student: (one.points, one.max_points) for one in students}


@pytest.mark.parametrize(
    ("text", "ada", "bob"),
    [
        ("", (9.0, 11.0), (4.0, 11.0)),
        ('drop = ["relu"]', (6.0, 8.0), (4.0, 8.0)),
        ("worth = {relu = 6}", (12.0, 14.0), (4.0, 14.0)),
        ("worth = {slope = 1}", (7.5, 8.0), (2.5, 8.0)),
        ('excused.bob = ["relu"]', (9.0, 11.0), (4.0, 8.0)),
        ('drop = ["relu"]\nworth = {relu = 9}', (6.0, 8.0), (4.0, 8.0)),
        (f'drop = ["{NOTEBOOK}"]', (0.0, 0.0), (0.0, 0.0)),
    ],
)
def test_points_are_those_that_count(
    course: Course, text: str, ada: tuple[float, float], bob: tuple[float, float]
) -> None:
    write(course, text)
    assert totals(course) == {"ada": ada, "bob": bob}


def test_to_take_a_line_out_takes_the_correction_back(course: Course) -> None:
    before = read_results(course, ASSIGNMENT)
    write(course, 'drop = ["slope"]')
    assert read_results(course, ASSIGNMENT) != before
    write(course, "")
    assert read_results(course, ASSIGNMENT) == before


def test_pages_and_tables_say_what_does_not_count(course: Course) -> None:
    write(course, 'drop = ["relu"]\nexcused.bob = ["slope"]\nworth = {why = 2}\ndropp = 1')
    said: list[str] = []
    with export_grades(course, ASSIGNMENT, on_remark=said.append).open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["score"], rows["ada"]["max_score"]) == ("4", "6")
    assert (rows["bob"]["score"], rows["bob"]["max_score"]) == ("1", "2")
    assert (rows["bob"][f"{NOTEBOOK}/relu"], rows["bob"][f"{NOTEBOOK}/slope"]) == ("", "")
    assert said == [
        "corrections.toml holds, so questions count differently: 1 dropped, 1 repriced, "
        "1 student excused from some.",
        "corrections.toml, [units]: 'dropp' means nothing there: write drop, worth, excused.",
    ]
    pages = {path.parts[-3]: text_of(path) for path in make_feedback(course, ASSIGNMENT)}
    assert "1 of 2 points" in pages["bob"]
    assert State.DROPPED in pages["bob"]
    assert State.EXCUSED in pages["bob"]
    assert said[0] in text_of(make_report(course, ASSIGNMENT))


def text_of(page: Path) -> str:
    """Return the text of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page.read_text("utf-8"))).split())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Results of a class."""
    works = {"ada": Work(), "bob": Work(points={**WORTH, "relu-hidden": 1.0, "why": None})}
    return read_results(make_class(tmp_path_factory.mktemp("class"), works), ASSIGNMENT)


places = st.sampled_from(PLACES)
all_corrections = st.builds(
    Corrections,
    st.frozensets(places),
    st.dictionaries(places, st.floats(0.25, 20)),
    st.dictionaries(st.sampled_from(["ada", "bob"]), st.frozensets(places)),
)


@given(all_corrections)
def test_shares_of_questions_that_count_stay(results: Results, found: Corrections) -> None:
    for before, after in zip(results.students, corrected(results, found).students, strict=True):
        for old, new in zip(
            before.notebooks[0].questions, after.notebooks[0].questions, strict=True
        ):
            if not found.counts(before.student, (NOTEBOOK, old.name)):
                assert (new.points, new.max_points, new.decided) == (None, 0, 0)
            elif old.points is not None:
                assert new.points == pytest.approx(old.points / old.max_points * new.max_points)
        assert 0 <= (after.points or 0) <= after.max_points + 1e-9


@given(all_corrections)
def test_to_correct_twice_changes_nothing_more(results: Results, found: Corrections) -> None:
    once = corrected(results, found)
    twice = corrected(once, found)
    for first, second in zip(once.students, twice.students, strict=True):
        assert first.points == pytest.approx(second.points)
        assert first.max_points == pytest.approx(second.max_points)


def test_without_corrections_results_are_what_they_were(results: Results) -> None:
    assert corrected(results, NOTHING) == results
