"""Grading a class: intake → sanitize → execute → record, many notebooks at once.

Notebooks run in parallel; one writer records each submission as soon as it is whole, in one
transaction. A run that was stopped goes on where it stopped: what is on record with the same
fingerprint is kept.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.course.config import Limits, load_limits
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.engine.execution import Execution
from autograder.engine.reuse import Known, Names, known_outputs
from autograder.engine.sandbox import Sandbox, SandboxError
from autograder.engine.workers.cluster import ClusterPool
from autograder.engine.workers.local import Failure, Job, LocalPool
from autograder.errors import CourseError, NotFoundError
from autograder.gradebook.connection import open_gradebook, register
from autograder.grading.intake import Handed
from autograder.grading.masters import Paper, libraries, read_papers
from autograder.grading.record import blank_cells, clear_leftovers, recorded, save
from autograder.grading.sanitize import sanitize
from autograder.grading.submissions import (
    Submission,
    base_fingerprint,
    choose,
    environment_digest,
    nameless,
    read_submission,
)
from autograder.needs import notebook_plan
from autograder.outcomes import (
    RECORD_NAME,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    load_outcome,
)

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


def grade(
    course: Course,
    assignment: str,
    *,
    students: list[str] | None = None,
    jobs: int | None = None,
    seed: int | None = None,
    regrade: bool = False,
    sandbox: Sandbox = "bubblewrap",
    scheduler: str | None = None,
    on_outcome: Listener | None = None,
) -> Graded:
    """Grade the submissions of an assignment.

    Args:
        course: the course.
        assignment: name of the assignment.
        students: whom to grade; default all who handed in.
        jobs: notebooks at once; default the number of cores.
        seed: seed of the tests' random inputs; default a fresh one, recorded.
        regrade: grade again what is on record already.
        sandbox: `bubblewrap`, or `none` for answers that are trusted.
        scheduler: address of a Dask scheduler to run on; default this machine.
        on_outcome: told each outcome as it is known.

    Raises:
        ClusterError: the scheduler cannot be reached.
        NotFoundError: no such assignment or student, nothing was handed in, or nothing is asked.
        GradebookError: the gradebook cannot be used.
        SandboxError: the sandbox cannot be had on this machine.
    """
    chosen = choose(course, assignment, students)
    limits = load_limits(course)
    tell = on_outcome or _silent
    clear_leftovers(course)
    workers = min(jobs or os.cpu_count() or 1, len(chosen) * len(course.notebooks(assignment)))
    with contextlib.ExitStack() as stack:
        pool: LocalPool | ClusterPool | None = None
        needed = libraries(course, assignment)
        if scheduler is None:
            pool = _warming_up(stack, workers, limits, sandbox, needed)
        every = read_papers(course, assignment)
        papers = _asking(assignment, every)
        environment = environment_digest(limits)
        base = base_fingerprint(papers, environment)

        def read(student: str) -> Submission:
            return read_submission(course, assignment, student, papers, limits, base)

        fingerprints = {student: read(student).fingerprint for student in chosen}
        unnamed = nameless(course, assignment) if students is None else []
        book = stack.enter_context(open_gradebook(course))
        register(course, book, assignment, {name: p.master for name, p in every.items()})
        kept = {} if regrade else recorded(course, book, assignment, fingerprints)
        for outcome in unnamed:
            tell(outcome, False)
        for outcome in kept.values():
            tell(outcome, True)
        waiting = [student for student in fingerprints if student not in kept]
        earlier = _Earlier(course, assignment, environment, limits.run, seed, forget=regrade)
        new_seed = secrets.randbits(32) if seed is None else seed
        run = _ClassRun(assignment, papers, limits, new_seed, earlier)
        outcomes = dict(kept)
        submissions = (read(student) for student in waiting)
        if waiting:
            if pool is None:
                pool = _pool(scheduler, workers, limits, sandbox, needed)
                stack.enter_context(pool)
            for outcome, notebooks in run.outcomes(submissions, pool):
                save(course, book, outcome, notebooks)
                outcomes[outcome.student] = outcome
                tell(outcome, False)
    fresh = frozenset([*waiting, *(outcome.student for outcome in unnamed)])
    listed = sorted([*outcomes.values(), *unnamed], key=lambda outcome: outcome.student)
    return Graded(tuple(listed), fresh)


def _asking(assignment: str, papers: dict[str, Paper]) -> dict[str, Paper]:
    """Return the notebooks that ask something: what is for reading is neither run nor missed.

    Raises:
        NotFoundError: none of them does.
    """
    found = {name: paper for name, paper in papers.items() if paper.asks}
    if not found:
        raise NotFoundError(
            f"{assignment} has no question: there is nothing to grade.",
            "Its notebooks are for reading. To ask something, see docs/author.md.",
        )
    return found


def _warming_up(
    stack: contextlib.ExitStack,
    workers: int,
    limits: Limits,
    sandbox: Sandbox,
    needed: frozenset[str],
) -> LocalPool | ClusterPool | None:
    """Return workers that warm up while the course is read: most runs have something for them.

    None where there is no sandbox: a run that has nothing to do needs none either.
    """
    if not workers:
        return None
    try:
        pool = _pool(None, workers, limits, sandbox, needed)
    except SandboxError:
        return None
    stack.enter_context(pool)
    return pool


def _pool(
    scheduler: str | None,
    workers: int,
    limits: Limits,
    sandbox: Sandbox,
    needed: frozenset[str],
) -> LocalPool | ClusterPool:
    if scheduler is None:
        return LocalPool(workers, limits, sandbox, needed)
    return ClusterPool(scheduler, limits, sandbox)


def _silent(_outcome: SubmissionOutcome, _kept: bool) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class _Earlier:
    """What an earlier grading left that may hold still."""

    course: Course
    assignment: str
    environment: str
    run: str
    seed: int | None
    forget: bool

    def seed_of(self, student: str) -> int | None:
        """Return the seed of the student's last grading; None where nothing of it holds."""
        record = load_outcome(self.course.autograded / student / self.assignment / RECORD_NAME)
        if self.forget or record is None or record.environment != self.environment:
            return None
        return record.seed if self.seed in (None, record.seed) else None

    def outputs(self, student: str, notebook: str, names: Names) -> Known:
        """Return the outputs of the student's last grading, by key."""
        path = self.course.autograded / student / self.assignment / f"{notebook}.ipynb"
        try:
            executed = read_notebook(path)
        except CourseError:
            return {}
        left_out = notebook_plan(executed.cells, names).left_out if self.run == "needed" else ()
        return known_outputs(executed, names, frozenset(left_out))


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
        return len(self.outcomes) == len(self.submission.notebooks)


@dataclass
class _ClassRun:
    """One run over a class: hands notebooks out and puts submissions together again."""

    assignment: str
    papers: dict[str, Paper]
    limits: Limits
    seed: int
    earlier: _Earlier
    _open: dict[str, _Open] = field(default_factory=dict)
    _ready: list[_Open] = field(default_factory=list)

    def outcomes(
        self, submissions: Iterator[Submission], pool: LocalPool | ClusterPool
    ) -> Iterator[tuple[SubmissionOutcome, dict[str, NotebookNode]]]:
        """Yield each submission's outcome and executed notebooks as soon as it is whole."""
        for job, result in pool.run(self._jobs(submissions)):
            yield from self._collected()
            student, notebook, remarks = job.key
            self._put(student, notebook, remarks, result)
            yield from self._collected()
        yield from self._collected()

    def _jobs(self, submissions: Iterator[Submission]) -> Iterator[Job]:
        """Yield a job for each notebook that can be run; the others have their outcome at once."""
        for submission in submissions:
            old = self.earlier.seed_of(submission.student)
            entry = _Open(submission, self.seed if old is None else old)
            self._open[submission.student] = entry
            for handed in submission.notebooks:
                paper = self.papers[handed.notebook]
                if handed.cells is None:
                    entry.outcomes[handed.notebook] = _unrun(handed, paper.master)
                    continue
                clean = sanitize(handed.cells, paper.master)
                key = (submission.student, handed.notebook, clean.remarks)
                known: Known = {}
                if old is not None:
                    known = self.earlier.outputs(submission.student, handed.notebook, paper.names)
                yield Job(key, clean.notebook, paper.names, entry.seed, known, paper.opening)
            self._close_if_whole(entry)

    def _put(
        self, student: str, notebook: str, remarks: tuple[str, ...], result: Execution | Failure
    ) -> None:
        entry = self._open[student]
        if isinstance(result, Failure):
            entry.broken = True
            entry.outcomes[notebook] = _failed(notebook, result, self.papers[notebook].master)
        else:
            entry.executed[notebook] = result.notebook
            entry.outcomes[notebook] = _run_outcome(notebook, remarks, result, self.limits.run)
        self._close_if_whole(entry)

    def _close_if_whole(self, entry: _Open) -> None:
        if entry.whole and self._open.pop(entry.submission.student, None) is not None:
            self._ready.append(entry)

    def _collected(self) -> Iterator[tuple[SubmissionOutcome, dict[str, NotebookNode]]]:
        while self._ready:
            entry = self._ready.pop(0)
            yield self._outcome(entry), entry.executed

    def _outcome(self, entry: _Open) -> SubmissionOutcome:
        submission = entry.submission
        return SubmissionOutcome(
            student=submission.student,
            assignment=self.assignment,
            seed=entry.seed,
            environment=self.earlier.environment,
            # A fault of ours is no result to keep: the next run tries again.
            fingerprint="" if entry.broken else submission.fingerprint,
            notebooks=tuple(entry.outcomes[part.notebook] for part in submission.notebooks),
        )


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
