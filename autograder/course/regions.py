"""Regions of a cell: the lines between nbgrader's markers, which students never see.

As for nbgrader, a marker is a line that holds its words, whatever stands around them. The words
may be configured (`autograder.course.markers`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of region.

    Attributes:
        begin: words of the line above the region.
        end: words of the line below it.
    """

    begin: str
    end: str


SOLUTION = Kind("BEGIN SOLUTION", "END SOLUTION")
HIDDEN = Kind("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
MARKS = Kind("BEGIN MARK SCHEME", "END MARK SCHEME")


@dataclass(frozen=True)
class Markers:
    """The kinds of regions of a course.

    Attributes:
        solution: the model answer.
        hidden: hidden tests.
        marks: what a person who grades goes by.
    """

    solution: Kind = SOLUTION
    hidden: Kind = HIDDEN
    marks: Kind = MARKS

    @property
    def secret(self) -> tuple[Kind, ...]:
        """What no student may read, not even when all is graded.

        nbgrader's own words count in any case: no text that has them is meant to be read.
        """
        return tuple(dict.fromkeys((self.hidden, self.marks, HIDDEN, MARKS)))


USUAL = Markers()
"""nbgrader's own words."""


@dataclass(frozen=True)
class Split:
    """The lines of a cell, sorted by a kind of region; the marker lines are in none of the lists.

    Attributes:
        inside: lines within regions.
        outside: all other lines.
        count: how many regions there are.
        balanced: whether every marker has its partner and regions do not nest.
    """

    inside: list[str]
    outside: list[str]
    count: int
    balanced: bool


def split(source: str, kind: Kind) -> Split:
    """Sort the lines of a cell by whether they stand in a region of this kind."""
    inside: list[str] = []
    outside: list[str] = []
    count, within, balanced = 0, False, True
    for line in source.split("\n"):
        if kind.begin in line:
            balanced &= not within
            within, count = True, count + 1
        elif kind.end in line:
            balanced &= within
            within = False
        else:
            (inside if within else outside).append(line)
    return Split(inside, outside, count, balanced and not within)


def without(source: str, *kinds: Kind) -> str:
    """Return a cell's text without the regions of these kinds."""
    for kind in kinds:
        source = "\n".join(split(source, kind).outside)
    return source


def parted(source: str, kinds: Iterable[Kind]) -> tuple[str, str]:
    """Return what stands outside and what stands inside regions, the markers with what is inside.

    A region without an end goes on to the end of the cell.
    """
    shown = source.split("\n")
    hidden: list[str] = []
    for kind in kinds:
        if kind.begin not in source:
            continue
        lines, shown, inside = shown, [], False
        for line in lines:
            inside = inside or kind.begin in line
            (hidden if inside else shown).append(line)
            inside = inside and kind.end not in line
    return "\n".join(shown), "\n".join(hidden)
