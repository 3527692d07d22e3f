"""Prepare: from a submission as it came in to notebooks that can run, or to sentences why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.grading.beside import illustrate, named_files
from autograder.grading.listing import shown_all
from autograder.grading.masters import MasterNotebook
from autograder.grading.matching import CourseCells
from autograder.grading.sanitize import sanitize
from autograder.grading.submissions import Submission
from autograder.outcomes import Status


@dataclass(frozen=True)
class Prepared:
    """One notebook of a submission, on its way to be run.

    Attributes:
        notebook: its name.
        status: GRADED where it can run, MISSING or NOT_GRADABLE where it cannot.
        clean: the notebook to run; None where it cannot.
        remarks: sentences about how it was found, and what was put right.
    """

    notebook: str
    status: Status
    clean: NotebookNode | None
    remarks: tuple[str, ...]


def prepare(submission: Submission, masters: Mapping[str, MasterNotebook]) -> Iterator[Prepared]:
    """Yield each notebook of a submission as it will be run.

    Args:
        submission: what came in.
        masters: the course's side of each notebook.
    """
    ready: dict[str, NotebookNode] = {}
    stated: list[Prepared] = []
    for handed in submission.notebooks():
        name, master = handed.notebook, masters[handed.notebook]
        if handed.cells is None:
            stated.append(Prepared(name, handed.status, None, handed.remarks))
            continue
        ordered = master.free is None
        clean = sanitize(
            handed.cells, master.notebook, master.names, master.markers, ordered=ordered
        )
        if not clean.recognised:
            stated.append(
                Prepared(name, Status.NOT_GRADABLE, None, (*handed.remarks, _strange(name)))
            )
            continue
        ready[name] = clean.notebook
        beside = named_files(clean.notebook, submission.found.others)
        stated.append(
            Prepared(
                name, Status.GRADED, clean.notebook, (*handed.remarks, *clean.remarks, *beside)
            )
        )
    courses = {name: _cells_of(masters[name]) for name in ready}
    said, unseen = illustrate(ready, courses, submission.found.pictures)
    rest = [f"No written answer shows {shown_all(unseen)}."] if unseen else []
    for one in stated:
        remarks = (*one.remarks, *said.get(one.notebook, ()), *rest)
        rest = []  # it is said once
        yield Prepared(one.notebook, one.status, one.clean, remarks)


def _cells_of(master: MasterNotebook) -> CourseCells:
    return CourseCells(master.notebook, master.names, master.markers)


def _strange(notebook: str) -> str:
    return (
        f"No question of {notebook}.ipynb was found in what was handed in for it: no cell, no text "
        "and no name that belongs to one. Copy the answers into the notebook as it was given out, "
        "and hand that in."
    )
