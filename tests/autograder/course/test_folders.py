"""Folders: the same paths as nbgrader's, whatever is configured, and what cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.course.folders import NOBODY, STEPS, read_folders
from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import CourseError

STRUCTURES = [
    "{nbgrader_step}/{student_id}/{assignment_id}",
    "{nbgrader_step}/{assignment_id}/{student_id}",
    "{student_id}/{nbgrader_step}/{assignment_id}",
    "{assignment_id}/{student_id}/{nbgrader_step}",
    "{assignment_id}/{nbgrader_step}/{student_id}",
    "courses/{nbgrader_step}/of/{student_id}/{assignment_id}/files",
    "./{nbgrader_step}//{student_id}/{assignment_id}/",
]


def configured(**options: object) -> Config:
    """Return a configuration of `c.CourseDirectory`."""
    return Config(CourseDirectory=Config(options))


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("directory", ["handed_in", "a/b", "/elsewhere/in"])
def test_paths_are_those_of_nbgrader(tmp_path: Path, structure: str, directory: str) -> None:
    from nbgrader.coursedir import CourseDirectory

    config = configured(directory_structure=structure, submitted_directory=directory)
    theirs = CourseDirectory(config=config, root=str(tmp_path))
    folders = read_folders(tmp_path, config)
    for step in STEPS:
        name = getattr(theirs, f"{step}_directory")
        for student in ("ada", NOBODY):
            wanted = Path(theirs.format_path(name, student, "ps1")).resolve()
            assert folders.path(step, student, "ps1") == wanted


@pytest.mark.parametrize("structure", STRUCTURES)
def test_what_is_there_is_found_again(tmp_path: Path, structure: str) -> None:
    folders = read_folders(tmp_path, configured(directory_structure=structure))
    made = [(who, what) for who in ("ada", "bob") for what in ("ps1", "ps2")]
    for student, assignment in made:
        folders.path("submitted", student, assignment).mkdir(parents=True)
    folders.path("autograded", "cyn", "ps1").mkdir(parents=True)
    folders.path("submitted", ".hidden", "ps1").mkdir(parents=True)
    found = list(folders.existing("submitted"))
    assert sorted((student, assignment) for student, assignment, _ in found) == made
    assert all(folders.path("submitted", *names) == path for *names, path in found)
    chosen = folders.existing("submitted", assignment="ps2")
    assert [student for student, _, _ in chosen] == ["ada", "bob"]
    assert [one for one, _, _ in folders.existing("autograded", "cyn", "ps1")] == ["cyn"]
    assert list(folders.existing("autograded", "cyn", "ps2")) == []


@pytest.mark.parametrize("structure", STRUCTURES)
def test_assignments_are_found_in_the_source(tmp_path: Path, structure: str) -> None:
    line = f"c.CourseDirectory.directory_structure = {structure!r}"
    (tmp_path / CONFIG_NAME).write_text(line, encoding="utf-8")
    course = Course(tmp_path)
    for name in ("ps1", "ps2"):
        course.source_folder(name).mkdir(parents=True)
    assert course.assignment_folders("source") == {
        name: course.source_folder(name) for name in ("ps1", "ps2")
    }


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_way_from_students_to_their_folders_is_whole(tmp_path: Path, structure: str) -> None:
    folders = read_folders(tmp_path, configured(directory_structure=structure))
    parent, rest = folders.students("submitted", "ps1")
    assert parent.joinpath("ada", *rest) == folders.path("submitted", "ada", "ps1")


def test_only_the_form_step_student_assignment_is_usual(tmp_path: Path) -> None:
    forms = [read_folders(tmp_path, configured(directory_structure=one)) for one in STRUCTURES]
    usual = [folders.usual("submitted") for folders in forms]
    assert usual == [True, False, False, False, False, False, True]
    apart = [folders.apart("submitted") for folders in forms]
    assert apart == [True, True, False, False, True, True, True]


@pytest.mark.parametrize(
    "structure",
    [
        "{nbgrader_step}/{assignment_id}",
        "{student_id}/{assignment_id}",
        "{nbgrader_step}/{student_id}-{assignment_id}",
        "{nbgrader_step}/{student_id}/{assignment_id}/{notebook_id}",
        "{nbgrader_step}/{student_id}/{student_id}/{assignment_id}",
        "{nbgrader_step}/{student_id!r}/{assignment_id}",
        "{nbgrader_step}/{student_id}/{assignment_id}/{",
        "{nbgrader_step}/{student_id}/../{assignment_id}",
        "",
        5,
    ],
)
def test_a_structure_that_tells_too_little_is_refused(tmp_path: Path, structure: object) -> None:
    with pytest.raises(CourseError) as caught:
        read_folders(tmp_path, configured(directory_structure=structure))
    assert caught.value.hint


def test_steps_in_the_same_folder_are_refused(tmp_path: Path) -> None:
    config = configured(autograded_directory="./submitted")
    with pytest.raises(CourseError, match="gives submitted and autograded the same folder"):
        read_folders(tmp_path, config)


@pytest.mark.parametrize("value", ["", " ", 5, None, "a\0b", "{student_id}"])
def test_a_folder_without_a_name_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(CourseError):
        read_folders(tmp_path, configured(submitted_directory=value))
