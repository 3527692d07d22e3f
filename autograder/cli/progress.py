"""Progress: what commands show while they work.

In a terminal a bar stands below the lines of what is done. In a pipe the same is said now and then
on standard error, so that no command is silent, and standard output holds results alone.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from autograder.cli import console as screen
from autograder.cli.columns import student_line
from autograder.cli.fitting import counted, name_width
from autograder.cli.pace import Pace, left_words
from autograder.course.optional import NONE, Place
from autograder.outcomes import SubmissionOutcome

if TYPE_CHECKING:
    from rich.progress import Task

NOTE_SECONDS = 30.0
"""How long a command says nothing in a pipe."""


class _Left(ProgressColumn):
    """How long it still takes: what was done before does not count as speed."""

    def __init__(self, bar: Bar) -> None:
        super().__init__()
        self._bar = bar

    def render(self, task: Task) -> Text:  # noqa: ARG002 - there is one task
        return Text(self._bar.left, style="cyan")


class Bar:
    """A progress bar at the bottom of a terminal; sentences now and then in a pipe.

    Args:
        title: what is going on.
        unit: what is counted, as one of them is called.
    """

    def __init__(self, title: str, unit: str) -> None:
        self._title = title
        self._unit = unit
        self._total = 0
        self._pace = Pace(0)
        self._task: TaskID | None = None
        self._noted = 0.0
        self._in_terminal = screen.console.is_interactive
        self._progress = Progress(
            TextColumn(title, style="bold"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            _Left(self),
            console=screen.console,
            transient=True,
            disable=not self._in_terminal,
        )

    @property
    def left(self) -> str:
        """How long it still takes, in words."""
        return left_words(self._pace.left())

    @property
    def done(self) -> float:
        """How much is done, or was done before."""
        return self._pace.done

    def begin(self, total: int, what: str = "") -> None:
        """Show the bar, or say what begins.

        Args:
            total: how many there are.
            what: what is said where there is no bar, by default how many there are.
        """
        self._total = total
        self._pace = Pace(total)
        self._progress.start()
        self._task = self._progress.add_task("", total=total)
        if total:
            self._note(f"{self._title} {what or counted(total, self._unit)} …")

    def advance(self, amount: float = 1.0, *, kept: bool = False) -> None:
        """Let it grow.

        Args:
            amount: by how much.
            kept: it was done before, so it says nothing of the time that is left.
        """
        if kept:
            self._pace.skip(amount)
        else:
            self._pace.work(amount)
        if self._task is not None:
            self._progress.update(self._task, completed=self._pace.done)
        if time.monotonic() - self._noted >= NOTE_SECONDS and self._pace.done < self._total:
            done = f"{self._title}: {self._pace.done:.0f} of {counted(self._total, self._unit)}"
            self._note(", ".join(filter(None, (done, self.left))))

    def end(self) -> None:
        """Take it away."""
        self._progress.stop()

    def _note(self, sentence: str) -> None:
        if not self._in_terminal:
            self._noted = time.monotonic()
            click.echo(sentence, err=True)


@contextlib.contextmanager
def progress_bar(title: str, unit: str) -> Iterator[Bar]:
    """Yield a bar, which is gone in the end."""
    bar = Bar(title, unit)
    try:
        yield bar
    finally:
        bar.end()


class GradingProgress:
    """Prints a line for each student as it is done.

    Args:
        bar: shows how far grading has come.
        students: the names of those who are graded.
        notebooks: how many notebooks each of them hands in.
        optional: the assignment's optional questions.
    """

    def __init__(
        self, bar: Bar, students: Sequence[str], notebooks: int, optional: frozenset[Place]
    ) -> None:
        self._bar = bar
        self._students = students
        self._share = 1 / max(notebooks, 1)
        self._optional = optional
        self._ran: Counter[str] = Counter()

    def notebook(self, student: str) -> None:
        """Hear that a notebook of a student has been run: the first progress there is."""
        if (self._ran[student] + 1) * self._share < 1:  # the student's line brings the rest
            self._ran[student] += 1
            self._bar.advance(self._share)

    def student(self, outcome: SubmissionOutcome, kept: bool) -> None:
        """Print a student's line."""
        width = screen.console.width
        name = name_width(self._students, width)
        line = student_line(outcome, name, width, self._optional, kept=kept)
        screen.say(line, screen.STYLES[outcome.status])
        self._bar.advance(1 - self._ran[outcome.student] * self._share, kept=kept)


@contextlib.contextmanager
def grading_progress(
    students: Sequence[str], notebooks: int = 1, optional: frozenset[Place] = NONE
) -> Iterator[GradingProgress]:
    """Print a line for each student as it is done; yield what to tell of notebooks and outcomes.

    Args:
        students: the names of those who are graded.
        notebooks: how many notebooks each of them hands in.
        optional: the assignment's optional questions.
    """
    with progress_bar("Grading", "student") as bar:
        bar.begin(len(students))
        yield GradingProgress(bar, students, notebooks, optional)
