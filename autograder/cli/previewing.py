"""What `autograder grade --preview` shows: which tests move points, and who moves."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.cells import cell_len

from autograder.cli.columns import GAP
from autograder.cli.fitting import counted, fit, fit_right, name_width
from autograder.markup.text import plain_text

if TYPE_CHECKING:
    from autograder.course.layout import Course
    from autograder.grading.beginning import Machines
    from autograder.grading.preview import Change, Move, Preview

NUMBER = 7
"""Columns of a number of points."""


def find_preview(
    course: Course, assignment: str, students: list[str], machines: Machines
) -> Preview:
    """Grade for comparison alone, and show how far it has come.

    Args:
        course: the course.
        assignment: name of the assignment.
        students: whom to look at.
        machines: where notebooks run.
    """
    from autograder.cli.progress import progress_bar
    from autograder.grading.preview import preview

    with progress_bar("Comparing", "student") as bar:
        bar.begin(len(students))
        return preview(
            course,
            assignment,
            students=students,
            machines=machines,
            on_student=lambda _, kept: bar.advance(kept=kept),
        )


def show_preview(found: Preview, assignment: str) -> None:
    """Print what grading would change."""
    from autograder.cli.console import console, say

    for line in preview_lines(found, assignment, console.width):
        say(line)


def preview_data(preview: Preview) -> dict[str, object]:
    """Return a preview for programs."""
    return asdict(preview)


def preview_lines(preview: Preview, assignment: str, width: int) -> list[str]:
    """Return the lines that show a preview.

    Args:
        preview: what grading would do.
        assignment: name of the assignment.
        width: columns of the terminal.
    """
    lines = []
    if preview.moves:
        lines += [*_cells(preview.moves, width), "", *_students(preview.moves, width), ""]
    lines += textwrap.wrap(_count(preview), width)
    lines.append("Nothing was written.")
    if preview.moves or preview.new:
        lines.append(f"To grade: autograder grade {assignment}")
    return lines


def _cells(moves: tuple[Move, ...], width: int) -> list[str]:
    """Return a line for each cell that moves somebody: how many lose, gain, and one reason."""
    found: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for move in moves:
        for change in move.changes:
            found[change.notebook, change.cell].append(change)
    lines = []
    for (notebook, cell), changes in sorted(found.items(), key=lambda one: -len(one[1])):
        gains = [(change.after or 0.0) - (change.before or 0.0) for change in changes]
        parts = [f"{sum(gain < 0 for gain in gains)} lose"] if min(gains) < 0 else []
        parts += [f"{sum(gain > 0 for gain in gains)} gain"] if max(gains) > 0 else []
        parts += [worth] if (worth := _worth(changes[0])) else []
        told = f": {', '.join(parts)}"
        place = fit(plain_text(f"{notebook}/{cell}"), width - len(told)).rstrip()
        lines.append(f"{place}{told}")
        reason = next((line for change in changes if (line := _first_line(change))), "")
        lines += [f"  {fit(reason, width - 2).rstrip()}"] if reason else []
    return lines


def _worth(change: Change) -> str:
    """Return what has become of a cell's worth; "" where it is what it was."""
    if change.worth_after is None:
        return "the question is gone"
    if change.worth_before is None:
        return f"new, worth {change.worth_after:g}"
    if change.worth_before != change.worth_after:
        return f"worth {change.worth_after:g} instead of {change.worth_before:g}"
    return ""


def _first_line(change: Change) -> str:
    return plain_text(change.why.split("\n", 1)[0])


def _students(moves: tuple[Move, ...], width: int) -> list[str]:
    names = [plain_text(move.student) for move in moves]
    name = max(name_width(names, width), len("student"))
    numbers = [fit_right(head, NUMBER) for head in ("before", "after", "change")]
    lines = [GAP.join([fit("student", name), *numbers, "because of"])]
    for shown, move in zip(names, moves, strict=True):
        change = move.after - move.before
        told = [f"{move.before:g}", f"{move.after:g}", f"{change:+g}".replace("-", "−")]
        begin = GAP.join([fit(shown, name), *(fit_right(text, NUMBER) for text in told)])
        cells = ", ".join(dict.fromkeys(plain_text(change.cell) for change in move.changes))
        lines.append(
            f"{begin}{GAP}{fit(cells, max(width - cell_len(begin) - len(GAP), 8))}".rstrip()
        )
    return lines


def _count(preview: Preview) -> str:
    total = len(preview.moves) + preview.same
    parts = [f"{len(preview.moves)} of {counted(total, 'student')} would get other points"]
    if preview.moves:
        changes = [move.after - move.before for move in preview.moves]
        mean = f"{sum(changes) / total:+.2f}".replace("-", "−")
        parts.append(f"the mean would change by {mean}")
    if preview.new:
        parts.append(f"{len(preview.new)} not graded yet")
    return "; ".join(parts) + "."
