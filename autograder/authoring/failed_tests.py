"""Which tests an answer fails. A test is a cell, or a part of one where the cell has parts.

Parts are those of `helpers.checks.Marks`. Which a cell has is known from what it has said about
all the answers: the release's stub fails every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.authoring.verdicts import Verdict
from autograder.outcomes import CellOutcome

PART = re.compile(r"^(?P<title>\S.{0,200}?) \(0 of [0-9.e+-]+\): ", re.MULTILINE)
"""How the sentence about a part that failed begins."""
Parts = Mapping[str, tuple[str, ...]]
"""The titles of each cell's parts, by its grade id."""


@dataclass(frozen=True, order=True)
class Test:
    """A test of a question.

    Attributes:
        cell: the test cell's grade id.
        part: title of the part; empty where the cell has no parts.
    """

    cell: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.cell}, part {self.part!r}" if self.part else self.cell


def parts_of(verdicts: Iterable[Verdict]) -> Parts:
    """Return the parts of the test cells of a question, as far as any of them has failed."""
    found: dict[str, dict[str, None]] = {}
    for verdict in verdicts:
        for cell in verdict.outcomes:
            found.setdefault(cell.cell, {}).update(dict.fromkeys(PART.findall(cell.message)))
    return {cell: tuple(titles) for cell, titles in found.items()}


def all_tests(parts: Parts) -> list[Test]:
    """Return all tests of a question."""
    return [Test(cell, part) for cell, titles in parts.items() for part in titles or ("",)]


def failed_tests(verdict: Verdict, parts: Parts) -> set[Test]:
    """Return the tests that an answer fails: all of a cell where the cell failed as a whole."""
    return {
        Test(cell.cell, part)
        for cell in verdict.outcomes
        if loses(cell)
        for part in PART.findall(cell.message) or parts[cell.cell] or ("",)
    }


def idle_tests(verdicts: Sequence[Verdict]) -> list[Test]:
    """Return the tests of a question that no wrong answer of the bank fails."""
    parts = parts_of(verdicts)
    wrong = [verdict for verdict in verdicts if verdict.kind == "wrong"]
    failed = {test for verdict in wrong for test in failed_tests(verdict, parts)}
    return [test for test in all_tests(parts) if test not in failed]


def idle_cells(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the test cells of a question that no wrong answer of the bank fails."""
    idle = idle_tests(verdicts)
    busy = {test.cell for test in all_tests(parts_of(verdicts)) if test not in idle}
    return [cell for cell in dict.fromkeys(test.cell for test in idle) if cell not in busy]


def loses(cell: CellOutcome) -> bool:
    """Tell whether points were lost in a test cell."""
    return cell.points is not None and cell.points < cell.max_points
