"""The errors of `helpers`. Every message says what to do next.

    HelpersError
    ├── DataError          a data set is missing or damaged
    └── ShapeError         arrays of these shapes do not go together

A failed check of an answer is not an error of this kind: see `helpers.checks.CheckFailed`.
"""

from __future__ import annotations


class HelpersError(Exception):
    """A problem that the user of a notebook can solve.

    Attributes:
        what: one sentence on what is wrong and where.
        hint: what to do next.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what if not hint else f"{what}\n  → {hint}")
        self.what = what
        self.hint = hint


class DataError(HelpersError):
    """A data set is missing or damaged."""


class ShapeError(HelpersError, ValueError):
    """Arrays of these shapes do not go together."""
