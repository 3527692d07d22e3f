"""What the visible checks of this session have found, question by question.

A check's cell says in its first line which question it belongs to. The build writes that line, so
that it is the same in every front end, and a cell without it is of no question.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum

from helpers.checks.blame import running_cell

_CHECK_OF = re.compile(r"# Check of ([A-Za-z0-9_-]+) \(")


class State(StrEnum):
    """How a question stands; the value is the sign for it."""

    DONE = "✓"
    PARTLY = "◐"
    FAILED = "✗"
    AT_RISK = "⚠"
    OPEN = "○"
    NOT_RUN = "·"
    WRITTEN = "✎"


COLOURS = {
    State.DONE: "#1a7f37",
    State.PARTLY: "#9a6700",
    State.FAILED: "#cf222e",
    State.AT_RISK: "#9a6700",
    State.OPEN: "#57606a",
    State.NOT_RUN: "#57606a",
    State.WRITTEN: "#57606a",
}
"""State → the colour of its sign, which can be read on a light ground."""


@dataclass
class CheckedCell:
    """A check's cell while it runs.

    Attributes:
        question: its question's grade id, "" where the cell does not say.
        risk: the functions that pass, and will lose points when graded.
    """

    question: str = ""
    risk: str = ""


@dataclass(frozen=True)
class Found:
    """What the last run of a check has found.

    Attributes:
        state: how the question stands.
        earned: the points of the parts that passed.
        worth: the points that there are to see.
    """

    state: State
    earned: float
    worth: float


_current = CheckedCell()
_found: dict[str, Found] = {}


def question_in(source: str) -> str:
    """Return the question that a check's cell names in its first line, "" where it names none."""
    named = _CHECK_OF.match(source)
    return named[1] if named else ""


def cell_begins() -> CheckedCell:
    """Take in that a check begins to run; until it ends, its question counts as failed."""
    global _current
    _current = CheckedCell(question_in(running_cell()))
    cell_ends(_current, State.FAILED, 0, 0)
    return _current


def at_risk(name: str) -> None:
    """Take in that a function passes here, and will lose points when it is graded."""
    if name not in _current.risk.split(", "):
        _current.risk = f"{_current.risk}, {name}" if _current.risk else name


def cell_ends(cell: CheckedCell, state: State, earned: float, worth: float) -> None:
    """Take in what a check has found."""
    if cell.question:
        _found[cell.question] = Found(state, earned, worth)


def record() -> str:
    """Return what all checks have found last, as JSON: question → [sign, earned, worth]."""
    return json.dumps(
        {name: [last.state, last.earned, last.worth] for name, last in _found.items()}
    )


def found_in(text: str) -> dict[str, Found]:
    """Return what `record` has written, question by question."""
    return {
        name: Found(State(state), float(earned), float(worth))
        for name, (state, earned, worth) in json.loads(text).items()
    }


def found(question: str) -> Found | None:
    """Return what a question's check has found last, None where it has not run."""
    return _found.get(question)
