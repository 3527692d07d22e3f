"""Verify: the whole bank through the real grading. Tests are tested.

Every right answer must get full marks, every wrong one exactly what its header says, the
release nothing and the source everything, for every seed. Figures and prose are left out;
fixtures, answers and tests are not. What has not changed is not run again
(`autograder.authoring.kept`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring.bank import Answer, check_bank
from autograder.authoring.kept import Kept, key_of, machine, verdicts_folder
from autograder.authoring.trials import Sheet, Trial, check_asked, sheets
from autograder.course.cells import question_of
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.course.questions import Question
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.job import Failure, Job
from autograder.engine.workers.local import LocalPool
from autograder.errors import BankError, NotFoundError
from autograder.grading.circumstances import circumstances
from autograder.outcomes import CellOutcome

DEFAULT_SEEDS = (1,)


@dataclass(frozen=True)
class Verdict:
    """What one answer got, with one seed.

    Attributes:
        notebook: where its question stands.
        question: the question.
        answer: the answer, None for the release's stub or the source's solution.
        title: what messages call it.
        seed: seed of the tests' inputs.
        due: points that it must get.
        got: points that it got.
        outcomes: outcomes of the question's test cells.
    """

    notebook: str
    question: Question
    answer: Answer | None
    title: str
    seed: int
    due: float
    got: float
    outcomes: tuple[CellOutcome, ...]

    @property
    def holds(self) -> bool:
        """Tell whether the answer got what it must get."""
        return abs(self.due - self.got) < 1e-9

    def __str__(self) -> str:
        where = self.answer.where if self.answer else self.notebook
        text = (
            f"{where}: {self.question.grade_id}: {self.title}: "
            f"due {self.due:g}, got {self.got:g} of {self.question.total:g} (seed {self.seed})"
        )
        said = [f"    {cell.cell}: {cell.message}" for cell in self.outcomes if cell.message]
        return "\n".join([text, *said])


class Watcher:
    """Is told how far a verification has come. This one keeps it to itself."""

    def begin(self, questions: Sequence[tuple[str, str]], runs: int) -> None:
        """Hear what is to come.

        Args:
            questions: notebook and grade id of each question.
            runs: how many notebooks have to be run.
        """

    def ran(self) -> None:
        """Hear that one of the notebooks has been run."""

    def question(self, verdicts: Sequence[Verdict]) -> None:
        """Hear all verdicts on a question, as soon as there are no more to come."""


def verify(
    course: Course,
    assignment: str,
    *,
    notebooks: Iterable[str] = (),
    only: Iterable[str] = (),
    seeds: Iterable[int] = DEFAULT_SEEDS,
    jobs: int | None = None,
    sandbox: Sandbox = "bubblewrap",
    fresh: bool = False,
    kept: Path | None = None,
    watcher: Watcher | None = None,
) -> list[Verdict]:
    """Run the bank of an assignment and return a verdict for each answer and seed.

    Args:
        course: the course.
        assignment: name of the assignment.
        notebooks: notebooks to verify; default all.
        only: questions to verify; default all.
        seeds: seeds of the tests' inputs.
        jobs: notebooks at once; default the number of cores.
        sandbox: `bubblewrap`, or `none`: the bank holds no hostile answers.
        fresh: run everything, whatever is kept.
        kept: folder of the verdicts that are kept; default the course's own.
        watcher: is told how far it has come.

    Raises:
        NotFoundError: there is no such assignment, notebook or question.
        BankError: a bank file is malformed, or belongs to no question; or the whole assignment is
            verified, and a question has no right or no wrong answer.
        SandboxError: the sandbox cannot be had on this machine.
    """
    some = list(notebooks)
    chosen = _chosen(course, assignment, some)
    wanted = set(only)
    check_asked(course, assignment, chosen, wanted)
    if not some and not wanted:  # who asks for a part may still be writing the rest
        check_bank(course, assignment)
    limits = replace(load_limits(course), figures=False)  # nobody looks at them here
    store = Kept(kept or verdicts_folder(course), assignment, fresh=fresh)
    base = machine(circumstances(course, limits), sandbox)
    found = sheets(course, assignment, chosen, wanted)
    numbers = tuple(seeds)
    tally = _Tally([_Try(sheet, seed, base) for sheet in found for seed in numbers], store)
    count = tally.begin(watcher or Watcher())
    if count:
        workers = min(jobs or os.cpu_count() or 1, count)
        with LocalPool(workers, limits, sandbox) as pool:
            for job, result in pool.run(tally.jobs()):
                if isinstance(result, Failure):
                    raise BankError(f"The bank could not be run: {result.reason}.", "Run it again.")
                tally.take(job.key, result.outcomes)
    return tally.verdicts()


def _chosen(course: Course, assignment: str, notebooks: list[str]) -> list[str]:
    known = course.notebooks(assignment)
    for name in notebooks:
        if name not in known:
            raise NotFoundError(
                f"{assignment} has no notebook {name!r}.", f"Notebooks: {', '.join(known)}."
            )
    return notebooks or known


def require(verdicts: list[Verdict]) -> None:
    """Refuse a bank with a verdict that does not hold, or a test that no wrong answer fails.

    Raises:
        BankError: the message lists all of them.
    """
    findings = [str(verdict) for verdict in verdicts if not verdict.holds]
    findings += unexercised(verdicts)
    if findings:
        raise BankError(
            f"{len(findings)} finding{'s' if len(findings) != 1 else ''} in the bank:\n"
            + "\n".join(findings),
            "Mend the test, or the points in the answer's header: whichever is unfair.",
        )


def unexercised(verdicts: list[Verdict]) -> list[str]:
    """Return a sentence for each test cell that no wrong answer of the bank fails."""
    cells: dict[tuple[str, str], bool] = {}
    for verdict in verdicts:
        wrong = verdict.answer is not None and not verdict.answer.right
        for cell in verdict.outcomes:
            key = (verdict.notebook, cell.cell)
            fails = wrong and cell.points is not None and cell.points < cell.max_points
            cells[key] = cells.get(key, False) or fails
    return [
        f"{notebook}: no wrong answer of the bank loses points in {cell}."
        for (notebook, cell), failed in cells.items()
        if not failed
    ]


class _Try:
    """A sheet with one seed: what is known of its trials, and what has to be run.

    Args:
        sheet: the sheet.
        seed: seed of the tests' inputs.
        base: digest of the circumstances.
    """

    def __init__(self, sheet: Sheet, seed: int, base: str) -> None:
        self.sheet = sheet
        self.seed = seed
        self._keys = {cell: key_of(base, seed, key) for cell, key in sheet.keys().items()}
        self.verdicts: dict[str, Verdict] = {}

    def recall(self, kept: Kept) -> list[Verdict]:
        """Return the verdicts that are kept."""
        found = []
        for trial in self.sheet.trials:
            keys = [key for cell, key in self._keys.items() if _asks(trial, cell)]
            cells = kept.get(self.sheet.notebook, keys)
            if cells is not None:
                found.append(self._judged(trial, cells))
        return found

    def waiting(self) -> set[str]:
        """Return the questions that have no verdict yet."""
        return {trial.question.grade_id for trial in self.sheet.trials} - self.verdicts.keys()

    def job(self, number: int) -> Job:
        """Return what has to be run for the questions that have no verdict yet."""
        content = self.sheet.content(self.waiting())
        return Job(number, content, self.sheet.names, self.seed, opening=self.sheet.opening)

    def take(self, outcomes: Collection[CellOutcome], kept: Kept) -> list[Verdict]:
        """Return the verdicts that a run gives, and keep those that hold.

        What does not hold is run again the next time: it may have been the machine's fault.
        """
        waiting = self.waiting()
        found = [
            self._judged(trial, tuple(cell for cell in outcomes if _asks(trial, cell.cell)))
            for trial in self.sheet.trials
            if trial.question.grade_id in waiting
        ]
        good = [cell for verdict in found if verdict.holds for cell in verdict.outcomes]
        kept.put(self.sheet.notebook, {self._keys[cell.cell]: cell for cell in good})
        return found

    def in_order(self) -> list[Verdict]:
        """Return the verdicts in the order of the trials."""
        return [self.verdicts[trial.question.grade_id] for trial in self.sheet.trials]

    def _judged(self, trial: Trial, cells: tuple[CellOutcome, ...]) -> Verdict:
        got = sum(cell.points or 0.0 for cell in cells)
        verdict = Verdict(
            self.sheet.notebook,
            trial.question,
            trial.answer,
            trial.title,
            self.seed,
            trial.due,
            got,
            cells,
        )
        self.verdicts[trial.question.grade_id] = verdict
        return verdict


def _asks(trial: Trial, cell: str) -> bool:
    return question_of(cell) == trial.question.grade_id


class _Tally:
    """Puts the verdicts on each question together, and tells of it once they are complete.

    Args:
        tries: everything that is tried.
        kept: the verdicts that are kept.
    """

    def __init__(self, tries: list[_Try], kept: Kept) -> None:
        self._tries = tries
        self._kept = kept
        self._watcher = Watcher()
        self._waiting: dict[tuple[str, str], int] = {}
        for one in tries:
            for trial in one.sheet.trials:
                place = (one.sheet.notebook, trial.question.grade_id)
                self._waiting[place] = self._waiting.get(place, 0) + 1

    def begin(self, watcher: Watcher) -> int:
        """Recall what is kept; return how many notebooks have to be run."""
        recalled = [verdict for one in self._tries for verdict in one.recall(self._kept)]
        runs = sum(bool(one.waiting()) for one in self._tries)
        self._watcher = watcher
        watcher.begin(list(self._waiting), runs)
        self._count(recalled)
        return runs

    def jobs(self) -> Iterator[Job]:
        """Yield what has to be run."""
        for number, one in enumerate(self._tries):
            if one.waiting():
                yield one.job(number)

    def take(self, number: int, outcomes: Collection[CellOutcome]) -> None:
        """Take in what came of a run."""
        self._watcher.ran()
        self._count(self._tries[number].take(outcomes, self._kept))

    def verdicts(self) -> list[Verdict]:
        """Return all verdicts, seed by seed."""
        ordered = sorted(self._tries, key=lambda one: one.seed)
        return [verdict for one in ordered for verdict in one.in_order()]

    def _count(self, verdicts: list[Verdict]) -> None:
        for verdict in verdicts:
            place = (verdict.notebook, verdict.question.grade_id)
            self._waiting[place] -= 1
            if not self._waiting[place]:
                self._watcher.question(list(self._on(place)))

    def _on(self, place: tuple[str, str]) -> Iterator[Verdict]:
        notebook, question = place
        for one in self._tries:
            if one.sheet.notebook == notebook and question in one.verdicts:
                yield one.verdicts[question]
