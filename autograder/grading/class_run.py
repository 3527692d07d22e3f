"""One run over a class: hands notebooks out, and puts submissions together again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

import msgspec
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
from autograder.grading.handed_in import answers_of, earlier_outcome, with_times
from autograder.grading.listing import reason
from autograder.grading.masters import MasterNotebook
from autograder.grading.notebook_outcomes import came_of, could_not_run, unrun
from autograder.grading.places import Place
from autograder.grading.prepare import prepare
from autograder.grading.record import NO_STAMP, Recorded, blank_cells
from autograder.grading.stamps import Stamp
from autograder.grading.submissions import Submission, read_submission
from autograder.needs import notebook_plan
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome

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
        source: digest of the assignment's source.
    """

    assignment: str
    limits: Limits
    environment: str
    base: str
    seed: int | None = None
    source: str = ""


@dataclass
class _Open:
    """A submission whose notebooks are not all done yet."""

    submission: Submission
    seed: int
    before: SubmissionOutcome | None
    outcomes: dict[str, NotebookOutcome] = field(default_factory=dict)
    executed: dict[str, NotebookNode] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    @property
    def whole(self) -> bool:
        return len(self.outcomes) == len(self.submission.files)


@dataclass(frozen=True)
class Result:
    """What came of a submission.

    Attributes:
        outcome: its outcome.
        executed: its executed notebooks by name; None where there is nothing to record.
        stamp: when it came.
        kept: it was on record already.
    """

    outcome: SubmissionOutcome
    executed: dict[str, NotebookNode] | None = None
    stamp: Stamp = NO_STAMP
    kept: bool = False


class ClassRun:
    """One run over a class.

    Args:
        course: the course.
        terms: what all submissions are graded by.
        masters: the course's side of each notebook that asks something.
        recorded: what is on record; None to grade everything again.
        on_notebook: told the student of each notebook that has been run.
    """

    def __init__(
        self,
        course: Course,
        terms: Terms,
        masters: Mapping[str, MasterNotebook],
        recorded: Recorded | None,
        on_notebook: Callable[[str], None] | None = None,
    ) -> None:
        self._course = course
        self._terms = terms
        self.source = terms.source
        self._masters = masters
        self._recorded = recorded
        self._on_notebook = on_notebook
        self._open: dict[str, _Open] = {}
        self._ready: list[Result] = []

    def outcomes(self, places: Iterable[Place], pool: LocalPool | ClusterPool) -> Iterator[Result]:
        """Yield each student's outcome and executed notebooks as soon as it is whole.

        Args:
            places: whom to grade; submissions are read one by one, as there is room for them.
            pool: what runs notebooks; not asked for anything where nothing has to run.
        """
        jobs = self._jobs(places)
        first = next(jobs, None)
        yield from self._collected()
        if first is None:
            return
        for job, result in pool.run(chain([first], jobs)):
            student, notebook, remarks = job.key
            if self._on_notebook is not None:
                self._on_notebook(student)
            self._put(student, notebook, remarks, result)
            yield from self._collected()
        yield from self._collected()

    def _jobs(self, places: Iterable[Place]) -> Iterator[Job]:
        """Yield a job for each notebook that has to run; the others have their outcome at once."""
        for place in places:
            try:
                jobs = self._of_place(place)
            except Exception as error:  # whatever it is, it is this submission's alone
                self._open.pop(place.student, None)
                outcome = SubmissionOutcome(place.student, self._terms.assignment, 0, "")
                what = f"could not be taken in ({reason(error)})"
                self._ready.append(Result(self.failed(outcome, what)))
            else:
                yield from jobs

    def _of_place(self, place: Place) -> list[Job]:
        terms = self._terms
        reading = [
            name for name in self._course.notebooks(terms.assignment) if name not in self._masters
        ]
        submission = read_submission(place, self._masters, reading, terms.limits, terms.base)
        before = earlier_outcome(self._course, terms.assignment, place.student)
        record = None if self._recorded is None else before
        if record is not None and self._holds(record, submission):
            self._ready.append(Result(record, kept=True))
            return []
        return self._of(submission, self._earlier(record, submission), before)

    def _holds(self, record: SubmissionOutcome, submission: Submission) -> bool:
        """Tell whether a record is what grading the submission again would come to."""
        assert self._recorded is not None
        same = record.fingerprint == submission.fingerprint
        return same and self._recorded.agrees(submission.student, record)

    def _of(
        self,
        submission: Submission,
        earlier: SubmissionOutcome | None,
        before: SubmissionOutcome | None,
    ) -> list[Job]:
        """Return the jobs of one submission.

        Args:
            submission: what came in.
            earlier: the record of an earlier grading of the same files, if there is one.
            before: what is on record, whatever has changed since.
        """
        entry = _Open(submission, self._new_seed() if earlier is None else earlier.seed, before)
        self._open[submission.student] = entry
        holds = earlier is not None and earlier.environment == self._terms.environment
        jobs = []
        for prepared in prepare(submission, self._masters):
            name = prepared.notebook
            master = self._masters[name]
            if prepared.clean is None:
                entry.outcomes[name] = unrun(prepared, master.notebook)
                continue
            entry.answers[name] = answers_of(prepared.clean)
            key = (submission.student, name, prepared.remarks)
            known = self._known(*key[:2], master.names) if holds and master.free is None else {}
            jobs.append(
                Job(
                    key,
                    prepared.clean,
                    master.names,
                    entry.seed,
                    known,
                    master.opening,
                    free=master.free,
                    beside=submission.found.beside,
                )
            )
        self._close_if_whole(entry)
        return jobs

    def failed(self, outcome: SubmissionOutcome, what: str) -> SubmissionOutcome:
        """Return an outcome for a submission that could not be graded, through no fault of its own.

        Args:
            outcome: what is known of it.
            what: what could not be done, and why.
        """
        sentence = f"The submission {what}. The next `autograder grade` tries again."
        parts = tuple(
            NotebookOutcome(
                name,
                Status.NOT_GRADABLE,
                (sentence,),
                blank_cells(master.notebook, missing=False),
            )
            for name, master in self._masters.items()
        )
        return msgspec.structs.replace(outcome, fingerprint="", notebooks=parts)

    def _earlier(
        self, record: SubmissionOutcome | None, submission: Submission
    ) -> SubmissionOutcome | None:
        """Return a record if it is an earlier grading of the same files, else None.

        Other files get another seed: a first hand-in can show the inputs of its tests, and a
        second one hold a table of them.
        """
        if record is None or record.submitted != submission.digest:
            return None
        return record if self._terms.seed in (None, record.seed) else None

    def _new_seed(self) -> int:
        seed = self._terms.seed
        return secrets.randbits(SEED_BITS) if seed is None else seed

    def _known(self, student: str, notebook: str, names: Names) -> Known:
        """Return what the cells of the student's last grading came to, by key."""
        place = self._course.graded_folder(student, self._terms.assignment)
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
        master = self._masters[notebook]
        if isinstance(result, Failure):
            entry.broken = True
            entry.outcomes[notebook] = could_not_run(notebook, result, master.notebook)
        else:
            entry.executed[notebook] = result.notebook
            ran = self._terms.limits.run
            entry.outcomes[notebook] = came_of(notebook, remarks, result, ran, master)
        self._close_if_whole(entry)

    def _close_if_whole(self, entry: _Open) -> None:
        if entry.whole and self._open.pop(entry.submission.student, None) is not None:
            stamp = entry.submission.stamp
            self._ready.append(Result(self._outcome(entry), entry.executed, stamp))

    def _collected(self) -> Iterator[Result]:
        while self._ready:
            yield self._ready.pop(0)

    def _outcome(self, entry: _Open) -> SubmissionOutcome:
        submission = entry.submission
        names = [file.notebook for file in submission.files]
        parts = [(entry.outcomes[name], entry.answers.get(name, "")) for name in names]
        return SubmissionOutcome(
            student=submission.student,
            assignment=self._terms.assignment,
            seed=entry.seed,
            environment=self._terms.environment,
            submitted=submission.digest,
            source=self._terms.source,
            remarks=submission.remarks,
            # A fault of ours is not a result to keep: the next run tries again.
            fingerprint="" if entry.broken else submission.fingerprint,
            notebooks=tuple(
                with_times(part, own, submission.stamp, entry.before) for part, own in parts
            ),
        )
