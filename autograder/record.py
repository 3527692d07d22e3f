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
    submission = _submission(book, outcome.assignment, outcome.student)
    submission.timestamp = _timestamp(stamp)
    results = {item.notebook: item for item in outcome.notebooks}
    for submitted in submission.notebooks:
        if submitted.name not in results:
            continue  # for reading: nothing in it is graded
        result = results[submitted.name]
        cells = {cell.cell: cell for cell in result.cells}
        for grade in submitted.grades:
            _write_grade(grade, cells[grade.name], result)
        changed = _changed_answers(notebooks.get(submitted.name))
        for comment in submitted.comments:
            silent = result.status is not Status.NOT_GRADABLE and comment.name not in changed
            comment.auto_comment = NO_RESPONSE if silent else None
    book.db.flush()
    _write_penalties(course, book, submission)


def _submission(book: Any, assignment: str, student: str) -> Any:
    """Return nbgrader's record of the submission, made whole where there is none yet."""
    from nbgrader.api import (
        Comment,
        Grade,
        MissingEntry,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    try:
        submission = book.find_submission(assignment, student)
    except MissingEntry:
        person = book.db.get(Student, student) or Student(id=student)
        given = book.find_assignment(assignment)
        submission = SubmittedAssignment(assignment=given, student=person)
        book.db.add(submission)
    present = {part.notebook for part in submission.notebooks}
    for notebook in submission.assignment.notebooks:
        if notebook in present:
            continue
        part = SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in notebook.grade_cells:
            Grade(cell=cell, notebook=part)
        for cell in notebook.solution_cells:
            Comment(cell=cell, notebook=part)
        book.db.add(part)
    book.db.flush()
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
    from nbgrader.preprocessors import AssignLatePenalties

    book.db.refresh(submission)
    step = AssignLatePenalties(config=load_config(course))
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = None
        if submission.timestamp is None or submission.total_seconds_late <= 0:
            continue
        step.init_plugin()
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
