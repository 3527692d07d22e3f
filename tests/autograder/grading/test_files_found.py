"""Files and folders: what lies below `submitted/` is graded, refused or named."""

from __future__ import annotations

import copy
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import NotFoundError
from autograder.grading.listing import MAX_ENTRIES, list_folder, shown, simple
from autograder.outcomes import Status
from tests.support.faking import FakePool, graded, outcomes, pool, remarks
from tests.support.handing import ESSAY, RIGHT, answered, hand_in
from tests.support.recording import course
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

__all__ = ["course", "pool"]


def put(course: Course, where: str, content: NotebookNode | bytes) -> Path:
    """Write a file below `submitted/`."""
    path = course.submitted / where
    path.parent.mkdir(parents=True, exist_ok=True)
    is_text = isinstance(content, NotebookNode)
    path.write_bytes(nbformat.writes(content).encode() if is_text else bytes(content))
    return path


def right(course: Course) -> NotebookNode:
    """Return a notebook with both questions answered."""
    return answered(course, RIGHT, ESSAY)


def bare(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without any cell's metadata."""
    result = copy.deepcopy(notebook)
    for cell in result.cells:
        cell.metadata = NotebookNode()
    return result


@pytest.mark.parametrize(
    "name",
    [
        f"{NOTEBOOK} (1).ipynb",
        f"{NOTEBOOK}-1.ipynb",
        f"Copy of {NOTEBOOK}.ipynb",
        f"lovelaceada_123_456_{NOTEBOOK}.ipynb",
        f"{NOTEBOOK}.ipynb.json",
        f"{NOTEBOOK}.ipynb.txt",
        f"{NOTEBOOK}.json",
        f"{NOTEBOOK}.IPYNB",
        "01-Tiny.ipynb",
        "01 tiny.ipynb",
        "Untitled.ipynb",
        f"{ASSIGNMENT}/{NOTEBOOK}.ipynb",
        f"homework/{NOTEBOOK} (2).ipynb",
        f"../{NOTEBOOK}.ipynb",
    ],
)
@pytest.mark.parametrize("form", ["whole", "bare"])
def test_a_file_under_another_name_is_graded_and_named(
    course: Course, pool: FakePool, name: str, form: str
) -> None:
    notebook = right(course) if form == "whole" else bare(right(course))
    (course.submitted / "ada" / ASSIGNMENT).mkdir(parents=True)
    put(course, f"ada/{ASSIGNMENT}/{name}", notebook)
    found = outcomes(course)["ada"]
    assert (found.status, found.points) == (Status.NEEDS_PERSON, 3.0)
    assert f"{name} was taken for {NOTEBOOK}.ipynb" in remarks(found)


def test_an_exact_name_counts_and_the_other_file_is_named(course: Course, pool: FakePool) -> None:
    hand_in(course, "ada", right(course))
    put(course, f"ada/{ASSIGNMENT}/{NOTEBOOK} (1).ipynb", answered(course))
    found = outcomes(course)["ada"]
    assert (found.status, found.points) == (Status.NEEDS_PERSON, 3.0)
    assert f"Not graded: {NOTEBOOK} (1).ipynb." in remarks(found)


def test_an_exact_name_in_a_folder_comes_before_another_name(
    course: Course, pool: FakePool
) -> None:
    put(course, f"ada/{ASSIGNMENT}/work/{NOTEBOOK}.ipynb", right(course))
    put(course, f"ada/{ASSIGNMENT}/{NOTEBOOK} (1).ipynb", answered(course))
    found = outcomes(course)["ada"]
    assert f"work/{NOTEBOOK}.ipynb was taken" in remarks(found)
    assert f"Not graded: {NOTEBOOK} (1).ipynb." in remarks(found)


def test_of_two_files_that_may_be_meant_none_is_graded(course: Course, pool: FakePool) -> None:
    put(course, f"ada/{ASSIGNMENT}/{NOTEBOOK} (1).ipynb", right(course))
    put(course, f"ada/{ASSIGNMENT}/{NOTEBOOK} (2).ipynb", answered(course))
    found = outcomes(course)["ada"]
    assert found.status is Status.NOT_GRADABLE
    for name in (f"{NOTEBOOK} (1).ipynb", f"{NOTEBOOK} (2).ipynb"):
        assert name in remarks(found)


def test_two_copies_of_the_same_bytes_are_one(course: Course, pool: FakePool) -> None:
    for number in (1, 2):
        put(course, f"ada/{ASSIGNMENT}/{NOTEBOOK} ({number}).ipynb", right(course))
    assert outcomes(course)["ada"].points == 3.0


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{NOTEBOOK}.ipynb", "{}")


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("homework.zip", _zip, "archives are not unpacked: homework.zip"),
        (f"{NOTEBOOK}.zip", _zip, f"archives are not unpacked: {NOTEBOOK}.zip"),
        (f"{NOTEBOOK}.pdf", lambda path: path.write_bytes(b"%PDF"), f"{NOTEBOOK}.pdf"),
        (f"{NOTEBOOK}.html", lambda path: path.write_bytes(b"<p>"), f"{NOTEBOOK}.html"),
        ("mine.ipynb", lambda path: path.write_bytes(b'{"cells": []}'), "mine.ipynb"),
        (f"{NOTEBOOK} (1).ipynb", lambda path: path.write_bytes(b"{"), "not valid JSON"),
        ("sub", lambda path: path.symlink_to("/"), "sub is a link"),
    ],
)
def test_a_missing_notebook_with_another_file_there_is_not_zero(
    course: Course, pool: FakePool, name: str, make: Callable[[Path], None], says: str
) -> None:
    folder = course.submitted / "ada" / ASSIGNMENT
    folder.mkdir(parents=True)
    make(folder / name)
    found = outcomes(course)["ada"]
    assert found.status is Status.NOT_GRADABLE
    assert {cell.points for part in found.notebooks for cell in part.cells} == {None}
    assert says in remarks(found)


@pytest.mark.parametrize("name", ["weights.csv", "my_utils.py", "proof.png"])
def test_a_missing_notebook_beside_other_things_is_missing_and_they_are_named(
    course: Course, pool: FakePool, name: str
) -> None:
    put(course, f"ada/{ASSIGNMENT}/{name}", b"1")
    found = outcomes(course)["ada"]
    assert found.status is Status.MISSING
    said = "No written answer shows" if name == "proof.png" else "Not graded:"
    assert f"{said} {name}." in remarks(found)


def test_a_notebook_under_the_name_of_another_is_nobodys_zero(
    course: Course, pool: FakePool
) -> None:
    hand_in(course, "ada", NotebookNode(nbformat.v4.new_notebook(cells=[_own("import os")])))
    found = outcomes(course)["ada"]
    assert found.status is Status.NOT_GRADABLE
    assert f"No question of {NOTEBOOK}.ipynb was found" in remarks(found)


def _own(source: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source)
    return cell


@pytest.mark.parametrize(
    "where",
    [
        f"cara/{NOTEBOOK}.ipynb",
        f"cara/{NOTEBOOK} (1).ipynb",
        f"cara/homework/{NOTEBOOK}.ipynb",
        f"cara/A1/{NOTEBOOK}.ipynb",
        f"cara/A 1/{NOTEBOOK}.ipynb",
        f"{ASSIGNMENT}/cara/{NOTEBOOK}.ipynb",
    ],
)
def test_folders_of_other_forms_are_found_and_named(
    course: Course, pool: FakePool, where: str
) -> None:
    put(course, where, right(course))
    found = outcomes(course)["cara"]
    assert found.points == 3.0
    assert "Found " in remarks(found)


def test_a_folder_as_an_lms_unpacks_it_is_one_submission(course: Course, pool: FakePool) -> None:
    name = "Berta Benz_1234567_assignsubmission_file_"
    put(course, f"{name}/{NOTEBOOK}.ipynb", right(course))
    other = "Berta Benz_1234567_assignsubmission_onlinetext_"
    put(course, f"{other}/onlinetext.html", b"<p>")
    result = graded(course)
    (found,) = result.outcomes
    assert (found.student, found.points) == (name, 3.0)
    assert any(other in sentence for sentence in result.named)


def test_the_usual_folder_counts_before_the_one_the_other_way_round(
    course: Course, pool: FakePool
) -> None:
    hand_in(course, "ada", right(course))
    put(course, f"{ASSIGNMENT}/ada/{NOTEBOOK}.ipynb", answered(course))
    result = graded(course)
    (found,) = result.outcomes
    assert found.points == 3.0
    assert any(f"submitted/{ASSIGNMENT}/ada was not graded" in one for one in result.named)


def test_everything_that_is_nobodys_is_named(course: Course, pool: FakePool) -> None:
    hand_in(course, "ada", right(course))
    put(course, "stray.zip", b"PK")
    put(course, "lovelace_1_2_x.ipynb", b"{}")
    put(course, "dora/notes.txt", b"1")
    (course.submitted / "empty").mkdir()
    (course.submitted / "linked").symlink_to(course.root)
    put(course, f"{ASSIGNMENT}/readme.md", b"1")
    put(course, "ada/notes.txt", b"1")
    put(course, "ada/old/x.ipynb", b"{}")
    result = graded(course)
    for name in ("stray.zip", "lovelace_1_2_x.ipynb", "dora", "empty", "linked", "readme.md"):
        assert len([one for one in result.named if name in one]) == 1, name
    said = remarks(result.outcomes[0])
    assert "notes.txt" in said
    assert "old" in said


def test_when_nobody_has_handed_in_what_lies_there_is_named(course: Course) -> None:
    put(course, "dora/notes.txt", b"1")
    with pytest.raises(NotFoundError, match="submitted/dora was not graded"):
        graded(course)


@pytest.mark.parametrize("name", ["ada", f"ada/{ASSIGNMENT}"])
def test_a_folder_without_rights_is_one_students_status(
    course: Course, pool: FakePool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", right(course))
    hand_in(course, "bob", right(course))
    _close(course.submitted / name, monkeypatch)
    found = outcomes(course)
    assert found["ada"].status is Status.NOT_GRADABLE
    assert "Permission denied" in remarks(found["ada"])
    assert found["bob"].points == 3.0


def _close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the rights of a folder away, also from root, who has them whatever the mode says."""
    real_open, real_scandir = os.open, os.scandir
    closed = str(folder)

    def below(path: object) -> bool:
        return str(path).startswith(f"{closed}/")

    def refuse(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    def open_(path: str, flags: int, *words: int) -> int:
        return refuse(path) or -1 if below(path) else real_open(path, flags, *words)

    def scandir(path: str) -> object:
        inside = str(path) == closed or below(path)
        return refuse(path) if inside else real_scandir(path)

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "open", open_)
    stat = Path.lstat
    monkeypatch.setattr(Path, "lstat", lambda path: refuse(path) if below(path) else stat(path))


def test_a_folder_with_too_many_files_costs_a_bounded_listing(
    course: Course, pool: FakePool
) -> None:
    for student in ("ada", "bob"):
        folder = course.submitted / student / ASSIGNMENT
        folder.mkdir(parents=True)
        for number in range(MAX_ENTRIES + 10):
            (folder / f"{number}.txt").touch()
    hand_in(course, "ada", right(course))
    found = outcomes(course)
    assert found["ada"].points == 3.0
    assert "more files than are looked through" in remarks(found["ada"])
    assert found["bob"].status is Status.NOT_GRADABLE
    assert "too many files" in remarks(found["bob"])


def test_the_folder_of_all_submissions_may_be_a_link(course: Course, pool: FakePool) -> None:
    put(course, f"cara/{NOTEBOOK}.ipynb", right(course))
    hand_in(course, "ada", right(course), "2026-02-03 04:05:06 UTC")
    course.submitted.rename(course.root / "elsewhere")
    course.submitted.symlink_to("elsewhere")
    assert {one.points for one in outcomes(course).values()} == {3.0}


def test_a_listing_ends_early_and_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "a" / "b" / "c" / "d").mkdir(parents=True)
    (tmp_path / "a" / "one").touch()
    (tmp_path / "link").symlink_to("/")
    (tmp_path / ".hidden").touch()
    (tmp_path / "__MACOSX").mkdir()
    found = list_folder(tmp_path)
    assert found.files == ("a/one",)
    assert found.folders == ("a",)
    assert "link is a link" in " ".join(found.blocked)
    assert "too deep" in " ".join(found.blocked)
    assert list_folder(tmp_path / "gone").files == ()


@pytest.mark.parametrize(
    ("name", "expected"), [("a\nb", "a?b"), (os.fsdecode(b"\xff"), r"\udcff"), ("x" * 300, "…")]
)
def test_names_are_shown_short_and_as_text(name: str, expected: str) -> None:
    assert expected in shown(name)
    assert len(shown(name)) <= 80
    shown(name).encode()


def test_names_do_not_turn_our_words_round() -> None:
    assert shown("gpj.\u202efoorp") == "gpj.?foorp"
    assert shown("علی\u200cرضا") == "علی\u200cرضا"


def test_names_are_compared_without_case_and_signs() -> None:
    assert simple("01-Tiny (1).ipynb") == "01_tiny_1_ipynb"


STRANGE = [
    "علی\u200cرضا",
    "emma 👩\u200d💻",
    "a\u00a0b",
    "UNI\\ada",
    "n" * 200,
    "José".encode().decode(),
    "Jose\u0301",
    "o'neill; =1+1",
    "-dash",
]


def test_students_have_all_kinds_of_names(course: Course, pool: FakePool) -> None:
    for name in STRANGE:
        hand_in(course, name, right(course))
    found = outcomes(course)
    assert sorted(found) == sorted(STRANGE)
    assert {one.points for one in found.values()} == {3.0}
    twins = [name for name in found if "two forms of Unicode" in remarks(found[name])]
    assert len(twins) == 2
    again = graded(course)
    assert again.fresh == frozenset(), "what is recorded is found again"


@pytest.mark.parametrize("form", ["{}/a1", "a1/{}", "{}"])
def test_a_student_whose_name_nobody_can_write_down_is_not_gradable(
    course: Course, pool: FakePool, form: str
) -> None:
    hand_in(course, "ada", right(course))
    put(course, f"{form.format(os.fsdecode(b'b' + bytes([255])))}/{NOTEBOOK}.ipynb", right(course))
    result = graded(course)
    ada, other = result.outcomes
    assert (ada.student, ada.points) == ("ada", 3.0)
    assert (other.student, other.status) == (r"b\udcff", Status.NOT_GRADABLE)
    assert "rename it" in remarks(other)
    assert result.named == ()


def test_excluded_students_are_not_graded(course: Course, pool: FakePool) -> None:
    for name in ("ada", "bob", "eve"):
        hand_in(course, name, right(course))
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write('\nc.CourseDirectory.student_id_exclude = "ada, eve"\n')
    assert sorted(outcomes(course)) == ["bob"]


def test_nbgraders_own_folders_may_be_written_out(course: Course, pool: FakePool) -> None:
    hand_in(course, "ada", right(course))
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write('\nc.CourseDirectory.submitted_directory = "submitted"\n')
        file.write(f"\nc.CourseDirectory.root = {str(course.root)!r}\n")
    assert outcomes(course)["ada"].points == 3.0


def test_a_new_file_beside_the_notebook_is_a_changed_submission(
    course: Course, pool: FakePool
) -> None:
    hand_in(course, "ada", right(course))
    graded(course)
    assert graded(course).fresh == frozenset()
    put(course, f"ada/{ASSIGNMENT}/more.txt", b"1")
    assert graded(course).fresh == {"ada"}
