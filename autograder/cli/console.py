"""What the commands show: a line for everything that is done, a table and the next step at the end.

In a terminal the lines pass above a bar; in a pipe there are the lines alone.
"""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Callable, Iterator, Sequence

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

from autograder.authoring.strength import Strength, strengths, weakest
from autograder.authoring.tally import Watcher
from autograder.authoring.verdicts import Verdict
from autograder.cli.columns import (
    MUTANTS,
    RIGHT,
    WRONG,
    class_table,
    count_line,
    counted,
    name_width,
    place_width,
    question_line,
    remark_lines,
    short_names,
    student_line,
)
from autograder.outcomes import Status, SubmissionOutcome

console = Console(highlight=False)
MAX_REMARKS = 20
MAX_WEAK = 5

_STYLES = {
    Status.GRADED: "green",
    Status.NEEDS_PERSON: "cyan",
    Status.MISSING: "yellow",
    Status.NOT_GRADABLE: "red",
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
def _bar(title: str) -> Iterator[Bar]:
    bar = Bar(title)
    try:
        yield bar
    finally:
        bar.end()


@contextlib.contextmanager
def grading_progress(
    students: Sequence[str],
) -> Iterator[Callable[[SubmissionOutcome, bool], None]]:
    """Print a line for each student as it is done; yield what to tell outcomes to.

    Args:
        students: the names of those who are graded.
    """
    with _bar("Grading") as bar:
        bar.begin(len(students))

        def tell(outcome: SubmissionOutcome, kept: bool) -> None:
            width = console.width
            line = student_line(outcome, name_width(students, width), width, kept=kept)
            say(line, _STYLES[outcome.status])
            bar.advance()

        yield tell


def show_class(
    outcomes: Sequence[SubmissionOutcome], fresh: int, named: Sequence[str] = ()
) -> None:
    """Print the class: a table, what was wrong with files, counts by state, and what comes next.

    Args:
        outcomes: one for each student.
        fresh: how many of them were graded just now.
        named: sentences about what was handed in and is nobody's submission.
    """
    head, *lines = class_table(outcomes, console.width)
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


class BankWatcher(Watcher):
    """Prints a line for each question of the bank as it is done.

    Args:
        bar: shows how many notebooks have been run.
        words: those of the counts on each line.
    """

    def __init__(self, bar: Bar, words: Sequence[str]) -> None:
        self._bar = bar
        self._words = words
        self._short: dict[str, str] = {}
        self._width = 0

    def begin(self, questions: Sequence[tuple[str, str]], runs: int) -> None:
        """Hear what is to come."""
        notebooks = list(dict.fromkeys(notebook for notebook, _ in questions))
        self._short = dict(zip(notebooks, short_names(notebooks), strict=True))
        room = place_width(self._words, console.width)
        self._width = min(max((len(self._place(*place)) for place in questions), default=0), room)
        if runs:
            self._bar.begin(runs)

    def ran(self) -> None:
        """Hear that one of the notebooks has been run."""
        self._bar.advance()

    def question(self, verdicts: Sequence[Verdict]) -> None:
        """Print the question's line."""
        (one,) = strengths(verdicts)
        every = {RIGHT: one.right, WRONG: one.wrong, MUTANTS: one.mutants}
        counts = [(every[word].held, every[word].all, word) for word in self._words]
        place = self._place(one.notebook, one.question)
        line = question_line(place, counts, self._width, good=one.holds)
        say(line, None if one.holds else "red")

    def _place(self, notebook: str, question: str) -> str:
        return f"{self._short[notebook]} {question}"


@contextlib.contextmanager
def bank_progress(*, mutants: bool = False) -> Iterator[BankWatcher]:
    """Print a line for each question of the bank; yield what to tell `verify`'s progress to.

    Args:
        mutants: whether mutants are tried, too.
    """
    with _bar("Verifying") as bar:
        yield BankWatcher(bar, (RIGHT, WRONG, MUTANTS) if mutants else (RIGHT, WRONG))


def show_bank(found: Sequence[Strength]) -> None:
    """Print how many answers got what is due, and where the tests are weak.

    Args:
        found: the strength of each question.
    """
    held = sum(one.right.held + one.wrong.held for one in found)
    number = sum(one.right.all + one.wrong.all for one in found)
    questions = counted(len(found), "question")
    say(f"{questions}: {held} of {counted(number, 'answer')} got what is due.", "bold")
    mutants = sum(one.mutants.all for one in found)
    if mutants:
        caught = sum(one.mutants.held for one in found)
        equal = sum(len(one.equivalents) for one in found)
        late = sum(len(one.late) for one in found)
        say(
            f"{counted(mutants, 'mutant')}: {caught} caught ({late} by the clock), "
            f"{mutants - caught} missed; {equal} more are as right as the solution.",
            "bold",
        )
    for one in found:
        for test in one.idle:
            say(f"No wrong answer needs {test} of {one.notebook}.", "yellow")
        for title in one.flaky:
            say(f"Other points with another seed: {one.notebook}: {one.question}: {title}", "red")
    weak = [one for one in weakest(found) if one.hanging or one.missed][:MAX_WEAK]
    if len(found) > 1 and weak:
        say("Weakest questions (share of what is caught that one test alone catches):")
        for one in weak:
            missed = f", {one.missed} missed" if one.missed else ""
            say(f"  {one.notebook} {one.question}: {100 * one.hanging:.0f} %{missed}")
