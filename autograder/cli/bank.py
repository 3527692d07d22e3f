"""What `verify` and `release` show of a bank: a line for each question, and where tests are weak.

Apart from `console`: grading, which shows no bank, starts sooner without what this imports.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from autograder.authoring.strength import Strength, strengths, weakest
from autograder.authoring.tally import Watcher
from autograder.authoring.verdicts import Verdict
from autograder.cli import console as screen
from autograder.cli.columns import (
    MUTANTS,
    RIGHT,
    WRONG,
    place_width,
    question_line,
)
from autograder.cli.console import say
from autograder.cli.fitting import counted, short_names
from autograder.cli.progress import Bar, progress_bar

MAX_WEAK = 5


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
        self._questions = 0

    @property
    def count_words(self) -> str:
        """How many questions hold, in words: those that do not are an error before this is said."""
        return (
            f"{counted(self._questions, 'question')} verified"
            if self._questions
            else "not verified"
        )

    def begin(self, questions: Sequence[tuple[str, str]], runs: int) -> None:
        """Hear what is to come."""
        notebooks = list(dict.fromkeys(notebook for notebook, _ in questions))
        self._short = dict(zip(notebooks, short_names(notebooks), strict=True))
        room = place_width(self._words, screen.console.width)
        self._width = min(max((len(self._place(*place)) for place in questions), default=0), room)
        if runs:
            asked = counted(len(questions), "question")
            self._bar.begin(runs, f"{asked}: {counted(runs, 'notebook')} to run")

    def ran(self) -> None:
        """Hear that one of the notebooks has been run."""
        self._bar.advance()

    def question(self, verdicts: Sequence[Verdict]) -> None:
        """Print the question's line."""
        self._questions += 1
        (one,) = strengths(verdicts)
        every = {RIGHT: one.right, WRONG: one.wrong, MUTANTS: one.mutants}
        counts = [(every[word].held, every[word].all, word) for word in self._words]
        place = self._place(one.notebook, one.question)
        line = question_line(place, counts, self._width, good=one.holds, star=one.optional)
        say(line, None if one.holds else "red")

    def _place(self, notebook: str, question: str) -> str:
        return f"{self._short[notebook]} {question}"


@contextlib.contextmanager
def bank_progress(*, mutants: bool = False) -> Iterator[BankWatcher]:
    """Print a line for each question of the bank; yield what to tell `verify`'s progress to.

    Args:
        mutants: whether mutants are tried, too.
    """
    with progress_bar("Verifying", "notebook") as bar:
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
