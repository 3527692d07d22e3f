"""A notebook without questions is for reading: built and released, never run, graded or missed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.build import build
from autograder.authoring.release import make_release
from autograder.authoring.verify import verify
from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import NotFoundError
from autograder.gradebook.connection import open_gradebook
from autograder.grading.beginning import Machines
from autograder.grading.grade import Graded, grade
from autograder.outcomes import Status
from autograder.reporting.export import export_grades
from autograder.reporting.feedback import make_feedback
from autograder.reporting.gather import read_results
from autograder.reporting.report import make_report
from tests.support.handing import ESSAY, RIGHT, answered, hand_in
from tests.support.tiny import ASSIGNMENT, FIGURE, FIXTURE, NOTEBOOK, PROSE, make_course, make_text

READING = "00_reading"
FATAL = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5'


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The tiny course with a notebook for reading before its own; released, and handed in."""
    made = make_course(tmp_path_factory.mktemp("reading"))
    reading = made.text_path(ASSIGNMENT, READING)
    reading.write_text(make_text(PROSE, FIXTURE, FIGURE), encoding="utf-8")
    make_release(made, ASSIGNMENT, verified=False)
    hand_in(made, "ada", answered(made, RIGHT))
    hand_in(made, "bob", answered(made, RIGHT, ESSAY)).with_name(f"{READING}.ipynb").write_bytes(
        FATAL  # no valid JSON: nobody may mind
    )
    hand_in(made, "cyn", b"").rename(
        made.submitted / "cyn" / ASSIGNMENT / f"{READING}.ipynb"
    )  # the reading alone is nothing handed in
    return made


@pytest.fixture(scope="module")
def graded(course: Course, sandbox: Sandbox) -> Graded:
    """The class, graded."""
    return grade(course, ASSIGNMENT, seed=1, machines=Machines(sandbox=sandbox))


def test_it_is_built_and_released(course: Course) -> None:
    assert course.release_path(ASSIGNMENT, READING).is_file()
    assert build(course) == []


def test_it_is_neither_run_nor_missed(course: Course, graded: Graded) -> None:
    ada, bob, cyn = graded.outcomes
    for outcome in graded.outcomes:
        assert [part.notebook for part in outcome.notebooks] == [NOTEBOOK]
    assert (ada.status, bob.status) == (Status.GRADED, Status.NEEDS_PERSON)
    assert cyn.status is Status.MISSING
    assert READING not in str(ada.notebooks[0].remarks)
    assert not (course.autograded / "bob" / ASSIGNMENT / f"{READING}.ipynb").exists()


def test_the_gradebook_knows_it_as_nbgrader_does(course: Course, graded: Graded) -> None:
    with open_gradebook(course) as book:
        names = [notebook.name for notebook in book.find_assignment(ASSIGNMENT).notebooks]
        assert names == [READING, NOTEBOOK]
        assert book.find_submission(ASSIGNMENT, "ada").max_score == 5


def test_another_run_finds_everything_done(
    course: Course, graded: Graded, sandbox: Sandbox
) -> None:
    assert grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox)).fresh == frozenset()


def test_no_page_and_no_column_is_made_of_it(course: Course, graded: Graded) -> None:
    assert list(read_results(course, ASSIGNMENT).layout) == [NOTEBOOK]
    assert {path.stem for path in make_feedback(course, ASSIGNMENT)} == {NOTEBOOK}
    assert READING not in make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    with export_grades(course, ASSIGNMENT).open(encoding="utf-8") as file:
        assert not [column for column in next(csv.reader(file)) if READING in column]


def test_the_bank_has_nothing_to_say_of_it(course: Course, sandbox: Sandbox) -> None:
    assert verify(course, ASSIGNMENT, notebooks=[READING], sandbox=sandbox) == []
    words = ["--course", str(course.root), "verify", ASSIGNMENT, "--notebook", READING]
    done = CliRunner().invoke(main, [*words, "--sandbox", sandbox])
    assert (done.exit_code, done.output[:17]) == (0, "Nothing to verify")


def test_an_assignment_that_only_reads_cannot_be_graded(tmp_path: Path, sandbox: Sandbox) -> None:
    course = make_course(tmp_path)
    course.text_path(ASSIGNMENT, NOTEBOOK).write_text(
        make_text(PROSE, FIXTURE, FIGURE), encoding="utf-8"
    )
    build(course)
    hand_in(course, "ada", course.release_path(ASSIGNMENT, NOTEBOOK).read_bytes())
    with pytest.raises(NotFoundError, match="no question"):
        grade(course, ASSIGNMENT, machines=Machines(sandbox=sandbox))
