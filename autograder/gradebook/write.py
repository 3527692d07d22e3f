"""Entries: what nbgrader's gradebook holds of a submission.

They are made of nbgrader's own classes, so that its formgrader and its exports find what they
expect. Values go in by column: nbgrader's objects would load what hangs on them, one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.cells import MISSING_CODE, checksum, grade_id, is_solution
from autograder.course.dates_file import has_dates
from autograder.course.layout import Course
from autograder.gradebook.penalties import late_plugin, plugin_penalties
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome

if TYPE_CHECKING:
    from nbgrader.api import Comment, Grade, Gradebook

NO_RESPONSE = "No response."
"""nbgrader's own comment on an answer that was left as it was."""
NOTHING: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True)
class _Form:
    """What the gradebook holds of a notebook of the assignment.

    Attributes:
        assignment_id: the gradebook's number of the assignment.
        notebook: name of the notebook.
        graded: names of the cells that have points, by number.
        answered: names of the cells that hold answers, by number; tasks are among them.
        tasks: names of the cells that set tasks: what answers them stands elsewhere.
    """

    assignment_id: str
    notebook: str
    graded: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    tasks: set[str] = field(default_factory=set)


def write_entries(
    course: Course,
    book: Gradebook,
    outcome: SubmissionOutcome,
    notebooks: dict[str, NotebookNode],
    timestamp: datetime | None,
    unchanged: Mapping[str, Collection[str]] = NOTHING,
) -> None:
    """Write a submission's scores, comments and penalty; the caller commits.

    Args:
        course: the course.
        book: its open gradebook.
        outcome: what came of the submission.
        notebooks: the executed notebooks, by name; those that could not be run are left out.
        timestamp: when it was handed in, in UTC; None where nobody can tell.
        unchanged: written answers of each notebook that are what they were when last recorded.
    """
    forms = _forms(book, outcome.assignment)
    results = {item.notebook: item for item in outcome.notebooks}
    parts = _parts(book, outcome, forms, timestamp)
    for part_id, form in parts.items():
        if form.notebook in results:  # others are for reading: nothing in them is graded
            changed = _changed_answers(notebooks.get(form.notebook))
            same = unchanged.get(form.notebook, ())
            _write_part(book, part_id, form, results[form.notebook], changed, same)
    if timestamp is not None:
        _write_penalties(course, book, outcome)


def _forms(book: Gradebook, assignment: str) -> dict[str, _Form]:
    """Return the forms of an assignment by the gradebook's number of their notebook."""
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
        if kind in ("GradeCell", "TaskCell"):
            form.graded[cell_id] = cell
        if kind in ("SolutionCell", "TaskCell"):
            form.answered[cell_id] = cell
        if kind == "TaskCell":
            form.tasks.add(cell)
    return forms


def _parts(
    book: Gradebook, outcome: SubmissionOutcome, forms: dict[str, _Form], timestamp: datetime | None
) -> dict[str, _Form]:
    """Make the submission's record whole; return the numbers of its notebooks, and their forms."""
    from nbgrader.api import Student, SubmittedAssignment, SubmittedNotebook, new_uuid
    from sqlalchemy import insert, select, update

    (assignment_id,) = {form.assignment_id for form in forms.values()}
    owner = {"assignment_id": assignment_id, "student_id": outcome.student}
    number = book.db.scalar(select(SubmittedAssignment.id).filter_by(**owner))
    if number is None:
        number = new_uuid()
        if book.db.scalar(select(Student.id).filter_by(id=outcome.student)) is None:
            book.db.execute(insert(Student), [{"id": outcome.student}])
        book.db.execute(insert(SubmittedAssignment), [{"id": number, **owner}])
    book.db.execute(update(SubmittedAssignment).filter_by(id=number).values(timestamp=timestamp))
    columns = (SubmittedNotebook.notebook_id, SubmittedNotebook.id)
    present = dict(book.db.execute(select(*columns).filter_by(assignment_id=number)).all())
    missing = {notebook_id: new_uuid() for notebook_id in forms.keys() - present.keys()}
    if present:
        late = update(SubmittedNotebook).filter_by(assignment_id=number)
        book.db.execute(late.values(late_submission_penalty=None))
    if missing:
        rows = [{"id": v, "notebook_id": k, "assignment_id": number} for k, v in missing.items()]
        book.db.execute(insert(SubmittedNotebook), rows)
    return {part_id: forms[k] for k, part_id in {**present, **missing}.items() if k in forms}


def _write_part(
    book: Gradebook,
    part_id: str,
    form: _Form,
    result: NotebookOutcome,
    changed: set[str],
    unchanged: Collection[str],
) -> None:
    """Write the scores and comments of one notebook of a submission.

    Args:
        book: the open gradebook.
        part_id: its number of the submission's notebook.
        form: what belongs into it.
        result: what came of it.
        changed: the answer cells that differ from the release.
        unchanged: written answers that are what they were when last recorded.
    """
    from nbgrader.api import Comment, Grade
    from sqlalchemy import select

    cells = {cell.cell: cell for cell in result.cells}
    query = select(Grade.cell_id, Grade.manual_score, Grade.needs_manual_grade)
    # A person's points that come in between would be marked as still to be given.
    query = query.filter_by(notebook_id=part_id).with_for_update()
    rows = book.db.execute(query).all()
    by_hand = {cell_id for cell_id, score, _ in rows if score is not None}
    decided = {cell_id for cell_id, score, waits in rows if score is not None and not waits}
    scores = {}
    for cell_id, name in form.graded.items():
        points = cells[name].points
        # A person's score stays. It is marked for another look, unless it was given to this answer.
        holds = cell_id in decided and name in unchanged
        waits = (points is None or cell_id in by_hand) and not holds
        waits = waits and result.status is not Status.MISSING
        scores[cell_id] = {"auto_score": points, "needs_manual_grade": waits}
    _put(book, Grade, part_id, scores)
    comments = {}
    for cell_id, name in form.answered.items():
        silent = result.status is not Status.NOT_GRADABLE and name not in changed | form.tasks
        comments[cell_id] = {"auto_comment": NO_RESPONSE if silent else None}
    _put(book, Comment, part_id, comments)


def _put(
    book: Gradebook,
    kind: type[Grade | Comment],
    part_id: str,
    values: Mapping[str, Mapping[str, object]],
) -> None:
    """Write values into a notebook's rows of a kind, by cell; make the rows that are missing."""
    from sqlalchemy import insert, select, update

    query = select(kind.cell_id, kind.id).filter_by(notebook_id=part_id)
    known = dict(book.db.execute(query).all())
    old = [{"id": known[cell], **own} for cell, own in values.items() if cell in known]
    new = [
        {"cell_id": cell, "notebook_id": part_id, **own}
        for cell, own in values.items()
        if cell not in known
    ]
    if old:
        book.db.execute(update(kind), old)
    if new:
        book.db.execute(insert(kind), new)


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


def _write_penalties(course: Course, book: Gradebook, outcome: SubmissionOutcome) -> None:
    """Set late penalties by the configured nbgrader plugin, where `dates.toml` sets none."""
    if has_dates(course, outcome.assignment):
        return  # they depend on what a person gives, too: `refresh_penalties` writes them
    plugin = late_plugin(course)
    if plugin is not None:
        plugin_penalties(plugin, book, outcome.assignment, outcome.student)
