"""Lateness in results: read from dates when they are asked for, whatever the gradebook holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.lateness import Lateness
from autograder.course.layout import Course
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.analysis import difficulties, share
from autograder.reporting.gather import read_results
from autograder.reporting.html.states import State
from autograder.reporting.lateness import lateness_sentence
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult
from tests.support.dating import stop_clock, write_dates
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class, make_optional
from tests.support.recording import change

DUE = datetime(2026, 12, 4, 23, 59, tzinfo=UTC)
DATES = f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00Z\npercent_a_day = 10\n"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A class that is due, in which all are two days late."""
    stop_clock(monkeypatch, "2026-12-10T12:00:00Z")
    works = {
        "ada": Work(manual={"why": 4.0}),
        "bob": Work(status=Status.NOT_GRADABLE),
        "cyn": Work(status=Status.MISSING),
    }
    made = make_class(tmp_path, works, {"zoe": ""})
    change(made, "UPDATE submitted_assignment SET timestamp = '2026-12-06 10:00:00.000000'")
    write_dates(made, DATES)
    return made


def students(course: Course) -> dict[str, StudentResult]:
    return {one.student: one for one in read_results(course, ASSIGNMENT).students}


def test_the_gradebooks_own_penalty_does_not_count_beside_dates(course: Course) -> None:
    change(course, "UPDATE submitted_notebook SET late_submission_penalty = 7")
    ada = students(course)["ada"]
    assert (ada.raw_points, ada.points, ada.taken_off) == (11, 8.8, pytest.approx(2.2))


def test_optional_points_lose_the_same_percentage(course: Course) -> None:
    ada = students(make_optional(course, "slope"))["ada"]
    assert (ada.points, ada.optional_points) == (pytest.approx(5.6), pytest.approx(3.2))
    assert (ada.raw_points, ada.raw_optional) == (7, 4)


def test_not_gradable_and_missing_have_no_lateness(course: Course) -> None:
    found = students(course)
    assert (found["bob"].points, found["bob"].status) == (None, Status.NOT_GRADABLE)
    assert (found["cyn"].points, found["cyn"].late) == (0, None)
    assert (found["zoe"].points, found["zoe"].status) == (0, Status.MISSING)


def test_before_the_date_nobody_misses_anything(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-12-04T23:59:00Z")
    found = students(course)
    for name in ("cyn", "zoe"):
        assert (found[name].status, found[name].points) == (Status.NOT_DUE, None)
        assert (found[name].max_points, found[name].decided) == (0, 0)
        assert share(found[name]) is None
    assert found["bob"].status is Status.NOT_GRADABLE, "a broken file is told at once"
    found_questions = difficulties(read_results(course, ASSIGNMENT))
    relu = next(one for one in found_questions if one.question == "relu")
    assert relu.counts == {State.PASSED: 1, State.NOT_GRADABLE: 1, State.NOT_DUE: 2}
    assert relu.n == 1


def test_points_of_a_person_count_although_nothing_was_handed_in(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-12-01T00:00:00Z")
    record = course.graded_folder("ada", ASSIGNMENT) / "grading.json"
    record.unlink()
    change(course, "UPDATE grade SET manual_score = 1, needs_manual_grade = 0")
    assert students(course)["ada"].status is Status.GRADED


def test_shares_are_those_after_lateness(course: Course) -> None:
    assert share(students(course)["ada"]) == pytest.approx(0.8)


def test_what_a_question_tells_does_not_depend_on_lateness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-12-30T12:00:00Z")
    points = [
        {**WORTH, "relu-hidden": n % 3, "slope-hidden": n % 4, "why": n % 5} for n in range(12)
    ]
    course = make_class(tmp_path, {f"s{n:02}": Work(points=own) for n, own in enumerate(points)})
    change(course, "UPDATE submitted_assignment SET timestamp = '2026-12-08 10:00:00.000000'")
    query = "UPDATE submitted_assignment SET timestamp = NULL WHERE student_id > 's05'"
    change(course, query)
    before = difficulties(read_results(course, ASSIGNMENT))
    write_dates(course, DATES)
    results = read_results(course, ASSIGNMENT)
    after = difficulties(results)
    assert sum(bool(one.taken_off) for one in results.students) == 6
    assert all(one.discrimination is not None for one in before)
    assert [one.discrimination for one in after] == [one.discrimination for one in before]


def test_without_dates_the_gradebooks_times_are_told(course: Course) -> None:
    (course.root / "dates.toml").unlink()
    change(course, "UPDATE assignment SET duedate = '2026-12-06 09:00:00.000000'")
    ada = students(course)["ada"]
    assert (ada.points, ada.late.total_seconds() if ada.late else None) == (11, 3600)


def test_thirds_and_tenths_are_not_lateness() -> None:
    """Sums of such numbers are not exact: what nothing was taken off must not look so."""
    cells = [
        CellOutcome(f"q{n}", worth, 1.0, CellStatus.PARTIAL) for n, worth in enumerate((0.1, 0.2))
    ]
    questions = tuple(
        QuestionResult(cell.cell, State.PARTLY, 1.0, (cell,), optional=cell.cell == "q1")
        for cell in cells
    )
    found = NotebookResult(NOTEBOOK, Status.GRADED, questions)
    assert found.taken_off == 0
    assert lateness_sentence(found, UTC) == ""


def test_a_file_that_cannot_be_graded_loses_nothing_and_is_late(course: Course) -> None:
    bob = students(course)["bob"].notebooks[0]
    assert bob.lateness.late == timedelta(0), "nbgrader has no submission of it, so no time"
    late = replace(bob, lateness=Lateness(DUE + timedelta(hours=1), DUE, timedelta(hours=1), 10))
    assert lateness_sentence(late, UTC) == (
        "Handed in on 2026-12-05 00:59, 1 hour after the due date, 2026-12-04 23:59 (UTC)."
    )


PARTS = st.tuples(st.floats(0, 10), st.booleans())


@given(st.lists(PARTS, max_size=5), st.floats(0, 100), st.floats(0, 30))
def test_what_is_left_and_what_is_taken_off_are_what_there_was(
    parts: list[tuple[float, bool]], percent: float, penalty: float
) -> None:
    questions = tuple(
        QuestionResult(
            f"q{number}",
            State.PARTLY,
            10.0,
            (CellOutcome(f"q{number}", points, 10.0, CellStatus.PARTIAL),),
            optional=star,
        )
        for number, (points, star) in enumerate(parts)
    )
    lateness = Lateness(percent=percent)
    found = NotebookResult(NOTEBOOK, Status.GRADED, questions, penalty=penalty, lateness=lateness)
    assert found.points is not None and found.optional_points is not None
    assert found.raw_points is not None and found.raw_optional is not None
    assert 0 <= found.points <= found.raw_points
    assert 0 <= found.optional_points <= found.raw_optional
    left = found.points + found.optional_points
    assert left + found.taken_off == pytest.approx(found.raw_points + found.raw_optional)
