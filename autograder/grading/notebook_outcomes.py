"""What became of one notebook of a submission: not run, not runnable here, or run."""

from __future__ import annotations

from nbformat import NotebookNode

from autograder.course.cells import MISSING_CODE, Cell, grade_id, is_solution
from autograder.engine.execution import Execution
from autograder.engine.workers.job import Failure
from autograder.grading.masters import MasterNotebook
from autograder.grading.prepare import Prepared
from autograder.grading.record import blank_cells
from autograder.outcomes import CellStatus, NotebookOutcome, Status


def unrun(prepared: Prepared, master: NotebookNode) -> NotebookOutcome:
    """Return the outcome of a notebook that cannot run.

    Args:
        prepared: what came in.
        master: the course's version, for its cells.
    """
    cells = blank_cells(master, missing=prepared.status is Status.MISSING)
    return NotebookOutcome(prepared.notebook, prepared.status, prepared.remarks, cells)


def could_not_run(notebook: str, failure: Failure, master: NotebookNode) -> NotebookOutcome:
    """Return the outcome of a notebook that could not be run, through no fault of its own.

    Args:
        notebook: its name.
        failure: what went wrong.
        master: the course's version, for its cells.
    """
    sentence = (
        f"The notebook could not be run here ({failure.reason}). "
        "Nothing is wrong with it: the next `autograder grade` tries again."
    )
    cells = blank_cells(master, missing=False)
    return NotebookOutcome(notebook, Status.NOT_GRADABLE, (sentence,), cells)


def came_of(
    notebook: str, remarks: tuple[str, ...], done: Execution, run: str, master: MasterNotebook
) -> NotebookOutcome:
    """Return the outcome of a notebook that has run.

    Args:
        notebook: its name.
        remarks: what was put right before.
        done: what came of it.
        run: which cells were to run: `needed`, or `everything`.
        master: the course's side of it: its answers as they were handed out, and where tests run.
    """
    waits = any(cell.status is CellStatus.PENDING for cell in done.outcomes)
    hidden = done.plan.hidden if run == "needed" else ""
    left = untouched(done.notebook, master.notebook)
    return NotebookOutcome(
        notebook,
        Status.NEEDS_PERSON if waits else Status.GRADED,
        remarks,
        done.outcomes,
        round(done.seconds, 3),
        ran="everything" if hidden else run,
        because=hidden,
        left_out=tuple(done.notebook.cells[index].id for index in sorted(done.plan.left_out)),
        untouched=left,
        inside=master.inside,
        blank=set(left) >= {grade_id(cell) for cell in master.notebook.cells if is_solution(cell)},
    )


def untouched(handed_in: NotebookNode, master: NotebookNode) -> tuple[str, ...]:
    """Return the answers that are as they were handed out, or are missing: spaces do not count.

    Args:
        handed_in: a student's notebook, the course's cells around the answers.
        master: the course's version.
    """
    stubs = {grade_id(cell): _letters(cell) for cell in master.cells if is_solution(cell)}
    return tuple(
        grade_id(cell)
        for cell in handed_in.cells
        if is_solution(cell)
        and _letters(cell) in (stubs.get(grade_id(cell)), "".join(MISSING_CODE.split()), "")
        and not cell.get("attachments")
    )


def _letters(cell: Cell) -> str:
    return "".join(cell.source.split())
