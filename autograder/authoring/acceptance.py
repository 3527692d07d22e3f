"""Acceptance: whether an assignment can be released with what the answers of its bank got."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.authoring.failed_tests import idle_cells
from autograder.authoring.verdicts import Verdict, by_question
from autograder.errors import BankError

MEND = "Mend the test, or the points in the answer's header: whichever is unfair."
MEND_MUTANT = (
    "A mutant that gets everything shows what no test looks at: add a wrong answer and a test. "
    "Where it is as right as the solution, list it with the reason (docs/author.md)."
)


def require(verdicts: Sequence[Verdict]) -> None:
    """Refuse verdicts of which one does not hold, or a test cell that no wrong answer fails.

    Raises:
        BankError: the message lists all of them.
    """
    found = findings(verdicts)
    if found:
        mutants = any(verdict.kind == "mutant" and not verdict.holds for verdict in verdicts)
        others = len(found) > sum(v.kind == "mutant" and not v.holds for v in verdicts)
        hints = ([MEND] if others else []) + ([MEND_MUTANT] if mutants else [])
        raise BankError(
            f"{len(found)} finding{'s' if len(found) != 1 else ''} in the bank:\n"
            + "\n".join(found),
            "\n  → ".join(hints),
        )


def findings(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a sentence for everything that does not hold."""
    return [str(verdict) for verdict in verdicts if not verdict.holds] + unexercised(verdicts)


def unexercised(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a sentence for each test cell that no wrong answer of the bank fails.

    Single parts are left to the report: an author decides whether one is worth a wrong answer.
    """
    return [
        f"{notebook}: no wrong answer of the bank loses points in {cell}."
        for (notebook, _), found in by_question(verdicts).items()
        for cell in idle_cells(found)
    ]
