"""Restore: the class as it was, what was there aside, and nothing lost on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import ArchiveError, GradebookError, NotFoundError
from autograder.gradebook.read import read_scores
from autograder.keeping import restore as module
from autograder.keeping.backup import make_backup
from autograder.keeping.moves import Moves
from autograder.keeping.restore import Restored, make_plan, restore
from autograder.reporting.report import make_report
from tests.support.graded import ASSIGNMENT, NOTEBOOK
from tests.support.kept import files, gradebook_rows, grades, make_kept


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A graded class."""
    root = tmp_path / "course"
    root.mkdir()
    return make_kept(root)


@pytest.fixture
def archive(course: Course, tmp_path: Path) -> Path:
    """Its archive, somewhere else."""
    return make_backup(course, tmp_path / "kept.zip").path


def put_back(start: Path, archive: Path, *, only_gradebook: bool = False) -> Restored:
    """Restore an archive; whoever is asked says yes."""
    return restore(make_plan(start, archive, only_gradebook=only_gradebook), lambda _: True)


def spoil(course: Course) -> None:
    """Lose and change what somebody could miss."""
    shutil.rmtree(course.submitted)
    shutil.rmtree(course.graded_folder("ada", ASSIGNMENT))
    (course.root / "late.py").write_text("# changed\n", encoding="utf-8")
    (course.root / "gradebook.db").write_bytes(b"no database" * 100)


def test_a_class_comes_back_as_it_was(course: Course, archive: Path) -> None:
    before, rows, table = files(course.root), gradebook_rows(course), grades(course)
    page = make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    spoil(course)
    done = put_back(course.root, archive)
    (course.report / f"{ASSIGNMENT}.html").unlink()
    assert files(course.root).items() >= before.items()
    assert gradebook_rows(course) == rows
    assert grades(course) == table
    assert make_report(course, ASSIGNMENT).read_text(encoding="utf-8") == page
    scores = read_scores(course, ASSIGNMENT)
    assert scores.cells["ada", NOTEBOOK]["why"].points == 3.5
    assert scores.comments["ada", NOTEBOOK] == {"why": "Nearly – see §2."}
    (aside,) = done.aside
    assert (aside / "late.py").read_text(encoding="utf-8") == "# changed\n"
    assert (aside / "gradebook.db").read_bytes().startswith(b"no database")


def test_what_is_whole_goes_aside_as_a_copy(course: Course, archive: Path) -> None:
    rows = gradebook_rows(course)
    (course.submission_folder("ada", ASSIGNMENT) / "late.txt").write_text("new", encoding="utf-8")
    (course.root / "slides" / "two.pdf").write_bytes(b"%PDF")
    done = put_back(course.root, archive)
    (aside,) = done.aside
    assert (aside / "submitted" / "ada" / ASSIGNMENT / "late.txt").read_text() == "new"
    assert (course.root / "slides" / "two.pdf").exists()  # the archive does not hold it
    shutil.copyfile(aside / "gradebook.db", course.root / "gradebook.db")
    assert gradebook_rows(course) == rows


def test_an_empty_folder_becomes_the_course(
    course: Course, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, table, before = gradebook_rows(course), grades(course), files(course.root)
    shutil.rmtree(course.root)
    place = tmp_path / "new"
    place.mkdir()
    monkeypatch.chdir(place)
    done = restore(make_plan(None, archive), lambda _: True)
    assert done.aside == ()
    assert [path.name for path in place.iterdir() if path.name == "backups"] == []
    again = Course(place)
    assert gradebook_rows(again) == rows
    assert grades(again) == table
    missing = {name for name in before if name not in files(place)}
    assert missing == {"slides/one.pdf"}


def test_only_the_gradebook_comes_back(course: Course, archive: Path) -> None:
    rows = gradebook_rows(course)
    spoil(course)
    before = files(course.root)
    put_back(course.root, archive, only_gradebook=True)
    assert files(course.root) == before
    assert gradebook_rows(course) == rows


def test_a_gradebook_alone_needs_a_course(archive: Path, tmp_path: Path) -> None:
    place = tmp_path / "new"
    place.mkdir()
    with pytest.raises(NotFoundError):
        make_plan(place, archive, only_gradebook=True)


def test_an_archive_without_a_gradebook_leaves_the_one_that_is_there(
    course: Course, tmp_path: Path
) -> None:
    path = course.root / "gradebook.db"
    content = path.read_bytes()
    path.unlink()
    archive = make_backup(course, tmp_path / "none.zip").path
    path.write_bytes(content)
    put_back(course.root, archive)
    assert path.read_bytes() == content
    with pytest.raises(ArchiveError, match="holds no gradebook"):
        make_plan(course.root, archive, only_gradebook=True)


def test_a_folder_outside_of_the_course_goes_back_there(course: Course, tmp_path: Path) -> None:
    outside = tmp_path / "disk" / "submitted"
    shutil.move(course.submitted, outside)
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.submitted_directory = {str(outside)!r}\n")
    before = files(outside)
    archive = make_backup(course, tmp_path / "kept.zip").path
    shutil.rmtree(outside / "ada")
    done = put_back(course.root, archive)
    assert files(outside) == before
    (elsewhere,) = [path for path in done.aside if path.parent == outside.parent]
    assert elsewhere.name.startswith("submitted.before-restore-")
    assert not (elsewhere / "ada").exists()


def test_a_configuration_elsewhere_goes_back_there(course: Course, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.move(course.root / CONFIG_NAME, home / CONFIG_NAME)
    with (home / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\nc.CourseDirectory.root = {str(course.root)!r}\n")
    found = Course.find(home)
    rows = gradebook_rows(found)
    archive = make_backup(found, tmp_path / "kept.zip").path
    config = (home / CONFIG_NAME).read_bytes()
    (home / CONFIG_NAME).write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(course.root)!r}\n"
    )
    shutil.rmtree(course.submitted)
    put_back(home, archive)
    assert (home / CONFIG_NAME).read_bytes() == config
    assert course.submission_folder("ada", ASSIGNMENT).is_dir()
    assert gradebook_rows(Course.find(home)) == rows


def test_a_configuration_that_does_not_run_changes_nothing(course: Course, tmp_path: Path) -> None:
    good = (course.root / CONFIG_NAME).read_bytes()
    archive = make_backup(course, tmp_path / "kept.zip").path
    (course.root / CONFIG_NAME).write_text("1 / 0\n", encoding="utf-8")
    put_back(course.root, archive)
    assert (course.root / CONFIG_NAME).read_bytes() == good


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GradebookError("Broken.", "Mend it.")])
@pytest.mark.parametrize("step", ["copy_out", "copy_in"])
def test_stopped_on_the_way_everything_is_as_it_was(
    course: Course,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    error: BaseException,
) -> None:
    (course.root / "late.py").write_text("# changed\n", encoding="utf-8")
    shutil.rmtree(course.submission_folder("ada", ASSIGNMENT))
    before, rows = files(course.root), gradebook_rows(course)

    def fail(*_: object) -> None:
        assert (course.root / "late.py").read_text(encoding="utf-8") == "# a plugin\n"
        raise error

    monkeypatch.setattr(module, step, fail)
    with pytest.raises(type(error)):
        put_back(course.root, archive)
    assert files(course.root) == before
    assert gradebook_rows(course) == rows
    left = list(course.root.rglob(".restoring-*"))
    assert left == []


def test_an_archive_that_has_changed_since_somebody_looked_is_refused(
    course: Course, archive: Path
) -> None:
    plan = make_plan(course.root, archive)
    (course.root / "late.py").write_text("# changed\n", encoding="utf-8")
    archive.unlink()
    make_backup(course, archive)
    with pytest.raises(ArchiveError, match="has changed meanwhile"):
        restore(plan, lambda _: True)
    assert (course.root / "late.py").read_text(encoding="utf-8") == "# changed\n"


def test_a_full_disk_is_a_sentence(
    course: Course, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(course.root)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 9, 0))
    with pytest.raises(ArchiveError, match="MiB are needed"):
        put_back(course.root, archive)
    assert files(course.root) == before


def test_a_course_that_was_restored_can_be_kept_again(course: Course, archive: Path) -> None:
    put_back(course.root, archive)
    again = make_backup(course)
    assert [name for name in again.contents.files if "before-restore" in name] == []


@pytest.mark.parametrize("moves", range(0, 12, 2))
def test_killed_on_the_way_all_lies_in_its_place_or_aside(
    course: Course, archive: Path, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    (course.root / "late.py").write_text("# changed\n", encoding="utf-8")
    shutil.copytree(course.submission_folder("ada", ASSIGNMENT), course.submitted / "eve")
    before, rows = files(course.root), gradebook_rows(course)
    real, left = Path.rename, [moves]

    def killed(self: Path, target: Path) -> Path:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        patch.setattr(Moves, "_take_back", lambda _: None)  # a kill takes nothing back
        with pytest.raises(KeyboardInterrupt):
            put_back(course.root, archive)
    (aside,) = [*(course.root / "backups").glob("before-restore-*")] or [course.root]
    assert {**files(course.root), **files(aside)}.items() >= before.items()
    assert gradebook_rows(course) == rows
    put_back(course.root, archive)
    assert (course.root / "late.py").read_text(encoding="utf-8") == "# a plugin\n"
    assert course.submission_folder("ada", ASSIGNMENT).is_dir()
