"""One run over a class: hands notebooks out, and puts submissions together again."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.course.config import Limits
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.engine.execution import Execution
from autograder.engine.reuse import Known, Names, known_outputs
from autograder.engine.workers.cluster import ClusterPool
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.local import LocalPool
from autograder.errors import CourseError
from autograder.grading.intake import Handed
from autograder.grading.masters import MasterNotebook
from autograder.grading.record import Recorded, blank_cells
from autograder.grading.sanitize import sanitize
from autograder.grading.submissions import Submission, read_submission
from autograder.needs import notebook_plan
from autograder.outcomes import (
    RECORD_NAME,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    load_outcome,
)

SEED_BITS = 32


@dataclass(frozen=True)
class Terms:
    """What all submissions of a run are graded by.

    Attributes:
        assignment: name of the assignment.
        limits: what each notebook may use.
        environment: digest of limits, versions and code.
        base: digest of all that outcomes depend on besides submissions.
        seed: seed of the tests' inputs; None for one of each student's own.
    """

    assignment: str
    limits: Limits
    environment: str
    base: str
    seed: int | None = None


@dataclass
class _Open:
    """A submission whose notebooks are not all done yet."""

    submission: Submission
    seed: int
    outcomes: dict[str, NotebookOutcome] = field(default_factory=dict)
    executed: dict[str, NotebookNode] = field(default_factory=dict)
    broken: bool = False

    @property
    def whole(self) -> bool:
        return len(self.outcomes) == len(self.submission.files)


Result = tuple[SubmissionOutcome, dict[str, NotebookNode] | None]
"""An outcome and its executed notebooks; None in their place where it was on record already."""


class ClassRun:
    """One run over a class.

    Args:
        course: the course.
        terms: what all submissions are graded by.
        masters: the course's side of each notebook that asks something.
        recorded: what is on record; None to grade everything again.
    """

    def __init__(
        self,
        course: Course,
        terms: Terms,
        masters: Mapping[str, MasterNotebook],
        recorded: Recorded | None,
    ) -> None:
        self._course = course
        self._terms = terms
        self._masters = masters
        self._recorded = recorded
        self._open: dict[str, _Open] = {}
        self._ready: list[Result] = []

    def outcomes(self, students: Iterable[str], pool: LocalPool | ClusterPool) -> Iterator[Result]:
        """Yield each student's outcome and executed notebooks as soon as it is whole.

        Args:
            students: whom to grade; submissions are read one by one, as there is room for them.
            pool: what runs notebooks; not asked for anything where nothing has to run.
        """
        jobs = self._jobs(students)
        first = next(jobs, None)
        yield from self._collected()
        if first is None:
            return
        for job, result in pool.run(_chained(first, jobs)):
            student, notebook, remarks = job.key
            self._put(student, notebook, remarks, result)
            yield from self._collected()
        yield from self._collected()

    def _jobs(self, students: Iterable[str]) -> Iterator[Job]:
        """Yield a job for each notebook that has to run; the others have their outcome at once."""
        for student in students:
            terms = self._terms
            submission = read_submission(
                self._course, terms.assignment, student, self._masters, terms.limits, terms.base
            )
            kept = None if self._recorded is None else self._recorded.of(student)
            if kept is not None and kept.fingerprint == submission.fingerprint:
                self._ready.append((kept, None))
            else:
                yield from self._of(submission)

    def _of(self, submission: Submission) -> Iterator[Job]:
        """Yield the jobs of one submission."""
        earlier = self._earlier(submission)
        entry = _Open(submission, self._new_seed() if earlier is None else earlier.seed)
        self._open[submission.student] = entry
        holds = earlier is not None and earlier.environment == self._terms.environment
        for handed in submission.notebooks():
            master = self._masters[handed.notebook]
            if handed.cells is None:
                entry.outcomes[handed.notebook] = _unrun(handed, master.notebook)
                continue
            clean = sanitize(handed.cells, master.notebook)
            key = (submission.student, handed.notebook, clean.remarks)
            known = self._known(*key[:2], master.names) if holds else {}
            yield Job(key, clean.notebook, master.names, entry.seed, known, master.opening)
        self._close_if_whole(entry)

    def _earlier(self, submission: Submission) -> SubmissionOutcome | None:
        """Return the record of an earlier grading of the same files; None where there is none.

        Other files get another seed: a first hand-in can show the inputs of its tests, and a
        second one hold a table of them.
        """
        if self._recorded is None:
            return None
        name = self._terms.assignment
        path = self._course.autograded / submission.student / name / RECORD_NAME
        record = load_outcome(path)
        if record is None or record.submitted != submission.digest:
            return None
        return record if self._terms.seed in (None, record.seed) else None

    def _new_seed(self) -> int:
        seed = self._terms.seed
        return secrets.randbits(SEED_BITS) if seed is None else seed

    def _known(self, student: str, notebook: str, names: Names) -> Known:
        """Return what the cells of the student's last grading came to, by key."""
        place = self._course.autograded / student / self._terms.assignment
        try:
            executed = read_notebook(place / f"{notebook}.ipynb")
        except CourseError:
            return {}
        needed = self._terms.limits.run == "needed"
        left_out = notebook_plan(executed.cells, names).left_out if needed else frozenset()
        return known_outputs(executed, names, left_out)

    def _put(
        self, student: str, notebook: str, remarks: tuple[str, ...], result: Execution | Failure
    ) -> None:
        entry = self._open[student]
        if isinstance(result, Failure):
            entry.broken = True
            entry.outcomes[notebook] = _failed(notebook, result, self._masters[notebook].notebook)
        else:
            entry.executed[notebook] = result.notebook
            ran = self._terms.limits.run
            entry.outcomes[notebook] = _run_outcome(notebook, remarks, result, ran)
        self._close_if_whole(entry)

    def _close_if_whole(self, entry: _Open) -> None:
        if entry.whole and self._open.pop(entry.submission.student, None) is not None:
            self._ready.append((self._outcome(entry), entry.executed))

    def _collected(self) -> Iterator[Result]:
        while self._ready:
            yield self._ready.pop(0)

    def _outcome(self, entry: _Open) -> SubmissionOutcome:
        submission = entry.submission
        return SubmissionOutcome(
            student=submission.student,
            assignment=self._terms.assignment,
            seed=entry.seed,
            environment=self._terms.environment,
            submitted=submission.digest,
            # A fault of ours is not a result to keep: the next run tries again.
            fingerprint="" if entry.broken else submission.fingerprint,
            notebooks=tuple(entry.outcomes[file.notebook] for file in submission.files),
        )


def _chained(first: Job, others: Iterator[Job]) -> Iterator[Job]:
    yield first
    yield from others


def _unrun(handed: Handed, master: NotebookNode) -> NotebookOutcome:
    cells = blank_cells(master, missing=handed.status is Status.MISSING)
    return NotebookOutcome(handed.notebook, handed.status, handed.remarks, cells)


def _failed(notebook: str, failure: Failure, master: NotebookNode) -> NotebookOutcome:
    sentence = (
        f"The notebook could not be run here ({failure.reason}). "
        "Nothing is wrong with it: the next `autograder grade` tries again."
    )
    cells = blank_cells(master, missing=False)
    return NotebookOutcome(notebook, Status.NOT_GRADABLE, (sentence,), cells)


def _run_outcome(
    notebook: str, remarks: tuple[str, ...], done: Execution, run: str
) -> NotebookOutcome:
    waits = any(cell.status is CellStatus.PENDING for cell in done.outcomes)
    hidden = done.plan.hidden if run == "needed" else ""
    return NotebookOutcome(
        notebook,
        Status.NEEDS_PERSON if waits else Status.GRADED,
        remarks,
        done.outcomes,
        round(done.seconds, 3),
        ran="everything" if hidden else run,
        because=hidden,
        left_out=tuple(done.notebook.cells[index].id for index in sorted(done.plan.left_out)),
    )
