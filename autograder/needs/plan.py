"""The plan of a notebook: which of its cells have to run for the sake of a grade.

Fixtures, answers and tests have to. Of the other cells, given or the student's own, only those
from which one of these reads something, directly or through another. Where the text cannot tell,
everything runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.needs.facts import Facts
from autograder.needs.hidden import HiddenError
from autograder.needs.reading import NEEDED, CodeCell, Doing, read

MAX_PLANS = 64


@dataclass(frozen=True)
class Need:
    """Why a cell without a role runs.

    Attributes:
        reason: a verb phrase: "binds `z` for `relu`".
        by_name: whether a needed cell reads what it binds; if not, it is needed for a side effect.
    """

    reason: str
    by_name: bool


@dataclass(frozen=True)
class Plan:
    """What runs of a notebook.

    Attributes:
        needs: the cells without a role that run, by index, with the reason.
        left_out: indices of the cells that do not run.
        others: indices of all cells without a role.
        hidden: why everything runs; "" where the text tells what has to.
        seeding: index of the first cell that may set a generator of random numbers that all cells
            share; None where there is none.
    """

    needs: Mapping[int, Need]
    left_out: frozenset[int]
    others: frozenset[int] = frozenset()
    hidden: str = ""
    seeding: int | None = None


@dataclass
class Watched:
    """The names that needed cells depend on.

    Attributes:
        reads: names that they read, with the label of a reader: whoever binds one is needed.
        shares: names whose values they may share: whoever changes one is needed.
    """

    reads: dict[str, str] = field(default_factory=dict)
    shares: set[str] = field(default_factory=set)

    def add(self, cell: Doing, label: str) -> None:
        """Watch what a needed cell reads, binds and hands on."""
        self.read(cell.reads, label)
        self.shares |= cell.reads | cell.effects.binds | cell.effects.touches

    def read(self, names: Iterable[str], label: str) -> None:
        """Watch names that are read."""
        for name in names:
            self.reads.setdefault(name, label)


@lru_cache(MAX_PLANS)
def plan(cells: tuple[CodeCell, ...]) -> Plan:
    """Return which cells of a notebook have to run; a function of their text alone.

    Args:
        cells: the notebook's code cells, in order.
    """
    end = max((index for index, cell in enumerate(cells) if cell.role), default=-1) + 1
    others = frozenset(index for index, cell in enumerate(cells) if not cell.role)
    try:
        run, facts = read(cells[:end])
    except HiddenError as hidden:
        return Plan({}, frozenset(), others, str(hidden), seeding=0)
    first = next((index for index, cell in enumerate(run) if cell.effects.seeds), end)
    needs = _needs_with_draws(cells[:end], run, facts, first)
    seeding = first if first < end else None
    return Plan(dict(sorted(needs.items())), others - needs.keys(), others, seeding=seeding)


def _needs_with_draws(
    cells: Sequence[CodeCell], run: Sequence[Doing], facts: Facts, first: int
) -> dict[int, Need]:
    """Return the needs of cells without a role.

    What comes between a cell that seeds a generator and a needed one that draws from it, may draw
    as well and so is needed, too. A test draws from a generator of its own.

    Args:
        cells: the cells.
        run: what they do.
        facts: the facts of all.
        first: index of the first cell that seeds a generator.
    """
    last = -1
    while True:
        reason = (
            f"may draw from the generator that {cells[first].label} seeds" if last > first else ""
        )
        drawing = {
            index: Need(reason, by_name=False)
            for index in range(first + 1, last)
            if not cells[index].role
        }
        needs = _needs(cells, run, facts, drawing, last)
        needed = (i for i, c in enumerate(cells) if c.role == NEEDED or i in needs)
        latest = max((i for i in needed if i > first and run[i].draws), default=-1)
        if latest <= last:
            return needs
        last = latest


def _needs(
    cells: Sequence[CodeCell],
    run: Sequence[Doing],
    facts: Facts,
    known: dict[int, Need],
    last: int,
) -> dict[int, Need]:
    """Return the needs of cells without a role: those that are known, and what all these read.

    A seed is needed in front of cell `last`, the last one that draws.
    """
    watched = Watched()
    for index, cell in enumerate(cells):
        watched.read(_mentioned(cell), cell.label)
        if cell.role == NEEDED or index in known:
            watched.add(run[index], cell.label)
    found = dict(known)
    waiting = [i for i, cell in enumerate(cells) if not cell.role and i not in known]
    while True:
        new = {
            index: need
            for index in waiting
            if (need := need_of(run[index], watched, facts, seeds=index < last)) is not None
        }
        if not new:
            return found
        found |= new
        waiting = [index for index in waiting if index not in new]
        for index in new:
            watched.add(run[index], cells[index].label)


def _mentioned(cell: CodeCell) -> list[str]:
    """Return the names of an answer that its test looks at: it may define others besides."""
    return [name for name in cell.names if re.search(rf"\b{re.escape(name)}\b", cell.source)]


def need_of(cell: Doing, watched: Watched, facts: Facts, *, seeds: bool) -> Need | None:
    """Return why a cell is needed by those whose names are watched; None where it is not."""
    effects = cell.effects
    binds = sorted(effects.binds & watched.reads.keys())
    if binds:
        readers = sorted({watched.reads[name] for name in binds})
        return Need(f"binds {_listed(binds)} for {', '.join(readers)}", by_name=True)
    reasons = effects.settings | (effects.seeds if seeds else set())
    if reasons:
        return Need(min(reasons), by_name=False)
    changed = (effects.touches | (effects.uses - facts.definitions)) & facts.names
    changes = sorted(changed & watched.shares)
    if changes:
        return Need(f"may change {_listed(changes)}", by_name=False)
    return None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
