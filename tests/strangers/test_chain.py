"""The rest of the chain on a stranger's course: pages, tables, replay, marks, a cluster."""

from __future__ import annotations

import csv
from pathlib import Path

import nbformat
import pytest

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.replay import replay
from autograder.outcomes import SubmissionOutcome
from autograder.reporting.export import export_grades
from autograder.reporting.feedback import make_feedback
from autograder.reporting.report import make_report
from tests.strangers.course import ASSIGNMENT
from tests.strangers.school import (
    by_us,
    copied,
    hand_in,
    models,
    new_course,
    quick_release,
    run_nbgrader,
    scores,
)
from tests.strangers.styles import ARRAYS, BASICS, FILES
from tests.support.farm import farm

pytestmark = pytest.mark.process

NOTEBOOKS = {"basics": BASICS, "arrays": ARRAYS}
HIDDEN = "assert add([1], [2])"
SUBTRACTS = "def add(a, b):\n    return a - b"
TELLS = (
    "import linecache, sys\ndef add(a, b):\n    name = sys._getframe(1).f_code.co_filename\n"
    "    print(''.join(linecache.getlines(name)))\n    raise ValueError(linecache.getline(name, 3))"
)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Course:
    """A course with three students, graded; nobody writes into it."""
    course = new_course(tmp_path_factory.mktemp("chain") / "course", NOTEBOOKS, FILES)
    quick_release(course)
    right = models(NOTEBOOKS)
    hand_in(course, "ada", right)
    hand_in(course, "bob", {**right, "basics": {**right["basics"], "add": SUBTRACTS}})
    hand_in(course, "eve", {**right, "basics": {**right["basics"], "add": TELLS}})
    for path in course.submitted.glob("*/ps1/basics.ipynb"):
        notebook = nbformat.read(path, 4)
        why = next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("task"))
        notebook.cells.insert(notebook.cells.index(why) + 1, nbformat.v4.new_markdown_cell("Mine."))
        notebook.cells[-3].source += "\n\nIt has no order."
        nbformat.write(notebook, path)
    by_us(course, sandbox)
    return course


@pytest.fixture
def course(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded course for one test."""
    return copied(graded, tmp_path / "course")


def test_pages_show_every_notebook_and_nothing_that_is_hidden(course: Course) -> None:
    remarks: list[str] = []
    pages = make_feedback(course, ASSIGNMENT, on_remark=remarks.append)
    names = {path.relative_to(course.feedback).as_posix() for path in pages}
    assert names == {f"{s}/ps1/{n}.html" for s in ("ada", "bob", "eve") for n in NOTEBOOKS}
    texts = {path: path.read_text() for path in pages}
    assert [path for path, text in texts.items() if HIDDEN in text] == []
    page = texts[course.feedback / "bob" / "ps1" / "basics.html"]
    assert "This fails: assert <code>add(1, 2)</code> == 3" in page
    assert remarks == []


def test_report_and_table_hold_the_points(course: Course) -> None:
    assert "add-check" in make_report(course, ASSIGNMENT).read_text()
    with export_grades(course, ASSIGNMENT).open() as file:
        rows = list(csv.DictReader(file))
    found = {row["student"] if "student" in row else row["Student"]: row for row in rows}
    assert set(found) == {"ada", "bob", "eve"}
    total = sum(auto or 0 for (who, *_), (auto, _) in scores(course).items() if who == "bob")
    assert str(total).rstrip("0").rstrip(".") in found["bob"].values()


@pytest.mark.parametrize("question", ["add-check", "add-more", "several", "columns", "plot-axes"])
def test_a_test_is_replayed_by_its_own_id(course: Course, sandbox: Sandbox, question: str) -> None:
    result = replay(course, "bob", question, sandbox=sandbox)
    assert result.same
    assert bool(result.again) == (question != "columns")


def test_a_run_that_was_stopped_goes_on(course: Course, sandbox: Sandbox) -> None:
    (course.root / "gradebook.db").unlink()

    class StopError(Exception):
        pass

    def stop(outcome: SubmissionOutcome, _kept: bool) -> None:
        raise StopError

    with pytest.raises(StopError):
        grade(course, ASSIGNMENT, machines=Machines(1, sandbox), on_outcome=stop)
    rest = by_us(course, sandbox)
    assert 0 < len(rest.fresh) < 3
    assert {who for who, *_ in scores(course)} == {"ada", "bob", "eve"}


def test_what_a_person_gave_stays_when_a_test_changes(course: Course, sandbox: Sandbox) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        for cell, mark in (("why", 2.5), ("essay", 1.0)):
            entry = book.find_grade(cell, "basics", ASSIGNMENT, "ada")
            assert entry.needs_manual_grade
            entry.manual_score, entry.needs_manual_grade = mark, False
        book.find_grade("add-check", "basics", ASSIGNMENT, "bob").extra_credit = 0.5
        book.db.commit()
    path = course.source_path(ASSIGNMENT, "basics")
    notebook = nbformat.read(path, 4)
    next(c for c in notebook.cells if "add('a', 'b')" in c.source).source = "assert add(3, 1) == 2"
    nbformat.write(notebook, path)
    assert by_us(course, sandbox).fresh == {"ada", "bob", "eve"}
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        found = {
            (who, cell): book.find_grade(cell, "basics", ASSIGNMENT, who)
            for who in ("ada", "bob")
            for cell in ("why", "essay", "add-check")
        }
        assert found["ada", "why"].score == 2.5 and found["ada", "essay"].score == 1.0
        assert not found["ada", "why"].needs_manual_grade
        assert found["ada", "add-check"].auto_score == 0
        assert found["bob", "add-check"].auto_score == 2
        assert found["bob", "add-check"].extra_credit == 0.5


def test_points_that_a_person_gave_for_a_task_are_reported(course: Course) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        entry = book.find_grade("why", "basics", ASSIGNMENT, "ada")
        entry.manual_score, entry.needs_manual_grade = 1.5, False
        book.db.commit()
    with export_grades(course, ASSIGNMENT).open() as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["ada"]["basics/why"] == "1.5"
    assert rows["bob"]["basics/why"] == ""


def test_nbgrader_itself_goes_on_from_there(course: Course) -> None:
    from nbgrader.api import Gradebook

    run_nbgrader(course, "export", "--to=grades.csv")
    with (course.root / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    total = sum(auto or 0 for (who, *_), (auto, _) in scores(course).items() if who == "ada")
    assert float(rows["ada"]["score"]) == total
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as book:
        shown = {one["student"]: one for one in book.submission_dicts(ASSIGNMENT)}
        assert shown["ada"]["needs_manual_grade"]
        assert shown["ada"]["score"] == total
    run_nbgrader(course, "generate_feedback", ASSIGNMENT)
    assert (course.feedback / "ada" / "ps1" / "arrays.html").is_file()


def test_a_cluster_gets_the_files_of_the_course(
    course: Course, tmp_path: Path, sandbox: Sandbox
) -> None:
    pytest.importorskip("distributed")
    local = scores(course)
    with farm(tmp_path, workers=1) as dask:
        machines = Machines(sandbox=sandbox, scheduler=dask.address)
        grade(course, ASSIGNMENT, regrade=True, machines=machines)
    assert scores(course) == local
    assert local["ada", "arrays", "columns-file"] == (1.0, False)
