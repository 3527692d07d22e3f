"""Free style: how a notebook runs whose tests were written for nbgrader, and not for us.

Such a test may read anything of the notebook. It runs *inside*, where the answers run, as under
nbgrader, unless its course was prepared and the test was seen to give the same points *outside*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.course.cells import CodeCell, grade_id, is_test
from autograder.course.regions import USUAL, Kind, parted
from autograder.needs import lasting_tests


@dataclass(frozen=True)
class CourseCell:
    """A code cell of the course's own: every one that is not an answer.

    Attributes:
        source: its text.
        test: its grade id where it is a test, "" where not.
    """

    source: str
    test: str = ""


@dataclass(frozen=True)
class FreeStyle:
    """How the tests of a notebook run.

    Attributes:
        outside: grade ids of the tests that run outside; all others run inside.
        names: grade id of each test → the names of answers that it may read.
        cells: the course's code cells, in order: what stands before a test runs outside, too.
        secret: the kinds of regions whose lines no student may read.
    """

    outside: frozenset[str] = frozenset()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: tuple[CourseCell, ...] = ()
    secret: tuple[Kind, ...] = USUAL.secret

    def before(self, test: str) -> tuple[CourseCell, ...]:
        """Return the course's cells that stand before a test."""
        names = [cell.test for cell in self.cells]
        return self.cells[: names.index(test)] if test in names else ()


@dataclass(frozen=True)
class Ways:
    """How the tests of one submission run, by their indices in its notebook.

    Attributes:
        inside: those that run where the answers run.
        lasting: those that leave something behind on which later cells may depend.
        secret: the kinds of regions whose lines no student may read.
    """

    inside: frozenset[int]
    lasting: frozenset[int]
    secret: tuple[Kind, ...]


def ways_of(cells: Sequence[NotebookNode], free: FreeStyle) -> Ways:
    """Return how the tests of a notebook run."""
    inside = frozenset(
        index
        for index, cell in enumerate(cells)
        if is_test(cell) and cell.cell_type == "code" and grade_id(cell) not in free.outside
    )
    return Ways(inside, lasting_tests(cells), free.secret)


def tell_of_test(cell: CodeCell, line: int, secret: tuple[Kind, ...]) -> None:
    """Let a test that has failed inside say what it says itself, and nothing of what is hidden.

    Its traceback shows lines of the test, so it goes. Where an `assert` says nothing, its line is
    shown, unless it is hidden.

    Args:
        cell: the test, which has run.
        line: number of the line that an error has ended, 0 for none.
        secret: the kinds of regions whose lines no student may read.
    """
    for output in cell.outputs:
        if output.output_type != "error":
            continue
        output.traceback = []
        if output.ename == "AssertionError" and not output.evalue:
            output.evalue = _visible_line(cell.source, line, secret)


def _visible_line(source: str, line: int, secret: tuple[Kind, ...]) -> str:
    """Return a sentence with a line of a test; "" where students do not see the line."""
    lines = source.split("\n")
    if not 1 <= line <= len(lines):
        return ""
    text = lines[line - 1].strip()
    shown, _ = parted(source, secret)
    return f"This fails: {text}" if text in map(str.strip, shown.split("\n")) else ""
