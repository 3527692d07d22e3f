"""What `build` and `release` show: a line for each notebook, counts by state, and what is next."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from autograder.cli import console as screen
from autograder.cli.columns import GAP
from autograder.cli.console import say
from autograder.cli.fitting import counted, fit
from autograder.cli.progress import progress_bar
from autograder.course.layout import Course
from autograder.course.titles import titles

if TYPE_CHECKING:
    from autograder.authoring.build import Change, Made
    from autograder.cli.bank import BankWatcher

STATE = len("unchanged")
LISTED = 20
"""Files that are listed of those that changed."""


@contextlib.contextmanager
def building_progress(
    course: Course, assignments: Sequence[str] | None
) -> Iterator[Callable[[Made], None]]:
    """Print a line for each notebook as it is made; yield what to tell of it.

    Args:
        course: the course.
        assignments: what is built; None for all that have texts.
    """
    chosen = course.written() if assignments is None else list(assignments)
    names = {one: titles(course, one) for one in chosen}
    width = max((len(name) for found in names.values() for name in found), default=0)
    number = sum(map(len, names.values()))
    with progress_bar("Building", "notebook") as bar:
        if number:
            bar.begin(number)

        def tell(made: Made) -> None:
            begin = f"{fit(made.state, STATE)}{GAP}{fit(made.notebook, width)}{GAP}"
            room = max(screen.console.width - len(begin), 8)
            title = names[made.assignment].get(made.notebook, "")
            shown = title if title != made.notebook else ""
            say(f"{begin}{fit(shown, room)}".rstrip())
            bar.advance()
            if bar.done >= number:
                bar.end()  # what comes next has a bar of its own

        yield tell


def show_built(course: Course, assignments: list[str] | None, changes: Sequence[Change]) -> None:
    """Print what a build has changed, and what grading has to run of the notebooks.

    Args:
        course: the course.
        assignments: what was built; None for all that have texts.
        changes: the files that changed.
    """
    from autograder.authoring.build import needed

    for notebook in needed(course, assignments):
        say(str(notebook))
    _show_changes(changes)
    chosen = course.written() if assignments is None else assignments
    say(_count_line(changes), "bold")
    say(f"Next: autograder release {chosen[0] if len(chosen) == 1 else '<assignment>'}")


def show_released(
    course: Course, assignment: str, changes: Sequence[Change], watcher: BankWatcher
) -> None:
    """Print what became of a release, and what comes next.

    Args:
        course: the course.
        assignment: name of the assignment.
        changes: the generated files that changed.
        watcher: knows what the bank came to.
    """
    _show_changes(changes)
    if assignment in course.written():
        say(f"{_count_line(changes)[:-1]}; {watcher.count_words}.", "bold")
        say(f"release/{assignment}/ is ready. For students: autograder bundle {assignment}")
    else:
        say(f"{assignment} is entered. Next: nbgrader generate_assignment {assignment}")
    say(f"Next, when they have handed in: autograder grade {assignment}")


def _show_changes(changes: Sequence[Change]) -> None:
    for change in changes[:LISTED]:
        say(str(change))
    if len(changes) > LISTED:
        say(f"… and {len(changes) - LISTED} more.")


def _count_line(changes: Sequence[Change]) -> str:
    """Return how many files changed, by what became of them."""
    kinds = Counter(change.kind for change in changes)
    parts = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    return f"{counted(len(changes), 'file')} changed{f' ({parts})' if parts else ''}."
