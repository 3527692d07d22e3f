"""Drafts: texts of the notebooks of an assignment that has none, and what stands in their way."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from autograder.authoring.drafts import make_drafts
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.sources import read_source
from autograder.course.texts import read_text
from autograder.errors import CourseError, NotFoundError
from autograder.grading.masters import read_masters
from tests.strangers.course import ASSIGNMENT, Given
from tests.support.strange import AREAS, NOTEBOOK, WRONG_TEST, strange_course
from tests.support.tiny import ASSIGNMENT as WRITTEN


@pytest.fixture
def strange(tmp_path: Path) -> Course:
    """A course of two notebooks that was made for nbgrader."""
    return strange_course(tmp_path, **{NOTEBOOK: AREAS, "halves": WRONG_TEST})


def files_of(course: Course) -> dict[str, bytes]:
    """Return everything in a course by its path."""
    return {
        path.relative_to(course.root).as_posix(): path.read_bytes()
        for path in course.root.rglob("*")
        if path.is_file()
    }


def test_each_notebook_gets_a_text_with_the_same_cells(strange: Course) -> None:
    before = files_of(strange)
    made = make_drafts(strange, ASSIGNMENT)
    assert made.folder == strange.root / "drafts" / ASSIGNMENT
    assert [draft.path.name for draft in made.texts] == [f"{NOTEBOOK}.py", "halves.py"]
    for draft in made.texts:
        source = read_source(strange.source_path(ASSIGNMENT, draft.path.stem), "source")
        cells = read_text(draft.path).cells
        assert [(c.source, c.metadata) for c in cells] == [
            (c.source, c.metadata) for c in source.cells
        ]
    after = files_of(strange)
    assert before.items() <= after.items()
    assert after.keys() - before.keys() == {
        f"drafts/{ASSIGNMENT}/{NOTEBOOK}.py",
        f"drafts/{ASSIGNMENT}/halves.py",
    }


def test_what_the_lint_finds_comes_with_the_cell_and_what_to_do(strange: Course) -> None:
    areas, _ = make_drafts(strange, ASSIGNMENT).texts
    assert "cell 3 (area-close): name a test after its answer: `<id>-tests` or `<id>-hidden`." in (
        areas.findings
    )


def test_with_texts_in_their_place_tests_are_graded_in_the_strict_way(strange: Course) -> None:
    made = make_drafts(strange, ASSIGNMENT)
    assert all(master.free for master in read_masters(strange, ASSIGNMENT).values())
    strange.texts.mkdir()
    made.folder.rename(strange.texts / ASSIGNMENT)
    assert strange.written() == [ASSIGNMENT]
    masters = read_masters(strange, ASSIGNMENT)
    assert {name: master.free for name, master in masters.items()} == {
        NOTEBOOK: None,
        "halves": None,
    }


def test_nothing_is_written_over_and_nothing_half(strange: Course) -> None:
    there = strange.root / "drafts" / ASSIGNMENT / "halves.py"
    there.parent.mkdir(parents=True)
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match=r"drafts/ps1/halves\.py is there already") as caught:
        make_drafts(strange, ASSIGNMENT)
    assert "--to" in caught.value.hint
    assert there.read_text(encoding="utf-8") == "mine"
    assert list(there.parent.iterdir()) == [there]


@pytest.mark.parametrize("place", ["source", "source/ps1", "source/ps1/texts", "drafts/../source"])
def test_no_text_is_written_among_the_notebooks(strange: Course, place: str) -> None:
    before = files_of(strange)
    with pytest.raises(CourseError, match="is a folder of notebooks"):
        make_drafts(strange, ASSIGNMENT, strange.root / place)
    assert files_of(strange) == before


def test_files_come_along_and_modules_are_named(strange: Course, tmp_path: Path) -> None:
    source = strange.source_folder(ASSIGNMENT)
    (source / "data").mkdir()
    (source / "data" / "table.csv").write_text("1,2\n", encoding="utf-8")
    (source / "tools.py").write_text("x = 1\n", encoding="utf-8")
    made = make_drafts(strange, ASSIGNMENT, tmp_path / "elsewhere")
    assert (made.files, made.modules) == (("data/table.csv",), ("tools.py",))
    assert (tmp_path / "elsewhere" / "data" / "table.csv").read_text(encoding="utf-8") == "1,2\n"
    assert not (tmp_path / "elsewhere" / "tools.py").exists()


def test_a_notebook_that_no_text_can_hold_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    cells = [*AREAS, Given("# %% a cell of its own?\nx = 1")]
    course = strange_course(tmp_path, **{NOTEBOOK: cells, "halves": WRONG_TEST})
    (course.source_folder(ASSIGNMENT) / "broken.ipynb").write_text("{}", encoding="utf-8")
    made = make_drafts(course, ASSIGNMENT)
    assert [draft.path.name for draft in made.texts] == ["halves.py"]
    areas, broken = made.refused
    assert f"source/ps1/{NOTEBOOK}.ipynb, cell 6: the line '# %% a cell of its own?'" in areas
    assert "source/ps1/broken.ipynb cannot be brought up to date" in broken


def test_an_assignment_of_which_no_notebook_can_have_a_text_is_refused(tmp_path: Path) -> None:
    course = strange_course(tmp_path)
    course.source_path(ASSIGNMENT, NOTEBOOK).write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="cannot be brought up to date"):
        make_drafts(course, ASSIGNMENT)
    assert not (course.root / "drafts").exists()


def test_pictures_in_cells_are_kept_as_far_as_the_notebook_that_is_built(strange: Course) -> None:
    path = strange.source_path(ASSIGNMENT, NOTEBOOK)
    notebook = nbformat.read(path, as_version=4)
    cell = nbformat.v4.new_markdown_cell("![](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    notebook.cells.insert(0, cell)
    nbformat.write(notebook, path)
    draft = make_drafts(strange, ASSIGNMENT).texts[0]
    assert read_text(draft.path).cells[0].attachments == cell.attachments


def test_an_assignment_with_texts_and_one_that_is_not_there_are_refused(course: Course) -> None:
    with pytest.raises(CourseError, match="a1 has texts in notebooks/ already"):
        make_drafts(course, WRITTEN)
    with pytest.raises(NotFoundError, match="There is no assignment 'ps9'"):
        make_drafts(course, "ps9")


def test_a_course_with_markers_of_its_own_is_refused(strange: Course) -> None:
    with (strange.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write('c.ClearSolutions.begin_solution_delimeter = "MINE"\n')
    with pytest.raises(CourseError, match="sets other markers"):
        make_drafts(strange, ASSIGNMENT)
