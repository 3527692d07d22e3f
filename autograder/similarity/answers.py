"""Answers: what each student wrote for each question, by the text of their cells alone.

Cells are found as grading finds them (`autograder.grading.matching`), and nothing is run. Functions
and classes that a student defines in cells of their own belong to the next answer of code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from autograder.course.cells import Cell, grade_id, is_solution
from autograder.course.config import load_limits
from autograder.course.layout import Course
from autograder.grading.found import find
from autograder.grading.intake import Handed, parse
from autograder.grading.listing import shown
from autograder.grading.masters import MasterNotebook, read_masters
from autograder.grading.matching import CourseCells, match
from autograder.grading.places import find_places
from autograder.grading.submissions import choose
from autograder.similarity.fingerprints import all_runs
from autograder.similarity.tokens import Kind

_DEFINES = re.compile(r"^(?:async[ \t]+def|def|class)\b", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Author:
    """Who wrote an answer.

    Attributes:
        earlier: where the answer of an earlier year was found; "" for this year's class.
        name: the name of the student's folder.
    """

    earlier: str
    name: str

    @property
    def shown(self) -> str:
        """The name as pages and tables show it, whatever signs are in it."""
        return shown(self.name)

    @property
    def shown_earlier(self) -> str:
        """Where the answer was found, in the same way."""
        return shown(self.earlier)


@dataclass(frozen=True, order=True)
class Asked:
    """A question whose answers are compared.

    Attributes:
        notebook: the name of its notebook.
        question: the grade id of its answer.
        kind: what its answers are.
    """

    notebook: str
    question: str
    kind: Kind


Answers = Mapping[Asked, Mapping[Author, str]]
"""The text of each answer, by question and author."""


@dataclass(frozen=True)
class Asking:
    """The course's side of one notebook.

    Attributes:
        name: its name.
        master: the version with stubs for answers.
    """

    name: str
    master: MasterNotebook

    @cached_property
    def cells(self) -> CourseCells:
        """What cells are compared with to find out which they are."""
        return CourseCells(self.master.notebook, self.master.names, self.master.markers)

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """The questions, by grade id."""
        return {
            grade_id(cell): Asked(self.name, grade_id(cell), _kind(cell))
            for cell in self.master.notebook.cells
            if is_solution(cell) and cell.cell_type in ("code", "markdown")
        }

    @cached_property
    def given(self) -> dict[Kind, frozenset[int]]:
        """The runs of all that stands in the notebook before anybody has answered."""
        cells = self.master.notebook.cells
        texts: dict[Kind, list[str]] = {"code": [], "written": []}
        for cell in cells:
            texts[_kind(cell)].append(cell.source)
        return {kind: all_runs(found, kind) for kind, found in texts.items()}

    def answers(self, handed: Handed) -> dict[Asked, str] | None:
        """Return what a notebook answers, None for one that cannot be read.

        Of cells with the same id the last one counts, as in grading.
        """
        if handed.cells is None:
            return None
        found: dict[Asked, str] = {}
        own: list[str] = []
        last: Asked | None = None
        for cell in match(handed.cells.cells, self.cells).cells:
            asked = self.asked.get(grade_id(cell))
            if asked is not None:
                code = asked.kind == "code"
                found[asked] = "\n".join([*own, cell.source]) if code else cell.source
                own, last = ([], asked) if code else (own, last)
            elif self._is_own(cell):
                own.append(cell.source)
        if own and last is not None:
            found[last] = "\n".join([found[last], *own])
        return found

    def _is_own(self, cell: Cell) -> bool:
        """Tell whether a cell of the student's own defines something."""
        if cell.cell_type != "code" or grade_id(cell) or not _DEFINES.search(cell.source):
            return False
        return not self.cells.is_lecture(cell)


def _kind(cell: Cell) -> Kind:
    return "code" if cell.cell_type == "code" else "written"


@dataclass
class Collected:
    """What was handed in, this year and earlier.

    Attributes:
        asking: the course's side of each notebook, by name.
        answers: the texts.
        authors: who handed something in that can be read.
        unread: how many notebooks cannot be read.
    """

    asking: Mapping[str, Asking]
    answers: dict[Asked, dict[Author, str]] = field(default_factory=dict)
    authors: set[Author] = field(default_factory=set)
    unread: int = 0

    def take(self, author: Author, answers: Mapping[Asked, str] | None) -> None:
        """Take in what a notebook answers; None for one that cannot be read."""
        if answers is None:
            self.unread += 1
            return
        self.authors.add(author)
        for asked, text in answers.items():
            self.answers.setdefault(asked, {})[author] = text

    def given(self, asked: Asked) -> frozenset[int]:
        """Return the runs of what the course has given with a question."""
        return self.asking[asked.notebook].given[asked.kind]


def read_class(course: Course, assignment: str) -> Collected:
    """Read what this year's class has handed in.

    Raises:
        NotFoundError: there is no such assignment, or nobody has handed in.
        CourseError, BuildError: it has not been built, or a notebook cannot be used.
    """
    masters = {n: m for n, m in read_masters(course, assignment).items() if m.asks}
    places = find_places(course, assignment)
    chosen = choose(course, assignment, places, None)
    result = Collected({name: Asking(name, master) for name, master in masters.items()})
    reading = [name for name in course.notebooks(assignment) if name not in masters]
    limit = load_limits(course).file_bytes
    for place in chosen:
        if place.problem:
            result.unread += 1
            continue
        found = find(place.folder, masters, reading, limit, place.around, place.leave_out)
        for file in found.files:
            if file.raw is not None or file.refusal:
                answers = result.asking[file.notebook].answers(parse(file))
                result.take(Author("", place.student), answers)
    return result
