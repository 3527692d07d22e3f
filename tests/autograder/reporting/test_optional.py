"""Points of ★ questions stand apart wherever somebody reads points."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pytest

from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.optional import optional_questions
from autograder.outcomes import CellStatus, Status
from autograder.reporting.analysis import difficulties
from autograder.reporting.export import HEAD, export_grades
from autograder.reporting.feedback import make_feedback
from autograder.reporting.gather import read_results
from autograder.reporting.html.states import State
from autograder.reporting.report import make_report
from autograder.reporting.results import NotebookResult, QuestionResult
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class, make_optional

UNTRIED = Work(
    points={**WORTH, "slope-tests": 0.0, "slope-hidden": 0.0},
    messages={"slope-tests": "slope has no answer yet.", "slope-hidden": "There is no answer yet."},
    untouched=("slope",),
)
TRIED = Work(points={**WORTH, "slope-hidden": 0.0}, messages={"slope-hidden": "slope is wrong."})


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A class of three: `slope`, 4 points of 11, is optional."""
    works = {"ada": UNTRIED, "bob": TRIED, "cyn": Work(status=Status.MISSING)}
    return make_optional(make_class(tmp_path, works), "slope")


def notebooks(course: Course) -> dict[str, NotebookResult]:
    results = read_results(course, ASSIGNMENT)
    return {student.student: student.notebooks[0] for student in results.students}


def slope(notebook: NotebookResult) -> QuestionResult:
    return next(question for question in notebook.questions if question.name == "slope")


def page(course: Course, student: str) -> str:
    (path,) = make_feedback(course, ASSIGNMENT, [student])
    return path.read_text(encoding="utf-8")


def configure(course: Course, value: str) -> None:
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.Autograder.optional_points = {value!r}\n")


def test_core_points_hold_no_optional_ones(course: Course) -> None:
    bob = read_results(course, ASSIGNMENT).students[1]
    assert (bob.points, bob.max_points, bob.decided) == (7, 7, 7)
    assert (bob.optional_points, bob.optional_max) == (1, 4)


def test_an_untouched_optional_question_is_no_failure(course: Course) -> None:
    states = {name: slope(notebook).state for name, notebook in notebooks(course).items()}
    assert states == {"ada": State.UNTRIED, "bob": State.PARTLY, "cyn": State.MISSING}


def test_an_untouched_core_question_is_blank_and_earns_nothing(tmp_path: Path) -> None:
    ada = notebooks(make_class(tmp_path, {"ada": UNTRIED}))["ada"]
    assert slope(ada).state is State.BLANK
    assert slope(ada).points == 0
    assert ada.max_points == 11


def test_a_person_s_points_make_it_tried(tmp_path: Path) -> None:
    work = Work(points=UNTRIED.points, untouched=("slope",), manual={"slope-hidden": 0.0})
    ada = notebooks(make_optional(make_class(tmp_path, {"ada": work}), "slope"))["ada"]
    assert slope(ada).state is State.FAILED


def test_an_untouched_written_answer_is_not_tried(tmp_path: Path) -> None:
    work = Work(points={**WORTH, "why": 0.0}, states={"why": CellStatus.BLANK}, untouched=("why",))
    ada = notebooks(make_optional(make_class(tmp_path, {"ada": work}), "why"))["ada"]
    assert ada.questions[-1].state is State.UNTRIED
    assert (ada.status, ada.points, ada.max_points) == (Status.GRADED, 7, 7)


def test_lateness_takes_core_points_first(course: Course) -> None:
    for penalty, core, star in ((2.0, 5, 1), (7.5, 0, 0.5), (20.0, 0, 0)):
        with sqlite3.connect(course.root / "gradebook.db") as book:
            book.execute("UPDATE submitted_notebook SET late_submission_penalty = ?", (penalty,))
        book.close()
        bob = notebooks(course)["bob"]
        assert (bob.points, bob.optional_points) == (core, star)


def test_feedback_tells_them_apart(course: Course) -> None:
    text = page(course, "bob")
    assert "7 <small>of 7 points" in text
    assert "★ 1 of 4 points of the optional questions, which are counted apart." in text
    assert "2 of 2 questions are complete, and 0 of 1 optional ones." in text
    assert "<code>slope</code> is wrong." in text
    assert (
        '<a href="#question-slope">slope</a>, 3 points to gain: <code>slope</code> is wrong.'
        in text
    )


def test_feedback_does_not_ask_for_what_was_not_tried(course: Course) -> None:
    text = page(course, "ada")
    assert "★ 0 of 4 points" in text
    assert "☆</span> optional, not tried" in text
    for words in ("Look at", "has no answer yet", "There is no answer yet", State.FAILED.sign):
        assert words not in text


def test_the_report_has_a_place_of_its_own_for_them(course: Course) -> None:
    text = make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    hardest, stars = text.partition("<h2>★ Optional questions</h2>")[::2]
    assert 'row">slope' not in hardest
    assert 'row">★ slope' in stars
    assert "7 / 7" in stars and "1 / 4" in stars
    assert "has no answer yet" not in text


def test_only_those_who_tried_count_in_a_question_s_numbers(course: Course) -> None:
    found = {item.question: item for item in difficulties(read_results(course, ASSIGNMENT))}
    assert (found["slope"].n, found["slope"].share, found["slope"].optional) == (1, 0.25, True)
    assert found["slope"].counts[State.UNTRIED] == 1
    assert not found["relu"].optional


def rows(course: Course) -> dict[str, dict[str, str]]:
    with export_grades(course, ASSIGNMENT).open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_the_table_has_columns_for_them(course: Course) -> None:
    bob = rows(course)["bob"]
    assert list(bob) == [
        *HEAD,
        "optional",
        "max_optional",
        NOTEBOOK,
        f"{NOTEBOOK} (optional)",
        f"{NOTEBOOK}/relu",
        f"{NOTEBOOK}/slope",
        f"{NOTEBOOK}/why",
    ]
    points = [bob["score"], bob["max_score"], *[*bob.values()][len(HEAD) :]]
    assert points == ["7", "7", "1", "4", "7", "1", "3", "1", "4"]


def test_a_course_without_them_has_no_such_columns(tmp_path: Path) -> None:
    assert not [
        name for name in rows(make_class(tmp_path, {"ada": Work()}))["ada"] if "opt" in name
    ]


def test_extra_credit_is_in_the_score_alone(course: Course) -> None:
    configure(course, "extra")
    bob = rows(course)["bob"]
    names = ("score", "max_score", "optional", NOTEBOOK)
    assert [bob[name] for name in names] == ["8", "7", "1", "7"]
    assert "which are extra credit." in page(course, "bob")


def test_where_they_are_counted_nothing_stands_apart(course: Course) -> None:
    configure(course, "counted")
    assert optional_questions(course, ASSIGNMENT) == frozenset()
    assert slope(notebooks(course)["ada"]).state is State.BLANK
    assert rows(course)["bob"]["max_score"] == "11"


def test_only_the_source_says_which_they_are(course: Course) -> None:
    assert optional_questions(course, ASSIGNMENT) == {(NOTEBOOK, "slope")}
    path = course.autograded / "bob" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    executed = path.read_text(encoding="utf-8")
    path.write_text(executed.replace('"metadata": {', '"metadata": {"tags": ["optional"],'))
    assert notebooks(course)["bob"].max_points == 7
