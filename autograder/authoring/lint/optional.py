"""Rules on optional questions: the tag of the cell and the ★ of the heading say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.authoring.lint.findings import Finding
from autograder.course.cells import OPTIONAL_TAG, is_solution, tags
from autograder.course.optional import STAR
from autograder.course.regions import SOLUTION, split

HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass(frozen=True)
class _Heading:
    """A heading: the index of its cell, its level (1 is the title) and its words."""

    index: int
    level: int
    words: str

    @property
    def starred(self) -> bool:
        return STAR in self.words


def tags_are_known(notebook: NotebookNode) -> Iterator[Finding]:
    """A tag with a slip in it would do nothing, and nobody would see it."""
    for index, cell in enumerate(notebook.cells):
        for tag in tags(cell):
            if tag != OPTIONAL_TAG:
                yield Finding(index, f'nothing reads the tag "{tag}": the one is "{OPTIONAL_TAG}".')
            elif not is_solution(cell):
                yield Finding(
                    index, f'"{OPTIONAL_TAG}" stands on the cell that answers a question: move it.'
                )


def stars_and_tags_agree(notebook: NotebookNode) -> Iterator[Finding]:
    """A student sees the ★ of the heading; grading reads the tag of the answer."""
    above: list[_Heading] = []
    for index, cell in enumerate(notebook.cells):
        for heading in _headings(index, cell):
            above = [one for one in above if one.level < heading.level] + [heading]
        if not is_solution(cell):
            continue
        starred = next((one for one in reversed(above) if one.starred), None)
        optional = OPTIONAL_TAG in tags(cell)
        if optional and not (above and above[-1].starred):
            yield Finding(
                index,
                f"the question is optional, and the heading above has no {STAR}: write it there.",
            )
        if starred and not optional:
            yield Finding(
                index,
                f"it is below “{starred.words}” (cell {starred.index + 1}), where every "
                f'question is optional: write tags=["{OPTIONAL_TAG}"] into its header.',
            )


def _headings(index: int, cell: NotebookNode) -> Iterator[_Heading]:
    """Yield the headings of a cell, those in code and in model answers left out."""
    if cell.cell_type != "markdown":
        return
    fenced = False
    for line in split(cell.source, SOLUTION).outside:
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and (found := HEADING.match(line)):
            yield _Heading(index, len(found[1]), found[2].strip())
