"""Record: one writer puts outcomes into nbgrader's gradebook and the executed notebooks beside it.

Files are written beside their place, scores go in by one transaction for the submission, and
then the files move into place as a whole. So a record at its place means that all is written:
killed at any moment, the next run finds everything, or a submission that it grades again.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from nbformat import NotebookNode

from autograder.course.cells import grade_id, grader_metadata, has_points, is_graded, is_solution
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook, write_notebook
from autograder.errors import AutograderError, CourseError
from autograder.files import write_text
from autograder.gradebook.read import automatic_scores
from autograder.gradebook.turns import begin_writing, in_turn
from autograder.gradebook.write import write_entries
from autograder.grading.handed_in import earlier_outcome
from autograder.grading.stamps import STAMP_NAME, Stamp
from autograder.markup.executed import harmless_notebook
from autograder.outcomes import (
    RECORD_NAME,
    CellOutcome,
    CellStatus,
    SubmissionOutcome,
    dump_outcome,
)

NO_STAMP = Stamp()
TRIES = 3
"""How often a submission is written whose rows somebody else makes at the same moment."""

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


def save(
    course: Course,
    book: Gradebook,
    outcome: SubmissionOutcome,
    notebooks: dict[str, NotebookNode],
    stamp: Stamp = NO_STAMP,
) -> None:
    """Write one submission's scores in one transaction, and its files as one folder.

    Args:
        course: the course.
        book: its open gradebook.
        outcome: what came of the submission.
        notebooks: the executed notebooks, by name; those that could not be run are left out.
        stamp: when it came.
    """
    # The turn holds for files and scores together: both are those of the same run.
    with (
        in_turn(course, book.engine),
        _files(course, outcome, notebooks, stamp.text) as move_into_place,
    ):
        unchanged = _unchanged(course, outcome, notebooks)
        _write_scores(course, book, outcome, notebooks, stamp, unchanged)
        move_into_place()


def _write_scores(
    course: Course,
    book: Gradebook,
    outcome: SubmissionOutcome,
    notebooks: dict[str, NotebookNode],
    stamp: Stamp,
    unchanged: Mapping[str, Collection[str]],
) -> None:
    """Write one submission's scores in one transaction.

    Another program, nbgrader's own among them, may make the same student or submission at the same
    moment. Then it is there when we look again.
    """
    from sqlalchemy.exc import IntegrityError

    for tries_left in reversed(range(TRIES)):
        try:
            begin_writing(book)
            write_entries(course, book, outcome, notebooks, stamp.when, unchanged)
            book.db.commit()
        except BaseException as error:
            book.db.rollback()
            if not isinstance(error, IntegrityError) or not tries_left:
                raise
        else:
            return


def note_source(course: Course, outcome: SubmissionOutcome, source: str) -> SubmissionOutcome:
    """Note with a record which source it agrees with: it was made with another, and holds still.

    Args:
        course: the course.
        outcome: the outcome on record.
        source: digest of the assignment's source.
    """
    if outcome.source == source:
        return outcome
    noted = msgspec.structs.replace(outcome, source=source)
    path = course.graded_folder(outcome.student, outcome.assignment) / RECORD_NAME
    with in_turn(course), contextlib.suppress(AutograderError):  # it holds without the note
        write_text(path, dump_outcome(noted))
    return noted


class Recorded:
    """The outcomes on record of an assignment.

    Args:
        course: the course.
        book: its open gradebook.
        assignment: name of the assignment.
    """

    def __init__(self, course: Course, book: Gradebook, assignment: str) -> None:
        self._course = course
        self._assignment = assignment
        self._scores = automatic_scores(book, assignment)

    def of(self, student: str) -> SubmissionOutcome | None:
        """Return a student's outcome as it was recorded; None where there is none."""
        return earlier_outcome(self._course, self._assignment, student)

    def agrees(self, student: str, outcome: SubmissionOutcome) -> bool:
        """Tell whether the gradebook holds the scores of a student's outcome on record."""
        return self._scores.get(student) == _scores(outcome)


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
    place = course.graded_folder(outcome.student, outcome.assignment)
    place.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".writing-", dir=place.parent))
    try:
        for name, notebook in notebooks.items():
            shown = write_notebook(harmless_notebook(notebook))  # others show it, and run it
            (scratch / f"{name}.ipynb").write_text(shown, encoding="utf-8")
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
    """Remove what a killed run left half written; whoever writes now is in his turn, and done."""
    with in_turn(course):
        for place in course.folders.beside("autograded"):
            for folder in place.glob(".[wo][rl]*-*"):
                if folder.name.startswith((".writing-", ".old-")):
                    shutil.rmtree(folder, ignore_errors=True)


def _unchanged(
    course: Course, outcome: SubmissionOutcome, notebooks: dict[str, NotebookNode]
) -> dict[str, set[str]]:
    """Return the written answers of each notebook that are what they were when last recorded."""
    place = course.graded_folder(outcome.student, outcome.assignment)
    found: dict[str, set[str]] = {}
    for name, notebook in notebooks.items():
        now = _written(harmless_notebook(notebook))  # as it was recorded
        path = place / f"{name}.ipynb"
        if not now or not path.is_file():
            continue
        with contextlib.suppress(CourseError):  # nobody can read it
            before = _written(read_notebook(path))
            found[name] = {cell for cell, answer in now.items() if before.get(cell) == answer}
    return found


def _written(notebook: NotebookNode) -> dict[str, tuple[str, object]]:
    """Return the written answers of a notebook: text and pictures."""
    return {
        grade_id(cell): (cell.source, cell.get("attachments"))
        for cell in notebook.cells
        if is_solution(cell) and is_graded(cell)
    }


def blank_cells(master: NotebookNode, *, missing: bool) -> tuple[CellOutcome, ...]:
    """Return outcomes for a notebook that cannot be run: zero where missing, open otherwise."""
    status = CellStatus.BLANK if missing else CellStatus.PENDING
    return tuple(
        CellOutcome(
            grade_id(cell), 0.0 if missing else None, float(grader_metadata(cell)["points"]), status
        )
        for cell in master.cells
        if has_points(cell)
    )
