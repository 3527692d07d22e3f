"""What runs, in a whole grading: the setting, the record, replay, and what is not run again."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.replay import replay
from autograder.outcomes import RECORD_NAME, NotebookOutcome, load_outcome
from tests.support.handing import ESSAY, RIGHT, answered, copy_course, hand_in
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

SECRETIVE = f"{RIGHT}\nexec('pass')"


@pytest.fixture
def course(built: Course, tmp_path: Path) -> Course:
    """A course with two submissions that differ in what their text shows."""
    copy = copy_course(built, tmp_path / "course")
    hand_in(copy, "open", answered(copy, RIGHT, ESSAY))
    hand_in(copy, "secretive", answered(copy, SECRETIVE, ESSAY))
    return copy


def record(course: Course, student: str) -> NotebookOutcome:
    """Return what is on record of a student's notebook."""
    outcome = load_outcome(course.autograded / student / ASSIGNMENT / RECORD_NAME)
    assert outcome is not None
    return outcome.notebooks[0]


def drawn(course: Course, student: str) -> bool:
    """Tell whether the executed notebook holds the picture of its lecture."""
    path = course.autograded / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    cells = read_notebook(path).cells
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return any("image/png" in output.get("data", {}) for output in outputs)


def run(course: Course, what: str) -> None:
    """Set what runs."""
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as config:
        config.write(f"\nc.Autograder.run = {what!r}\n")


def test_the_record_says_what_ran_and_why(course: Course, sandbox: Sandbox) -> None:
    grade(course, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    lean, whole = record(course, "open"), record(course, "secretive")
    assert (lean.ran, lean.because) == ("needed", "")
    assert len(lean.left_out) == 2, "the picture, and the summary at the end"
    assert (whole.ran, whole.because) == ("everything", "`double` uses `exec`")
    assert whole.left_out == ()
    assert [cell.points for cell in lean.cells] == [cell.points for cell in whole.cells]
    assert not drawn(course, "open") and drawn(course, "secretive"), "once for all: the opening"


def test_with_everything_nothing_is_left_out(course: Course, sandbox: Sandbox) -> None:
    run(course, "everything")
    grade(course, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    for student in ("open", "secretive"):
        found = record(course, student)
        assert (found.ran, found.because, found.left_out) == ("everything", "", ())
        assert drawn(course, student)


def test_another_setting_grades_again_and_replay_keeps_to_the_recorded_one(
    course: Course, sandbox: Sandbox
) -> None:
    grade(course, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    run(course, "everything")
    assert replay(course, "open", "double", sandbox=sandbox).same
    again = grade(course, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    assert again.fresh == {"open", "secretive"}
    assert replay(course, "open", "double", sandbox=sandbox).same


def test_what_was_left_out_runs_once_an_answer_needs_it(course: Course, sandbox: Sandbox) -> None:
    grade(course, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    changed = answered(course, "def double(z):\n    return factor * np.asarray(z)", ESSAY)
    changed.cells.insert(2, new_code_cell("factor = 2.0"))
    hand_in(course, "open", changed)
    grade(course, ASSIGNMENT, machines=Machines(jobs=1, sandbox=sandbox))
    found = record(course, "open")
    assert [cell.points for cell in found.cells if cell.cell != "why"] == [1.0, 2.0]
    assert len(found.left_out) == 2, "the picture, and the summary at the end"
