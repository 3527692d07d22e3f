"""Reading: what each cell of a notebook does when it runs, with all that it may call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.needs.effects import Effects, Footprint
from autograder.needs.facts import Facts, facts_of, meanings, mentioned, parsed
from autograder.needs.footprint import footprints
from autograder.needs.hidden import HiddenError

TEST, NEEDED, OTHER = "test", "needed", ""


@dataclass(frozen=True)
class CodeCell:
    """A code cell, as the plan sees it.

    Attributes:
        source: its text.
        role: `TEST` for one that tests an answer, `NEEDED` for another one that runs in any case
            (a fixture, an answer), `OTHER` for all others.
        names: what a test sees of the answers.
        label: what reasons call it.
    """

    source: str
    role: str = OTHER
    names: tuple[str, ...] = ()
    label: str = ""


@dataclass
class Doing:
    """What a cell does when it runs, calls included.

    Attributes:
        reads: names that it reads.
        effects: what happens to the notebook's names.
        draws: whether it may draw from a generator that all cells share.
    """

    reads: set[str]
    effects: Effects
    draws: bool = False


def read(cells: Sequence[CodeCell]) -> tuple[list[Doing], Facts]:
    """Return what each cell does, and the facts of all.

    What tests do is left out but for what they read: they run elsewhere.

    Raises:
        HiddenError: a cell hides it; the message begins with the cell's label.
    """
    trees = []
    sources = ["" if cell.role == TEST else cell.source for cell in cells]
    for cell, source in zip(cells, sources, strict=True):
        with _named(cell.label):
            tree = parsed(source)
            if tree is not None:
                trees.append(tree)
                meanings(tree)  # here, so that what it hides names the cell
    facts = facts_of(trees)
    prints: list[tuple[Footprint, ...]] = []
    for cell, source in zip(cells, sources, strict=True):
        with _named(cell.label):
            prints.append(footprints(source, facts.about(mentioned(source))))
    called = _called([part for parts in prints for part in parts])
    return [_run(parts, called) for parts in prints], facts


@contextmanager
def _named(label: str) -> Iterator[None]:
    """Let what a cell hides name the cell."""
    try:
        yield
    except HiddenError as hidden:
        raise HiddenError(f"{label} {hidden}") from None


def _called(prints: Sequence[Footprint]) -> dict[str, Effects]:
    """Return what may happen when the value of a name is called or otherwise put to work.

    A name's value may be a function of its statement, or hold one of a name that is read there.
    """
    found: dict[str, Effects] = {}
    for part in prints:
        for name in part.now.binds | part.later.binds:
            found.setdefault(name, Effects()).add(part.later)
    links = [
        (name, read)
        for part in prints
        for name in part.now.binds | part.later.binds
        for read in part.reads
        if read in found and read != name
    ]
    more = True
    while more:
        more = sum(found[name].add(found[read]) for name, read in links) > 0
    return {name: effects for name, effects in found.items() if effects.any()}


def _run(prints: Sequence[Footprint], called: Mapping[str, Effects]) -> Doing:
    """Return what a cell does when it runs, with all that it may call."""
    cell = Doing(set(), Effects())
    own: set[str] = set()  # bound by the cell itself: what others have bound is out of its reach
    for part in prints:
        cell.reads |= part.reads_later | (part.reads_now - own)
        cell.effects.add(part.now.without(own))
        cell.draws |= part.draws
        own |= part.surely_binds
        for name in part.reads & called.keys():
            cell.effects.add(called[name])
    return cell
