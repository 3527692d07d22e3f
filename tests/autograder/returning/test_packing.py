"""Feedback in a zip: by the LMS's names where they are known, the same bytes each time."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from click.testing import CliRunner

from autograder.cli.commands import main
from autograder.collecting.standing import attempts_folder
from autograder.course.layout import Course
from tests.support.graded import ASSIGNMENT, NOTEBOOK

FILE = f"{NOTEBOOK}.ipynb"


def collected(course: Course, student: str, upload: str) -> None:
    """List an upload of a student, as collecting does."""
    folder = attempts_folder(course, ASSIGNMENT) / student
    folder.mkdir(parents=True)
    own = {"digest": "d", "time": "", "source": "z", "late": False, "place": "submitted"}
    listed = {"attempts": [{**own, "uploads": {FILE: upload}}]}
    (folder / "attempts.json").write_text(json.dumps(listed), encoding="utf-8")


def pack(course: Course, *words: str) -> str:
    start = ["--course", str(course.root), "feedback", ASSIGNMENT, "--zip"]
    done = CliRunner().invoke(main, [*start, *words])
    assert done.exit_code == 0, done.output
    return done.output


def archive(course: Course) -> Path:
    return course.root / "exports" / f"{ASSIGNMENT}-feedback.zip"


def test_pages_have_the_names_of_the_uploads(graded: Course) -> None:
    collected(graded, "0012", "Ada Lovelace_11_assignsubmission_file_")
    collected(graded, "bob", "obrienbob_LATE_76_501_01-relu (1).ipynb")
    said = pack(graded)
    assert "1 student by Moodle's names, 1 student by the names of Canvas, 2 students in" in said
    with zipfile.ZipFile(archive(graded)) as zipped:
        assert zipped.namelist() == [
            f"Ada Lovelace_11_assignsubmission_file_/{NOTEBOOK}.html",
            "Ada Lovelace_11_assignsubmission_file_/index.html",
            f"cyn/{NOTEBOOK}.html",
            "cyn/index.html",
            f"dan/{NOTEBOOK}.html",
            "dan/index.html",
            "obrienbob_LATE_76_501_01-relu (1).html",
        ]
        assert b'href="index.html"' in zipped.read(f"cyn/{NOTEBOOK}.html")
        alone = zipped.read("obrienbob_LATE_76_501_01-relu (1).html")
    assert b"index.html" not in alone, "no link leads nowhere"
    assert b"could not be graded" in alone


def test_the_same_pages_give_the_same_bytes(graded: Course, tmp_path: Path) -> None:
    pack(graded)
    pack(graded, str(tmp_path / "again.zip"))
    assert (tmp_path / "again.zip").read_bytes() == archive(graded).read_bytes()


def test_names_that_lead_elsewhere_are_not_used(graded: Course) -> None:
    for student, upload in (("0012", "../x_1_assignsubmission_file_"), ("bob", "/etc/x.ipynb")):
        collected(graded, student, upload)
    pack(graded)
    with zipfile.ZipFile(archive(graded)) as zipped:
        assert {name.partition("/")[0] for name in zipped.namelist()} == {
            "0012",
            "bob",
            "cyn",
            "dan",
        }


def test_two_students_of_one_upload_do_not_share_a_file(graded: Course) -> None:
    for student in ("0012", "bob"):
        collected(graded, student, "Ada Lovelace_11_assignsubmission_file_")
    pack(graded)
    with zipfile.ZipFile(archive(graded)) as zipped:
        names = zipped.namelist()
    assert len(names) == len({*names}) == 8
    assert "bob/index.html" in names


def test_a_chosen_student_alone_is_packed(graded: Course) -> None:
    pack(graded, "--student", "cyn")
    with zipfile.ZipFile(archive(graded)) as zipped:
        assert zipped.namelist() == [f"cyn/{NOTEBOOK}.html", "cyn/index.html"]
