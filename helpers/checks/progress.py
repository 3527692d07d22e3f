"""A summary at the end of a notebook: what is done, what is open, what fails."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from helpers.checks.session import COLOURS, State, found

Worth = float | tuple[float, float]
"""Points of a question: a number for a written one, else those of visible and hidden checks."""


@dataclass(frozen=True)
class Row:
    """One question of a summary.

    Attributes:
        question: its grade id.
        state: how it stands.
        earned: points of its visible checks that are earned.
        worth: points of its visible checks, or those of a written answer.
        hidden: points of its hidden checks.
        optional: whether it is a ★ question.
    """

    question: str
    state: State
    earned: float
    worth: float
    hidden: float
    optional: bool = False

    @property
    def told(self) -> str:
        """How it stands, in words."""
        points = f"{self.earned:g} of {self.worth:g}"
        return {
            State.DONE: points,
            State.PARTLY: points,
            State.FAILED: points,
            State.AT_RISK: f"{points}, but it will lose points when graded",
            State.OPEN: f"{points}: no answer yet",
            State.NOT_RUN: f"{points}: its check has not run",
            State.WRITTEN: f"{self.worth:g} points, graded by a person",
        }[self.state]


class Progress:
    """How the questions of a notebook stand; notebooks show it as a table.

    Args:
        rows: the questions, in the notebook's order.
    """

    def __init__(self, rows: Collection[Row]) -> None:
        self.rows = tuple(rows)

    @property
    def complete(self) -> bool:
        """Whether all that can be checked here is done, ★ questions left aside."""
        wanted = (row for row in self.rows if not row.optional)
        return all(row.state in (State.DONE, State.WRITTEN) for row in wanted)

    def __repr__(self) -> str:
        """Return the summary as lines of text."""
        width = max((len(_title(row)) for row in self.rows), default=0)
        lines = [f"{row.state} {_title(row):<{width}}  {row.told}" for row in self.rows]
        return "\n".join([*lines, *self._sums()])

    def _repr_html_(self) -> str:
        """Return the summary as a table, for notebooks."""
        rows = "".join(
            f'<tr><td style="color: {COLOURS[row.state]}"><b>{row.state}</b></td>'
            f'<td style="text-align: left">{html.escape(_title(row))}</td>'
            f'<td style="text-align: left">{row.told}</td></tr>'
            for row in self.rows
        )
        return f"<table>{rows}</table>" + "".join(f"<p>{line}</p>" for line in self._sums())

    def _sums(self) -> Iterator[str]:
        for optional in (False, True):
            rows = [row for row in self.rows if row.optional is optional]
            if not rows:
                continue
            checked = [row for row in rows if row.state is not State.WRITTEN]
            earned, worth = (sum(row.earned for row in checked), sum(row.worth for row in checked))
            later = sum(row.hidden for row in checked)
            written = sum(row.worth for row in rows if row.state is State.WRITTEN)
            more = [f"{earned:g} of {worth:g} points in the checks that you see"]
            more += [f"hidden checks hold {later:g} more"] if later else []
            more += [f"written answers {written:g}"] if written else []
            yield f"{'★ questions: ' if optional else ''}{', '.join(more)}."


def _title(row: Row) -> str:
    return f"★ {row.question}" if row.optional else row.question


def progress(questions: Mapping[str, Worth], *, optional: Collection[str] = ()) -> Progress:
    """Return how the questions of a notebook stand, as the checks of this session found them.

    The build writes the call at the end of each notebook that has questions.

    Args:
        questions: grade id → its points.
        optional: those that are ★ questions.

    Returns:
        The summary, which notebooks show as a table.
    """
    return Progress([_row(name, worth, name in optional) for name, worth in questions.items()])


def _row(question: str, worth: Worth, optional: bool) -> Row:
    if not isinstance(worth, tuple):
        return Row(question, State.WRITTEN, 0, worth, 0, optional)
    visible, hidden = worth
    last = found(question)
    state, earned = (last.state, last.earned) if last else (State.NOT_RUN, 0)
    return Row(question, state, earned, visible, hidden, optional)
