"""Strength: how well the tests of a question tell right from wrong, and what hangs by one test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.authoring.failed_tests import (
    Parts,
    Test,
    all_tests,
    failed_tests,
    idle_tests,
    loses,
    parts_of,
)
from autograder.authoring.verdicts import Kind, Verdict, by_question
from autograder.outcomes import CellStatus

LATE = (CellStatus.TIMEOUT, CellStatus.DIED)


@dataclass(frozen=True)
class Count:
    """How many answers got what is due, and how many there are."""

    held: int
    all: int


@dataclass(frozen=True)
class Strength:
    """How well the tests of a question tell right from wrong.

    With several seeds, an answer counts as accepted or caught if it is so with each of them.

    Attributes:
        notebook: where the question stands.
        question: its grade id.
        optional: it is a ★ question.
        seeds: with how many seeds it was tried.
        holds: whether all is as due, the stub and the solution included.
        right: right answers of the bank that were accepted.
        wrong: wrong answers of the bank that got exactly what is due.
        mutants: mutants that lost points; those that are listed as equivalent do not count.
        late: mutants that lost points only because they ran out of time or ended the process.
        survivors: mutants that no test catches.
        equivalents: mutants that are as right as the solution, with the reason.
        flaky: answers and mutants whose points differ between seeds.
        idle: tests that no wrong answer of the bank fails.
        spare: tests without which every wrong answer and mutant would be caught all the same.
        single: wrong answers and mutants that one test alone catches, by this test.
    """

    notebook: str
    question: str
    optional: bool
    seeds: int
    holds: bool
    right: Count
    wrong: Count
    mutants: Count
    late: tuple[str, ...] = ()
    survivors: tuple[str, ...] = ()
    equivalents: Mapping[str, str] = field(default_factory=dict)
    flaky: tuple[str, ...] = ()
    idle: tuple[Test, ...] = ()
    spare: tuple[Test, ...] = ()
    single: Mapping[Test, tuple[str, ...]] = field(default_factory=dict)

    @property
    def caught(self) -> int:
        """How many wrong answers and mutants the tests catch."""
        return self.wrong.held + self.mutants.held

    @property
    def missed(self) -> int:
        """How many of them the tests let pass."""
        return self.wrong.all + self.mutants.all - self.caught

    @property
    def hanging(self) -> float:
        """The share of those caught that one test alone catches."""
        return sum(map(len, self.single.values())) / self.caught if self.caught else 0.0

    @property
    def weakness(self) -> tuple[int, float, int]:
        """What questions are ordered by, the weakest last.

        First what is not caught, then what hangs by one test, then how little was tried.
        """
        return self.missed, self.hanging, -self.caught


def strengths(verdicts: Iterable[Verdict]) -> list[Strength]:
    """Return the strength of each question that was verified, in the order of the verdicts."""
    return [_strength(*place, found) for place, found in by_question(verdicts).items()]


def weakest(found: Iterable[Strength]) -> list[Strength]:
    """Return the questions ordered by how weak their tests are, the weakest first."""
    return sorted(found, key=lambda one: one.weakness, reverse=True)


@dataclass(frozen=True)
class _Tried:
    """An answer with all of its verdicts, one for each seed."""

    kind: Kind
    title: str
    verdicts: tuple[Verdict, ...]

    @property
    def holds(self) -> bool:
        return all(verdict.holds for verdict in self.verdicts)

    @property
    def late(self) -> bool:
        lost = [cell for v in self.verdicts for cell in v.outcomes if loses(cell)]
        return bool(lost) and all(cell.status in LATE for cell in lost)

    def failed(self, parts: Parts) -> set[Test]:
        return {test for verdict in self.verdicts for test in failed_tests(verdict, parts)}


def _strength(notebook: str, question: str, verdicts: list[Verdict]) -> Strength:
    tried = _tried(verdicts)
    parts = parts_of(verdicts)
    tests = all_tests(parts)
    single: dict[Test, list[str]] = {}
    for one in tried:
        failed = one.failed(parts) if one.kind in ("wrong", "mutant") else set()
        if len(failed) == 1:
            single.setdefault(failed.pop(), []).append(one.title)
    mutants = [one for one in tried if one.kind == "mutant"]
    return Strength(
        notebook,
        question,
        optional=verdicts[0].question.optional,
        seeds=len({verdict.seed for verdict in verdicts}),
        holds=all(verdict.holds for verdict in verdicts),
        right=_count(tried, "right"),
        wrong=_count(tried, "wrong"),
        mutants=_count(tried, "mutant"),
        late=tuple(one.title for one in mutants if one.late),
        survivors=tuple(one.title for one in mutants if not one.holds),
        equivalents={v.title: v.reason for v in verdicts if v.kind == "equivalent"},
        flaky=tuple(one.title for one in tried if len({v.got for v in one.verdicts}) > 1),
        idle=tuple(idle_tests(verdicts)),
        spare=tuple(test for test in tests if test not in single),
        single={test: tuple(single[test]) for test in tests if test in single},
    )


def _tried(verdicts: Iterable[Verdict]) -> list[_Tried]:
    found: dict[tuple[Kind, str, str], list[Verdict]] = {}
    for verdict in verdicts:
        found.setdefault((verdict.kind, verdict.where, verdict.title), []).append(verdict)
    return [_Tried(kind, title, tuple(each)) for (kind, _, title), each in found.items()]


def _count(tried: Iterable[_Tried], kind: Kind) -> Count:
    held = [one.holds for one in tried if one.kind == kind]
    return Count(sum(held), len(held))
