"""Other folders and other structures: a class is graded wherever its files lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograder.course.config_files import CONFIG_NAME
from autograder.course.layout import Course
from autograder.course.refused import refused_folders
from autograder.engine.sandbox import SandboxError
from autograder.errors import NotFoundError
from autograder.grading import protection
from autograder.grading.places import find_places
from autograder.grading.record import clear_leftovers
from autograder.outcomes import RECORD_NAME, Status, load_outcome
from autograder.reporting.feedback import make_feedback
from autograder.reporting.gather import all_assignments, read_results
from tests.support.faking import FakePool, graded, outcomes, pool, remarks
from tests.support.handing import ESSAY, RIGHT, answered, hand_in
from tests.support.recording import course
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

__all__ = ["course", "pool"]

CONFIGURATIONS = {
    "assignment first": "c.CourseDirectory.directory_structure = "
    "'{nbgrader_step}/{assignment_id}/{student_id}'",
    "student first": "c.CourseDirectory.directory_structure = "
    "'{student_id}/{nbgrader_step}/{assignment_id}'",
    "step last": "c.CourseDirectory.directory_structure = "
    "'{assignment_id}/{student_id}/{nbgrader_step}'",
    "more folders": "c.CourseDirectory.directory_structure = "
    "'work/{nbgrader_step}/of/{student_id}/{assignment_id}/files'",
    "other names": "c.CourseDirectory.submitted_directory = 'in/now'; "
    "c.CourseDirectory.autograded_directory = 'out'; c.CourseDirectory.feedback_directory = 'told'",
    "elsewhere": "c.CourseDirectory.submitted_directory = '{elsewhere}/in'; "
    "c.CourseDirectory.autograded_directory = '{elsewhere}/out'",
}


def arranged(course: Course, tmp_path: Path, line: str) -> Course:
    """Add a line to the configuration, and move what is built to where it belongs now."""
    notebook = course.source_path(ASSIGNMENT, NOTEBOOK).read_bytes()
    released = course.release_path(ASSIGNMENT, NOTEBOOK).read_bytes()
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\n{line.replace('{elsewhere}', str(tmp_path / 'elsewhere'))}\n")
    for path, content in (
        (course.source_path(ASSIGNMENT, NOTEBOOK), notebook),
        (course.release_path(ASSIGNMENT, NOTEBOOK), released),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return course


def right(course: Course) -> NotebookNode:
    """Return a notebook with both questions answered."""
    return answered(course, RIGHT, ESSAY)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_class_is_graded_where_nbgrader_would_look_for_it(
    course: Course, pool: FakePool, tmp_path: Path, name: str
) -> None:
    from nbgrader.coursedir import CourseDirectory

    from autograder.course.config import load_config

    arranged(course, tmp_path, CONFIGURATIONS[name])
    theirs = CourseDirectory(config=load_config(course), root=str(course.root))
    for student in ("ada", "bob"):
        path = hand_in(course, student, right(course))
        place = theirs.format_path(theirs.submitted_directory, student, ASSIGNMENT)
        assert path.parent == Path(place)
    assert {student: remarks(one) for student, one in outcomes(course).items()} == {
        "ada": "",
        "bob": "",
    }
    place = theirs.format_path(theirs.autograded_directory, "ada", ASSIGNMENT)
    assert load_outcome(Path(place) / RECORD_NAME) is not None
    assert (Path(place) / f"{NOTEBOOK}.ipynb").is_file()
    assert graded(course).fresh == frozenset(), "what is on record is found again"
    assert all_assignments(course) == [ASSIGNMENT]
    results = read_results(course, ASSIGNMENT)
    assert [student.student for student in results.students] == ["ada", "bob"]
    pages = make_feedback(course, ASSIGNMENT)
    place = theirs.format_path(theirs.feedback_directory, "ada", ASSIGNMENT)
    assert pages[0] == Path(place) / f"{NOTEBOOK}.html"
    assert "The executed notebook is not at hand" not in pages[0].read_text(encoding="utf-8")


def test_what_lies_around_is_named_where_the_folder_is_the_students(
    course: Course, pool: FakePool, tmp_path: Path
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS["more folders"])
    hand_in(course, "ada", right(course))
    (course.root / "work" / "submitted" / "of" / "eve" / "a2").mkdir(parents=True)
    (course.root / "work" / "submitted" / "of" / "stray.zip").write_bytes(b"PK")
    assert graded(course).named == (
        f"work/submitted/of/eve was not graded: no folder {ASSIGNMENT}/files/ is in it.",
        "work/submitted/of/stray.zip was not graded: put it into "
        f"work/submitted/of/<student>/{ASSIGNMENT}/files/.",
    )


def test_what_lies_around_is_not_named_where_the_folder_holds_the_course(
    course: Course, pool: FakePool, tmp_path: Path
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS["student first"])
    hand_in(course, "ada", right(course))
    assert graded(course).named == ()


@pytest.mark.parametrize(
    ("name", "students", "named"),
    [
        ("student first", ["ada"], ["locked was not graded: it cannot be read (closed)."]),
        ("more folders", ["ada", "locked"], []),
    ],
)
def test_a_folder_that_cannot_be_read_is_a_students_where_only_students_have_folders(
    course: Course,
    pool: FakePool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    students: list[str],
    named: list[str],
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS[name])
    hand_in(course, "ada", right(course))
    parent, _ = course.folders.students("submitted", ASSIGNMENT)
    (parent / "locked").mkdir()
    whole = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        if "locked" in path.parts:
            raise PermissionError(13, "closed")
        return whole(path)

    monkeypatch.setattr(Path, "lstat", lstat)
    places = find_places(course, ASSIGNMENT)
    assert [place.student for place in places.places] == students
    assert list(places.named) == named


@pytest.mark.parametrize("name", ["assignment first", "step last", "more folders"])
def test_links_are_not_followed_in_any_structure(
    course: Course, pool: FakePool, tmp_path: Path, name: str
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS[name])
    own = hand_in(course, "ada", right(course)).parent
    other = course.submission_folder("eve", ASSIGNMENT)
    other.parent.mkdir(parents=True, exist_ok=True)
    other.symlink_to(own)
    found = outcomes(course)
    assert found["ada"].notebooks[0].status is not Status.NOT_GRADABLE
    assert "is a link" in remarks(found["eve"])


@pytest.mark.parametrize("name", ["assignment first", "more folders"])
def test_a_name_that_nobody_can_write_down_is_told_in_any_structure(
    course: Course, pool: FakePool, tmp_path: Path, name: str
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS[name])
    hand_in(course, "ada", right(course))
    broken = course.submission_folder(os.fsdecode(b"ren\xe9"), ASSIGNMENT)
    broken.mkdir(parents=True)
    assert len(refused_folders(course, ASSIGNMENT)) == 1
    assert sorted(outcomes(course)) == ["ada", "ren\\udce9"]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_what_a_killed_run_left_half_written_is_removed(
    course: Course, tmp_path: Path, name: str
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS[name])
    place = course.graded_folder("ada", ASSIGNMENT)
    half, whole = place.parent / ".writing-x", place.parent / ".keep"
    for folder in (place, half, whole):
        folder.mkdir(parents=True)
    clear_leftovers(course)
    assert (place.is_dir(), half.is_dir(), whole.is_dir()) == (True, False, True)


def test_the_message_names_the_place_where_nobody_has_handed_in(
    course: Course, tmp_path: Path, pool: FakePool
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS["assignment first"])
    with pytest.raises(NotFoundError, match=f"submitted/{ASSIGNMENT}/<student> is not there"):
        graded(course)


def test_answers_must_not_see_folders_outside_the_course(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arranged(course, tmp_path, CONFIGURATIONS["elsewhere"])
    seen: list[Path] = []
    monkeypatch.setattr(protection, "require_hidden", lambda _, paths: seen.extend(paths))
    protection.require_protection(course, "bubblewrap")
    assert {tmp_path / "elsewhere" / "in", tmp_path / "elsewhere" / "out"} <= set(seen)
    monkeypatch.undo()
    line = "c.CourseDirectory.submitted_directory = '/usr/lib/submitted'"
    arranged(course, tmp_path, line)
    with pytest.raises(SandboxError, match="/usr/lib/submitted"):
        protection.require_protection(course, "bubblewrap")


def test_a_pattern_selects_students_unless_they_are_named(
    course: Course, pool: FakePool, tmp_path: Path
) -> None:
    from autograder.grading.grade import grade

    arranged(course, tmp_path, "c.CourseDirectory.student_id = 'a*'")
    for student in ("ada", "alan", "bob"):
        hand_in(course, student, right(course))
    assert sorted(outcomes(course)) == ["ada", "alan"]
    named = grade(course, ASSIGNMENT, students=["bob"], seed=1)
    assert [one.student for one in named.outcomes] == ["bob"]
    arranged(course, tmp_path, "c.CourseDirectory.student_id = 'x*'")
    with pytest.raises(NotFoundError, match="student_id selects nobody"):
        graded(course)


def test_who_is_not_in_the_gradebook_is_named_where_nobody_is_taken_in(
    course: Course, pool: FakePool, tmp_path: Path
) -> None:
    hand_in(course, "ada", right(course))
    assert sorted(outcomes(course)) == ["ada"]  # she is in the gradebook from here on
    hand_in(course, "eve", right(course))
    arranged(course, tmp_path, "c.Autograde.create_student = False")
    done = graded(course)
    assert [one.student for one in done.outcomes] == ["ada"]
    assert done.named == (
        f"submitted/eve/{ASSIGNMENT} was not graded: eve is not in the gradebook, and "
        "c.Autograde.create_student is False.",
    )
    assert not course.graded_folder("eve", ASSIGNMENT).exists()
