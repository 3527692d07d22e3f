"""Register: what the gradebook knows of an assignment, brought up to date with the course."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.cells import grade_id, grader_metadata, is_graded, is_locked, is_solution
from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.errors import GradebookError

if TYPE_CHECKING:
    from nbgrader.api import Assignment, Base, Gradebook


def register(
    course: Course, book: Gradebook, assignment: str, masters: Mapping[str, NotebookNode]
) -> bool:
    """Bring the gradebook's record of an assignment up to date; tell whether it had to change.

    A notebook that is on record is changed by nbgrader's own `SaveCells`, as
    `nbgrader generate_assignment` does it.

    Args:
        course: the course.
        book: its open gradebook.
        assignment: name of the assignment.
        masters: master notebook of each notebook of the assignment, by name.

    Raises:
        GradebookError: cells were added or removed, or notebooks removed, although submissions
            are recorded.
    """
    changed = _remove_others(book, assignment, set(masters))
    for name, master in masters.items():
        recorded = _recorded(book, assignment, name)
        if recorded == _expected(master):
            continue
        changed = True
        owner = book.update_or_create_assignment(assignment)
        if recorded is None:
            _enter(book, owner, name, master)
        else:
            _change(book, assignment, name, master, database_url(course))
    return changed


def _enter(book: Gradebook, assignment: Assignment, name: str, master: NotebookNode) -> None:
    """Enter a notebook that is not on record, with all its cells, in one transaction.

    `SaveCells` gives the same rows, by a search and a transaction for each.
    """
    from nbgrader.api import GradeCell, Notebook, SolutionCell, SourceCell, TaskCell

    kernelspec = json.dumps(master.metadata.get("kernelspec", {}))
    notebook = Notebook(name=name, assignment=assignment, kernelspec=kernelspec)
    book.db.add(notebook)
    # Of cells with the same name the last one counts.
    rows: dict[tuple[type[Base], str], dict[str, object]] = {}
    for cell in master.cells:
        own = grader_metadata(cell)
        place = {"name": grade_id(cell), "notebook": notebook}
        graded, task, locked = is_graded(cell), bool(own.get("task")), is_locked(cell)
        for kind, holds in ((GradeCell, graded), (TaskCell, task)):
            if holds:
                worth = {"max_score": float(own["points"]), "cell_type": cell.cell_type}
                rows[kind, place["name"]] = {**place, **worth}
        if is_solution(cell):
            rows[SolutionCell, place["name"]] = place
        if graded or task or locked or is_solution(cell):
            text = {"source": cell.source, "checksum": own.get("checksum"), "locked": locked}
            rows[SourceCell, place["name"]] = {**place, **text, "cell_type": cell.cell_type}
    with book.db.no_autoflush:
        book.db.add_all([kind(**columns) for (kind, _), columns in rows.items()])
    book.db.commit()


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
            "Put the old questions back, or grade in a fresh copy of the course's folder.",
        ) from error
    book.db.expire_all()


def _remove_others(book: Gradebook, assignment: str, names: set[str]) -> bool:
    """Remove notebooks that the assignment has no more; tell whether there were any."""
    from nbgrader.api import MissingEntry

    try:
        recorded = book.find_assignment(assignment)
    except MissingEntry:
        return False
    others = [notebook.name for notebook in recorded.notebooks if notebook.name not in names]
    if others and recorded.submissions:
        raise GradebookError(
            f"{assignment} has no notebook {', '.join(others)} any more, and submissions are "
            "already graded.",
            "Put it back, or grade in a fresh copy of the course's folder.",
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
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
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
            if is_graded(cell)
        },
        "solutions": {grade_id(cell) for cell in cells if is_solution(cell)},
    }
