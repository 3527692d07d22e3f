"""Record: one writer puts outcomes into nbgrader's gradebook and the executed notebooks beside it.

Files are written beside their place, scores go in by one transaction for the submission, and
then the files move into place as a whole. So a record at its place means that all is written:
killed at any moment, the next run finds everything, or a submission that it grades again.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.config import load_config
from autograder.course import Course
from autograder.intake import STAMP_NAME, read_stamp
from autograder.outcomes import (
    RECORD_NAME,
    CellOutcome,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    dump_outcome,
    load_outcome,
)
from autograder.questions import checksum, grade_id, is_solution
from autograder.sanitize import MISSING_CODE
from autograder.texts import write_notebook

NO_RESPONSE = "No response."
"""nbgrader's own comment on an answer that was left as it was."""


def save(
    course: Course, book: Any, outcome: SubmissionOutcome, notebooks: dict[str, NotebookNode]
) -> None:
    """Write one submission's scores in one transaction, and its files as one folder.

    Args:
        course: the course.
        book: its open gradebook.
        outcome: what came of the submission.
        notebooks: the executed notebooks, by name; those that could not be run are left out.
    """
    stamp = _stamp(course, outcome)
    with _files(course, outcome, notebooks, stamp) as move_into_place:
        try:
            _write_scores(course, book, outcome, notebooks, stamp)
            book.db.commit()
        except BaseException:
            book.db.rollback()
            raise
        move_into_place()


def recorded(
    course: Course, book: Any, assignment: str, fingerprints: dict[str, str]
) -> dict[str, SubmissionOutcome]:
    """Return the outcomes on record that still hold, by student.

    An outcome holds when its fingerprint is the same and files and gradebook agree.

    Args:
        course: the course.
        book: its open gradebook.
        assignment: name of the assignment.
        fingerprints: fingerprint of each student's submission as it is now.
    """
    scores = _all_scores(book, assignment)
    found = {}
    for student, fingerprint in fingerprints.items():
        outcome = load_outcome(course.autograded / student / assignment / RECORD_NAME)
        if (
            outcome is not None
            and outcome.fingerprint == fingerprint
            and scores.get(student) == _scores(outcome)
        ):
            found[student] = outcome
    return found


def _all_scores(book: Any, assignment: str) -> dict[str, dict[tuple[str, str], float | None]]:
    """Return all automatic scores of an assignment, by student, notebook and cell."""
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Grade,
        Notebook,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    rows = (
        book.db.query(
            SubmittedAssignment.student_id, Notebook.name, BaseCell.name, Grade.auto_score
        )
        .select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .filter(Assignment.name == assignment)
    )
    found: dict[str, dict[tuple[str, str], float | None]] = {}
    for student, notebook, cell, score in rows:
        found.setdefault(student, {})[notebook, cell] = score
    return found


def _scores(outcome: SubmissionOutcome) -> dict[tuple[str, str], float | None]:
    return {
        (notebook.notebook, cell.cell): cell.points
        for notebook in outcome.notebooks
        for cell in notebook.cells
    }


@contextlib.contextmanager
def _files(
    course: Course,
    outcome: SubmissionOutcome,
    notebooks: dict[str, NotebookNode],
    stamp: str,
) -> Iterator[Callable[[], None]]:
    """Write the folder for `autograded/` beside its place; yield what moves it there."""
    place = course.autograded / outcome.student / outcome.assignment
    place.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=place.parent))
    try:
        for name, notebook in notebooks.items():
            (scratch / f"{name}.ipynb").write_text(write_notebook(notebook), encoding="utf-8")
        if stamp:
            (scratch / STAMP_NAME).write_text(stamp, encoding="utf-8")
        (scratch / RECORD_NAME).write_text(dump_outcome(outcome), encoding="utf-8")
        scratch.chmod(0o755)
        yield lambda: _replace(place, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _replace(place: Path, scratch: Path) -> None:
    if place.exists():
        old = Path(tempfile.mkdtemp(prefix=".old-", dir=place.parent))
        place.replace(old / "was")
        scratch.replace(place)
        shutil.rmtree(old)
    else:
        scratch.replace(place)


def clear_leftovers(course: Course) -> None:
    """Remove what a killed run left half written."""
    for folder in course.autograded.glob("*/.[wo][rl]*-*"):
        if folder.name.startswith((".writing-", ".old-")):
            shutil.rmtree(folder, ignore_errors=True)


def _write_scores(
    course: Course,
    book: Any,
    outcome: SubmissionOutcome,
    notebooks: dict[str, NotebookNode],
    stamp: str,
) -> None:
    forms = _forms(book, outcome.assignment)
    results = {item.notebook: item for item in outcome.notebooks}
    with book.db.no_autoflush:  # one flush for all: each takes longer than what it writes
        submission = _submission(book, outcome, forms)
        submission.timestamp = _timestamp(stamp)
        for submitted in submission.notebooks:
            form = forms[submitted.notebook_id]
            if form.notebook not in results:
                continue  # for reading: nothing in it is graded
            result = results[form.notebook]
            cells = {cell.cell: cell for cell in result.cells}
            for grade in submitted.grades:
                _write_grade(grade, cells[form.graded[grade.cell_id]], result)
            changed = _changed_answers(notebooks.get(form.notebook))
            for comment in submitted.comments:
                name = form.answered[comment.cell_id]
                silent = result.status is not Status.NOT_GRADABLE and name not in changed
                comment.auto_comment = NO_RESPONSE if silent else None
    book.db.flush()
    _write_penalties(course, book, submission)


@dataclass(frozen=True)
class _Form:
    """What the gradebook holds of a notebook of the assignment.

    Attributes:
        assignment_id: the gradebook's number of the assignment.
        notebook: name of the notebook.
        graded: names of the cells that have points, by number.
        answered: names of the cells that hold answers, by number.
    """

    assignment_id: str
    notebook: str
    graded: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)


def _forms(book: Any, assignment: str) -> dict[str, _Form]:
    """Return the forms of an assignment by the gradebook's number of their notebook.

    One query for columns: nbgrader's own objects would load what hangs on them, one by one.
    """
    from nbgrader.api import Assignment, BaseCell, Notebook

    rows = (
        book.db.query(
            Assignment.id, Notebook.id, Notebook.name, BaseCell.id, BaseCell.name, BaseCell.type
        )
        .select_from(Notebook)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .outerjoin(BaseCell, BaseCell.notebook_id == Notebook.id)
        .filter(Assignment.name == assignment)
    )
    forms: dict[str, _Form] = {}
    for assignment_id, notebook_id, notebook, cell_id, cell, kind in rows:
        form = forms.setdefault(notebook_id, _Form(assignment_id, notebook))
        if kind == "GradeCell":
            form.graded[cell_id] = cell
        elif kind == "SolutionCell":
            form.answered[cell_id] = cell
    return forms


def _submission(book: Any, outcome: SubmissionOutcome, forms: dict[str, _Form]) -> Any:
    """Return nbgrader's record of the submission, made whole where there is none yet."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook

    (assignment_id,) = {form.assignment_id for form in forms.values()}
    owner = {"assignment_id": assignment_id, "student_id": outcome.student}
    submission = book.db.query(SubmittedAssignment).filter_by(**owner).one_or_none()
    if submission is None:
        if book.db.get(Student, outcome.student) is None:
            book.db.add(Student(id=outcome.student))
            book.db.flush()  # before what refers to it
        submission = SubmittedAssignment(**owner)
        book.db.add(submission)
    present = {part.notebook_id for part in submission.notebooks}
    for notebook_id, form in forms.items():
        if notebook_id not in present:
            part = SubmittedNotebook(notebook_id=notebook_id, assignment=submission)
            part.grades = [Grade(cell_id=number) for number in form.graded]
            part.comments = [Comment(cell_id=number) for number in form.answered]
            book.db.add(part)
    return submission


def _write_grade(grade: Any, cell: CellOutcome, notebook: NotebookOutcome) -> None:
    """Set the automatic score; a person's score stays, and is marked for another look."""
    grade.auto_score = cell.points
    waits = cell.points is None or grade.manual_score is not None
    grade.needs_manual_grade = waits and notebook.status is not Status.MISSING


def _changed_answers(notebook: NotebookNode | None) -> set[str]:
    """Return the answer cells that differ from the release."""
    if notebook is None:
        return set()
    return {
        grade_id(cell)
        for cell in notebook.cells
        if is_solution(cell)
        and cell.source != MISSING_CODE
        and cell.metadata.nbgrader.get("checksum") != checksum(cell)
    }


def _stamp(course: Course, outcome: SubmissionOutcome) -> str:
    return read_stamp(course.submitted / outcome.student / outcome.assignment)


def _timestamp(stamp: str) -> datetime | None:
    """Return when the submission was handed in; None where nobody can tell."""
    from nbgrader.utils import parse_utc

    if not stamp:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # time zones that dateutil does not know
            when: datetime | None = parse_utc(stamp)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    return when


def _write_penalties(course: Course, book: Any, submission: Any) -> None:
    """Set late penalties by the configured nbgrader plugin."""
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = None
    if submission.timestamp is None:
        return
    from nbgrader.preprocessors import AssignLatePenalties

    book.db.refresh(submission)
    if submission.total_seconds_late <= 0:
        return
    step = AssignLatePenalties(config=load_config(course))
    step.init_plugin()
    for notebook in submission.notebooks:
        penalty = step.plugin_inst.late_submission_penalty(
            submission.student_id, notebook.score, submission.total_seconds_late
        )
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0), notebook.score)


def blank_cells(master: NotebookNode, *, missing: bool) -> tuple[CellOutcome, ...]:
    """Return outcomes for a notebook that cannot be run: zero where missing, open otherwise."""
    from autograder.questions import grader_metadata, is_graded

    status = CellStatus.BLANK if missing else CellStatus.PENDING
    return tuple(
        CellOutcome(
            grade_id(cell), 0.0 if missing else None, float(grader_metadata(cell)["points"]), status
        )
        for cell in master.cells
        if is_graded(cell)
    )
