"""A course's folders, assignments and notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.errors import NotFoundError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def test_a_course_is_found_from_any_folder_in_it(tiny_course: Course) -> None:
    assert Course.find(tiny_course.texts / ASSIGNMENT) == tiny_course


def test_the_working_folder_is_where_the_search_begins(
    tiny_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tiny_course.texts)
    assert Course.find() == tiny_course


def test_outside_a_course_the_error_names_the_option(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="--course"):
        Course.find(tmp_path)


def test_assignments_are_folders_with_texts(tiny_course: Course) -> None:
    for name in ("a0", "_drafts", ".hidden"):
        (tiny_course.texts / name).mkdir()
        (tiny_course.texts / name / "x.py").touch()
    (tiny_course.texts / "pictures").mkdir()
    assert tiny_course.assignments() == ["a0", ASSIGNMENT]


def test_notebooks_are_named_without_suffix(tiny_course: Course) -> None:
    (tiny_course.texts / ASSIGNMENT / "00_first.py").touch()
    (tiny_course.texts / ASSIGNMENT / "data.csv").touch()
    assert tiny_course.notebooks(ASSIGNMENT) == ["00_first", NOTEBOOK]


def test_an_unknown_assignment_is_answered_with_the_known_ones(tiny_course: Course) -> None:
    with pytest.raises(NotFoundError, match=f"Assignments of this course: {ASSIGNMENT}"):
        tiny_course.notebooks("a2")


def test_paths_mirror_each_other(tiny_course: Course) -> None:
    shown = [
        tiny_course.relative(path("a1", "nb"))
        for path in (tiny_course.text_path, tiny_course.source_path, tiny_course.release_path)
    ]
    assert shown == ["notebooks/a1/nb.py", "source/a1/nb.ipynb", "release/a1/nb.ipynb"]


def test_every_stage_has_its_folder(tiny_course: Course) -> None:
    stages = ("answers", "submitted", "autograded", "feedback", "report")
    assert [getattr(tiny_course, name).name for name in stages] == list(stages)


def test_a_path_outside_the_course_is_shown_whole(tiny_course: Course) -> None:
    elsewhere = Path("/elsewhere/file")
    assert tiny_course.relative(elsewhere) == str(elsewhere)
