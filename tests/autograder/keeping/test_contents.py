"""What of a course goes into an archive, in every structure of folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import ArchiveError
from autograder.keeping.contents import Entry, groups_of, open_file, others_of, parts_of


def put(course: Course, *names: str) -> None:
    """Write files into a course."""
    for name in names:
        path = course.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def names(course: Course, *, everything: bool = False, also: Iterable[Path] = ()) -> list[str]:
    """Return the names of a course's parts."""
    return [part.name for part in parts_of(course, everything=everything, also=also)]


def entries(course: Course) -> dict[str, Entry]:
    """Return what all parts of a course hold, by name."""
    found = [entry for part in parts_of(course) for group in groups_of(part) for entry in group]
    return {entry.name: entry for entry in found}


def test_what_cannot_be_made_again_goes_in(tiny_course: Course) -> None:
    put(tiny_course, "submitted/ada/a1/x.ipynb", "autograded/ada/a1/grading.json", "late.py")
    put(tiny_course, "dates.toml", "roster.csv", "adopted/a1.toml", "feedback/x", "report/x.html")
    put(tiny_course, ".venv/x", "build/x.zip", "backups/x.zip", "pyproject.toml", "gradebook.db")
    assert names(tiny_course) == [
        "course/adopted",
        "course/answers",
        "course/autograded",
        "course/dates.toml",
        "course/late.py",
        "course/nbgrader_config.py",
        "course/notebooks",
        "course/roster.csv",
        "course/submitted",
    ]
    more = set(names(tiny_course, everything=True)) - set(names(tiny_course))
    assert more == {"course/feedback", "course/report"}


def test_what_stays_out_is_named(tiny_course: Course) -> None:
    put(tiny_course, "slides/x.pdf", "pyproject.toml", ".hidden", "report/x", "gradebook.db-wal")
    assert others_of(tiny_course, parts_of(tiny_course)) == ["pyproject.toml", "slides"]


def test_more_of_the_course_is_taken_along(tiny_course: Course) -> None:
    put(tiny_course, "slides/one/x.pdf", "slides/two/x.pdf")
    assert "course/slides/one" in names(tiny_course, also=[Path("slides/one")])
    both = names(tiny_course, also=[Path("slides/one"), Path("slides")])
    assert "course/slides" in both
    assert "course/slides/one" not in both


@pytest.mark.parametrize("name", ["..", ".", "/etc", "nowhere", "notebooks/../..", "backups"])
def test_what_is_not_of_the_course_is_not_taken_along(tiny_course: Course, name: str) -> None:
    put(tiny_course, "backups/x.zip")
    with pytest.raises(ArchiveError):
        parts_of(tiny_course, also=[Path(name)])


@pytest.mark.parametrize(
    "structure",
    [
        "{nbgrader_step}/{assignment_id}/{student_id}",
        "{student_id}/{nbgrader_step}/{assignment_id}",
        "{assignment_id}/{nbgrader_step}/{student_id}",
        "work/{nbgrader_step}/{student_id}/{assignment_id}",
    ],
)
def test_submissions_go_in_wherever_they_lie(tiny_course: Course, structure: str) -> None:
    with (tiny_course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.directory_structure = {structure!r}\n")
    folder = tiny_course.submission_folder("ada", "a1")
    folder.mkdir(parents=True)
    (folder / "x.ipynb").write_text("x", encoding="utf-8")
    inside = folder.relative_to(tiny_course.root).as_posix()
    assert f"course/{inside}/x.ipynb" in entries(tiny_course)


def test_a_folder_outside_of_the_course_goes_in(
    tiny_course: Course, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "submitted"
    with (tiny_course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.submitted_directory = {str(outside)!r}\n")
    folder = tiny_course.submission_folder("ada", "a1")
    folder.mkdir(parents=True)
    (folder / "x.ipynb").write_text("x", encoding="utf-8")
    found = entries(tiny_course)
    assert [name for name in found if name.endswith("x.ipynb")] == ["submitted/ada/a1/x.ipynb"]


def test_links_are_not_followed_and_are_named(tiny_course: Course) -> None:
    put(tiny_course, "submitted/ada/a1/x.ipynb")
    folder = tiny_course.root / "submitted/ada/a1"
    (folder / "secret").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to("..")
    os.mkfifo(folder / "pipe")
    found = entries(tiny_course)
    assert found["course/submitted/ada/a1/secret"].left_out == "it is a link"
    assert found["course/submitted/ada/a1/loop"].left_out == "it is a link"
    assert found["course/submitted/ada/a1/pipe"].left_out == "it is not a file"
    assert found["course/submitted/ada/a1/x.ipynb"].left_out == ""


def test_a_folder_of_the_course_may_lie_on_another_disk(
    tiny_course: Course, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("disk")
    shutil.move(tiny_course.root / "notebooks", place / "notebooks")
    (tiny_course.root / "notebooks").symlink_to(place / "notebooks")
    assert "course/notebooks/a1/01_tiny.py" in entries(tiny_course)


def test_what_is_being_written_is_left_out_and_empty_folders_are_kept(tiny_course: Course) -> None:
    put(tiny_course, "autograded/ada/.writing-x/grading.json", "autograded/ada/a1/grading.json")
    (tiny_course.root / "submitted" / "bob" / "a1").mkdir(parents=True)
    found = entries(tiny_course)
    assert [name for name in found if "autograded" in name] == [
        "course/autograded/ada/a1/grading.json"
    ]
    assert found["course/submitted/bob/a1"].is_folder


def test_a_link_that_takes_a_files_place_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(OSError, match=r"Too many|not a file"):
            open_file(tmp_path / name)
