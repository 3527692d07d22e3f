"""Lasting: the tests of a notebook that leave something behind on which later cells may depend.

This is for tests that run where the answers run. One that leaves nothing can run in a fork, which
ends with it; names that others read, and values that others share, have to stay.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from autograder.needs.hidden import HiddenError
from autograder.needs.plan import MAX_PLANS, Watched, need_of
from autograder.needs.reading import NEEDED, TEST, CodeCell, read


@lru_cache(MAX_PLANS)
def lasting(cells: tuple[CodeCell, ...]) -> frozenset[int]:
    """Return the indices of the tests on whose traces a later cell may depend.

    Args:
        cells: the notebook's code cells, in order; tests have the role `TEST`.
    """
    tests = frozenset(index for index, cell in enumerate(cells) if cell.role == TEST)
    try:
        run, facts = read([replace(cell, role=NEEDED) for cell in cells])
    except HiddenError:  # the text does not tell
        return tests
    watched, found = Watched(), set()
    for index in range(len(cells) - 1, -1, -1):
        if index in tests and need_of(run[index], watched, facts, seeds=True) is not None:
            found.add(index)
        watched.add(run[index], cells[index].label)
    return frozenset(found)
