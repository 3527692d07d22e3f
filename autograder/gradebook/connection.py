"""nbgrader's gradebook, opened safely: its own classes, our sentences for what goes wrong."""

from __future__ import annotations

import contextlib
import copy
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.course.config import database_url, load_config
from autograder.course.layout import Course
from autograder.course.questions import grade_id, grader_metadata, is_graded, is_locked, is_solution
from autograder.course.release_steps import quiet_nbgrader
from autograder.errors import GradebookError

REVISION = re.compile(r"^revision = '(\w+)'", re.MULTILINE)
EARLIER_REVISION = re.compile(r"^down_revision = '(\w+)'", re.MULTILINE)


@contextlib.contextmanager
def open_gradebook(course: Course) -> Iterator[Any]:
    """Open the course's gradebook, made on first use; roll back what was not committed.

    Raises:
        GradebookError: it is not a database, its driver is missing, another program holds it, or
            it has another schema.
    """
    import sqlalchemy.exc
    from nbgrader.api import Gradebook, InvalidEntry

    url = database_url(course)
    course_id = str(load_config(course).get("CourseDirectory", {}).get("course_id", ""))
    with warnings.catch_warnings():
        # nbgrader's relationships overlap; SQLAlchemy says so at every use.
        warnings.simplefilter("ignore", sqlalchemy.exc.SAWarning)
        book = None
        try:
            with quiet_nbgrader():
                _make_tables(url)
                book = Gradebook(url, course_id or "default_course")
                yield book
        except (sqlalchemy.exc.SQLAlchemyError, InvalidEntry) as error:
            raise GradebookError(_sentence(url, error), _hint(url, error)) from error
        finally:
            if book is not None:
                book.db.rollback()
                book.close()


def _make_tables(url: str) -> None:
    """Make a new gradebook's tables in one transaction, with the number of their schema.

    nbgrader would do it in many, and would need the program `alembic` on the PATH.
    """
    from nbgrader.api import Base
    from sqlalchemy import inspect, text

    engine = _engine(url)
    try:
        if inspect(engine).get_table_names():
            return
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            if not inspect(connection).get_table_names():  # nobody was faster
                Base.metadata.create_all(connection)
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
                connection.execute(
                    text("INSERT INTO alembic_version VALUES (:head)"), {"head": _schema_number()}
                )
            connection.commit()
    finally:
        engine.dispose()


def _engine(url: str) -> Any:
    """Return SQLAlchemy's way to a database; its driver is imported here, and nowhere earlier."""
    from sqlalchemy import create_engine

    try:
        return create_engine(url)
    except ImportError as error:
        raise GradebookError(
            f"The gradebook {_shown(url)} cannot be used: {error.name}, the driver of this "
            "database, is not installed.",
            "For PostgreSQL run: pip install 'psycopg[binary]' and let c.CourseDirectory.db_url "
            "begin with postgresql+psycopg://",
        ) from error


def _schema_number() -> str:
    """Return the number of nbgrader's schema: the revision that no other one comes after.

    alembic finds it too, and takes longer to be imported than all of this to run.
    """
    import nbgrader

    folder = Path(nbgrader.__file__).parent / "alembic" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    numbers: set[str] = {number for text in texts for number in REVISION.findall(text)}
    earlier = {number for text in texts for number in EARLIER_REVISION.findall(text)}
    (head,) = numbers - earlier
    return head


def _sentence(url: str, error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"The gradebook {_shown(url)} cannot be used: {cause}."


def _hint(url: str, error: Exception) -> str:
    from sqlalchemy.exc import ArgumentError

    text = str(error)
    if "locked" in text:
        return "Another program is writing to it: close it, and run the command again."
    if isinstance(error, ArgumentError):  # no such kind of database, or not an address at all
        return (
            "Mend c.CourseDirectory.db_url, for example: postgresql+psycopg://user@host/gradebook"
        )
    if "no such column" in text or "no such table" in text:
        return "It is of another nbgrader version: back it up, then run: nbgrader db upgrade"
    if url.startswith("sqlite"):
        return "Put a good copy back, or move the file away: grading makes a new one."
    return "Check c.CourseDirectory.db_url and that the server runs."


def _shown(url: str) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:  # it may hold a password all the same
        return "of c.CourseDirectory.db_url"


def register(course: Course, book: Any, assignment: str, masters: dict[str, NotebookNode]) -> bool:
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


def _enter(book: Any, assignment: Any, name: str, master: NotebookNode) -> None:
    """Enter a notebook that is not on record, with all its cells, in one transaction.

    `SaveCells` gives the same rows, by a search and a transaction for each.
    """
    from nbgrader.api import GradeCell, Notebook, SolutionCell, SourceCell, TaskCell

    kernelspec = json.dumps(master.metadata.get("kernelspec", {}))
    notebook = Notebook(name=name, assignment=assignment, kernelspec=kernelspec)
    book.db.add(notebook)
    rows: dict[tuple[Any, str], Any] = {}  # of cells with the same name the last one counts
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


def _change(book: Any, assignment: str, name: str, master: NotebookNode, url: str) -> None:
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


def _remove_others(book: Any, assignment: str, names: set[str]) -> bool:
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


def _recorded(book: Any, assignment: str, name: str) -> dict[str, Any] | None:
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


def _expected(master: NotebookNode) -> dict[str, Any]:
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
