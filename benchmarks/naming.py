"""Names of mistakes: how many answers get one, and how many a false one.

    python benchmarks/naming.py                      prints the tables of docs/statistics.md
    python benchmarks/naming.py ASSIGNMENT NOTEBOOK  those of some notebooks, and the false names

The bank and the mutants are traced twice, with the seed of the diagnosis and with a fresh one. A
name is false where the answer replies to the fresh inputs otherwise than the wrong answer of that
name does, in a function that makes this one known.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.mistakes import mistakes_of
from autograder.authoring.verdicts import Verdict
from autograder.authoring.verify import verify
from autograder.course.layout import Course
from autograder.course.mistakes import Mistake, Mistakes
from autograder.outcomes import DIAGNOSIS_SEED
from autograder.reporting.naming import WRONG

ROOT = Path(__file__).parents[1]
FRESH_SEED = 2
HEAD = ("answers", "own name", "name of another", "no name", "misnamed")

Traces = Mapping[str, Mapping[str, str]]
"""Test cell → function → digest of its replies."""


@dataclass(frozen=True)
class Named:
    """An answer with the names that it gets.

    Attributes:
        verdict: what it got, with the seed of the diagnosis.
        names: the mistakes that are named.
        false: those of them whose replies to fresh inputs are others.
    """

    verdict: Verdict
    names: tuple[str, ...]
    false: tuple[str, ...]

    def __str__(self) -> str:
        asked = f"{self.verdict.notebook}: {self.verdict.question.grade_id}"
        return f"{asked}: {self.verdict.title}\n    is called: {'; '.join(self.false)}"


class Naming:
    """The known mistakes of some answers, and the names that they give.

    Args:
        verdicts: on the answers, with both seeds.
    """

    def __init__(self, verdicts: Sequence[Verdict]) -> None:
        self._verdicts = [one for one in verdicts if one.seed == DIAGNOSIS_SEED]
        self._known = mistakes_of(one for one in self._verdicts if one.mutant is None)
        self._fresh = {
            _place(one, one.kind, one.title): _traces(one, everything=True)
            for one in verdicts
            if one.seed == FRESH_SEED
        }

    def groups(self) -> dict[str, list[Named]]:
        """Return the answers with their names, by what they are."""
        right, wrong, mutants = (
            [one for one in self._verdicts if one.kind in kinds]
            for kinds in (("right", "equivalent"), ("wrong",), ("mutant",))
        )
        return {
            "right answers": [self._named(one, everything=True) for one in right],
            "wrong answers": [self._named(one) for one in wrong],
            "each as if the bank had not held it": [self._named(one, known=False) for one in wrong],
            "mutants": [self._named(one) for one in mutants if one.holds],
        }

    def doubtful(self) -> set[str]:
        """Return the questions where an answer gets the name of another."""
        named = [one for found in self.groups().values() for one in found]
        return {
            one.verdict.question.grade_id for one in named if {*one.names} - {one.verdict.title}
        }

    def _named(self, verdict: Verdict, *, known: bool = True, everything: bool = False) -> Named:
        """Return an answer with its names.

        Args:
            verdict: what it got.
            known: whether its own mistake, if it is one, may be named.
            everything: whether to look at the tests that it passes, too, as if it failed them.
        """
        notebook, question = verdict.notebook, verdict.question.grade_id
        mistakes = {one.title: one for one in self._known.questions[notebook][question]}
        if not known:
            mistakes.pop(verdict.title, None)
        naming = Mistakes({notebook: {question: [*mistakes.values()]}})
        names = naming.behind(notebook, question, _traces(verdict, everything=everything))
        false = tuple(
            name
            for name in names
            if name != verdict.title and not self._holds(mistakes[name], verdict)
        )
        return Named(verdict, names, false)

    def _holds(self, mistake: Mistake, verdict: Verdict) -> bool:
        """Tell whether an answer replies to fresh inputs as the wrong one of this name does."""
        ours = self._fresh.get(_place(verdict, verdict.kind, verdict.title), {})
        theirs = self._fresh.get(_place(verdict, "wrong", mistake.title), {})
        return all(
            ours.get(cell, {}).get(function, "none") == theirs.get(cell, {}).get(function)
            for cell, own in mistake.replies.items()
            for function in own
        )


def _place(verdict: Verdict, kind: str, title: str) -> tuple[str, str, str, str]:
    return verdict.notebook, verdict.question.grade_id, kind, title


def _traces(verdict: Verdict, *, everything: bool = False) -> Traces:
    """Return the traces of the tests that an answer fails, or of all."""
    cells = (cell for cell in verdict.outcomes if everything or cell.status in WRONG)
    return {cell.cell: cell.trace for cell in cells}


def table(title: str, groups: Mapping[str, Sequence[Named]]) -> list[str]:
    """Return the table of an assignment."""
    rows: list[tuple[str, ...]] = [(title, *HEAD)]
    for group, found in groups.items():
        own = sum(one.verdict.title in one.names for one in found)
        none = sum(not one.names for one in found)
        false = sum(bool(one.false) for one in found)
        counts = (len(found), own, len(found) - own - none, none)
        rows.append((group, *map(str, counts), f"{false} ({false / max(len(found), 1):.1%})"))
    head, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    return [head, "|---" * len(rows[0]) + "|", *rest]


def measured(course: Course, assignment: str, notebooks: Iterable[str]) -> Naming:
    """Run the bank and the mutants of an assignment, and return their naming.

    Fresh inputs are left out of questions where nobody gets the name of another answer.
    """
    chosen = list(notebooks)
    traced = verify(course, assignment, notebooks=chosen, mutants=True)
    asked = sorted(Naming(traced).doubtful())
    if asked:
        seeds = (FRESH_SEED,)
        traced += verify(
            course, assignment, notebooks=chosen, only=asked, seeds=seeds, mutants=True
        )
    return Naming(traced)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Print the tables of names in the docs.")
    parser.add_argument("assignment", nargs="?", help="default all")
    parser.add_argument("notebook", nargs="*", help="default all")
    options = parser.parse_args()
    course = Course(ROOT)
    for assignment in [options.assignment] if options.assignment else course.assignments():
        groups = measured(course, assignment, options.notebook).groups()
        print("\n".join(table(assignment, groups)), end="\n\n", flush=True)
        if options.notebook:
            print(*(one for found in groups.values() for one in found if one.false), sep="\n")


if __name__ == "__main__":
    main()
