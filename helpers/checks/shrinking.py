"""Smaller counter-examples: an input that a person can check, on which the answer is really wrong.

An answer may be wrong on a matrix and right on each number in it, as a softmax over the whole
matrix is. So a smaller input is never cut out of a failed comparison. It is tried: the answer is
called with it, and what it returns is compared anew. That costs calls, but only where an answer
has failed already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

MOST_CALLS = 30
"""How often an answer is called to find a smaller input."""

_MOST_ENTRIES = 8
_SECONDS = 2.0
"""After so long the smallest input found so far is taken: some answers train a network."""

Array = NDArray[np.generic]
Arguments = tuple[object, ...]
Failure = TypeVar("Failure")


def smallest(
    failure: Callable[[Arguments], Failure | None],
    args: Sequence[object],
    wrong: NDArray[np.bool_] | None = None,
) -> Failure | None:
    """Return how an answer fails on the smallest input that was found.

    The candidates, from simple to complex: one number of the first argument; the same number with
    few digits; a row along the last axis; a row without some of its numbers. Further arguments of
    the same shape shrink with the first one, all others stay.

    Args:
        failure: calls the answer with other arguments; returns what is wrong there, None if
            nothing is, or if the answer does not take such an input.
        args: arguments on which the answer fails.
        wrong: which entries of the result are wrong; they are tried first where the result has
            the shape of the first argument.

    Returns:
        The failure on a smaller input; None if no smaller one was found.
    """
    if not args or not _is_numeric(args[0]) or np.size(np.asarray(args[0])) == 0:
        return None
    search = _Search(failure, args)
    order = _by_size(np.asarray(args[0]), wrong)
    return search.among_numbers(order) or search.among_rows(wrong)


@dataclass
class _Search(Generic[Failure]):
    """The calls that one search makes.

    Attributes:
        failure: as `smallest` takes it.
        args: the arguments to shrink.
    """

    failure: Callable[[Arguments], Failure | None]
    args: Sequence[object]

    def __post_init__(self) -> None:
        self._left, self._end = MOST_CALLS, time.monotonic() + _SECONDS
        self._first = np.asarray(self.args[0])
        self._shrinks = [
            _is_numeric(arg) and np.shape(np.asarray(arg)) == self._first.shape for arg in self.args
        ]

    def among_numbers(self, order: Sequence[int]) -> Failure | None:
        """Return the failure at one number, alone or as the only one of an array."""
        if self._first.ndim == 0:
            return self._rounded(tuple(self.args))
        for kind in ("alone", "in an array"):
            for index in order[:_MOST_ENTRIES]:
                entry = self._each(_entry if kind == "alone" else _entries, index)
                found = self._try(entry)
                if found is not None:
                    return self._rounded(entry) or found
        return None

    def among_rows(self, wrong: NDArray[np.bool_] | None) -> Failure | None:
        """Return the failure at one row, with as few numbers as possible."""
        if self._first.ndim == 0:
            return None
        if self._first.ndim == 1:
            return self._fewer(tuple(self.args))
        for index in self._rows(wrong):
            row = self._each(_row, index)
            found = self._try(row)
            if found is not None:
                return self._fewer(row) or found
        return None

    def _fewer(self, vector: Arguments) -> Failure | None:
        """Return the failure at a vector from which numbers were dropped, as many as possible."""
        best, keep = None, np.arange(np.size(np.asarray(vector[0])))
        step = keep.size // 2
        while step:
            for start in range(0, keep.size, step):
                fewer = np.delete(keep, slice(start, start + step))
                found = self._try(self._each(_entries, fewer, vector)) if fewer.size else None
                if found is not None:
                    best, keep = found, fewer
                    break
            else:
                step //= 2
            step = min(step, keep.size // 2)
        return best

    def _rounded(self, entry: Arguments) -> Failure | None:
        """Return the failure at a number with few digits, no further from 0 than it was."""
        number = entry[0]
        if not isinstance(number, float) or not np.isfinite(number):
            return None
        for digits in (0, 1, 9):  # nine: the number as a message shows it
            simple = float(f"{number:.{digits}e}")
            if 0 < abs(simple) <= abs(number) and simple != number:
                found = self._try((simple, *entry[1:]))
                if found is not None:
                    return found
        return None

    def _rows(self, wrong: NDArray[np.bool_] | None) -> list[int]:
        """Return the places of the rows: those with a wrong entry first."""
        count = self._first.size // self._first.shape[-1]
        right = np.zeros(count, dtype=bool)
        if wrong is not None and wrong.shape == self._first.shape:
            right |= ~wrong.reshape(count, -1).any(axis=1)
        return [int(index) for index in np.argsort(right, kind="stable")[:_MOST_ENTRIES]]

    def _each(
        self,
        part: Callable[[Array, Any], object],
        place: object,
        args: Arguments | None = None,
    ) -> Arguments:
        """Return the arguments with a part of each that shrinks."""
        pairs = zip(args or self.args, self._shrinks, strict=True)
        return tuple(part(np.asarray(a), place) if shrinks else a for a, shrinks in pairs)

    def _try(self, args: Arguments) -> Failure | None:
        if not self._left or time.monotonic() > self._end:
            return None
        self._left -= 1
        return self.failure(args)


def _entry(array: Array, place: Any) -> object:
    return array.reshape(-1)[place].item()


def _entries(array: Array, place: Any) -> object:
    return np.atleast_1d(array.reshape(-1)[place])


def _row(array: Array, place: Any) -> object:
    return array.reshape(-1, array.shape[-1])[place]


def _is_numeric(value: object) -> bool:
    kinds = (float, int, np.ndarray, np.number)
    return isinstance(value, kinds) and np.asarray(value).dtype.kind in "fiu"


def _by_size(values: Array, wrong: NDArray[np.bool_] | None) -> list[int]:
    """Return the places of the entries: wrong ones before others, and small ones before large."""
    sizes = np.abs(values.astype(float)).reshape(-1)
    right = np.zeros(sizes.size, dtype=bool)
    if wrong is not None and wrong.shape == values.shape:
        right |= ~wrong.reshape(-1)
    return [int(index) for index in np.lexsort((sizes, right))]
