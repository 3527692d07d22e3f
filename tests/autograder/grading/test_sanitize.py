"""Sanitize: whatever was done to the cells, the course's own cells grade the student's answers."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from autograder.course.cells import (
    MISSING_CODE,
    grade_id,
    is_fixture,
    is_solution,
    is_test,
    question_of,
)
from autograder.course.config import database_url, load_config
from autograder.course.layout import Course
from autograder.course.release_steps import make_master, quiet_nbgrader
from autograder.course.texts import read_text
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.grading.intake import read_handed
from autograder.grading.sanitize import Sanitized, sanitize
from tests.support.handing import ESSAY, RIGHT, WRONG, answered, cell_of, hand_in, without
from tests.support.recording import master_notebooks
from tests.support.tiny import ASSIGNMENT, CELLS, NOTEBOOK, header, make_course, make_text

STUDENT = "ada"
LATE_FIXTURE = header("table", locked=True) + "table = {1.0: 2.0}\n"
SECOND = (
    header("half", solution=True)
    + "def half(z):\n    ### BEGIN SOLUTION\n    return z / 2\n    ### END SOLUTION\n"
)
SECOND_TESTS = (
    header("half-tests", grade=True, locked=True, points=1) + "checks.equals(half(2.0), 1.0)\n"
)
SECOND_HIDDEN = (
    header("half-hidden", grade=True, locked=True, points=1)
    + "### BEGIN HIDDEN TESTS\nassert half(2.0) in table\n### END HIDDEN TESTS\n"
)


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    """The course's version of a notebook with two questions, and a fixture between them."""
    course = make_course(tmp_path_factory.mktemp("two"))
    path = course.text_path(ASSIGNMENT, NOTEBOOK)
    cells = (*CELLS, LATE_FIXTURE, SECOND, SECOND_TESTS, SECOND_HIDDEN)
    path.write_text(make_text(*cells), encoding="utf-8")
    return make_master(read_text(path), load_config(course), "here")


def taken_in(course: Course, content: NotebookNode | bytes) -> NotebookNode:
    """Return what intake makes of a submission."""
    handed = read_handed(hand_in(course, STUDENT, content), 1 << 20)
    assert handed.cells is not None, handed.remarks
    return handed.cells


def sanitized(course: Course, content: NotebookNode | bytes) -> Sanitized:
    """Return a submission's notebook as it would run."""
    return sanitize(taken_in(course, content), master_notebooks(course, ASSIGNMENT)[NOTEBOOK])


def shown(notebook: NotebookNode) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what grading sees of each cell."""
    return [
        (cell.cell_type, cell.source, dict(cell.metadata.get("nbgrader", {})))
        for cell in notebook.cells
    ]


def by_nbgrader(course: Course, notebook: NotebookNode) -> NotebookNode:
    """Return what the sanitizing steps of `nbgrader autograde` make of a submission."""
    from nbgrader.converters import Autograde
    from sqlalchemy.exc import SAWarning

    with open_gradebook(course) as book:
        register(course, book, ASSIGNMENT, master_notebooks(course, ASSIGNMENT))
    config = load_config(course)
    result = nbformat.reads(nbformat.writes(notebook), as_version=4)
    place = {"notebook": NOTEBOOK, "assignment": ASSIGNMENT, "student": STUDENT}
    resources: dict[str, Any] = {"nbgrader": {**place, "db_url": database_url(course)}}
    with quiet_nbgrader(), warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # nbgrader's relationships overlap
        for kind in Autograde(config=config).sanitize_preprocessors:
            result, resources = kind(config=config)(result, resources)
    return result


def _untouched(notebook: NotebookNode) -> None:
    """Hand in the release as it is."""


def _answered(notebook: NotebookNode) -> None:
    cell_of(notebook, "double")["source"] = RIGHT
    cell_of(notebook, "why")["source"] = ESSAY


def _own_cells(notebook: NotebookNode) -> None:
    _answered(notebook)
    notebook.cells.insert(3, nbformat.v4.new_code_cell("mine = 1"))
    notebook.cells.append(nbformat.v4.new_markdown_cell("A note."))
    notebook.cells.append(nbformat.v4.new_raw_cell("raw"))


def _executed(notebook: NotebookNode) -> None:
    _answered(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.execution_count = 7
            cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="warning")]
    notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}


def _edited_tests(notebook: NotebookNode) -> None:
    for name in ("double-tests", "double-hidden", "imports"):
        cell_of(notebook, name)["source"] = "2.0"


def _other_points(notebook: NotebookNode) -> None:
    cell_of(notebook, "double-hidden").metadata.nbgrader["points"] = 100
    cell_of(notebook, "why").metadata.nbgrader["points"] = 0


def _other_types(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if grade_id(cell) in ("double-tests", "double"):
            cell["cell_type"] = "markdown"
            del cell["outputs"], cell["execution_count"]


def _other_checksums(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if grade_id(cell):
            cell.metadata.nbgrader["checksum"] = "0" * 32


def _like_colab(notebook: NotebookNode) -> None:
    _answered(notebook)
    notebook["nbformat_minor"] = 0
    notebook.metadata = NotebookNode(colab={"provenance": []})
    for number, cell in enumerate(notebook.cells):
        del cell["id"]
        cell.metadata["id"] = f"c{number}"
        if cell.cell_type == "code":
            cell.metadata["outputId"] = "0"


@pytest.mark.parametrize(
    "change",
    [
        _untouched,
        _answered,
        _own_cells,
        _executed,
        _edited_tests,
        _other_points,
        _other_types,
        _other_checksums,
        _like_colab,
    ],
)
def test_it_does_what_nbgrader_does_where_cells_were_kept(course: Course, change: Any) -> None:
    notebook = answered(course)
    change(notebook)
    ours = sanitized(course, notebook)
    theirs = by_nbgrader(course, notebook)
    assert shown(ours.notebook) == shown(theirs)
    assert ours.notebook.metadata.kernelspec == theirs.metadata.kernelspec
    assert all(not cell.outputs for cell in ours.notebook.cells if cell.cell_type == "code")
    nbformat.validate(ours.notebook)


def test_the_release_as_it_is_becomes_the_master(course: Course) -> None:
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    done = sanitized(course, answered(course))
    assert shown(done.notebook) == shown(master)
    assert done.remarks == ()
    assert "checks.is_pure" in cell_of(done.notebook, "double-hidden").source


@pytest.mark.parametrize("flag", ["solution", "grade", "locked"])
@pytest.mark.parametrize("name", ["double", "double-tests", "double-hidden", "imports", "why"])
def test_flags_of_the_submission_steer_nothing(course: Course, flag: str, name: str) -> None:
    notebook = answered(course, RIGHT)
    metadata = cell_of(notebook, name).metadata.nbgrader
    metadata[flag] = not metadata[flag]
    cell_of(notebook, name).metadata["tags"] = ["skip-execution", "raises-exception"]
    done = sanitized(course, notebook).notebook
    assert shown(done) == shown(sanitized(course, answered(course, RIGHT)).notebook)
    assert "tags" not in cell_of(done, name).metadata


@pytest.mark.parametrize(
    "names",
    [
        ("double-tests",),
        ("double-hidden",),
        ("double-tests", "double-hidden"),
        ("imports",),
        ("imports", "double-tests", "double-hidden"),
    ],
    ids=", ".join,
)
def test_deleted_cells_of_the_course_come_back_in_their_place(
    course: Course, names: tuple[str, ...]
) -> None:
    notebook = answered(course, RIGHT, ESSAY)
    done = sanitized(course, without(notebook, *names))
    ids = [grade_id(cell) for cell in done.notebook.cells if grade_id(cell)]
    assert ids == ["imports", "double", "double-tests", "double-hidden", "why"]
    expected = sanitized(course, notebook).notebook
    for name in ids:
        assert shown_cell(done.notebook, name) == shown_cell(expected, name)
    listed = " and ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])
    one = f"The cell {listed} was deleted; it was put back."
    many = f"The cells {listed} were deleted; they were put back."
    assert done.remarks == (one if len(names) == 1 else many,)


def shown_cell(notebook: NotebookNode, name: str) -> Any:
    """Return what grading sees of one cell."""
    return shown(NotebookNode(cells=[cell_of(notebook, name)]))


def test_deleted_answers_come_back_as_such(course: Course) -> None:
    done = sanitized(course, without(answered(course, RIGHT, ESSAY), "double", "why"))
    assert cell_of(done.notebook, "double").source == MISSING_CODE
    blank = cell_of(master_notebooks(course, ASSIGNMENT)[NOTEBOOK], "why").source
    assert cell_of(done.notebook, "why").source == blank
    assert done.remarks == ("The answer cells double and why were deleted.",)


def test_there_is_one_remark_of_each_kind(course: Course) -> None:
    notebook = answered(course, WRONG, ESSAY)
    _copy_answer(notebook)
    for name in ("double-hidden", "double-tests"):
        cell = cell_of(notebook, name)
        notebook.cells.remove(cell)
        notebook.cells.insert(0, cell)
    done = sanitized(course, without(notebook, "imports", "why"))
    assert done.remarks == (
        "The cell double occurs more than once; the last one was graded.",
        "The answer cell why was deleted.",
        "The cell imports was deleted; it was put back.",
        "The tests double-tests and double-hidden stood before their answers; they were moved.",
    )


def test_an_empty_notebook_becomes_all_that_grades(course: Course) -> None:
    empty = nbformat.v4.new_notebook()
    ids = [grade_id(cell) for cell in sanitized(course, empty).notebook.cells]
    assert ids == ["imports", "double", "double-tests", "double-hidden", "why"]


def _copy_answer(notebook: NotebookNode) -> None:
    """Copy the answer and answer in the copy; nbgrader's own steps fail at such a notebook."""
    second = copy.deepcopy(cell_of(notebook, "double"))
    second["id"], second["source"] = "other", RIGHT
    notebook.cells.insert(notebook.cells.index(cell_of(notebook, "double")) + 1, second)


def test_of_copies_the_last_one_counts_and_it_is_said(course: Course) -> None:
    notebook = answered(course, WRONG)
    _copy_answer(notebook)
    done = sanitized(course, notebook)
    assert cell_of(done.notebook, "double").source == RIGHT
    assert [cell.source for cell in done.notebook.cells].count(WRONG) == 1
    assert done.remarks == ("The cell double occurs more than once; the last one was graded.",)


def test_unknown_grade_ids_are_ordinary_cells(course: Course) -> None:
    notebook = answered(course, RIGHT)
    bonus = copy.deepcopy(cell_of(notebook, "double-tests"))
    bonus.metadata.nbgrader["grade_id"] = "bonus"
    bonus["id"] = "bonus"
    notebook.cells.append(bonus)
    done = sanitized(course, notebook)
    assert done.notebook.cells[-1].metadata == {}
    assert done.remarks == ()


def test_tests_before_their_answer_move_behind_it(course: Course) -> None:
    notebook = answered(course, RIGHT)
    tests = cell_of(notebook, "double-tests")
    notebook.cells.remove(tests)
    notebook.cells.insert(0, tests)
    done = sanitized(course, notebook)
    ids = [grade_id(cell) for cell in done.notebook.cells if grade_id(cell)]
    assert ids == ["imports", "double", "double-tests", "double-hidden", "why"]
    assert done.remarks == ("The test double-tests stood before its answer; it was moved.",)


@pytest.mark.parametrize("name", ["imports", "table"])
def test_a_fixture_below_what_needs_it_moves_up(master: NotebookNode, name: str) -> None:
    handed = copy.deepcopy(master)
    handed.cells.append(handed.cells.pop(handed.cells.index(cell_of(handed, name))))
    done = sanitize(handed, master)
    graded = [grade_id(cell) for cell in master.cells if grade_id(cell)]
    assert [grade_id(cell) for cell in done.notebook.cells if grade_id(cell)] == graded
    assert done.remarks == (f"The cell {name} stood too late; it was moved up.",)


def test_sanitizing_changes_neither_the_submission_nor_the_master(course: Course) -> None:
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    handed = taken_in(course, without(answered(course, RIGHT), "double-tests"))
    before = copy.deepcopy((handed, master))
    done = sanitize(handed, master).notebook
    for cell in done.cells:
        cell["source"] = "changed"
        cell.metadata["changed"] = True
    assert (handed, master) == before


EDIT = st.sampled_from(["keep", "source", "type", "flags", "unknown"])
ORDER = st.lists(st.tuples(st.integers(0, 13), EDIT), max_size=25)


@pytest.mark.long
@settings(deadline=None, max_examples=200)
@given(order=ORDER)
def test_the_courses_cells_grade_whatever_was_done_to_them(
    master: NotebookNode, order: list[tuple[int, str]]
) -> None:
    handed = nbformat.v4.new_notebook(cells=_rearranged(master, order))
    done = sanitize(handed, master).notebook
    nbformat.validate(done)
    own = [cell for cell in master.cells if grade_id(cell)]
    found = {grade_id(cell): index for index, cell in enumerate(done.cells) if grade_id(cell)}
    assert sorted(found) == sorted(map(grade_id, own))
    assert sum(1 for cell in done.cells if grade_id(cell)) == len(own)
    last = {grade_id(cell): cell.source for cell in handed.cells}
    lost = {cell.source for cell in handed.cells if grade_id(cell) == "unknown"}
    for cell in own:
        name = grade_id(cell)
        result = done.cells[found[name]]
        assert result.metadata == cell.metadata
        assert result.cell_type == cell.cell_type
        if is_solution(cell):
            absent = MISSING_CODE if cell.cell_type == "code" else cell.source
            due = {last.get(name, absent)} if name in last else {absent, *lost}
            # Words of the student's own below a blank written answer come behind it.
            own_words = result.source.split("\n\nedited ")[0] if cell.cell_type != "code" else ""
            assert {result.source, own_words} & due
        else:
            assert result.source == cell.source
        if is_test(cell):
            assert found[question_of(name)] < found[name]
        if is_fixture(cell):
            later = [grade_id(other) for other in own[own.index(cell) + 1 :]]
            assert all(found[name] < found[other] for other in later)
    strangers = [cell for cell in done.cells if not grade_id(cell)]
    assert not any(cell.metadata for cell in strangers)


def _rearranged(master: NotebookNode, order: list[tuple[int, str]]) -> list[NotebookNode]:
    """Return cells of the master in another order, some left out, copied or edited."""
    cells = []
    for index, edit in order:
        cell = copy.deepcopy(master.cells[index % len(master.cells)])
        if edit == "source":
            cell["source"] = f"edited {len(cells)}"
        elif edit == "type":
            other = {"code": "markdown", "markdown": "raw"}[cell.cell_type]
            cell = nbformat.v4.new_raw_cell(cell.source, metadata=cell.metadata)
            cell["cell_type"] = other
        elif edit == "flags" and grade_id(cell):
            cell.metadata.nbgrader |= {"grade": False, "solution": True, "points": 1000}
        elif edit == "unknown":
            cell.metadata["nbgrader"] = {"grade_id": "unknown", "grade": True, "points": 9}
        cell["id"] = f"x{len(cells)}"
        cells.append(cell)
    return cells
