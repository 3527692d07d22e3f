"""A class whose written answers wait, with a rubric beside the question."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.course.cells import grade_id
from autograder.course.layout import Course
from tests.support.graded import ASSIGNMENT, NOTEBOOK, WORTH, Work, make_class

QUESTION = "why"
PROMPT = "## Why do products vanish? · 4 points\n\nSay it with $\\sigma'$."
RUBRIC = """\
**Rubric.** 1 point: the product is named. 2 points: each slope is at most $\\frac{1}{4}$. 1
point: an example with numbers."""
NOTES = '*Typical wrong answers.* "It is small": no point.'
MODEL = "Products of numbers below 1 shrink."


def mark_class(
    root: Path, works: dict[str, Work] | None = None, roster: dict[str, str] | None = None
) -> Course:
    """Write a class to `root`, of which everybody's answer waits unless `works` says otherwise."""
    blank: dict[str, float | None] = {**WORTH, "why": 0.0}
    usual = {"ada": Work(written=f"{PROMPT}\n\nBecause **of** $\\sigma'$."), "ben": Work()}
    usual |= {"cleo": Work(written="It is small."), "dan": Work(points=blank)}
    course = make_class(root, usual if works is None else works, roster)
    set_rubric(course, RUBRIC)
    return course


def set_rubric(course: Course, rubric: str) -> None:
    """Write another rubric into the source."""
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    source = nbformat.read(path, as_version=4)
    for cell in source.cells:
        if grade_id(cell) == QUESTION:
            region = (
                f"<!-- BEGIN SOLUTION -->\n{MODEL}\n\n{rubric}\n\n{NOTES}\n<!-- END SOLUTION -->"
            )
            cell.source = f"{PROMPT}\n\n{region}"
    nbformat.write(source, path)
