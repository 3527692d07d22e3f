"""The errors of `helpers`: every message says what to do next.

    HelpersError
    └── DataError          a data set is missing or damaged

A failed check of an answer is no error of this kind: see `helpers.checks.CheckFailed`.
"""

from __future__ import annotations


class HelpersError(Exception):
    """Something the user of a notebook can mend.

    Attributes:
        what: one sentence naming what is wrong and where.
        hint: what to do next.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what if not hint else f"{what}\n  → {hint}")
        self.what = what
        self.hint = hint


class DataError(HelpersError):
    """A data set is missing or damaged."""
