"""What the commands show: a line for everything that is done, a table and the next step at the end.

In a terminal the lines pass above a bar; in a pipe there are the lines alone.
"""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from autograder.cli.columns import (
    NOBODY,
    Late,
    class_table,
    count_line,
    remark_lines,
    student_line,
)
from autograder.cli.fitting import counted, name_width
from autograder.course.optional import NONE, STAR, Place
from autograder.outcomes import Status, SubmissionOutcome, inside_by_test, tampering

if TYPE_CHECKING:
    from autograder.grading.replay import Replay

console = Console(highlight=False)
MAX_REMARKS = 20

_STYLES = {
    Status.GRADED: "green",
    Status.NEEDS_PERSON: "cyan",
    Status.MISSING: "yellow",
    Status.NOT_GRADABLE: "red",
    Status.NOT_DUE: "yellow",
    Status.EXCUSED: "yellow",
}


def say(text: str, style: str | None = None) -> None:
    """Print a line as it is: no markup, no line breaks, no control characters."""
    console.print(text, style=style, markup=False, emoji=False, soft_wrap=True)


class Bar:
    """A progress bar at the bottom of a terminal; nothing where the output is no terminal.

    Args:
        title: what is going on.
    """

    def __init__(self, title: str) -> None:
        self._progress = Progress(
            TextColumn(title, style="bold"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_interactive,
        )
        self._task: TaskID | None = None

    def begin(self, total: int) -> None:
        """Show the bar."""
        self._progress.start()
        self._task = self._progress.add_task("", total=total)

    def advance(self) -> None:
        """Let it grow."""
        if self._task is not None:
            self._progress.advance(self._task)

    def end(self) -> None:
        """Take it away."""
        self._progress.stop()


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Bar]:
    """Yield a bar, which is gone in the end."""
    bar = Bar(title)
    try:
        yield bar
    finally:
        bar.end()


@contextlib.contextmanager
def grading_progress(
    students: Sequence[str],
    optional: frozenset[Place] = NONE,
) -> Iterator[Callable[[SubmissionOutcome, bool], None]]:
    """Print a line for each student as it is done; yield what to tell outcomes to.

    Args:
        students: the names of those who are graded.
        optional: the assignment's optional questions.
    """
    with progress_bar("Grading") as bar:
        bar.begin(len(students))

        def tell(outcome: SubmissionOutcome, kept: bool) -> None:
            width = console.width
            name = name_width(students, width)
            line = student_line(outcome, name, width, optional, kept=kept)
            say(line, _STYLES[outcome.status])
            bar.advance()

        yield tell


def show_class(
    outcomes: Sequence[SubmissionOutcome],
    fresh: int,
    named: Sequence[str] = (),
    optional: frozenset[Place] = NONE,
    late: Mapping[str, Late] = NOBODY,
) -> None:
    """Print the class: a table, what was wrong with files, counts by state, and what comes next.

    Args:
        outcomes: one for each student.
        fresh: how many of them were graded just now.
        named: sentences about what was handed in and is nobody's submission.
        optional: the assignment's optional questions.
        late: what lateness does to each student's points; empty where it is not shown.
    """
    head, *lines = class_table(outcomes, console.width, optional, late)
    say("")
    say(head, "bold")
    for line in lines:
        say(line)
    _show_remarks(remark_lines(outcomes))
    _show_lines(named[:MAX_REMARKS])
    if len(named) > MAX_REMARKS:
        say(f"… and {len(named) - MAX_REMARKS} more files and folders like these.")
    say("")
    say(count_line(outcomes, fresh), "bold")
    if inside := inside_by_test(outcomes):
        none = all(inside.values())
        say(tampering(inside) + (" docs/nbgrader.md says what changes that." if none else ""))
    if any(outcome.status is Status.NEEDS_PERSON for outcome in outcomes):
        say("Written answers wait for points: run jupyter lab, then Nbgrader → Formgrader")
    say(f"Next: autograder feedback {outcomes[0].assignment}")


def _show_remarks(remarks: list[tuple[str, str]]) -> None:
    _show_lines([f"{student}: {remark}" for student, remark in remarks[:MAX_REMARKS]])
    if len(remarks) > MAX_REMARKS:
        say(f"… and {counted(len(remarks) - MAX_REMARKS, 'remark')} more: the report shows all.")


def _show_lines(sentences: Sequence[str]) -> None:
    for sentence in sentences:
        for line in textwrap.wrap(sentence, console.width, subsequent_indent="  "):
            say(line)


def show_replay(result: Replay) -> None:
    """Print what came of a question that was graded once more."""
    for cell in result.again:
        points = "a person decides" if cell.points is None else f"{cell.points:g}"
        star = f"{STAR} " if result.optional else ""
        say(f"{star}{cell.cell}: {points} of {cell.max_points:g}, {cell.status}")
        for line in cell.message.splitlines():
            say(f"    {line}")
    same = "the same as" if result.same else "NOT the same as"
    say(f"Seed {result.seed}: {same} the outcome on record.")
