"""Rubrics: written questions as whoever marks them needs them, read from the source.

An author writes the rubric below the model answer, as sentences: `1 point: …. 2 points: …`. Each
of these is a criterion. What else stands there is for people to read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from autograder.course.cells import grade_id, grader_metadata, is_graded, is_solution, is_task
from autograder.course.questions import is_optional
from autograder.course.regions import USUAL, Markers, split, without

_RUBRIC = re.compile(r"^[ \t>*_#-]*Rubric\b[.:]?[*_]*[.:]?[ \t]*", re.MULTILINE)
_BEGIN = r"(?:(?:^|(?<=\n))[ \t]*[-*+] |^|(?<=[.;:!?)”\"*\]]\s))"
_NUMBER = r"(?P<worth>[0-9]+(?:[.,][0-9]+)?|[Hh]alf a|[Oo]ne)"
_CRITERION = re.compile(rf"{_BEGIN}{_NUMBER}\s+points?:\s+")
_WORDS = {"half a": 0.5, "one": 1.0}
ALMOST = 1e-6
"""Points that differ by less are the same."""


@dataclass(frozen=True)
class Criterion:
    """One thing that earns points.

    Attributes:
        points: what it is worth.
        text: what must be there, as Markdown.
    """

    points: float
    text: str


@dataclass(frozen=True)
class Written:
    """A question that a person marks.

    Attributes:
        notebook: name of its notebook.
        name: its grade id.
        worth: its points.
        prompt: the question as asked, as Markdown.
        model: the model answer, as Markdown; "" where there is none.
        criteria: what earns points, in order; none where the source names none.
        notes: what else the rubric says, as Markdown.
        optional: it is a ★ question.
        code: the answer is code.
    """

    notebook: str
    name: str
    worth: float
    prompt: str
    model: str = ""
    criteria: tuple[Criterion, ...] = ()
    notes: str = ""
    optional: bool = False
    code: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether the criteria are worth together what the question is worth."""
        return abs(sum(one.points for one in self.criteria) - self.worth) < ALMOST


def written_questions(notebook: NotebookNode, name: str, markers: Markers = USUAL) -> list[Written]:
    """Return the questions of a source notebook that a person marks, in order.

    They are answers that have points themselves, and nbgrader's tasks.

    Args:
        notebook: the source.
        name: its name.
        markers: what regions of the course stand between.
    """
    found = []
    above = ""
    for cell in notebook.cells:
        if is_task(cell) or (is_solution(cell) and is_graded(cell)):
            found.append(_written(cell, name, above, markers))
        above = cell.source if cell.cell_type == "markdown" else above
    return found


def _written(cell: NotebookNode, notebook: str, above: str, markers: Markers) -> Written:
    """Return a cell's question.

    An answer without a solution region is a model answer as a whole, as for nbgrader, and the
    question is what stands above it.
    """
    solution, marks = split(cell.source, markers.solution), split(cell.source, markers.marks)
    if solution.count or is_task(cell):
        prompt = without(cell.source, markers.solution, markers.marks)
        inside = [*solution.inside, *marks.inside]
    else:
        prompt, inside = above, [*marks.outside, *marks.inside]
    model, criteria, notes = read_rubric("\n".join(inside))
    return Written(
        notebook=notebook,
        name=grade_id(cell),
        worth=float(grader_metadata(cell).get("points") or 0),
        prompt=prompt.strip(),
        model=model,
        criteria=criteria,
        notes=notes,
        optional=is_optional(cell),
        code=cell.cell_type == "code",
    )


def read_rubric(text: str) -> tuple[str, tuple[Criterion, ...], str]:
    r"""Return the model answer, the criteria and the notes of a solution region.

    >>> read_rubric("Because.\n\n**Rubric.** 1 point: a reason. 2 points: a\nproof.")[1]
    (Criterion(points=1.0, text='a reason.'), Criterion(points=2.0, text='a\nproof.'))

    Args:
        text: what stands in the region.
    """
    head = _RUBRIC.search(text)
    model = text[: head.start()] if head else text
    rest = text[head.end() :] if head else ""
    if head is None and _CRITERION.match(text):
        model, rest = "", text
    criteria: list[Criterion] = []
    notes: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n", rest.strip()):
        begin, *starts = _criteria(paragraph)
        criteria += starts
        if begin.text.strip():
            notes.append(begin.text.strip())
    return model.strip(), tuple(criteria), "\n\n".join(notes)


def _criteria(paragraph: str) -> list[Criterion]:
    """Return what stands before the first criterion of a paragraph, worth nothing, and each one."""
    marks = list(_CRITERION.finditer(paragraph))
    starts = [mark.start() for mark in marks] + [len(paragraph)]
    found = [Criterion(0.0, paragraph[: starts[0]])]
    for mark, end in zip(marks, starts[1:], strict=True):
        found.append(Criterion(_number(mark["worth"]), paragraph[mark.end() : end].strip()))
    return found


def _number(words: str) -> float:
    return _WORDS.get(words.lower()) or float(words.replace(",", "."))
