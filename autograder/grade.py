"""Grading a class: intake → sanitize → execute → record, many submissions at once.

Submissions run in parallel; one writer records them as they come, each in one transaction. A run
that was stopped goes on where it stopped: what is on record with the same fingerprint is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder import __version__
from autograder.config import Limits, load_config, load_limits
from autograder.course import Course
from autograder.errors import NotFoundError
from autograder.execute import execute
from autograder.gradebook import open_gradebook, register
from autograder.intake import Handed, read_handed, read_stamp
from autograder.outcomes import CellStatus, NotebookOutcome, Status, SubmissionOutcome
from autograder.record import blank_cells, clear_leftovers, recorded, save
from autograder.sanitize import sanitize
from autograder.steps import make_master
from autograder.texts import read_notebook, write_notebook

ENVIRONMENT = ("ipykernel", "ipython", "matplotlib", "nbgrader", "numpy", "scipy", "sympy", "torch")
"""Packages whose versions belong to a fingerprint: an outcome may depend on them."""

Listener = Callable[[SubmissionOutcome, bool], None]
"""Called with each outcome as it is known, and whether it was on record already."""


@dataclass(frozen=True)
class Graded:
    """What a run of `grade` did.

    Attributes:
        outcomes: one for each student, sorted by name.
        fresh: students graded in this run; the others were on record already.
    """

    outcomes: tuple[SubmissionOutcome, ...]
    fresh: frozenset[str]


def masters(course: Course, assignment: str) -> dict[str, NotebookNode]:
    """Return the master notebook of each notebook of an assignment, from `source/`.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: it has not been built.
    """
    config = load_config(course)
    return {
        name: make_master(
            read_notebook(course.source_path(assignment, name)),
            config,
            course.relative(course.source_path(assignment, name)),
        )
        for name in course.notebooks(assignment)
    }


def submitters(course: Course, assignment: str) -> list[str]:
    """Return the students who handed in the assignment, sorted."""
    return [folder.name for folder in _folders(course, assignment) if _is_text(folder.name)]


def _folders(course: Course, assignment: str) -> list[Path]:
    """Return the folders of students who handed in the assignment, sorted."""
    course.notebooks(assignment)  # a name that is none may be a path
    return sorted(
        folder for folder in course.submitted.glob("[!.]*") if os.path.lexists(folder / assignment)
    )


def _is_text(name: str) -> bool:
    """Tell whether a folder's name is text: the gradebook and the records hold no other."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return name.isprintable()


def _nameless(course: Course, assignment: str) -> list[SubmissionOutcome]:
    """Return outcomes for submissions in folders whose names nobody can write down."""
    folders = (folder.name for folder in _folders(course, assignment))
    names = [ascii(name)[1:-1] for name in folders if not _is_text(name)]
    sentence = "The name of the student's folder is no printable UTF-8: rename it."
    return [
        SubmissionOutcome(
            name,
            assignment,
            0,
            "",
            tuple(
                NotebookOutcome(notebook, Status.NOT_GRADABLE, (sentence,))
                for notebook in course.notebooks(assignment)
            ),
        )
        for name in names
    ]


def grade(
    course: Course,
    assignment: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    regrade: bool = False,
    on_outcome: Listener | None = None,
) -> Graded:
    """Grade the submissions of an assignment.

    Args:
        course: the course.
        assignment: name of the assignment.
        students: whom to grade; default all who handed in.
        jobs: submissions at once; default the number of cores.
        seed: seed of the tests' random inputs; default a fresh one, recorded.
        regrade: grade again what is on record already.
        on_outcome: told each outcome as it is known.

    Raises:
        NotFoundError: no such assignment or student, or nothing was handed in.
        GradebookError: the gradebook cannot be used.
    """
    master = masters(course, assignment)
    limits = load_limits(course)
    tell = on_outcome or _silent
    chosen = _chosen(course, assignment, students)
    clear_leftovers(course)
    handed = {student: _intake(course, assignment, student, master, limits) for student in chosen}
    base = _base_fingerprint(master, limits)
    stamps = {student: read_stamp(course.submitted / student / assignment) for student in chosen}
    fingerprints = {
        student: _fingerprint(base, parts, stamps[student]) for student, parts in handed.items()
    }
    nameless = _nameless(course, assignment) if students is None else []
    with open_gradebook(course) as book:
        register(course, book, assignment, master)
        kept = {} if regrade else recorded(course, book, assignment, fingerprints)
        for outcome in nameless:
            tell(outcome, False)
        for outcome in kept.values():
            tell(outcome, True)
        run_seed = secrets.randbits(32) if seed is None else seed
        tasks = [
            _Task(assignment, student, handed[student], master, limits, run_seed, fingerprint)
            for student, fingerprint in fingerprints.items()
            if student not in kept
        ]
        outcomes = dict(kept)
        for outcome, notebooks in _run_all(tasks, jobs or os.cpu_count() or 1):
            save(course, book, outcome, notebooks)
            outcomes[outcome.student] = outcome
            tell(outcome, False)
    fresh = {task.student for task in tasks} | {outcome.student for outcome in nameless}
    listed = sorted([*outcomes.values(), *nameless], key=lambda outcome: outcome.student)
    return Graded(tuple(listed), frozenset(fresh))


def _silent(_outcome: SubmissionOutcome, _kept: bool) -> None:
    """Tell nobody."""


def _chosen(course: Course, assignment: str, students: list[str] | None) -> list[str]:
    known = submitters(course, assignment)
    if not known and (students or not _nameless(course, assignment)):
        raise NotFoundError(
            f"Nobody has handed in {assignment}: submitted/<student>/{assignment} is not there.",
            f"Put each student's notebooks into submitted/<student>/{assignment}/.",
        )
    for student in students or []:
        if student not in known:
            raise NotFoundError(
                f"There is no submission of {assignment} by {student!r}.",
                f"Look into {course.relative(course.submitted)}/ for the folder's name.",
            )
    return known if students is None else sorted(set(students))


def _intake(
    course: Course,
    assignment: str,
    student: str,
    master: dict[str, NotebookNode],
    limits: Limits,
) -> list[Handed]:
    folder = course.submitted / student / assignment
    return [read_handed(folder / f"{name}.ipynb", limits.file_bytes) for name in master]


def _base_fingerprint(master: dict[str, NotebookNode], limits: Limits) -> str:
    """Return a digest of all that outcomes depend on besides the submission."""
    versions = {name: metadata.version(name) for name in ENVIRONMENT}
    notebooks = {name: write_notebook(notebook) for name, notebook in master.items()}
    parts = [__version__, versions, asdict(limits), notebooks]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _fingerprint(base: str, handed: list[Handed], stamp: str) -> str:
    digest = hashlib.sha256(f"{base}\0{stamp}".encode())
    for part in handed:
        digest.update(f"\0{part.notebook}\0{part.status}\0{part.remarks}\0".encode())
        digest.update(hashlib.sha256(part.raw).digest())
    return digest.hexdigest()


@dataclass(frozen=True)
class _Task:
    """One submission to run."""

    assignment: str
    student: str
    handed: list[Handed]
    master: dict[str, NotebookNode]
    limits: Limits
    seed: int
    fingerprint: str

    def run(self) -> tuple[SubmissionOutcome, dict[str, NotebookNode]]:
        """Sanitize and execute every notebook of the submission."""
        results = [self._notebook(part) for part in self.handed]
        executed = {
            outcome.notebook: notebook for outcome, notebook in results if notebook is not None
        }
        broken = any(
            part.cells is not None and part.notebook not in executed for part in self.handed
        )
        outcome = SubmissionOutcome(
            student=self.student,
            assignment=self.assignment,
            seed=self.seed,
            # A fault of ours is no result to keep: the next run tries again.
            fingerprint="" if broken else self.fingerprint,
            notebooks=tuple(outcome for outcome, _ in results),
        )
        return outcome, executed

    def _notebook(self, handed: Handed) -> tuple[NotebookOutcome, NotebookNode | None]:
        master = self.master[handed.notebook]
        if handed.cells is None:
            cells = blank_cells(master, missing=handed.status is Status.MISSING)
            return NotebookOutcome(handed.notebook, handed.status, handed.remarks, cells), None
        clean = sanitize(handed.cells, master)
        try:
            done = execute(clean.notebook, self.limits, self.seed)
        except Exception as error:  # no kernel, no disk, no memory: not the student's fault
            sentence = (
                f"The notebook could not be run here ({type(error).__name__}: {error}). "
                "Nothing is wrong with it: the next `autograder grade` tries again."
            )
            cells = blank_cells(master, missing=False)
            status = Status.NOT_GRADABLE
            return NotebookOutcome(handed.notebook, status, (sentence,), cells), None
        waits = any(cell.status is CellStatus.PENDING for cell in done.outcomes)
        outcome = NotebookOutcome(
            handed.notebook,
            Status.NEEDS_PERSON if waits else Status.GRADED,
            (*handed.remarks, *clean.remarks),
            done.outcomes,
            round(done.seconds, 3),
        )
        return outcome, done.notebook


def _run_all(
    tasks: list[_Task], jobs: int
) -> Iterator[tuple[SubmissionOutcome, dict[str, NotebookNode]]]:
    """Run tasks side by side and yield what comes of them as it comes.

    The work is done by kernels, processes of their own; threads only wait for them.
    """
    waiting = iter(tasks)
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running: set[Future[Any]] = set()
        try:
            while True:
                while len(running) < jobs and (task := next(waiting, None)) is not None:
                    running.add(pool.submit(task.run))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
