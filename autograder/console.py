"""What the commands show in a terminal: progress while they work, tables when they are done."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograder.outcomes import CellStatus, Status, SubmissionOutcome
from autograder.verify import Verdict

console = Console(highlight=False)

_STYLES = {
    Status.GRADED: "green",
    Status.NEEDS_PERSON: "cyan",
    Status.MISSING: "yellow",
    Status.NOT_GRADABLE: "red",
}


@contextlib.contextmanager
def grading_progress(total: int) -> Iterator[Callable[[SubmissionOutcome, bool], None]]:
    """Show a bar with the last student's name and state; yield what to tell outcomes to."""
    columns = (
        TextColumn("[bold]Grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("grading", total=total, last="")

        def tell(outcome: SubmissionOutcome, kept: bool) -> None:
            state = "unchanged" if kept else str(outcome.status)
            progress.update(task, advance=1, last=f"{escape(outcome.student)}: {state}")

        yield tell


def show_class(outcomes: Sequence[SubmissionOutcome]) -> None:
    """Print a table of the class: a row for each student, and what was wrong with files."""
    table = Table(title=f"{outcomes[0].assignment}: {len(outcomes)} submissions")
    table.add_column("student")
    table.add_column("state")
    for notebook in outcomes[0].notebooks:
        table.add_column(notebook.notebook, justify="right")
    table.add_column("points", justify="right")
    table.add_column("seconds", justify="right")
    for outcome in outcomes:
        table.add_row(*_row(outcome))
    console.print(table)
    for outcome in outcomes:
        for notebook in outcome.notebooks:
            for remark in notebook.remarks:
                console.print(
                    f"[bold]{escape(outcome.student)}[/]: {escape(remark)}", soft_wrap=True
                )


def _row(outcome: SubmissionOutcome) -> list[str]:
    parts = []
    for notebook in outcome.notebooks:
        if notebook.status is Status.NOT_GRADABLE:
            parts.append("—")
        else:
            waiting = sum(
                cell.max_points for cell in notebook.cells if cell.status is CellStatus.PENDING
            )
            parts.append(f"{notebook.points:g}" + (f" (+{waiting:g}?)" if waiting else ""))
    style = _STYLES[outcome.status]
    return [
        escape(outcome.student),
        f"[{style}]{outcome.status}[/]",
        *parts,
        f"{outcome.points:g} / {outcome.max_points:g}",
        f"{outcome.seconds:.1f}",
    ]


def show_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Print a table of the bank: answers for each question, and how many got what is due."""
    table = Table(title="The bank of answers")
    for column in ("notebook", "question", "right", "wrong", "as due"):
        table.add_column(column, justify="left" if column in ("notebook", "question") else "right")
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault((verdict.notebook, verdict.question.grade_id), []).append(verdict)
    for (notebook, question), group in groups.items():
        answers = {id(v.answer): v.answer for v in group if v.answer is not None}.values()
        right = sum(answer.right for answer in answers)
        holding = sum(verdict.holds for verdict in group)
        table.add_row(
            notebook, question, str(right), str(len(answers) - right), f"{holding} / {len(group)}"
        )
    console.print(table)
