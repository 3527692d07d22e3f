"""Mutants that are as right as the solution: which, and why.

A notebook has at most one file of them, `answers/<assignment>/<notebook>/equivalents.toml`, with a
table for each reason:

    [[relu]]
    because = "The slope at 0 is free."
    mutants = ['relu_slope: `z > 0` became `z >= 0`']

A mutant is named as `autograder verify --mutants` names it, without the number of its line: so an
entry holds still when lines above it come or go, and no longer when its own line is written anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from autograder.course.layout import Course
from autograder.errors import BankError

FILE = "equivalents.toml"
FORM = (
    'A reason is a table: `[[<grade_id>]]`, `because = "…"`, '
    "`mutants = ['<function>: `…` became `…`']`."
)


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why some mutants of a question are as right as its solution.

    Attributes:
        because: the reason.
        mutants: what was changed in each of them.
    """

    because: str
    mutants: tuple[str, ...]


def equivalents_path(course: Course, assignment: str, notebook: str) -> Path:
    """Return the path of a notebook's list, whether it is there or not."""
    return course.answers / assignment / notebook / FILE


def read_equivalents(course: Course, assignment: str, notebook: str) -> dict[str, dict[str, str]]:
    """Return the reason for each equivalent mutant of a notebook, by question and change.

    Raises:
        BankError: the list has another form, gives no reason, or names a mutant twice.
    """
    path = equivalents_path(course, assignment, notebook)
    if not path.is_file():
        return {}
    where = course.relative(path)
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=dict[str, tuple[Reason, ...]])
    except (msgspec.MsgspecError, ValueError) as error:  # ValueError: not TOML, not UTF-8
        raise BankError(f"{where} cannot be read: {error}.", FORM) from None
    return {question: _by_change(reasons, where) for question, reasons in found.items()}


def _by_change(reasons: tuple[Reason, ...], where: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for reason in reasons:
        if not reason.because.strip():
            raise BankError(f"{where}: {list(reason.mutants)} stand without a reason.", FORM)
        for change in reason.mutants:
            if change in known:
                raise BankError(f"{where} lists this mutant twice: {change}", "Remove one of them.")
            known[change] = reason.because
    return known


def check_equivalents(
    known: Mapping[str, Mapping[str, str]], made: Mapping[str, frozenset[str]], where: str
) -> None:
    """Check that every mutant on a list exists.

    Args:
        known: the list, as `read_equivalents` returns it.
        made: the changes of all mutants of each question.
        where: the list's path as messages show it.

    Raises:
        BankError: some do not; the message lists them.
    """
    lost = [
        f"  {question}: {change}"
        for question, changes in known.items()
        for change in changes
        if change not in made.get(question, ())
    ]
    if lost:
        raise BankError(
            "\n".join([f"{where} lists mutants that are not made (any more):", *lost]),
            "Copy the mutant's words from `autograder verify --mutants`, or remove the entry.",
        )
