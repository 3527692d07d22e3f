"""Recording: one transaction for each submission; what a person decided is never lost."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.course.config import load_limits
from autograder.course.layout import CONFIG_NAME, Course
from autograder.gradebook import write as entries
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.write import NO_RESPONSE
from autograder.grading import record
from autograder.grading.intake import read_stamp
from autograder.grading.record import Recorded, blank_cells, clear_leftovers, save
from autograder.grading.stamps import Stamp
from autograder.outcomes import RECORD_NAME, Status, SubmissionOutcome, load_outcome
from tests.support.handing import ESSAY, RIGHT, hand_in
from tests.support.recording import (
    change,
    course,
    dump,
    executed,
    master_notebooks,
    outcome,
    rows,
    scores,
)
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

__all__ = ["course"]
STAMP = "2026-02-03 04:05:06 UTC"


def put(course: Course, item: SubmissionOutcome, **answers: str) -> None:
    """Record one outcome."""
    notebooks = {} if item.status is Status.NOT_GRADABLE else executed(course, **answers)
    with open_gradebook(course) as book:
        save(course, book, item, notebooks, stamp_of(course, item.student))


def stamp_of(course: Course, student: str) -> Stamp:
    """Return when a submission came."""
    return read_stamp(course.submitted / student / ASSIGNMENT)


def kept(course: Course, **fingerprints: str) -> set[str]:
    """Return whose records still hold."""
    with open_gradebook(course) as book:
        records = Recorded(course, book, ASSIGNMENT)
        return {name for name, mark in fingerprints.items() if holds(records, name, mark)}


def holds(records: Recorded, student: str, fingerprint: str) -> bool:
    """Tell whether an outcome on record is that of a submission as it is now."""
    outcome = records.of(student)
    if outcome is None or outcome.fingerprint != fingerprint:
        return False
    return records.agrees(student, outcome)


def comments(course: Course) -> dict[str, str | None]:
    """Return nbgrader's automatic comments by cell."""
    query = "SELECT c.name, m.auto_comment FROM comment m JOIN base_cell c ON c.id = m.cell_id"
    return dict(rows(course, query))


def files(course: Course) -> dict[str, bytes]:
    """Return all files of autograded/ by path."""
    found = sorted(path for path in course.autograded.rglob("*") if path.is_file())
    return {course.relative(path): path.read_bytes() for path in found}


def test_scores_files_and_record_are_written(course: Course) -> None:
    put(course, outcome("ada"), double=RIGHT)
    assert scores(course) == {
        ("ada", "double-tests"): (1.0, None, 0),
        ("ada", "double-hidden"): (1.0, None, 0),
        ("ada", "why"): (None, None, 1),
    }
    folder = course.autograded / "ada" / ASSIGNMENT
    assert {path.name for path in folder.iterdir()} == {RECORD_NAME, f"{NOTEBOOK}.ipynb"}
    assert load_outcome(folder / RECORD_NAME) == outcome("ada")
    nbformat.validate(nbformat.read(folder / f"{NOTEBOOK}.ipynb", as_version=4))
    assert [path.name for path in folder.parent.iterdir()] == [ASSIGNMENT]


def test_recording_again_changes_nothing(course: Course) -> None:
    put(course, outcome("ada"), double=RIGHT)
    before = dump(course), files(course)
    put(course, outcome("ada"), double=RIGHT)
    assert (dump(course), files(course)) == before


@pytest.mark.parametrize("step", ["_write_part", "_put", "_write_penalties", "_changed_answers"])
@pytest.mark.parametrize("before", [False, True])
def test_an_exception_in_the_middle_leaves_everything_as_it_was(
    course: Course, monkeypatch: pytest.MonkeyPatch, step: str, before: bool
) -> None:
    hand_in(course, "ada", b"", STAMP)
    if before:
        put(course, outcome("ada", (0.0, 0.0, None)), double=RIGHT)
    state = dump(course), files(course)

    def fail(*_: Any) -> None:
        raise KeyError(step)

    with monkeypatch.context() as patch:
        patch.setattr(entries, step, fail)
        with open_gradebook(course) as book:
            with pytest.raises(KeyError):
                stamp = stamp_of(course, "ada")
                save(course, book, outcome("ada"), executed(course), stamp)
            book.db.commit()  # a caller who goes on commits nothing of it
    assert (dump(course), files(course)) == state


def test_a_kill_after_the_commit_means_grading_again(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(course, outcome("ada", fingerprint="old"))
    old = files(course)

    def die(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(record, "_replace", die)
        with pytest.raises(SystemExit):
            put(course, outcome("ada", (1.0, 2.0, None), fingerprint="new"))
    assert files(course) == old
    assert kept(course, ada="new") == set()
    assert kept(course, ada="old") == set(), "files and gradebook disagree"


def test_records_hold_while_fingerprint_and_scores_agree(course: Course) -> None:
    put(course, outcome("ada"))
    assert kept(course, ada="f", bob="f") == {"ada"}
    assert kept(course, ada="other") == set()
    (course.autograded / "ada" / ASSIGNMENT / RECORD_NAME).write_text("{}", encoding="utf-8")
    assert kept(course, ada="f") == set()


def test_a_score_changed_in_the_gradebook_is_noticed(course: Course) -> None:
    put(course, outcome("ada"))
    change(course, "UPDATE grade SET auto_score = 2 WHERE auto_score = 1")
    assert kept(course, ada="f") == set()


HTML = "<b onclick='x()'>Because</b> <script>x()</script> it is linear."
"""An answer that is not recorded as it was written."""


@pytest.mark.parametrize(
    ("before", "answer", "looks"),
    [(ESSAY, ESSAY, 0), (HTML, HTML, 0), (ESSAY, "Another one.", 1), (HTML, HTML + " Really.", 1)],
)
def test_manual_scores_survive_and_another_answer_is_looked_at_again(
    course: Course, before: str, answer: str, looks: int
) -> None:
    put(course, outcome("ada"), why=before)
    change(course, "UPDATE grade SET manual_score = 2, needs_manual_grade = 0 "
                   "WHERE auto_score IS NULL")  # fmt: skip
    change(course, "UPDATE comment SET manual_comment = 'Good.'")
    assert kept(course, ada="f") == {"ada"}
    put(course, outcome("ada", (0.0, 1.0, None), fingerprint="new"), why=answer)
    assert scores(course)["ada", "why"] == (None, 2.0, looks)
    assert scores(course)["ada", "double-tests"] == (0.0, None, 0)
    assert set(rows(course, "SELECT manual_comment FROM comment")) == {("Good.",)}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, {"double": NO_RESPONSE, "why": NO_RESPONSE}),
        ({"double": RIGHT}, {"double": None, "why": NO_RESPONSE}),
        ({"double": RIGHT, "why": ESSAY}, {"double": None, "why": None}),
    ],
)
def test_answers_left_as_they_were_are_commented_as_nbgrader_does(
    course: Course, answers: dict[str, str], expected: dict[str, str | None]
) -> None:
    put(course, outcome("ada"), **answers)
    assert comments(course) == expected


def test_what_cannot_be_graded_has_no_score_and_no_comment(course: Course) -> None:
    put(course, outcome("ada", (None, None, None), Status.NOT_GRADABLE))
    assert set(scores(course).values()) == {(None, None, 1)}
    assert set(comments(course).values()) == {None}
    put(course, outcome("ada", (1.0, 2.0, None), fingerprint="new"))
    assert scores(course)["ada", "double-tests"] == (1.0, None, 0)


def test_what_is_missing_has_zero_points_and_waits_for_nobody(course: Course) -> None:
    put(course, outcome("ada", (0.0, 0.0, 0.0), Status.MISSING))
    assert set(scores(course).values()) == {(0.0, None, 0)}


@pytest.mark.parametrize(("missing", "points"), [(True, 0.0), (False, None)])
def test_blank_cells_stand_for_every_graded_cell(
    course: Course, missing: bool, points: float | None
) -> None:
    cells = blank_cells(master_notebooks(course, ASSIGNMENT)[NOTEBOOK], missing=missing)
    assert [(cell.cell, cell.points, cell.max_points) for cell in cells] == [
        ("double-tests", points, 1.0),
        ("double-hidden", points, 2.0),
        ("why", points, 2.0),
    ]


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        (STAMP, datetime.datetime(2026, 2, 3, 4, 5, 6)),
        ("2026-02-03 04:05:06.5 Europe/Berlin", datetime.datetime(2026, 2, 3, 3, 5, 6, 500000)),
        ("2026-02-03T04:05:06+02:00", datetime.datetime(2026, 2, 3, 2, 5, 6)),
        ("", None),
        ("yesterday", None),
        ("9" * 400, None),
        ("1 2 3", None),
        ("2026-02-03 04:05:06 Nowhere/Land", None),
        ("\x00", None),
    ],
)
def test_time_stamps_are_nbgraders_or_nothing(
    course: Course, stamp: str, expected: datetime.datetime | None
) -> None:
    hand_in(course, "ada", b"", stamp)
    put(course, outcome("ada"))
    with open_gradebook(course) as book:
        assert book.find_submission(ASSIGNMENT, "ada").timestamp == expected
    copied = course.autograded / "ada" / ASSIGNMENT / "timestamp.txt"
    assert copied.exists() == bool(stamp.strip())


PLUGIN = """
from nbgrader.plugins import BasePlugin


class Strict(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.5 * total_seconds_late / 3600
"""


@pytest.mark.parametrize(("method", "penalty"), [("none", None), ("zero", 2.0), ("strict", 1.5)])
def test_lateness_costs_what_nbgraders_plugin_says(
    course: Course,
    method: str,
    penalty: float | None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "strict_plugin.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        if method == "strict":
            name = "strict_plugin.Strict"
            file.write(f"\nc.AssignLatePenalties.plugin_class = {name!r}\n")
        else:
            file.write(f"\nc.LateSubmissionPlugin.penalty_method = {method!r}\n")
    change(course, "UPDATE assignment SET duedate = '2026-02-03 03:05:06.000000'")
    hand_in(course, "ada", b"", STAMP)
    put(course, outcome("ada"))
    query = "SELECT late_submission_penalty FROM submitted_notebook"
    assert rows(course, query) == [(penalty,)]
    hand_in(course, "ada", b"", "2026-02-03 01:00:00 UTC")
    put(course, outcome("ada"))
    assert rows(course, query) == [(None,)], "handed in again, in time"


@pytest.mark.parametrize(
    "line",
    [
        "c.AssignLatePenalties.enabled = False",
        "c.Autograde.autograde_preprocessors = ['Execute', 'SaveAutoGrades']",
    ],
)
def test_lateness_costs_nothing_where_nbgraders_step_does_not_run(
    course: Course, line: str
) -> None:
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.LateSubmissionPlugin.penalty_method = 'zero'\n{line}\n")
    change(course, "UPDATE assignment SET duedate = '2026-02-03 03:05:06.000000'")
    hand_in(course, "ada", b"", STAMP)
    put(course, outcome("ada"))
    assert rows(course, "SELECT late_submission_penalty FROM submitted_notebook") == [(None,)]


def test_a_plugin_beside_the_configuration_is_found(course: Course) -> None:
    """Nbgrader runs in the course's folder, and imports from there."""
    (course.root / "plugin_beside.py").write_text(PLUGIN, encoding="utf-8")
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.AssignLatePenalties.plugin_class = 'plugin_beside.Strict'\n")
    load_limits(course)
    change(course, "UPDATE assignment SET duedate = '2026-02-03 03:05:06.000000'")
    hand_in(course, "ada", b"", STAMP)
    put(course, outcome("ada"))
    assert rows(course, "SELECT late_submission_penalty FROM submitted_notebook") == [(1.5,)]


def test_leftovers_of_a_killed_run_are_cleared(course: Course) -> None:
    put(course, outcome("ada"))
    before = files(course)
    for name in (".writing-abc", ".old-def"):
        folder = course.autograded / "ada" / name
        folder.mkdir()
        (folder / "half").write_text("x")
    clear_leftovers(course)
    assert files(course) == before
    assert [path.name for path in (course.autograded / "ada").iterdir()] == [ASSIGNMENT]
