"""From the verdicts on a bank to known mistakes, and how well they are told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from autograder.authoring.failed_tests import loses
from autograder.authoring.verdicts import Verdict
from autograder.course.mistakes import Mistake, Mistakes
from autograder.outcomes import DIAGNOSIS_SEED, THE_TEST, CellOutcome

Place = tuple[str, str, str]
"""Test cell with its notebook, and a function."""


def mistakes_of(verdicts: Iterable[Verdict]) -> Mistakes:
    """Return the known mistakes that a verified bank holds.

    A wrong answer whose replies are those of right ones is none: it would be named for others.
    """
    traced = [verdict for verdict in verdicts if verdict.seed == DIAGNOSIS_SEED]
    right: defaultdict[Place, set[str]] = defaultdict(set)
    for verdict in traced:
        if verdict.due >= verdict.question.total:
            for cell in verdict.outcomes:
                for function, digest in cell.trace.items():
                    right[verdict.notebook, cell.cell, function].add(digest)
    found: dict[str, dict[str, list[Mistake]]] = {}
    for verdict in traced:
        if verdict.answer is None or verdict.answer.right:
            continue
        replies = {
            cell.cell: own
            for cell in verdict.outcomes
            if (own := _own(verdict.notebook, cell, right))
        }
        questions = found.setdefault(verdict.notebook, {})
        known = questions.setdefault(verdict.question.grade_id, [])
        if replies:
            known.append(Mistake(verdict.title, replies))
    return Mistakes(found)


def _own(notebook: str, cell: CellOutcome, right: Mapping[Place, set[str]]) -> dict[str, str]:
    """Return what a wrong answer replies otherwise than right ones to a test that it fails.

    What the test said counts only where no reply differs: where a rule on the text was broken.
    """
    if not loses(cell):
        return {}
    own = {
        function: digest
        for function, digest in cell.trace.items()
        if digest not in right.get((notebook, cell.cell, function), ())
    }
    return {name: digest for name, digest in own.items() if name != THE_TEST} or own
