"""Released notebooks run as students run them, and a run is kept while it holds."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.course.layout import Course
from autograder.errors import BuildError
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_course
from website.executing import BUDGET, Runs, runs_folder

TAGGED = {"tags": ["raises-exception"]}


def release(course: Course, *cells: tuple[str, bool]) -> None:
    """Write a released notebook; each cell is its text, and whether it may raise."""
    made = [new_code_cell(text, metadata=TAGGED if may else {}) for text, may in cells]
    kernel = {"kernelspec": {"display_name": "Python 3", "name": "python3", "language": "python"}}
    notebook = new_notebook(cells=[new_markdown_cell("# A title"), *made], metadata=kernel)
    path = course.release_path(ASSIGNMENT, NOTEBOOK)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course whose release is written by hand; no budget is set."""
    monkeypatch.delenv(BUDGET, raising=False)
    return make_course(tmp_path)


@pytest.mark.process
def test_cells_behind_a_blank_run_and_the_run_is_kept(course: Course) -> None:
    blank = "open('left', 'w').close()\nraise NotImplementedError()"
    seen = f"import os\nprint(os.environ['{BUDGET}'])"
    release(course, (blank, True), (seen, False))
    runs = Runs(course)
    assert runs.kept(ASSIGNMENT, NOTEBOOK) is None
    ran = runs.run(ASSIGNMENT, NOTEBOOK)
    _, first, second = ran.cells
    assert first.outputs[0].ename == "NotImplementedError"
    assert second.outputs[0].text == "quick\n"
    assert Runs(course).kept(ASSIGNMENT, NOTEBOOK) == ran
    assert [path.name for path in course.release_folder(ASSIGNMENT).iterdir()] == [
        f"{NOTEBOOK}.ipynb"
    ], "what a notebook writes is not left in the release"


@pytest.mark.process
def test_an_error_where_no_answer_is_missing_stops_the_build(course: Course) -> None:
    release(course, ("1 / 0", False))
    with pytest.raises(BuildError, match="stops at a cell that needs no answer") as failure:
        Runs(course).run(ASSIGNMENT, NOTEBOOK)
    assert "ZeroDivisionError" in str(failure.value)
    assert not runs_folder(course).exists()


@pytest.fixture
def kept(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course after a run, which no kernel has made."""
    release(course, ("1", False))
    monkeypatch.setattr("website.executing._executed", lambda path: nbformat.read(path, 4))
    Runs(course).run(ASSIGNMENT, NOTEBOOK)
    assert Runs(course).kept(ASSIGNMENT, NOTEBOOK) is not None
    return course


def test_a_run_of_another_text_does_not_hold(kept: Course) -> None:
    release(kept, ("2", False))
    assert Runs(kept).kept(ASSIGNMENT, NOTEBOOK) is None


def test_a_run_with_other_helpers_does_not_hold(
    kept: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("website.executing._circumstances", lambda: "others")
    assert Runs(kept).kept(ASSIGNMENT, NOTEBOOK) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"key": 1, "notebook": 2}', "\x00"])
def test_a_file_that_holds_no_run_is_no_run(kept: Course, text: str) -> None:
    path = runs_folder(kept) / ASSIGNMENT / f"{NOTEBOOK}.json"
    path.write_text(text, encoding="utf-8")
    assert Runs(kept).kept(ASSIGNMENT, NOTEBOOK) is None
