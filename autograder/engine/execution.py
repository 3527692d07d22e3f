"""What comes of one notebook: small, so that who hands notebooks out need not load an engine."""

from __future__ import annotations

from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.needs import Plan
from autograder.outcomes import CellOutcome


@dataclass(frozen=True)
class Execution:
    """What came of one notebook.

    Attributes:
        notebook: a copy with outputs; test cells hold what nbgrader's scoring expects.
        outcomes: one for each graded cell, in order.
        seconds: wall-clock time.
        plan: what has run of it.
    """

    notebook: NotebookNode
    outcomes: tuple[CellOutcome, ...]
    seconds: float
    plan: Plan
