"""Verdicts: what the answers of the bank, and mutants of the solutions, got."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from autograder.authoring.bank import Answer
from autograder.authoring.mutants import Mutant
from autograder.course.questions import Question
from autograder.outcomes import CellOutcome

Kind = Literal["given", "right", "wrong", "mutant", "equivalent"]
"""What is tried: the release's stub and the solution, the bank, the solution with a slip."""


@dataclass(frozen=True)
class Verdict:
    """What one answer got, with one seed.

    Attributes:
        notebook: where its question stands.
        question: the question.
        answer: the answer, None for the release's stub, the source's solution and mutants.
        title: what messages call it.
        seed: seed of the tests' inputs.
        due: points that it must get; a mutant must get less.
        got: points that it got.
        outcomes: outcomes of the question's test cells.
        mutant: the mutant, if it is one.
        reason: why this mutant is as right as the solution; empty for others.
    """

    notebook: str
    question: Question
    answer: Answer | None
    title: str
    seed: int
    due: float
    got: float
    outcomes: tuple[CellOutcome, ...]
    mutant: Mutant | None = None
    reason: str = ""

    @property
    def kind(self) -> Kind:
        """What was tried."""
        if self.mutant is not None:
            return "equivalent" if self.reason else "mutant"
        if self.answer is None:
            return "given"
        return "right" if self.answer.right else "wrong"

    @property
    def holds(self) -> bool:
        """Tell whether the answer got what it must get."""
        if self.kind == "mutant":
            return self.got < self.due - 1e-9
        return abs(self.due - self.got) < 1e-9

    @property
    def where(self) -> str:
        """Where the answer stands, for messages."""
        return self.answer.where if self.answer else self.notebook

    def __str__(self) -> str:
        due = "due less than everything" if self.kind == "mutant" else f"due {self.due:g}"
        text = (
            f"{self.where}: {self.question.grade_id}: {self.title}: "
            f"{due}, got {self.got:g} of {self.question.total:g} (seed {self.seed})"
        )
        if self.reason:
            text += f"\n    listed as equivalent: {self.reason}"
        said = [f"    {cell.cell}: {cell.message}" for cell in self.outcomes if cell.message]
        return "\n".join([text, *said])


def by_question(verdicts: Iterable[Verdict]) -> dict[tuple[str, str], list[Verdict]]:
    """Return the verdicts on each question, by notebook and grade id, in their order."""
    found: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        place = (verdict.notebook, verdict.question.grade_id)
        found.setdefault(place, []).append(verdict)
    return found
