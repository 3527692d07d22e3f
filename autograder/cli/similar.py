"""The command that says which answers to look at side by side."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli import completing
from autograder.cli.as_json import STANDARD_OUTPUT, json_file_option, print_json
from autograder.course.layout import Course

if TYPE_CHECKING:
    from autograder.similarity.answers import Author
    from autograder.similarity.findings import Finding, Findings

NAME, QUESTION, SHARE, LINES, QUESTIONS = 18, 20, 5, 5, 4
"""Columns of the table, two of names among them: 80 with the gaps."""
WIDTH = 80
HEADS = ("look at", "and at", "best question", "share", "lines", "all")


@click.command()
@click.argument("assignment", shell_complete=completing.assignments)
@click.option(
    "--earlier",
    multiple=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="A folder with submissions of an earlier year (repeatable).",
)
@click.option(
    "--at-least",
    type=click.FloatRange(0, 1, min_open=True),
    metavar="SHARE",
    help="The smallest share in common that counts, from 0 to 1 (default: 0.4).",
)
@click.option("--top", type=click.IntRange(1, 200), help="How many pairs are shown (default: 20).")
@json_file_option
@click.pass_context
def similar(
    context: click.Context,
    assignment: str,
    earlier: tuple[Path, ...],
    at_least: float | None,
    top: int | None,
    data: Path | None,
) -> None:
    """Find answers of ASSIGNMENT to look at side by side.

    What two students have in common and the class has not is a reason to read both answers, and
    proves nothing. Nothing is run, and nothing leaves this machine.
    """
    from autograder.files import write_text
    from autograder.similarity.compare import AT_LEAST
    from autograder.similarity.findings import (
        TOP,
        find_similar,
        similarity_data,
        similarity_json,
        write_page,
    )

    if at_least is not None and math.isnan(at_least):  # it is neither above 1 nor below 0
        raise click.BadParameter("nan is not in the range 0<x<=1.", param_hint="--at-least")
    course = Course.find(context.obj)
    found = find_similar(
        course, assignment, earlier=earlier, at_least=at_least or AT_LEAST, top=top or TOP
    )
    path = write_page(course, found)
    if data == STANDARD_OUTPUT:
        print_json(context, similarity_data(found))
        return
    if data is not None:
        write_text(data, similarity_json(found))
    _show(found)
    click.echo(f"{course.relative(path)}: open it in a browser.")


def _show(found: Findings) -> None:
    from autograder.cli.console import say

    for line in _table(found.pairs):
        say(line)
    if found.pairs:
        say("")
    for sentence in _sentences(found):
        for line in textwrap.wrap(sentence, WIDTH):
            say(line)


def _sentences(found: Findings) -> Iterator[str]:
    from autograder.cli.fitting import counted
    from autograder.similarity.findings import WARNING

    years = f", {found.earlier} of earlier years" if found.earlier else ""
    answers = f"{counted(found.answers, 'answer')} long enough to compare"
    pairs = f"{counted(found.found, 'pair')} with at least {100 * found.at_least:g} % in common"
    yield f"{counted(found.students, 'student')}{years}, {answers}: {pairs}."
    if len(found.pairs) < found.found:
        yield f"The first {len(found.pairs)} are shown; --top N shows more."
    if found.unread:
        yield f"Left out, as nobody can read them: {counted(found.unread, 'notebook')}."
    if found.pairs:
        yield WARNING


def _table(pairs: tuple[Finding, ...]) -> Iterator[str]:
    """Yield the lines of the table, 80 columns wide at most."""
    if not pairs:
        return
    yield _line(*HEADS)
    for pair in pairs:
        best = pair.questions[0]
        yield _line(
            _name(pair.first),
            _name(pair.second),
            best.asked.question,
            f"{100 * best.share:.0f} %",
            str(best.lines),
            str(len(pair.questions)),
        )


def _line(*parts: str) -> str:
    from autograder.cli.columns import GAP
    from autograder.cli.fitting import fit, fit_right

    left = [fit(text, width) for text, width in zip(parts, (NAME, NAME, QUESTION), strict=False)]
    right = [
        fit_right(text, width)
        for text, width in zip(parts[3:], (SHARE, LINES, QUESTIONS), strict=True)
    ]
    return GAP.join([*left, *right])


def _name(author: Author) -> str:
    return f"earlier: {author.shown}" if author.earlier else author.shown
