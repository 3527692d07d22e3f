"""Backup: all of a course in one file, which is whole or not there."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import ArchiveError, GradebookError
from autograder.keeping import backup as module
from autograder.keeping.archive import Archive
from autograder.keeping.backup import Backup, make_backup
from autograder.keeping.listing import LIST_NAME
from tests.support.graded import ASSIGNMENT, NOTEBOOK
from tests.support.kept import SUBMISSION, make_kept


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A graded class."""
    root = tmp_path / "course"
    root.mkdir()
    return make_kept(root)


def held(made: Backup) -> dict[str, bytes]:
    """Return what an archive holds."""
    with zipfile.ZipFile(made.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_the_class_and_says_what_it_left_out(course: Course) -> None:
    made = make_backup(course)
    files = held(made)
    assert made.path.parent == course.root / "backups"
    assert made.path.name.startswith("activation-lab-2")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert files[f"course/submitted/ünal o'neill/{ASSIGNMENT}/{NOTEBOOK}.ipynb"] == SUBMISSION
    assert files["course/late.py"] == b"# a plugin\n"
    contents = json.loads(files[LIST_NAME])
    assert contents["database"] == "SQLite"
    assert {"activation-lab", "nbgrader", "python", "schema"} == set(contents["versions"])
    assert set(contents["files"]) == set(files) - {LIST_NAME}
    assert made.others == ["slides"]
    assert made.unread == {}


def test_a_name_of_bytes_goes_in(course: Course) -> None:
    folder = course.submission_folder("ada", ASSIGNMENT)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\\%.txt")).write_bytes(b"odd")
    assert held(make_backup(course))[f"course/submitted/ada/{ASSIGNMENT}/%FF%5C%25.txt"] == b"odd"


def test_the_gradebook_is_whole_while_somebody_writes(course: Course) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as writer:
        writer.execute("UPDATE grade SET manual_score = 99")  # and does not commit
        copy = held(make_backup(course))["gradebook.db"]
    place = course.root / "copy.db"
    place.write_bytes(copy)
    with closing(sqlite3.connect(place)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        ((count,),) = database.execute("SELECT count(*) FROM grade WHERE manual_score = 99")
        assert count == 0


def test_a_damaged_gradebook_is_not_kept_as_if_it_were_whole(course: Course) -> None:
    path = course.root / "gradebook.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises((ArchiveError, GradebookError), match=r"damaged|malformed"):
        make_backup(course)
    assert list((course.root / "backups").iterdir()) == []


def test_without_a_gradebook_the_rest_is_kept(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    made = make_backup(course)
    assert made.contents.database == ""
    assert "gradebook.db" not in held(made)


def test_a_file_is_never_overwritten(course: Course, tmp_path: Path) -> None:
    target = tmp_path / "mine.zip"
    assert make_backup(course, target).path == target
    before = target.read_bytes()
    with pytest.raises(ArchiveError, match="There is a file"):
        make_backup(course, target)
    assert target.read_bytes() == before
    two = {make_backup(course, tmp_path / "folder").path for _ in range(2)}
    assert len(two) == 2


def test_an_archive_that_is_not_what_was_written_gets_no_name(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Archive) -> None:
        raise ArchiveError("It is damaged.", "Try again.")

    monkeypatch.setattr(Archive, "check", fail)
    with pytest.raises(ArchiveError, match="It is damaged"):
        make_backup(course)
    assert list((course.root / "backups").iterdir()) == []


def test_what_cannot_be_read_is_named(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.open_file

    def refuse(path: Path) -> int:
        if path.name == "roster.csv":
            raise PermissionError(13, "Permission denied")
        if path.name == "late.py":
            raise FileNotFoundError(2, "No such file")  # taken away at this moment
        return real(path)

    monkeypatch.setattr(module, "open_file", refuse)
    made = make_backup(course)
    assert made.unread == {"course/roster.csv": "it cannot be read (Permission denied)"}
    assert "course/late.py" not in made.contents.files


def test_a_folder_that_may_not_be_written_is_a_sentence(course: Course) -> None:
    with pytest.raises(ArchiveError, match="cannot be written"):
        make_backup(course, Path("/proc/nowhere"))


def test_only_older_archives_of_this_course_are_removed(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    stamps = [f"2026010{day}T000000Z" for day in range(1, 6)]
    source = make_backup(course, tmp_path / "one.zip").path.read_bytes()
    for stamp in stamps:
        (folder / f"activation-lab-{stamp}.zip").write_bytes(source)
    strange = {
        "activation-lab-20250101T000000Z.zip": b"not an archive",
        "activation-lab-notes.zip": source,
        "other-20250101T000000Z.zip": source,
        "activation-lab-20250101T000000Z.zip.part": source,
    }
    for name, content in strange.items():
        (folder / name).write_bytes(content)
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.course_id = 'activation'\n")
    other = make_backup(course, tmp_path / "two.zip").path.read_bytes()
    (folder / "activation-lab-20240101T000000Z.zip").write_bytes(other)  # of another course
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.course_id = 'activation-lab'\n")
    made = make_backup(course, folder, keep=3)
    assert sorted(path.name for path in made.removed) == [
        f"activation-lab-{stamp}.zip" for stamp in stamps[:3]
    ]
    left = {path.name for path in folder.iterdir()}
    kept = {f"activation-lab-{stamp}.zip" for stamp in stamps[3:]}
    assert left == kept | {*strange, made.path.name, "activation-lab-20240101T000000Z.zip"}
