"""Refused names: whoever has a folder with such a name is not lost."""

from __future__ import annotations

import os

import pytest

from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.refused import is_text, refused, refused_folders
from autograder.outcomes import Status
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_text

BROKEN = os.fsdecode(b"ad\xff")
BELL = "b\aell"
OTHER = "a2"


@pytest.fixture
def course(tiny_course: Course) -> Course:
    """A course of two assignments."""
    text = tiny_course.text_path(OTHER, NOTEBOOK)
    text.parent.mkdir()
    text.write_text(make_text(), encoding="utf-8")
    return tiny_course


def names(course: Course, *folders: str) -> set[str]:
    """Make folders below `submitted/`, and return the names of those that are refused."""
    for folder in folders:
        (course.submitted / folder).mkdir(parents=True)
    return {folder.name for folder in refused_folders(course, ASSIGNMENT)}


@pytest.mark.parametrize(
    ("name", "good"),
    [("ada", True), ("علی\u200cرضا", True), (BROKEN, False), (BELL, False), ("a\u2028b", False)],
)
def test_a_name_is_text_without_controls(name: str, good: bool) -> None:
    assert is_text(name) is good


@pytest.mark.parametrize(
    "folder",
    [BROKEN, f"{BROKEN}/{ASSIGNMENT}", f"{BELL}/somewhere/else", f"{ASSIGNMENT}/{BELL}"],
)
def test_a_folder_of_any_form_counts(course: Course, folder: str) -> None:
    assert names(course, "ada", folder) in ({BROKEN}, {BELL})


def test_a_folder_that_holds_other_assignments_only_is_theirs(course: Course) -> None:
    assert names(course, f"{BROKEN}/{OTHER}") == set()
    assert names(course, f"{BROKEN}/x") == {BROKEN}


def test_files_and_the_excluded_do_not_count(course: Course) -> None:
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.student_id_exclude = {BELL!r}\n")
    course.submitted.mkdir()
    (course.submitted / BROKEN).touch()
    assert names(course, BELL) == set()


def test_without_submissions_there_is_none(course: Course) -> None:
    assert refused(course, ASSIGNMENT) == []


def test_each_has_an_outcome_under_a_name_that_can_be_written(course: Course) -> None:
    names(course, BROKEN, BELL, f"{ASSIGNMENT}/{BELL}")
    found = refused(course, ASSIGNMENT)
    assert [one.student for one in found] == [r"ad\udcff", r"b\x07ell"]
    assert {one.status for one in found} == {Status.NOT_GRADABLE}
    assert {part.remarks for one in found for part in one.notebooks} == {
        ("The name of the student's folder is not UTF-8, or has control characters: rename it.",)
    }
