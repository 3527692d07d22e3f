"""Remarks: what was wrong with files or put right, said once where it holds for many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from autograder.cli.fitting import short_names
from autograder.markup.text import plain_text
from autograder.outcomes import NotebookOutcome, SubmissionOutcome

MAX_NAMES = 8
"""Notebooks that one sentence names."""


def remark_lines(outcomes: Iterable[SubmissionOutcome]) -> list[tuple[str, str]]:
    """Return student and sentence for everything that was wrong with files or put right.

    What holds for several notebooks of a student in the same words is one sentence.
    """
    return [
        (outcome.student, plain_text(sentence))
        for outcome in outcomes
        for sentence in (*outcome.remarks, *_joined(outcome.notebooks))
    ]


def _joined(notebooks: Sequence[NotebookOutcome]) -> Iterator[str]:
    """Yield the remarks on notebooks, those that differ in the notebook's name alone as one."""
    found: dict[str, list[tuple[str, str]]] = {}
    for notebook in notebooks:
        for remark in notebook.remarks:
            same = remark.replace(notebook.notebook, "\0")
            found.setdefault(same, []).append((notebook.notebook, remark))
    names = [notebook.notebook for notebook in notebooks]
    shorts = dict(zip(names, short_names(names), strict=True))
    for those in found.values():
        others = [shorts[name] for name, remark in those[1:] if remark != those[0][1]]
        more = f" The same holds for {_listed(others)}." if others else ""
        yield f"{those[0][1]}{more}"


def _listed(names: Sequence[str]) -> str:
    if len(names) > MAX_NAMES:
        names = [*names[: MAX_NAMES - 1], f"{len(names) - MAX_NAMES + 1} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
