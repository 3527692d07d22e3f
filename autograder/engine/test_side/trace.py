"""Traces: what an answer replied to a test, so short that two answers can be compared by it.

A test that fails is run once more with `DIAGNOSIS_SEED`. Each function of the answer gets a digest
of everything that it replied, and each value one of its own. The answers of the bank are traced in
the same way, so that equal digests mean equal outputs on the same inputs
(`autograder.authoring.mistakes`).

Two programs for the same formula differ in their last digits. So numbers are put into bins of a
relative width of 1e-5 before they are digested. The bins' bounds are no number that anyone would
return, and two values that agree to twelve digits fall on different sides of one with a
probability of 1e-7.

An exception counts with its type and what it says, but for the numbers in it: they depend on the
inputs.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

WIDTH = 1e-5
SMALLEST = 3.7e-10
"""What is smaller counts as 0."""

OBJECT = "an object"
"""What a name is bound to that is no plain value: a function, a class, a module."""

MAX_FUNCTIONS = 50
_SHIFT = 0.31830988618379067
_DEPTH = 8
_MAX_SENTENCES = 20
_NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")
"""What messages of exceptions say of places, sizes and addresses."""


class Trace:
    """What the functions of an answer have replied so far."""

    def __init__(self) -> None:
        self._digests: dict[str, hashlib._Hash] = {}

    def note(self, function: str, reply: object) -> None:
        """Take in what a function replied, or the exception that it raised."""
        if function not in self._digests and len(self._digests) >= MAX_FUNCTIONS:
            return
        digest = self._digests.setdefault(function, hashlib.sha256())
        _add(digest, reply, _DEPTH)

    def summary(self) -> dict[str, str]:
        """Return the digest of each function's replies."""
        return {name: digest.hexdigest()[:16] for name, digest in self._digests.items()}


def _add(digest: hashlib._Hash, value: object, depth: int) -> None:
    """Add a value to a digest, with what tells it from a value that looks alike."""
    if isinstance(value, dict | list | tuple) and not depth:
        digest.update(b"deep")
    elif isinstance(value, dict):
        digest.update(b"{")
        for key, item in value.items():
            digest.update(repr(key)[:200].encode(errors="replace"))
            _add(digest, item, depth - 1)
    elif isinstance(value, list | tuple):
        digest.update(b"[%d" % len(value))
        for item in value:
            _add(digest, item, depth - 1)
    elif isinstance(value, str | bytes | None):
        digest.update(repr(value)[:1000].encode(errors="replace"))
    elif isinstance(value, BaseException):
        said = _NUMBERS.sub("#", str(value))[:1000]
        digest.update(f"raised {type(value).__name__}: {said}".encode(errors="replace"))
    else:
        _add_numbers(digest, value)


def _add_numbers(digest: hashlib._Hash, value: object) -> None:
    detach = getattr(value, "detach", None)  # a tensor
    array = np.asarray(detach() if callable(detach) else value)
    if array.dtype.kind not in "biufc":
        digest.update(type(value).__name__.encode())
        return
    digest.update(f"{array.dtype.kind}{array.shape}".encode())
    if array.dtype.kind == "c":
        digest.update(_bins(array.real))
        digest.update(_bins(array.imag))
    else:
        digest.update(_bins(array))


def _bins(array: NDArray[np.generic]) -> bytes:
    """Return the bins that numbers fall into."""
    numbers = np.asarray(array, dtype=np.float64)
    sizes = np.abs(numbers)
    with np.errstate(all="ignore"):
        bins = np.floor(np.log(sizes) / WIDTH + _SHIFT) + 1e8
    bins = np.where(sizes > SMALLEST, np.copysign(bins, numbers), 0.0)
    beyond = np.where(np.isnan(numbers), 4e15, np.copysign(5e15, numbers))
    bins = np.where(np.isfinite(numbers), bins, beyond) + 0.0  # no -0.0
    return bytes(np.ascontiguousarray(bins).tobytes())


def said_by(message: str) -> list[str]:
    """Return the sentences of a failed test: its lines at the margin, without inputs and values."""
    return [line for line in message.splitlines() if line[:1] not in ("", " ")][:_MAX_SENTENCES]


def columns_of(points: Iterable[tuple[float, float, float]]) -> dict[str, list[float | None]]:
    """Return the points of a curve in columns; JSON has no NaN and no infinity: None."""
    rows = [[value if math.isfinite(value) else None for value in point] for point in points]
    columns = zip(("x", "got", "expected"), zip(*rows, strict=True), strict=False)
    return {name: list(column) for name, column in columns}
