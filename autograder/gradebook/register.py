"""Register: what the gradebook knows of an assignment, brought up to date with the course."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.cells import (
    grade_id,
    grader_metadata,
    has_points,
    is_graded,
    is_locked,
    is_solution,
)
from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.errors import GradebookError
from autograder.gradebook.turns import in_turn

if TYPE_CHECKING:
    from nbgrader.api import Assignment, Base, Gradebook


def register(
    course: Course,
    book: Gradebook,
    assignment: str,
    masters: Mapping[str, NotebookNode],
    *,
    update: bool = False,
    unread: Collection[str] = (),
) -> bool:
    """Bring the gradebook's record of an assignment up to date; tell whether it had to change.

    A notebook that is on record is changed by nbgrader's own `SaveCells`, as
    `nbgrader generate_assignment` does it.

    Args:
        course: the course.
        book: its open gradebook.
        assignment: name of the assignment.
        masters: master notebook of each notebook of the assignment, by name.
        update: questions and notebooks may come and go although submissions are recorded. What is
            recorded of the others stays, a person's points and comments included.
        unread: names of notebooks that are there, and may not be among the masters because they
            cannot be read: what is recorded of them stays as it is.

    Raises:
        GradebookError: cells were added or removed, or notebooks removed, although submissions
            are recorded.
    """
    with in_turn(course, book.engine):
        book.db.expire_all()
        return _register(course, book, assignment, masters, update=update, unread=unread)


def _register(
    course: Course,
    book: Gradebook,
    assignment: str,
    masters: Mapping[str, NotebookNode],
    *,
    update: bool,
    unread: Collection[str],
) -> bool:
    changed = _remove_others(book, assignment, {*masters, *unread}, update=update)
    for name, master in masters.items():
        recorded = _recorded(book, assignment, name)
        if recorded == _expected(master):
            continue
        changed = True
        owner = book.update_or_create_assignment(assignment)
        if recorded is None:
            _enter(book, owner, name, master)
        elif update:
            _exchange(book, book.find_notebook(name, assignment), master)
        else:
            _change(book, assignment, name, master, database_url(course))
    return changed


def _enter(book: Gradebook, assignment: Assignment, name: str, master: NotebookNode) -> None:
    """Enter a notebook that is not on record, with all its cells, in one transaction.

    `SaveCells` gives the same rows, by a search and a transaction for each.
    """
    from nbgrader.api import Notebook

    kernelspec = json.dumps(master.metadata.get("kernelspec", {}))
    notebook = Notebook(name=name, assignment=assignment, kernelspec=kernelspec)
    book.db.add(notebook)
    rows = _rows(master)
    with book.db.no_autoflush:
        book.db.add_all([kind(notebook=notebook, **own) for (kind, _), own in rows.items()])
    book.db.commit()


def _rows(master: NotebookNode) -> dict[tuple[type[Base], str], dict[str, object]]:
    """Return the gradebook's rows of a notebook's cells, by kind and name.

    Of cells with the same name the last one counts.
    """
    from nbgrader.api import GradeCell, SolutionCell, SourceCell, TaskCell

    rows: dict[tuple[type[Base], str], dict[str, object]] = {}
    for cell in master.cells:
        own = grader_metadata(cell)
        name = grade_id(cell)
        graded, task, locked = is_graded(cell), bool(own.get("task")), is_locked(cell)
        for kind, holds in ((GradeCell, graded), (TaskCell, task)):
            if holds:
                worth = {"max_score": float(own["points"]), "cell_type": cell.cell_type}
                rows[kind, name] = {"name": name, **worth}
        if is_solution(cell):
            rows[SolutionCell, name] = {"name": name}
        if graded or task or locked or is_solution(cell):
            text = {"source": cell.source, "checksum": own.get("checksum"), "locked": locked}
            rows[SourceCell, name] = {"name": name, **text, "cell_type": cell.cell_type}
    return rows


def _exchange(book: Gradebook, notebook: Gradebook, master: NotebookNode) -> None:
    """Bring a notebook's cells up to date in one transaction; other cells' entries stay."""
    from nbgrader.api import BaseCell, Comment, Grade, SourceCell

    rows = _rows(master)
    queries = [book.db.query(kind) for kind in (BaseCell, SourceCell)]
    present = [cell for query in queries for cell in query.filter_by(notebook_id=notebook.id)]
    known = {(type(cell), cell.name): cell for cell in present}
    gone = [cell for key, cell in known.items() if key not in rows]
    numbers = [cell.id for cell in gone]
    for entry in (Grade, Comment):
        query = book.db.query(entry).filter(entry.cell_id.in_(numbers))
        query.delete(synchronize_session=False)
    for cell in gone:
        book.db.delete(cell)
    for key, own in rows.items():
        if key in known:
            for column, value in own.items():
                setattr(known[key], column, value)
        else:
            book.db.add(key[0](notebook=notebook, **own))
    book.db.commit()
    book.db.expire_all()


def _change(book: Gradebook, assignment: str, name: str, master: NotebookNode, url: str) -> None:
    """Bring a notebook that is on record up to date."""
    from nbgrader.preprocessors import SaveCells

    place = {"notebook": name, "assignment": assignment, "db_url": url}
    try:
        SaveCells().preprocess(copy.deepcopy(master), {"nbgrader": place})
    except RuntimeError as error:
        raise GradebookError(
            f"Questions were added to {assignment}/{name} or removed from it, and submissions "
            "are already graded.",
            f"Put the old questions back, or run: autograder release {assignment} --update",
        ) from error
    book.db.expire_all()


def _remove_others(book: Gradebook, assignment: str, names: set[str], *, update: bool) -> bool:
    """Remove notebooks that the assignment has no more; tell whether there were any."""
    from nbgrader.api import MissingEntry

    try:
        recorded = book.find_assignment(assignment)
    except MissingEntry:
        return False
    others = [notebook.name for notebook in recorded.notebooks if notebook.name not in names]
    if others and recorded.submissions and not update:
        raise GradebookError(
            f"{assignment} has no notebook {', '.join(others)} any more, and submissions are "
            "already graded.",
            f"Put it back, or run: autograder release {assignment} --update",
        )
    for name in others:
        book.remove_notebook(name, assignment)
    return bool(others)


def _recorded(book: Gradebook, assignment: str, name: str) -> dict[str, object] | None:
    """Return what the gradebook knows of a notebook's cells; None where it knows nothing."""
    from nbgrader.api import MissingEntry

    try:
        notebook = book.find_notebook(name, assignment)
    except MissingEntry:
        return None
    sources = {cell.name: (cell.source, cell.checksum) for cell in notebook.source_cells}
    graded = (*notebook.grade_cells, *notebook.task_cells)
    points = {cell.name: cell.max_score for cell in graded}
    solutions = {cell.name for cell in notebook.solution_cells}
    return {"sources": sources, "points": points, "solutions": solutions}


def _expected(master: NotebookNode) -> dict[str, object]:
    cells = [cell for cell in master.cells if grade_id(cell)]
    metadata = {grade_id(cell): cell.metadata.nbgrader for cell in cells}
    return {
        "sources": {
            grade_id(cell): (cell.source, cell.metadata.nbgrader.checksum) for cell in cells
        },
        "points": {
            grade_id(cell): float(metadata[grade_id(cell)]["points"])
            for cell in cells
            if has_points(cell)
        },
        "solutions": {grade_id(cell) for cell in cells if is_solution(cell)},
    }
