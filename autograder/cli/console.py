"""What the commands show when they are done: a table, what needs somebody, and the next step."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from autograder.cli.columns import GAP, NOBODY, Late, class_table, count_line
from autograder.cli.fitting import counted, fit, short_names
from autograder.cli.remarks import remark_lines
from autograder.course.optional import NONE, STAR, Place
from autograder.course.titles import NO_TITLES
from autograder.outcomes import (
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    inside_by_test,
    tampering,
)

if TYPE_CHECKING:
    from autograder.grading.replay import Replay

console = Console(highlight=False)
MAX_REMARKS = 20

STYLES = {
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


def show_class(
    outcomes: Sequence[SubmissionOutcome],
    fresh: int,
    named: Sequence[str] = (),
    optional: frozenset[Place] = NONE,
    late: Mapping[str, Late] = NOBODY,
    titles: Mapping[str, str] = NO_TITLES,
) -> None:
    """Print the class: a table, what was wrong with files, counts by state, and what comes next.

    Args:
        outcomes: one for each student.
        fresh: how many of them were graded just now.
        named: sentences about what was handed in and is nobody's submission.
        optional: the assignment's optional questions.
        late: what lateness does to each student's points; empty where it is not shown.
        titles: what people call the notebooks.
    """
    head, *lines = class_table(outcomes, console.width, optional, late)
    say("")
    say(head, "bold")
    for line in (*lines, *_title_lines(outcomes[0].notebooks, titles)):
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
        say(f"Written answers wait for points: autograder mark {outcomes[0].assignment}")
    if any(outcome.status is Status.NOT_GRADABLE for outcome in outcomes):
        say("Not gradable is no score until you have looked: the sentences above say why.")
    say(f"Next: autograder feedback {outcomes[0].assignment}")


def _title_lines(notebooks: Sequence[NotebookOutcome], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield what the columns' short names stand for: title, and file for whoever looks for it."""
    names = [notebook.notebook for notebook in notebooks]
    known = list(zip(short_names(names), names, strict=True))
    width = max((len(short) for short, _ in known), default=0)
    for short, name in known:
        if (title := titles.get(name, name)) != name:
            file = f" ({name}.ipynb)"
            room = console.width - width - len(GAP) - len(file)
            yield f"{fit(short, width)}{GAP}{fit(title, room).rstrip()}{file}"


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
