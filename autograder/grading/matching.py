"""Matching: which of the course's cells a submitted cell is, where its grade id does not tell.

Metadata get lost on the way, cells are typed anew, joined, or answered somewhere else. A cell of
the course is then found by what stands in it: a locked text, a stub, the names that an answer
defines. Everything is read line by line, so the time is linear in what was handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_locked, is_solution, is_test
from autograder.course.regions import USUAL, Markers, without
from autograder.grading.likeness import (
    are_alike,
    defined_in,
    is_python,
    lines_of_code,
    packed,
    words_of,
)

Names = Mapping[str, Sequence[str]]
"""What the answer to each question defines."""
_MIN_TEXT = 12
"""Signs without blanks; shorter texts stand in many cells."""
_LISTED = 6


@dataclass(frozen=True)
class CourseCells:
    """The course's side of a notebook, as far as cells are compared with it.

    Attributes:
        master: the course's version of the notebook.
        names: what the answer to each question defines.
        markers: what hidden regions of the course stand between.
    """

    master: NotebookNode
    names: Names
    markers: Markers = USUAL

    @cached_property
    def known(self) -> dict[str, Any]:
        """The course's cells that have a grade id."""
        return {grade_id(cell): cell for cell in self.master.cells if grade_id(cell)}

    @cached_property
    def texts(self) -> dict[str, str]:
        """What students see of each of these cells, without blanks."""
        return {name: packed(self._released(cell)) for name, cell in self.known.items()}

    def _released(self, cell: Any) -> str:
        """Return what a release shows of a cell: hidden tests and mark schemes are left out."""
        if is_solution(cell):
            return str(cell.source)
        return without(cell.source, self.markers.hidden, self.markers.marks)

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(packed(cell.source) for cell in self.known.values())

    @cached_property
    def lecture(self) -> frozenset[str]:
        """The texts of the course's other cells, without blanks."""
        return frozenset(packed(cell.source) for cell in self._others)

    @cached_property
    def _others(self) -> list[Any]:
        return [cell for cell in self.master.cells if not grade_id(cell)]

    @cached_property
    def _words(self) -> list[frozenset[str]]:
        return [words_of(cell.source) for cell in self._others if cell.cell_type != "code"]

    def is_lecture(self, cell: Any) -> bool:
        """Tell whether a cell says what the course says, or what an earlier version of it said."""
        text = packed(cell.source)
        if text in self.lecture or text in self.texts.values() or text in self._whole:
            return True
        if cell.cell_type == "code":
            return False
        words = words_of(cell.source)
        return any(are_alike(words, other) for other in self._words)

    def is_blank(self, cell: Any, name: str) -> bool:
        """Tell whether the cell of an answer holds nothing but what the release has there."""
        if cell.cell_type == "code":
            return lines_of_code(cell.source) <= lines_of_code(self.known[name].source)
        text = packed(cell.source)
        return not text or text == self.texts[name]


@dataclass(frozen=True)
class Matched:
    """Cells of which each knows the grade id that it deserves.

    Attributes:
        cells: copies of the submitted cells.
        found: ids of cells that were found by what stands in them.
        elsewhere: questions that were answered in a cell of the student's own.
    """

    cells: list[Any]
    found: list[str]
    elsewhere: list[str]

    @property
    def remarks(self) -> list[str]:
        """Sentences about what was found."""
        return [
            *said(
                self.found,
                "The cell {} had lost its grade id; it was found by what stands in it.",
                "The cells {} had lost their grade ids; they were found by what stands in them.",
            ),
            *said(
                self.elsewhere,
                "{} was answered in another cell than its own; that one was graded.",
                "{} were answered in other cells than their own; those were graded.",
            ),
        ]


def said(names: Sequence[str], one: str, many: str) -> list[str]:
    """Return a sentence that names these cells: `one` or `many` with the names in its place."""
    if not names:
        return []
    if len(names) > _LISTED:
        names = [*names[: _LISTED - 1], f"{len(names) - _LISTED + 1} more"]
    listed = " and ".join([part for part in (", ".join(names[:-1]), names[-1]) if part])
    return [(one if len(names) == 1 else many).format(listed)]


def match(handed: Iterable[Any], course: CourseCells) -> Matched:
    """Give each submitted cell the grade id of the course's cell that it is.

    Args:
        handed: clean cells from intake; they are not changed.
        course: the course's side.
    """
    cells = [NotebookNode(cell) for cell in handed]  # only metadata are exchanged here
    for cell in cells:
        if grade_id(cell) not in course.known:
            cell.metadata = NotebookNode()
    found = _by_text(cells, course)
    found += _by_question(cells, course)
    present = {grade_id(cell) for cell in cells}
    cells, answered = _by_names(cells, course)
    found += [name for name in answered if name not in present]
    return Matched(cells, found, [name for name in answered if name in present])


def recognised(cells: Iterable[Any], course: CourseCells) -> int:
    """Return how many of the questions' cells there are, answers and tests, by their grade ids."""
    present = {grade_id(cell) for cell in cells}
    found = (cell for name, cell in course.known.items() if name in present)
    return sum(1 for cell in found if is_solution(cell) or is_test(cell))


def _by_text(cells: list[Any], course: CourseCells) -> list[str]:
    """Find cells whose text is that of one cell of the course, and of no other."""
    absent = _absent(cells, course)
    places: dict[str, Any] = {}
    for cell in _free(cells, course) if absent else ():
        places.setdefault(packed(cell.source), cell)
    every = list(course.texts.values()) if absent else []
    found = []
    for name in absent:
        text = course.texts[name]
        if len(text) >= _MIN_TEXT and every.count(text) == 1 and text in places:
            _mark(places[text], name)
            found.append(name)
    return found


def _by_question(cells: list[Any], course: CourseCells) -> list[str]:
    """Find written answers by the first line of their question, which stands in the same cell."""
    heads: dict[str, str] = {}
    for name, original in course.known.items():
        first = next((line for line in original.source.split("\n") if line.strip()), "")
        if is_solution(original) and original.cell_type != "code":
            heads[name] = packed(first)
    every = list(heads.values())
    found = []
    for name in _absent(cells, course):
        head = heads.get(name, "")
        if len(head) >= _MIN_TEXT and every.count(head) == 1:
            texts = (c for c in _free(cells, course) if c.cell_type != "code")
            cell = next((c for c in texts if packed(c.source).startswith(head)), None)
            if cell is not None:
                _mark(cell, name)
                found.append(name)
    return found


def _by_names(cells: list[Any], course: CourseCells) -> tuple[list[Any], list[str]]:
    """Find answers by the names that they define, where the answer's own cell is blank or gone.

    A locked cell into which somebody wrote the answer gets the course's text again later, so the
    answer is put into a cell of its own before it.
    """
    by_id = {grade_id(cell): cell for cell in cells}
    open_names = [
        name
        for name in course.names
        if course.names[name] and name in course.known and _is_open(by_id.get(name), name, course)
    ]
    if not open_names:
        return cells, []
    answered = []
    result = list(cells)
    wanted = {word for name in open_names for word in course.names[name]}
    candidates = [(cell, defined_in(cell) & wanted) for cell in cells]
    candidates = [(c, words) for c, words in candidates if words and _may_answer(c, course)]
    for name in open_names:
        counts = [(len(words.intersection(course.names[name])), c) for c, words in candidates]
        most = max((count for count, _ in counts), default=0)
        if not most:
            continue
        best = [cell for count, cell in counts if count == most][-1]
        result = [c for c in result if grade_id(c) != name or not course.is_blank(c, name)]
        answer = best
        if grade_id(best):
            answer = NotebookNode(best)
            result.insert(next(i for i, cell in enumerate(result) if cell is best), answer)
        else:
            candidates = [(cell, words) for cell, words in candidates if cell is not best]
        _mark(answer, name)
        answered.append(name)
    return result, answered


def _is_open(own: Any, name: str, course: CourseCells) -> bool:
    """Tell whether a question has no answer in its own cell, or no such cell."""
    return own is None or course.is_blank(own, name)


def _may_answer(cell: Any, course: CourseCells) -> bool:
    """Tell whether a cell may hold an answer although it is not the answer's own."""
    name = grade_id(cell)
    if name:
        original = course.known[name]
        text = packed(cell.source)
        return is_locked(original) and text not in (packed(original.source), course.texts[name])
    if cell.cell_type != "code" and not is_python(cell.source):
        return False
    return not course.is_lecture(cell)


def _absent(cells: Iterable[Any], course: CourseCells) -> list[str]:
    present = {grade_id(cell) for cell in cells}
    return [name for name in course.known if name not in present]


def _free(cells: Iterable[Any], course: CourseCells) -> list[Any]:
    """Return the cells that have no grade id and are not those of the lecture."""
    return [c for c in cells if not grade_id(c) and packed(c.source) not in course.lecture]


def _mark(cell: Any, name: str) -> None:
    cell.metadata = NotebookNode(nbgrader=NotebookNode(grade_id=name))
