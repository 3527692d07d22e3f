"""Regions of a cell: the lines between nbgrader's markers, which students never see.

As for nbgrader, a marker is a line that holds its words, whatever stands around them.
"""

from __future__ import annotations

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
