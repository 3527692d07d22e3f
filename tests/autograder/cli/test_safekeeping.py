"""`autograder backup` and `autograder restore`: what they say, and what they ask."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.commands import main
from autograder.course.layout import CONFIG_NAME, Course
from autograder.keeping import backup as keeping
from tests.support.kept import files, gradebook_rows, make_kept


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A graded class."""
    root = tmp_path / "course"
    root.mkdir()
    return make_kept(root)


def run(course: Course, *words: str, answers: str = "") -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words], input=answers)


def archive_of(course: Course) -> str:
    """Make an archive; return its path."""
    done = run(course, "backup")
    assert done.exit_code == 0, done.output
    (path,) = (course.root / "backups").glob("*.zip")
    return str(path)


def test_a_backup_says_where_it_is_and_what_is_not_in_it(course: Course) -> None:
    (course.submitted / "ada" / "link").symlink_to("/etc/passwd")
    done = run(course, "backup")
    assert done.exit_code == 0, done.output
    first, *others = done.output.splitlines()
    assert re.fullmatch(
        r"backups/activation-lab-\d{8}T\d{6}Z\.zip: \d+ files, [\d.]+ KiB, read again and whole\.",
        first,
    )
    assert others == [
        "Left out: course/submitted/ada/link: it is a link.",
        "Not in it: slides. To take one along: --also NAME",
        f"To put it back: autograder restore {first.partition(':')[0]}",
    ]


def test_a_backup_that_misses_something_fails(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(keeping, "open_file", refuse)
    (course.root / "gradebook.db").unlink()
    done = run(course, "backup")
    assert done.exit_code == 1
    assert "Left out: course/late.py: it cannot be read (Permission denied)." in done.output
    assert "It holds no gradebook: there is none yet." in done.output


def test_a_target_a_folder_more_and_how_many_to_keep(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    for _ in range(3):
        done = run(course, "backup", str(folder), "--keep", "2", "--also", "slides", "--everything")
        assert done.exit_code == 0, done.output
    assert len(list(folder.iterdir())) == 2
    assert "Removed: " in done.output
    assert "Not in it" not in done.output
    done = run(course, "backup", "--also", "nowhere")
    assert done.exit_code == 1
    assert "nowhere is not a file or folder below the course's folder." in done.output


def test_restore_shows_what_it_replaces_and_asks(course: Course) -> None:
    archive = archive_of(course)
    (course.root / "late.py").write_text("# changed\n", encoding="utf-8")
    (course.root / "roster.csv").unlink()
    before = files(course.root)
    done = run(course, "restore", archive, answers="n\n")
    assert done.exit_code == 1
    assert "    late.py  (replaces what is there)\n" in done.output
    assert "    roster.csv\n" in done.output
    assert "the gradebook, into the database that the archive's configuration" in done.output
    assert files(course.root) == before
    done = run(course, "restore", archive, answers="y\n")
    assert done.exit_code == 0, done.output
    assert "Gradebook: gradebook.db\n" in done.output
    assert "What was there before: backups/before-restore-" in done.output
    assert (course.root / "late.py").read_text(encoding="utf-8") == "# a plugin\n"


def test_an_archive_of_another_course_is_named(course: Course) -> None:
    archive = archive_of(course)
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.CourseDirectory.course_id = 'other'\n")
    done = run(course, "restore", archive, answers="n\n")
    assert "It is of another course than the one here, other." in done.output


def test_restore_of_the_gradebook_alone(course: Course) -> None:
    rows, archive = gradebook_rows(course), archive_of(course)
    (course.root / "gradebook.db").write_bytes(b"no database" * 99)
    done = run(course, "export")
    assert "autograder restore <archive> --gradebook" in done.output
    done = run(course, "restore", archive, "--gradebook", "--yes")
    assert done.exit_code == 0, done.output
    assert gradebook_rows(course) == rows


def test_a_damaged_archive_is_a_sentence(course: Course) -> None:
    archive = Path(archive_of(course))
    content = archive.read_bytes()
    archive.write_bytes(content[:2000] + bytes(100) + content[2100:])
    before = files(course.root)
    done = run(course, "restore", str(archive), "--yes")
    assert done.exit_code == 1
    assert "is not what was put in" in done.output or "cannot be read" in done.output
    assert "Traceback" not in done.output
    assert files(course.root) == before
