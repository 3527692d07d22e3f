"""What is wrong with a stranger's course is named in a sentence, and the rest is graded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.errors import AutograderError, BuildError, CourseError, GradebookError
from autograder.grading.course_files import course_files, given_files
from autograder.grading.grade import Graded
from autograder.grading.masters import read_masters
from autograder.outcomes import SubmissionOutcome
from tests.strangers.course import ASSIGNMENT, Answer, Cell, Given, Test, source
from tests.strangers.school import by_us, hand_in, models, new_course, quick_release, tree

ONE: list[Cell] = [
    Answer("half", "def half(x):\n    return x / 2"),
    Test("half-test", "assert half(4) == 2"),
    Given("pass", locked="tools"),
]
TWO: list[Cell] = [
    Answer("read", "from own import VALUE\ntext = open('data.txt').read()"),
    Test("read-test", "assert text == 'course'", 2),
    Test("read-own", "assert VALUE == 3"),
    Test("read-module", "import given\nassert given.VALUE == 1"),
]
NOTEBOOKS = {"one": ONE, "two": TWO}
FILES = {"data.txt": "course", "given.py": "VALUE = 1\n"}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two small notebooks, and what the student `ada` has handed in."""
    made = new_course(tmp_path / "course", NOTEBOOKS, FILES)
    quick_release(made)
    folder = hand_in(made, "ada", models(NOTEBOOKS))
    (folder / "own.py").write_text("VALUE = 3\n")
    return made


def changed(course: Course, change: Callable[[NotebookNode], object]) -> None:
    """Change the source of the first notebook."""
    path = course.source_path(ASSIGNMENT, "one")
    notebook = nbformat.read(path, 4)
    change(notebook)
    nbformat.write(notebook, path)


def points(graded: Graded, student: str = "ada") -> dict[str, float | None]:
    """Return what a student has earned, by cell."""
    (found,) = [outcome for outcome in graded.outcomes if outcome.student == student]
    return points_of(found)


def points_of(outcome: SubmissionOutcome) -> dict[str, float | None]:
    """Return points by cell."""
    return {cell.cell: cell.points for notebook in outcome.notebooks for cell in notebook.cells}


def _metadata(notebook: NotebookNode, cell: int) -> NotebookNode:
    return notebook.cells[cell].metadata.nbgrader


BROKEN: dict[str, tuple[Callable[[NotebookNode], object], str]] = {
    "two cells with one id": (
        lambda n: _metadata(n, 1).update(grade_id="half"),
        "source/ps1/one.ipynb, cell 2: the grade id 'half' belongs to an earlier cell, too.",
    ),
    "no points": (
        lambda n: _metadata(n, 1).pop("points"),
        "source/ps1/one.ipynb, cell 2: 'half-test' has no points.",
    ),
    "no grade id": (
        lambda n: _metadata(n, 2).update(grade_id=""),
        "source/ps1/one.ipynb, cell 3: it has no grade id.",
    ),
    "R": (
        lambda n: n.metadata.update(kernelspec={"name": "ir", "language": "R"}),
        "source/ps1/one.ipynb is a notebook in r, and only Python is graded here.",
    ),
    "no end of a solution": (
        lambda n: n.cells[0].update(source="### BEGIN SOLUTION\nx = 1"),
        "source/ps1/one.ipynb: nbgrader's step ClearSolutions failed:",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_notebook_that_cannot_be_used_is_named_with_its_cell(course: Course, kind: str) -> None:
    change, sentence = BROKEN[kind]
    changed(course, change)
    refused: list[AutograderError] = []
    assert list(read_masters(course, ASSIGNMENT, refused)) == ["two"]
    assert [error.what[: len(sentence)] for error in refused] == [sentence]
    assert refused[0].hint


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"nbformat": 4}', b"\xff\xfe", b"null"])
def test_a_file_that_is_not_a_notebook_is_named(course: Course, content: bytes) -> None:
    course.source_path(ASSIGNMENT, "one").write_bytes(content)
    refused: list[AutograderError] = []
    assert list(read_masters(course, ASSIGNMENT, refused)) == ["two"]
    assert [error.what.startswith("source/ps1/one.ipynb ") for error in refused] == [True]


def test_a_header_that_is_missing_is_named(course: Course) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.IncludeHeaderFooter.header = 'source/head.ipynb'\n")
    with pytest.raises(BuildError, match=r"step IncludeHeaderFooter failed: .*source/head\.ipynb"):
        read_masters(course, ASSIGNMENT)


def test_a_configuration_that_does_not_run_is_named(course: Course, sandbox: Sandbox) -> None:
    (course.root / "nbgrader_config.py").write_text("c = get_config(\n")
    with pytest.raises(CourseError, match=r"nbgrader_config\.py does not run: SyntaxError"):
        by_us(course, sandbox)


def test_links_that_lead_out_of_the_folder_show_nothing(course: Course, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = course.source_folder(ASSIGNMENT)
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up.txt").symlink_to("../../nbgrader_config.py")
    (folder / "solution.txt").symlink_to("one.ipynb")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "again.txt").symlink_to("data.txt")
    os.mkfifo(folder / "pipe")
    found = given_files(course, ASSIGNMENT)
    assert sorted(found.files) == ["again.txt", "data.txt", "given.py"]
    assert found.left_out == (
        "source/ps1/nowhere.txt is a link that leads nowhere, so no notebook finds it.",
        "source/ps1/out.txt is a link that leads out of ps1/, so no notebook finds it.",
        "source/ps1/pipe is not an ordinary file, so no notebook finds it.",
        "source/ps1/solution.txt is a link to a notebook, which holds the answers, so no notebook "
        "finds it.",
        "source/ps1/up.txt is a link that leads out of ps1/, so no notebook finds it.",
    )
    with course_files(course, ASSIGNMENT) as shown:
        assert shown is not None
        assert tree(shown) == {
            "again.txt": b"course",
            "data.txt": b"course",
            "given.py": b"VALUE = 1\n",
        }


def test_no_notebook_that_can_be_used_is_told_as_what_is_wrong(
    course: Course, sandbox: Sandbox
) -> None:
    for name in NOTEBOOKS:
        course.source_path(ASSIGNMENT, name).write_text("{")
    with pytest.raises(CourseError, match=r"one\.ipynb cannot be brought up to date"):
        by_us(course, sandbox)


@pytest.mark.process
def test_the_other_notebooks_are_graded_before_and_behind(course: Course, sandbox: Sandbox) -> None:
    before = tree(course.source)
    full = {"half-test": 1.0, "read-test": 2.0, "read-own": 1.0, "read-module": 1.0}
    whole = by_us(course, sandbox)
    assert points(whole) == full
    changed(course, BROKEN["no points"][0])
    rest = by_us(course, sandbox)
    assert points(rest) == {name: full[name] for name in list(full)[1:]}
    assert rest.named == (
        "source/ps1/one.ipynb, cell 2: 'half-test' has no points.\n"
        "  → Mend the cell in Jupyter, and save it.",
    )
    course.source_path(ASSIGNMENT, "one").write_bytes(before["ps1/one.ipynb"])
    again = by_us(course, sandbox)
    assert points(again) == full and again.fresh == {"ada"}
    assert tree(course.source) == before


@pytest.mark.process
def test_a_source_that_changed_is_graded_anew(course: Course, sandbox: Sandbox) -> None:
    assert by_us(course, sandbox).fresh == {"ada"}
    assert by_us(course, sandbox).fresh == frozenset()
    changed(course, lambda n: n.cells[1].update(source="assert half(4) == 3"))
    graded = by_us(course, sandbox)
    assert graded.fresh == {"ada"} and points(graded)["half-test"] == 0
    (course.source_folder(ASSIGNMENT) / "data.txt").write_text("other")
    graded = by_us(course, sandbox)
    assert graded.fresh == {"ada"} and points(graded)["read-test"] == 0
    extra = source([Test("new-test", "assert half(2) == 1")]).cells
    changed(course, lambda n: n.cells.extend(extra))
    with pytest.raises(GradebookError, match="autograder release ps1 --update"):
        by_us(course, sandbox)


@pytest.mark.process
def test_files_of_students_stand_back_behind_those_of_the_course(
    course: Course, sandbox: Sandbox
) -> None:
    folder = hand_in(course, "eve", models(NOTEBOOKS))
    (folder / "data.txt").write_text("mine")
    (folder / "given.py").write_text("VALUE = 9\n")
    (folder / "own.py").write_text("VALUE = 3\n")
    large = hand_in(course, "large", models(NOTEBOOKS))
    with (large / "own.py").open("wb") as file:
        file.truncate(30 << 20)
    link = hand_in(course, "link", models(NOTEBOOKS))
    (link / "own.py").symlink_to(folder / "own.py")
    taken = hand_in(course, "taken", models(NOTEBOOKS))
    (taken / "data.txt").mkdir()
    (taken / "data.txt" / "own.py").write_text("")
    graded = by_us(course, sandbox)
    assert points(graded, "eve") == points(graded)
    assert points(graded, "ada")["read-own"] == 1
    for student in ("large", "link", "taken"):
        assert points(graded, student)["read-own"] == 0
        assert points(graded, student)["half-test"] == 1
    remarks = {outcome.student: outcome.remarks for outcome in graded.outcomes}
    assert any("own.py" in remark for remark in remarks["large"])
    assert any("own.py" in remark for remark in remarks["link"])


def test_what_the_notebooks_say_of_their_language_counts(tmp_path: Path) -> None:
    course = new_course(tmp_path, {"one": ONE}, {})
    path = course.source_path(ASSIGNMENT, "one")
    text = json.loads(path.read_text())
    for metadata in ({}, {"language_info": {"name": "python"}}, {"kernelspec": {"name": "x"}}):
        path.write_text(json.dumps({**text, "metadata": metadata}))
        assert list(read_masters(course, ASSIGNMENT)) == ["one"]
