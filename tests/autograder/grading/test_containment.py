"""One student's failure is that student's status: whatever goes wrong, the others are graded."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.grading import class_run, record
from autograder.outcomes import RECORD_NAME, UNCOUNTED, Status
from tests.support.faking import FakePool, graded, outcomes, pool, remarks
from tests.support.handing import ESSAY, RIGHT, answered, copy_course, hand_in
from tests.support.recording import course, scores
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

__all__ = ["course", "pool"]


@pytest.fixture
def classroom(course: Course) -> Course:
    """A class of three."""
    for student in ("ada", "bob", "cyn"):
        hand_in(course, student, answered(course, RIGHT, ESSAY))
    return course


ERRORS = [
    OSError(28, "No space left on device"),
    PermissionError(13, "Permission denied"),
    ValueError("odd"),
    RecursionError("deep"),
]


def fails_for_bob(function: Any, error: Exception) -> Any:
    """Return a function that fails where it is about Bob."""

    def made(*words: Any, **others: Any) -> Any:
        if any("bob" in str(getattr(word, "student", word)) for word in words):
            raise error
        return function(*words, **others)

    return made


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_what_cannot_be_recorded_is_one_students_status(
    classroom: Course, pool: FakePool, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(record, "write_entries", fails_for_bob(record.write_entries, error))
        patch.setattr(record, "_files", fails_for_bob(record._files, error))
        found = outcomes(classroom)
    assert found["bob"].status is Status.NOT_GRADABLE
    assert "could not be recorded" in remarks(found["bob"])
    assert (getattr(error, "strerror", None) or str(error)) in remarks(found["bob"])
    assert {found[name].points for name in ("ada", "cyn")} == {3.0}
    assert {student for student, _ in scores(classroom)} == {"ada", "cyn"}
    assert not (classroom.autograded / "bob" / ASSIGNMENT).exists()
    again = graded(classroom)
    assert again.fresh == {"bob"}, "it is tried again, and nobody else is"
    assert {one.points for one in again.outcomes} == {3.0}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", [(class_run, "read_submission"), (class_run, "prepare")])
def test_what_cannot_be_taken_in_is_one_students_status(
    classroom: Course,
    pool: FakePool,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    place: tuple[Any, str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(*place, fails_for_bob(getattr(*place), error))
        found = outcomes(classroom)
    assert found["bob"].status is Status.NOT_GRADABLE
    assert "could not be taken in" in remarks(found["bob"])
    assert {found[name].points for name in ("ada", "cyn")} == {3.0}
    assert graded(classroom).fresh == {"bob"}


def test_a_folder_of_records_that_cannot_be_made_is_one_students_status(
    classroom: Course, pool: FakePool
) -> None:
    classroom.autograded.mkdir()
    (classroom.autograded / "bob").write_text("in the way", encoding="utf-8")
    found = outcomes(classroom)
    assert found["bob"].status is Status.NOT_GRADABLE
    assert {found[name].points for name in ("ada", "cyn")} == {3.0}


@pytest.mark.parametrize("stamp", ["2020-01-01 00:00:00 /proc/self/mem", "20:00 CST", "\x00"])
def test_a_time_that_cannot_be_read_is_a_remark(
    classroom: Course, pool: FakePool, stamp: str
) -> None:
    hand_in(classroom, "bob", answered(classroom, RIGHT), stamp)
    found = outcomes(classroom)["bob"]
    assert found.points == 3.0
    assert "timestamp.txt says" in remarks(found)


def test_a_gradebook_that_cannot_be_used_ends_the_run(
    classroom: Course, pool: FakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    from autograder.errors import GradebookError

    error = OperationalError("INSERT", {}, Exception("database or disk is full"))
    monkeypatch.setattr(record, "write_entries", fails_for_bob(record.write_entries, error))
    with pytest.raises(GradebookError, match="full") as caught:
        graded(classroom)
    assert "Make room on the disk" in caught.value.hint


NAMES = [
    f"{NOTEBOOK}.ipynb", f"{NOTEBOOK} (1).ipynb", f"Copy of {NOTEBOOK}.ipynb", "x.ipynb",
    f"{NOTEBOOK}.IPYNB", f"{NOTEBOOK}.ipynb.json", "homework.zip", "proof.png", "notes.txt",
    "timestamp.txt", f"sub/{NOTEBOOK}.ipynb", f"a/b/c/d/{NOTEBOOK}.ipynb", f"../{NOTEBOOK}.ipynb",
]  # fmt: skip
FOLDERS = [
    f"s/{ASSIGNMENT}", f"s/{ASSIGNMENT}", f"s/{ASSIGNMENT}", "s", "s/A1", f"{ASSIGNMENT}/s",
    "s/homework", "s_123_assignsubmission_file_",
]  # fmt: skip
JUNK: list[Any] = [None, 7, -1, 10**30, "", "x" * 50, [], {}, ["a"], {"a": []}, True, "\ud800"]


def damaged(notebook: NotebookNode, dice: random.Random) -> bytes:
    """Return the bytes of a notebook to which something has happened."""
    content = json.loads(nbformat.writes(notebook))
    cells = content["cells"]
    for _ in range(dice.randint(0, 5)):
        match dice.randrange(9):
            case 0:
                dice.shuffle(cells)
            case 1:
                cells.append(copy.deepcopy(dice.choice(cells)))
            case 2 if len(cells) > 1:
                cells.pop(dice.randrange(len(cells)))
            case 3:
                for cell in cells:
                    cell["metadata"] = {}
            case 4:
                dice.choice(cells)["metadata"] = dice.choice(JUNK)
            case 5:
                dice.choice(cells)[dice.choice(["source", "attachments", "outputs", "id"])] = (
                    dice.choice(JUNK)
                )
            case 6:
                dice.choice(cells)["cell_type"] = dice.choice(["raw", "markdown", "code", "x", 1])
            case 7:
                content[dice.choice(["nbformat", "metadata", "cells"])] = dice.choice([3, *JUNK])
                break
            case _:
                cell = {"cell_type": "markdown", "metadata": {}, "source": "My words."}
                cells.insert(dice.randrange(len(cells) + 1), cell)
    raw = json.dumps(content).encode()
    for _ in range(dice.choice([0, 0, 0, 1, 3])):
        at = dice.randrange(len(raw))
        raw = dice.choice([raw[:at], raw[:at] + bytes([dice.randrange(256)]) + raw[at + 1 :]])
        raw = raw or b" "
    return raw


def fill(course: Course, dice: random.Random) -> None:
    """Make one student's folder, as nobody would."""
    notebook = answered(course, dice.choice([RIGHT, None]), dice.choice([ESSAY, None]))
    folder = course.submitted / dice.choice(FOLDERS)
    folder.mkdir(parents=True, exist_ok=True)
    for name in dice.sample(NAMES, dice.randint(0, 4)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.resolve().is_relative_to(course.submitted.resolve()) and not path.is_dir():
            path.write_bytes(dice.choice([b"", b"PK", damaged(notebook, dice)]))


@pytest.mark.long
def test_whatever_is_handed_in_is_one_students_status(
    built: Course, tmp_path: Path, pool: FakePool
) -> None:
    course = copy_course(built, tmp_path / "course")
    statuses: set[Status] = set()
    for number in range(300):
        fill(course, random.Random(number))
        for path in sorted(course.submitted.rglob("s*")):  # each student gets a name of its own
            if path.parent in (course.submitted, course.submitted / ASSIGNMENT):
                path.rename(path.with_name(f"{number}-{path.name}"))
    hand_in(course, "zoe", answered(course, RIGHT, ESSAY))
    result = graded(course)
    found = {one.student: one for one in result.outcomes}
    assert found["zoe"].points == 3.0
    for outcome in result.outcomes:
        statuses.add(outcome.status)
        assert "could not be" not in remarks(outcome), outcome
        record_file = course.autograded / outcome.student / ASSIGNMENT / RECORD_NAME
        assert record_file.is_file(), outcome.student
        if outcome.status in (Status.NOT_GRADABLE, Status.MISSING):
            assert remarks(outcome)
    assert statuses == set(Status) - set(UNCOUNTED)
    said = " ".join(result.named)
    for entry in course.submitted.iterdir():
        assert entry.name in {*found, ASSIGNMENT} or entry.name in said, entry.name
    assert graded(course).fresh == frozenset(), "the same folders give the same digests"
