"""The build: a function of the texts and of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.announcing import going_on
from autograder.authoring.build import FIX, Change, Needed, build, check, needed
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook, write_notebook
from autograder.errors import BuildError, CourseError, LintError, NotFoundError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, PROSE, ROOT, make_course, make_text

SOURCE = f"source/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
RELEASE = f"release/{ASSIGNMENT}/{NOTEBOOK}.ipynb"


def generated(course: Course) -> dict[str, bytes]:
    """Return every file of source/ and release/ with its content."""
    return {
        course.relative(path): path.read_bytes()
        for stage in (course.source, course.release)
        for path in stage.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def built(tiny_course: Course) -> Course:
    """The tiny course, built."""
    build(tiny_course)
    return tiny_course


def test_a_build_makes_source_and_release(tiny_course: Course) -> None:
    assert build(tiny_course) == [Change(RELEASE, "new"), Change(SOURCE, "new")]
    assert generated(tiny_course).keys() == {SOURCE, RELEASE}


def test_a_second_build_changes_nothing(built: Course) -> None:
    assert build(built) == []


def test_builds_in_different_folders_are_the_same_bytes(tmp_path: Path) -> None:
    courses = [make_course(tmp_path / name) for name in ("here", "there")]
    for course in courses:
        build(course)
    assert generated(courses[0]) == generated(courses[1])


def test_a_release_is_what_plain_nbgrader_makes(built: Course, tmp_path: Path) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    (built.texts / ASSIGNMENT / "data").mkdir()
    (built.texts / ASSIGNMENT / "data" / "numbers.csv").write_text("1,2\n")
    build(built)
    plain = tmp_path / "plain"
    config = Config()
    config.CourseDirectory.root = str(built.root)
    config.CourseDirectory.release_directory = str(plain)
    config.CourseDirectory.assignment_id = ASSIGNMENT
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.start()
    made = {path.relative_to(plain): path for path in plain.rglob("*") if path.is_file()}
    ours = {path.relative_to(built.release) for path in built.release.rglob("*") if path.is_file()}
    assert made.keys() == ours
    for name, path in made.items():
        ours_there = (built.release / name).read_bytes()
        if path.suffix == ".ipynb":  # we add the tags that let *Run All* go on, and nothing else
            assert write_notebook(going_on(read_notebook(path))).encode() == ours_there
        else:
            assert path.read_bytes() == ours_there


def test_check_passes_on_a_fresh_build_and_writes_nothing(built: Course) -> None:
    before = generated(built)
    check(built)
    assert generated(built) == before


@pytest.mark.parametrize("path", [SOURCE, RELEASE])
def test_one_byte_that_differs_is_found_and_mended(built: Course, path: str) -> None:
    content = (built.root / path).read_bytes()
    (built.root / path).write_bytes(content.replace(b"Twice", b"twice"))
    with pytest.raises(BuildError, match="changed") as caught:
        check(built)
    assert path in caught.value.what
    assert caught.value.hint == FIX == "Run: autograder build"
    assert build(built) == [Change(path, "changed")]
    assert (built.root / path).read_bytes() == content


def test_a_missing_file_is_found_and_mended(built: Course) -> None:
    (built.root / RELEASE).unlink()
    with pytest.raises(BuildError, match="new") as caught:
        check(built)
    assert caught.value.hint == FIX
    build(built)
    check(built)


@pytest.mark.parametrize("path", [f"source/{ASSIGNMENT}/x.ipynb", "release/old/deep/x.csv"])
def test_a_file_that_no_text_gives_is_found_and_removed(built: Course, path: str) -> None:
    (built.root / path).parent.mkdir(parents=True, exist_ok=True)
    (built.root / path).touch()
    with pytest.raises(BuildError, match="left over"):
        check(built)
    assert build(built) == [Change(path, "left over")]
    check(built)


def test_no_empty_folder_stays_behind(built: Course) -> None:
    (built.release / "old" / "deep").mkdir(parents=True)
    (built.release / "old" / "deep" / "x.csv").touch()
    build(built)
    assert [path.name for path in built.release.iterdir()] == [ASSIGNMENT]


def test_an_assignment_that_lost_its_texts_loses_its_generated_files(built: Course) -> None:
    built.text_path(ASSIGNMENT, NOTEBOOK).unlink()
    build(built)
    assert generated(built) == {}


def test_jupyters_checkpoints_are_left_alone(built: Course) -> None:
    checkpoint = built.source / ASSIGNMENT / ".ipynb_checkpoints" / "x.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.touch()
    check(built)
    assert build(built) == []
    assert checkpoint.exists()


def test_files_beside_the_texts_go_to_students_and_editors_files_do_not(built: Course) -> None:
    folder = built.texts / ASSIGNMENT
    for name in ("numbers.csv", "figures/a.png", ".hidden", "__pycache__/x.pyc", "saved.ipynb"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\x00\xff")
    build(built)
    assert generated(built).keys() == {SOURCE, RELEASE} | {
        f"{stage}/{ASSIGNMENT}/{name}"
        for stage in ("source", "release")
        for name in ("numbers.csv", "figures/a.png")
    }


def test_other_assignments_are_left_alone_when_one_is_named(built: Course) -> None:
    other = built.text_path("a2", "01_other")
    other.parent.mkdir()
    other.write_text(make_text(), encoding="utf-8")
    check(built, [ASSIGNMENT])
    changes = build(built, ["a2"])
    assert [change.path.split("/")[1] for change in changes] == ["a2", "a2"]


def test_it_tells_which_lecture_cells_grading_has_to_run(tiny_course: Course) -> None:
    path = tiny_course.text_path(ASSIGNMENT, NOTEBOOK)
    where = f"notebooks/{ASSIGNMENT}/{NOTEBOOK}.py"
    assert needed(tiny_course) == [Needed(where, 1, ())]
    text = path.read_text(encoding="utf-8").replace("return twice", "return twice * factor")
    before = text.index('# %% nbgrader={"grade": false, "grade_id": "double"')
    path.write_text(f"{text[:before]}# %%\nfactor = 1.0\n\n{text[before:]}", encoding="utf-8")
    (found,) = needed(tiny_course, [ASSIGNMENT])
    assert str(found) == (
        f"{where}: 1 of 2 lecture cells run when this is graded\n"
        "    cell 4 binds `factor` for `double`"
    )


def test_an_unknown_assignment_is_an_error(built: Course) -> None:
    with pytest.raises(NotFoundError):
        build(built, ["a2"])


def test_nothing_is_written_when_one_text_breaks_a_rule(tiny_course: Course) -> None:
    broken = tiny_course.text_path(ASSIGNMENT, "02_broken")
    broken.write_text(make_text(PROSE), encoding="utf-8")
    with pytest.raises(LintError, match=f"notebooks/{ASSIGNMENT}/02_broken.py"):
        build(tiny_course)
    assert generated(tiny_course) == {}


def test_nothing_is_written_when_a_release_leaks(tiny_course: Course) -> None:
    config = tiny_course.root / CONFIG_NAME
    config.write_text(config.read_text() + "\nc.ClearHiddenTests.enabled = False\n")
    with pytest.raises(BuildError, match="not fit for students"):
        build(tiny_course)
    assert generated(tiny_course) == {}


def test_a_step_of_nbgrader_that_fails_is_named(tiny_course: Course) -> None:
    config = tiny_course.root / CONFIG_NAME
    config.write_text(config.read_text() + '\nc.ClearSolutions.code_stub = {"r": "stop()"}\n')
    with pytest.raises(BuildError, match="nbgrader's step ClearSolutions failed") as caught:
        build(tiny_course)
    assert caught.value.hint


def test_an_unreadable_text_is_an_error(tiny_course: Course) -> None:
    tiny_course.text_path(ASSIGNMENT, NOTEBOOK).write_text("# %%\n1\n", encoding="utf-8")
    with pytest.raises(CourseError, match="kernelspec"):
        check(tiny_course)


@pytest.mark.long
def test_the_courses_own_files_are_what_its_texts_give() -> None:
    check(Course(ROOT))
