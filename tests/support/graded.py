"""A class as grading leaves it: executed notebooks, records and a gradebook, made without grading.

Feedback, report and export only read, so their tests write what grading would have written, with
nbgrader's own classes.
"""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.cells import grade_id
from autograder.course.config import database_url
from autograder.course.layout import CONFIG_NAME, Course
from autograder.outcomes import (
    RECORD_NAME,
    CellOutcome,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    dump_outcome,
)
from tests.support.tiny import ROOT

ASSIGNMENT = "units"
NOTEBOOK = "01_relu"
WORTH = {
    "relu-tests": 1.0,
    "relu-hidden": 2.0,
    "slope-tests": 1.0,
    "slope-hidden": 3.0,
    "why": 4.0,
}
SECRET = "checks.agrees(relu, torch_relu, checks.arrays(rng_of_the_hidden_test))"
HIDDEN_SOURCE = f"""\
### BEGIN HIDDEN TESTS
rng_of_the_hidden_test = checks.rng("relu")
{SECRET}
### END HIDDEN TESTS"""
MESSAGE = """\
relu(-2.0) is not 0.
  input:    -2.0
  got:      2.0
  expected: 0.0
  Likely slip: the absolute value in place of the maximum"""
PARTS = """\
derivative (0 of 2): slope(0.0) lies outside [0, 1].
  input:    0.0
  got:      2.0
  expected: between 0 and 1
  Likely slip: both sides are counted at 0"""


@dataclass
class Work:
    """What one student did.

    Attributes:
        points: points of each graded cell; 0 where none are given, None while a person must grade.
        states: states that the points do not tell.
        messages: messages of cells.
        traces: traces of cells.
        cells: cells put into the notebook before the written answer.
        answer: source of the cell `relu`.
        written: the written answer.
        manual: points that a person gave.
        comments: comments of a person.
        status: status of the notebook, where it was not graded.
        remarks: remarks about the notebook.
        untouched: answers that are as they were handed out.
        inside: tests that ran where the answers ran; None where all tests run apart.
    """

    points: dict[str, float | None] = field(default_factory=lambda: {**WORTH, "why": None})
    states: dict[str, CellStatus] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    traces: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: list[NotebookNode] = field(default_factory=list)
    answer: str = "def relu(z):\n    return np.maximum(z, 0.0)"
    written: str = "Because $\\sigma'(z) \\le \\frac{1}{4}$, products of slopes **vanish**."
    manual: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    status: Status = Status.NEEDS_PERSON
    remarks: tuple[str, ...] = ()
    untouched: tuple[str, ...] = ()
    inside: tuple[str, ...] | None = None


def make_class(root: Path, works: dict[str, Work], roster: dict[str, str] | None = None) -> Course:
    """Write a graded class to `root`.

    Args:
        root: an empty folder.
        works: what each student did, by folder name.
        roster: students of the class list, folder name → first name; all of `works` at least.
    """
    course = Course(root)
    shutil.copyfile(ROOT / CONFIG_NAME, root / CONFIG_NAME)
    _write(course.source_path(ASSIGNMENT, NOTEBOOK), notebook(Work()))
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    text.parent.mkdir(parents=True)
    text.write_text("", encoding="utf-8")
    for student, work in works.items():
        folder = course.autograded / student / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / RECORD_NAME).write_text(dump_outcome(outcome(student, work)), encoding="utf-8")
        if work.status in (Status.GRADED, Status.NEEDS_PERSON):
            _write(folder / f"{NOTEBOOK}.ipynb", notebook(work))
    make_gradebook(course, works, {**dict.fromkeys(works, ""), **(roster or {})})
    return course


def make_optional(course: Course, *names: str) -> Course:
    """Make questions of the class's course optional, by the tag in its source."""
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    source = nbformat.read(path, as_version=4)
    for cell in source.cells:
        if grade_id(cell) in names:
            cell.metadata["tags"] = ["optional"]
    _write(path, source)
    return course


def notebook(work: Work) -> NotebookNode:
    """Return a student's executed notebook in nbgrader's format."""
    failed = new_output("error", ename="CheckFailed", evalue="x", traceback=[f"--> 3 {SECRET}"])
    cells = [
        new_markdown_cell("# Rectifiers\n\nThe rectifier is $\\max(z, 0)$.", id="prose"),
        _code("import numpy as np\nfrom helpers import checks", "imports", locked=True),
        _code(work.answer, "relu", solution=True),
        _code("checks.agrees(relu, relu_of_torch, [-2.0])", "relu-tests", locked=True, grade=True),
        _code(HIDDEN_SOURCE, "relu-hidden", locked=True, grade=True, outputs=[failed]),
        _code("def slope(z):\n    return 2.0 * (z > 0)", "slope", solution=True),
        _code("checks.is_slope(slope)", "slope-tests", locked=True, grade=True),
        _code(HIDDEN_SOURCE, "slope-hidden", locked=True, grade=True),
        *work.cells,
        new_markdown_cell(work.written, metadata=_nbgrader("why", solution=True, grade=True)),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    return new_notebook(cells=cells)


def _code(source: str, name: str, outputs: list[Any] | None = None, **flags: bool) -> NotebookNode:
    return new_code_cell(source, metadata=_nbgrader(name, **flags), outputs=outputs or [])


def _nbgrader(name: str, **flags: bool) -> dict[str, Any]:
    base: dict[str, Any] = {"grade": False, "locked": False, "solution": False, **flags}
    if base["grade"]:
        base["points"] = WORTH[name]
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **base}}


def outcome(student: str, work: Work) -> SubmissionOutcome:
    """Return the record that grading leaves of a student."""
    graded = work.status in (Status.GRADED, Status.NEEDS_PERSON)
    cells = tuple(_cell(name, work) for name in WORTH) if graded else ()
    item = NotebookOutcome(
        NOTEBOOK,
        work.status,
        work.remarks,
        cells,
        seconds=1.25,
        untouched=work.untouched,
        inside=work.inside,
    )
    return SubmissionOutcome(student, ASSIGNMENT, seed=1, fingerprint="f", notebooks=(item,))


def _cell(name: str, work: Work) -> CellOutcome:
    points = work.points.get(name, 0.0)
    if points is None:
        status = CellStatus.PENDING
    elif points >= WORTH[name]:
        status = CellStatus.PASSED
    else:
        status = CellStatus.PARTIAL if points else CellStatus.FAILED
    status = work.states.get(name, status)
    message, trace = work.messages.get(name, ""), work.traces.get(name, {})
    return CellOutcome(name, points, WORTH[name], status, message, trace)


def make_gradebook(course: Course, works: dict[str, Work], roster: dict[str, str]) -> None:
    """Write the class into nbgrader's gradebook, as grading and the formgrader do."""
    given = {
        student: (work.points, work.manual, work.comments)
        for student, work in works.items()
        if work.status in (Status.GRADED, Status.NEEDS_PERSON)
    }
    path = Path(database_url(course).removeprefix("sqlite:///"))
    path.write_bytes(_gradebook(json.dumps(given), json.dumps(roster)))


@cache
def _gradebook(given: str, roster: str) -> bytes:
    """Return a gradebook as a file; equal ones are made once, because nbgrader takes its time.

    Args:
        given: a student's points, those of a person and the comments, for each one, as JSON.
        roster: first names by student, as JSON.
    """

    def fill(book: Any) -> None:
        for student, first_name in json.loads(roster).items():
            book.add_student(student, first_name=first_name or None)
        for student, (points, manual, comments) in json.loads(given).items():
            _grades(book, student, points, manual, comments)

    return _changed(_gradebook_without_students(), fill)


@cache
def _gradebook_without_students() -> bytes:
    """Return a gradebook that knows the assignment only."""
    return _changed(b"", _layout)


def _changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """Return a gradebook after a change; one without content has no tables yet."""
    from nbgrader.api import Base, Gradebook
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SAWarning

    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        path = Path(folder) / "gradebook.db"
        path.write_bytes(content)
        url = f"sqlite:///{path}"
        if not content:
            engine = create_engine(url)
            with engine.connect() as connection:  # else nbgrader starts `alembic` for it
                connection.exec_driver_sql("BEGIN")  # one write to the disk, not one for each table
                Base.metadata.create_all(connection)
                connection.commit()
            engine.dispose()
        with Gradebook(url, "activation-lab") as book:
            change(book)
        book.engine.dispose()
        return path.read_bytes()


def _layout(book: Any) -> None:
    book.add_assignment(ASSIGNMENT)
    book.add_notebook(NOTEBOOK, ASSIGNMENT)
    for name, worth in WORTH.items():
        kind = "markdown" if name == "why" else "code"
        book.add_grade_cell(name, NOTEBOOK, ASSIGNMENT, max_score=worth, cell_type=kind)
    for name in ("relu", "slope"):
        book.add_solution_cell(name, NOTEBOOK, ASSIGNMENT)
    book.add_solution_cell("why", NOTEBOOK, ASSIGNMENT)


def _grades(
    book: Any,
    student: str,
    points: dict[str, float | None],
    manual: dict[str, float],
    comments: dict[str, str],
) -> None:
    submission = book.add_submission(ASSIGNMENT, student)
    for grade in submission.notebooks[0].grades:
        name = grade.cell.name
        grade.auto_score = points.get(name, 0.0)
        grade.manual_score = manual.get(name)
        grade.needs_manual_grade = grade.auto_score is None and grade.manual_score is None
    for comment in submission.notebooks[0].comments:
        comment.manual_comment = comments.get(comment.cell.name)
    book.db.commit()


def _write(path: Path, notebook: NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
