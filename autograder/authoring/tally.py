"""The tally: what is tried of a bank, what is known of it already, and what has come of it.

What has not changed since it was tried is not tried again (`autograder.authoring.kept`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from autograder.authoring.kept import Kept, key_of
from autograder.authoring.trials import Sheet, Trial
from autograder.authoring.verdicts import Verdict
from autograder.course.cells import question_of
from autograder.engine.workers.job import Job
from autograder.outcomes import CellOutcome


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


class Try:
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
        names, opening = self.sheet.names, self.sheet.opening
        return Job(number, content, names, self.seed, opening=opening, traced=True)

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
            trial.mutant,
            trial.reason,
        )
        self.verdicts[trial.question.grade_id] = verdict
        return verdict


def _asks(trial: Trial, cell: str) -> bool:
    return question_of(cell) == trial.question.grade_id


class Tally:
    """Puts the verdicts on each question together, and tells of it once they are complete.

    Args:
        tries: everything that is tried.
        kept: the verdicts that are kept.
    """

    def __init__(self, tries: list[Try], kept: Kept) -> None:
        self._tries = tries
        self._kept = kept
        self._watcher = Watcher()
        self._waiting: dict[tuple[str, str], int] = {}
        for one in tries:
            for trial in one.sheet.trials:
                place = (one.sheet.notebook, trial.question.grade_id)
                self._waiting[place] = self._waiting.get(place, 0) + 1

    def begin(self, watcher: Watcher) -> None:
        """Recall what is kept."""
        recalled = [verdict for one in self._tries for verdict in one.recall(self._kept)]
        self._watcher = watcher
        runs = self.runs(hurried=False) + self.runs(hurried=True)
        watcher.begin(list(self._waiting), runs)
        self._count(recalled)

    def runs(self, *, hurried: bool) -> int:
        """Return how many notebooks have to be run, with little time for each cell or not."""
        return sum(one.sheet.hurried == hurried and bool(one.waiting()) for one in self._tries)

    def jobs(self, *, hurried: bool) -> Iterator[Job]:
        """Yield what has to be run, with little time for each cell or with as much as students."""
        for number, one in enumerate(self._tries):
            if one.sheet.hurried == hurried and one.waiting():
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
