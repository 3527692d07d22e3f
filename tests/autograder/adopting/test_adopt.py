"""Adopting: what is found about the tests of another course, and what grading makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.adopting import adopt as module
from autograder.adopting.adopt import adopt, is_outdated
from autograder.adopting.nbgraders import NbgraderError
from autograder.adopting.trial import Trial, Tried
from autograder.adopting.variants import REFERENCE
from autograder.course.adopted import OUTSIDE, TRIED, path_of, read_adopted
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import CourseError
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.outcomes import CellOutcome, CellStatus
from tests.autograder.adopting.conftest import Moved
from tests.strangers.course import ASSIGNMENT, handed, model_answers, source, write
from tests.support.strange import AREAS, NOTEBOOK, PATCHES, TAMPERS, strange_course
from tests.support.tiny import ASSIGNMENT as WRITTEN


def hand_in(course: Course, student: str, answers: Mapping[str, str]) -> None:
    """Hand in the notebook about areas with these answers."""
    notebook = handed(source(AREAS), answers)
    write(course.submission_folder(student, ASSIGNMENT), NOTEBOOK, notebook)


def points(course: Course, sandbox: Sandbox) -> dict[str, float | None]:
    """Grade everybody; return the points of the test of areas, by student."""
    graded = grade(course, ASSIGNMENT, seed=1, machines=Machines(2, sandbox))
    return {
        outcome.student: cell.points
        for outcome in graded.outcomes
        for notebook in outcome.notebooks
        for cell in notebook.cells
        if cell.cell == "area-close"
    }


@pytest.fixture
def untried(monkeypatch: pytest.MonkeyPatch) -> dict[str, Trial]:
    """No sandbox is started: trials find what a test puts in here."""
    trials: dict[str, Trial] = {}
    monkeypatch.setattr(module, "try_tests", lambda *_args, **_options: trials)
    return trials


def tried(test: str, inside: float, outside: float, message: str = "") -> Trial:
    """Return a trial of one test on the model answers."""
    inner, outer = (
        CellOutcome(test, one, 1.0, CellStatus.PASSED, message) for one in (inside, outside)
    )
    return Trial({test: {REFERENCE: Tried(inner, outer)}})


def test_a_test_runs_outside_where_it_gives_the_same_points(moved: Moved) -> None:
    where = moved.found.tests[NOTEBOOK]
    assert where["area-close"] == where["area-made"] == OUTSIDE
    assert where["area-goes-on"].startswith("inside: with the model answers, 1 of 1 inside and 0")
    assert moved.found.tests["halves"] == {"half-wrong": OUTSIDE}
    assert (moved.found.outside, moved.found.count) == (3, 4)


def test_what_was_found_is_read_back_as_it_was(moved: Moved) -> None:
    adopted = read_adopted(moved.course, ASSIGNMENT)
    assert adopted is not None
    assert adopted.tests == moved.found.tests
    assert not is_outdated(moved.course, ASSIGNMENT)


def test_a_model_answer_that_fails_its_own_test_is_named(moved: Moved) -> None:
    (sentence,) = moved.found.failing
    assert sentence.startswith("halves, half-wrong: the model answers get 0 of 1.")
    assert "half of 3 is 1" in sentence


def test_a_broken_notebook_is_named_and_the_others_go_on(moved: Moved) -> None:
    (sentence,) = moved.found.refused
    assert f"source/{ASSIGNMENT}/broken.ipynb cannot be brought up to date" in sentence
    assert set(moved.found.tests) == {NOTEBOOK, "halves"}


def test_an_assignment_of_which_nothing_can_be_used_is_refused(tmp_path: Path) -> None:
    course = strange_course(tmp_path)
    course.source_path(ASSIGNMENT, NOTEBOOK).write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="cannot be brought up to date"):
        adopt(course, ASSIGNMENT, compare=False)
    assert not path_of(course, ASSIGNMENT).exists()


def test_an_assignment_with_texts_is_refused(course: Course) -> None:
    with pytest.raises(CourseError, match=r"a1 has texts in notebooks/") as caught:
        adopt(course, WRITTEN)
    assert "All its tests run apart from the answers already." in caught.value.hint


@pytest.mark.process
def test_an_answer_that_tampers_with_a_test_gets_nothing_outside(
    adopted_course: Course, sandbox: Sandbox
) -> None:
    hand_in(adopted_course, "honest", model_answers(AREAS))
    hand_in(adopted_course, "patches", {"area": PATCHES})
    hand_in(adopted_course, "tampers", {"area": TAMPERS})
    assert points(adopted_course, sandbox) == {"honest": 2, "patches": 0, "tampers": 0}
    path = path_of(adopted_course, ASSIGNMENT)
    edited = path.read_text(encoding="utf-8").replace(
        '"area-close" = "outside"', '"area-close" = "inside"'
    )
    path.write_text(edited, encoding="utf-8")
    assert points(adopted_course, sandbox)["tampers"] == 2  # as under nbgrader


@pytest.mark.process
def test_a_changed_source_is_not_graded_by_what_was_found_before(
    adopted_course: Course, sandbox: Sandbox
) -> None:
    hand_in(adopted_course, "tampers", {"area": TAMPERS})
    (adopted_course.source_folder(ASSIGNMENT) / "data.csv").write_text("1,2\n", encoding="utf-8")
    assert is_outdated(adopted_course, ASSIGNMENT)
    assert points(adopted_course, sandbox) == {"tampers": 2}


def test_what_was_never_adopted_is_not_outdated(tmp_path: Path) -> None:
    assert not is_outdated(strange_course(tmp_path), ASSIGNMENT)


def test_points_that_nbgrader_gives_otherwise_are_named(
    tmp_path: Path, untried: dict[str, Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = strange_course(tmp_path)
    untried[NOTEBOOK] = tried("area-close", 1, 1)
    found: dict[tuple[str, str], float | None] = {(NOTEBOOK, "area-close"): 0.5}
    monkeypatch.setattr(module, "scores_by_nbgrader", lambda *_: found)
    differing = adopt(course, ASSIGNMENT)
    assert differing.differences == (f"{NOTEBOOK}, area-close: 1 here, 0.5 by nbgrader",)
    found[NOTEBOOK, "area-close"] = None
    waiting = adopt(course, ASSIGNMENT)
    assert waiting.differences == (f"{NOTEBOOK}, area-close: 1 here, a person decides by nbgrader",)
    found[NOTEBOOK, "area-close"] = 1.0
    assert adopt(course, ASSIGNMENT).differences == ()
    assert adopt(course, ASSIGNMENT, compare=False).differences is None


def test_where_nbgrader_fails_its_words_stand_in_for_the_comparison(
    tmp_path: Path, untried: dict[str, Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NbgraderError("nbgrader autograde ps1 failed: no kernel", "hint")

    untried[NOTEBOOK] = tried("area-close", 1, 1)
    monkeypatch.setattr(module, "scores_by_nbgrader", fail)
    found = adopt(strange_course(tmp_path), ASSIGNMENT)
    assert found.differences is None
    assert found.unknown == "nbgrader autograde ps1 failed: no kernel"
    assert found.outside == 1


def test_what_a_person_has_put_inside_stays_there(
    tmp_path: Path, untried: dict[str, Trial]
) -> None:
    course = strange_course(tmp_path)
    untried[NOTEBOOK] = tried("area-close", 1, 1)
    adopt(course, ASSIGNMENT, compare=False)
    path = path_of(course, ASSIGNMENT)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(OUTSIDE + '"\n', 'inside: it draws"\n'), encoding="utf-8")
    assert adopt(course, ASSIGNMENT, compare=False).tests == {
        NOTEBOOK: {"area-close": "inside: it draws"}
    }


def test_what_the_trial_has_put_inside_is_tried_anew(
    tmp_path: Path, untried: dict[str, Trial]
) -> None:
    course = strange_course(tmp_path)
    untried[NOTEBOOK] = tried("area-close", 1, 0)
    assert adopt(course, ASSIGNMENT, compare=False).outside == 0
    untried[NOTEBOOK] = tried("area-close", 1, 1)
    assert adopt(course, ASSIGNMENT, compare=False).outside == 1


def test_a_file_that_cannot_be_read_is_moved_aside(
    tmp_path: Path, untried: dict[str, Trial]
) -> None:
    course = strange_course(tmp_path)
    untried[NOTEBOOK] = tried("area-close", 1, 1)
    path = path_of(course, ASSIGNMENT)
    path.parent.mkdir()
    path.write_text('"area-close = outside', encoding="utf-8")
    found = adopt(course, ASSIGNMENT, compare=False)
    assert found.set_aside == path.with_name("ps1.toml.broken")
    assert found.set_aside.read_text(encoding="utf-8") == '"area-close = outside'
    assert read_adopted(course, ASSIGNMENT) is not None


def test_the_time_for_the_class_follows_from_that_of_the_model_answers(
    tmp_path: Path, untried: dict[str, Trial]
) -> None:
    course = strange_course(tmp_path)
    untried[NOTEBOOK] = tried("area-close", 1, 1)
    untried[NOTEBOOK].seconds = 3.0
    for student in ("ada", "bea"):
        hand_in(course, student, {})
    found = adopt(course, ASSIGNMENT, compare=False, jobs=2)
    assert (found.students, found.seconds) == (2, 3.0)


def test_a_reason_says_with_what_a_test_differs() -> None:
    where = tried("t", 1, 0, "it is\n  late").where("t")
    assert where == f"{TRIED}{REFERENCE}, 1 of 1 inside and 0 of 1 outside (it is late)"


def test_a_test_without_an_outcome_stays_inside() -> None:
    trial = Trial({"t": {REFERENCE: Tried()}})
    assert trial.where("t") == "inside: with the model answers, one of the two gave no outcome"
    assert trial.reference("t") is None
