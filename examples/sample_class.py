"""A class of sample submissions, made from a course's own bank of answers.

Each is named after what it shows. The answers come from `answers/`, so any course with a bank
can try its assignment on such a class before students do.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.bank import Answer, read_bank
from autograder.course.cells import grade_id, is_solution
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook, write_notebook

WRITTEN = "An answer in the student's own words, waiting for somebody to read it."


@dataclass
class Notebook:
    """One released notebook in a student's hands, with the bank of its questions."""

    name: str
    content: Any
    bank: dict[str, list[Answer]]

    def answers(self) -> list[Any]:
        """Return the code cells that a student fills in."""
        return [c for c in self.content.cells if is_solution(c) and c.cell_type == "code"]

    def fill(self, choose: Callable[[list[Answer], int], Answer | None]) -> None:
        """Answer each question with the answer that `choose` picks from its bank, if any."""
        for number, cell in enumerate(self.answers()):
            answer = choose(self.bank.get(grade_id(cell), []), number)
            if answer is not None:
                cell.source = answer.source

    def write(self) -> None:
        """Answer the written questions."""
        for cell in self.content.cells:
            if is_solution(cell) and cell.cell_type == "markdown":
                cell.source = WRITTEN

    def text(self) -> str:
        """Return the notebook as a file's text."""
        return write_notebook(self.content)


Student = Callable[[Notebook], str | None]
"""Makes the file that a student hands in; None where nothing is handed in."""


def right(index: int) -> Callable[[list[Answer], int], Answer | None]:
    """Pick the right answer number `index`, or the last one there is."""

    def choose(answers: list[Answer], _number: int) -> Answer | None:
        good = [answer for answer in answers if answer.right]
        return good[min(index, len(good) - 1)] if good else None

    return choose


def wrong(index: int) -> Callable[[list[Answer], int], Answer | None]:
    """Pick the wrong answer number `index`, and for every third question a right one."""

    def choose(answers: list[Answer], number: int) -> Answer | None:
        bad = [answer for answer in answers if not answer.right and not answer.alone]
        if number % 3 == 2 or not bad:
            return right(index)(answers, number)
        return bad[index % len(bad)]

    return choose


def _solved(notebook: Notebook, index: int = 0) -> None:
    notebook.fill(right(index))
    notebook.write()


def all_right(index: int) -> Student:
    """Answer everything right, in the bank's way number `index`."""

    def hand_in(notebook: Notebook) -> str:
        _solved(notebook, index)
        return notebook.text()

    return hand_in


def some_wrong(index: int) -> Student:
    """Make the bank's mistakes number `index` in two questions of three."""

    def hand_in(notebook: Notebook) -> str:
        notebook.fill(wrong(index))
        notebook.write()
        return notebook.text()

    return hand_in


def blank(notebook: Notebook) -> str:
    """Hand in the release as it is."""
    return notebook.text()


def half_done(notebook: Notebook) -> str:
    """Answer the first half of the questions and stop."""
    half = len(notebook.answers()) // 2
    notebook.fill(lambda answers, n: right(1)(answers, n) if n < half else None)
    return notebook.text()


def _with_one_answer(source: str) -> Student:
    """Answer everything right but the second question (or the only one), which gets `source`."""

    def hand_in(notebook: Notebook) -> str:
        _solved(notebook)
        notebook.answers()[:2][-1].source = source
        return notebook.text()

    return hand_in


def cut_off(notebook: Notebook) -> str:
    """Hand in the first two thirds of the file."""
    _solved(notebook)
    text = notebook.text()
    return text[: 2 * len(text) // 3]


def not_a_notebook(_notebook: Notebook) -> str:
    """Hand in another JSON file under the notebook's name."""
    return json.dumps({"answers": [1, 2, 3]})


def deleted_cells(notebook: Notebook) -> str:
    """Delete all tests and one answer."""
    _solved(notebook)
    gone = grade_id(notebook.answers()[0])
    notebook.content.cells = [
        cell
        for cell in notebook.content.cells
        if not grade_id(cell).endswith(("-tests", "-hidden")) and grade_id(cell) != gone
    ]
    return notebook.text()


def copied_cell(notebook: Notebook) -> str:
    """Copy the first answer cell with all its metadata, as pasting a cell does."""
    _solved(notebook)
    twin = copy.deepcopy(notebook.answers()[0])
    twin["id"] = "pasted"
    notebook.content.cells.insert(3, twin)
    return notebook.text()


def edited_tests(notebook: Notebook) -> str:
    """Leave the answers blank and make every test pass."""
    for cell in notebook.content.cells:
        if grade_id(cell).endswith(("-tests", "-hidden")):
            cell.source = "assert True"
    return notebook.text()


def from_colab(notebook: Notebook) -> str:
    """Answer everything, and lose cell ids and flags on the way, as other editors do."""
    _solved(notebook)
    content = json.loads(notebook.text())
    content["nbformat_minor"] = 0
    content["metadata"] = {"colab": {"provenance": []}}
    for number, cell in enumerate(content["cells"]):
        del cell["id"]
        cell["metadata"] = {"id": f"c{number}", "nbgrader": cell["metadata"].get("nbgrader", {})}
    return json.dumps(content)


def talkative(notebook: Notebook) -> str:
    """Answer everything right, and warn, print and change the folder on the way."""
    _solved(notebook)
    notebook.answers()[0].source += (
        "\n\nimport os, sys, warnings\n"
        "os.chdir('/')\nprint('working on it', file=sys.stderr)\nwarnings.warn('not sure')"
    )
    return notebook.text()


def first_only(notebook: Notebook) -> str | None:
    """Hand in the first notebook and forget the others."""
    if not notebook.name.startswith("01"):
        return None
    _solved(notebook)
    return notebook.text()


ENDLESS = "while True:\n    pass"
CRASH = "import os\n\nos._exit(1)"

STUDENTS: dict[str, Student] = {
    "all-right": all_right(0),
    "all-right-another-way": all_right(1),
    "all-right-a-third-way": all_right(2),
    "blank": blank,
    "broken-file": cut_off,
    "cell-copied": copied_cell,
    "cells-deleted": deleted_cells,
    "crash-in-the-middle": _with_one_answer(CRASH),
    "endless-loop": _with_one_answer(ENDLESS),
    "first-notebook-only": first_only,
    "from-another-editor": from_colab,
    "half-done": half_done,
    "not-a-notebook": not_a_notebook,
    "some-mistakes": some_wrong(0),
    "other-mistakes": some_wrong(4),
    "more-mistakes": some_wrong(9),
    "talkative": talkative,
    "tests-edited": edited_tests,
}
"""The class, by name: what each hands in."""


def make_class(
    course: Course, assignment: str, students: Mapping[str, Student] = STUDENTS
) -> list[Path]:
    """Write the class's submissions into the course's `submitted/`; return the files.

    Args:
        course: the course; its release is what students fill in.
        assignment: the assignment.
        students: who hands in what, by name.

    Raises:
        NotFoundError: there is no such assignment.
        CourseError: it has not been built.
    """
    files = []
    for student, hand_in in students.items():
        for notebook in _notebooks(course, assignment):
            text = hand_in(notebook)
            if text is None:
                continue
            path = course.submission_folder(student, assignment) / f"{notebook.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            files.append(path)
    return files


def _notebooks(course: Course, assignment: str) -> Iterator[Notebook]:
    """Yield the notebooks that ask something; what is for reading is not handed in."""
    for name in course.notebooks(assignment):
        content = read_notebook(course.release_path(assignment, name))
        if any(map(is_solution, content.cells)):
            yield Notebook(name, content, read_bank(course, assignment, name))
