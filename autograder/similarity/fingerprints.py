"""Fingerprints: a few numbers that two texts share where they share a run of tokens.

By winnowing: of the hashes of all runs of a fixed length the smallest of each window is kept
(S. Schleimer, D. S. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for Document
Fingerprinting", SIGMOD 2003). So two texts with `RUN[kind] + WINDOW - 1` tokens in a row in common
have a fingerprint in common, wherever in them these tokens stand, and a run that is shorter than
`RUN[kind]` never counts. What the course has given is left out before anything is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import islice

from autograder.similarity.tokens import Kind, tokens_of

RUN: dict[Kind, int] = {"code": 8, "written": 5}
"""Tokens of a run."""
WINDOW = 4
"""Runs that follow each other, of which one at least is kept."""
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1
_SPREAD = 0x1E3779B97F4A7C15
"""Makes an order of hashes that has nothing to do with that of tokens."""


def runs(kinds: Sequence[int], length: int) -> list[int]:
    """Return the hash of each run of tokens, in order; the same run always has the same hash."""
    found = []
    value, leaving = 0, pow(_BASE, length, _MODULUS)
    begin = length - 1
    for place, kind in enumerate(kinds):
        value = value * _BASE + kind
        if place > begin:
            value -= kinds[place - length] * leaving
        value %= _MODULUS
        if place >= begin:
            found.append(value * _SPREAD % _MODULUS)
    return found


def fingerprints(text: str, kind: Kind, given: Set[int] = frozenset()) -> frozenset[int]:
    """Return the fingerprints of an answer.

    Args:
        text: the answer.
        kind: what it is.
        given: the runs of what the course has given (`all_runs`).
    """
    hashes = runs(tokens_of(text, kind).kinds, RUN[kind])
    left = [_MODULUS if value in given else value for value in hashes]
    windows = zip(*(islice(left, begin, None) for begin in range(WINDOW)), strict=False)
    chosen = {min(window) for window in windows} or {min(left, default=_MODULUS)}
    return frozenset(chosen - {_MODULUS})


def all_runs(texts: Iterable[str], kind: Kind) -> frozenset[int]:
    """Return the hashes of all runs in some texts."""
    return frozenset(
        value for text in texts for value in runs(tokens_of(text, kind).kinds, RUN[kind])
    )
