"""Causes: why an answer is not there, where one of the student's cells did not come to its end.

A test only sees the symptom, such as a name that is not defined. What stopped a cell, and in which
line, stands in the cell's own output, which is a stranger's text: it is quoted.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
import warnings
from collections.abc import Sequence

from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_fixture, is_solution, is_test
from autograder.engine.endings import ending_of
from autograder.markup.text import code, one_line, quoted
from autograder.needs.facts import parsed
from autograder.needs.hidden import HiddenError
from autograder.needs.names import bound

NO_ANSWER = "There is no answer yet: `raise NotImplementedError()` is left."
MAX_STEPS = 5
_NOT_DEFINED = re.compile(r"name '(\w{1,100})' is not defined")
_QUOTED = re.compile(r"NameError: “name '(\w{1,100})' is not defined")
_LINE = re.compile(r"^ *(?:Cell In\[\d+\]|File <ipython-input-[^>\n]*>), line (\d+)", re.MULTILINE)
_PLACE = re.compile(r" \(<ipython-input-[^>]*>, line \d+\)$")
_SYNTAX = ("SyntaxError", "IndentationError", "TabError")


class Causes:
    """What stopped cells of an executed notebook.

    Args:
        cells: the notebook's.
    """

    def __init__(self, cells: Sequence[NotebookNode]) -> None:
        self._cells = cells
        self._stopped = {
            index: error for index, cell in enumerate(cells) if (error := _error_of(cell))
        }
        self._answers = {grade_id(cell): i for i, cell in enumerate(cells) if is_solution(cell)}

    def of_answer(self, question: str) -> str:
        """Return a sentence on what stopped the answer cell of a question; "" where nothing did."""
        index = self._answers.get(question)
        if index is None or index not in self._stopped:
            return ""
        return self._sentence(index, self._first(index))

    def of_name(self, name: str, question: str) -> str:
        """Return a sentence on the cell that stopped before it could define a name, "" without one.

        Args:
            name: the name.
            question: the question of the test that misses it.
        """
        answer = self._answers.get(question, len(self._cells))
        index = self._defining(name, answer + 1)
        return "" if index is None else self._sentence(answer, self._first(index))

    def _first(self, index: int) -> int:
        """Return the cell that stopped first among those that this one needs, or itself."""
        for _ in range(MAX_STEPS):
            name = missing_name(self._stopped[index])
            earlier = None if name is None else self._defining(name, index)
            if earlier is None:
                break
            index = earlier
        return index

    def _defining(self, name: str, end: int) -> int | None:
        """Return the last cell before `end` that stopped and would have bound a name."""
        found = (i for i in self._stopped if i < end and _binds(self._cells[i].source, name))
        return max(found, default=None)

    def _sentence(self, answer: int, index: int) -> str:
        """Return the sentence for a cell, as seen from the answer that needs it."""
        error, source = self._stopped[index], self._cells[index].source
        if error.ename == "NotImplementedError":
            return NO_ANSWER
        cell = "The answer cell" if index == answer else _described(self._cells[index])
        kind, said = _kind(str(error.ename)), one_line(_PLACE.sub("", str(error.evalue)))
        reason = f"{kind}: {quoted(said)}" if said else kind
        return f"{cell} stopped{_where(error, source)}: {reason}.{_advice(error, source)}"


def missing_name(error: NotebookNode) -> str | None:
    """Return the name that is missing where an error complains of one, None elsewhere."""
    found = _NOT_DEFINED.search(str(error.evalue)[:10_000]) if error.ename == "NameError" else None
    return None if found is None else found[1]


def missing_in(said: str) -> str | None:
    """Return the name that is missing where a failed check quotes such an error."""
    found = _QUOTED.search(said)
    return None if found is None else found[1]


def _error_of(cell: NotebookNode) -> NotebookNode | None:
    """Return the error that stopped a student's cell, None where none did."""
    if cell.cell_type != "code" or is_test(cell) or ending_of(cell) is not None:
        return None
    errors = [output for output in cell.outputs if output.output_type == "error"]
    return errors[-1] if errors else _syntax_error_of(cell.source)


def _syntax_error_of(source: str) -> NotebookNode | None:
    """Return the error that a cell would stop with that is no Python: grading may leave it out."""
    try:
        if parsed(source) is not None:
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except SyntaxError as error:
        place = f"Cell In[0], line {error.lineno}"
        name = type(error).__name__
        return NotebookNode(ename=name, evalue=error.msg, traceback=[place])
    except (HiddenError, ValueError, RecursionError, MemoryError):
        pass
    return None


def _binds(source: str, name: str) -> bool:
    """Tell whether a cell binds a name; where it is no Python, whether a line looks like that."""
    try:
        tree = parsed(source)
        if tree is not None:
            return name in bound(tree.body)
    except HiddenError:
        return False
    beginning = (
        rf"^[ \t]*(?:(?:def|class)[ \t]+{name}\b|(?:import|from)\b.*\b{name}\b|{name}[ \t]*=[^=])"
    )
    return re.search(beginning, source, re.MULTILINE) is not None


def _described(cell: NotebookNode) -> str:
    if is_solution(cell):
        return f"The answer cell {code(grade_id(cell))}, which this answer needs,"
    if is_fixture(cell):
        return f"The course's cell {code(grade_id(cell))}"
    return "An earlier cell, which this answer needs,"


def _kind(name: str) -> str:
    """Return the name of an exception: bare if it is one of Python's, else as the answer's word."""
    return name if isinstance(getattr(builtins, name, None), type) else code(name, 60)


def _where(error: NotebookNode, source: str) -> str:
    """Return in which line a cell stopped, and the line as it stands in the cell."""
    text = "\n".join(str(line)[:2000] for line in error.get("traceback", [])[:20])
    found = _LINE.search(text)
    lines = source.split("\n")
    number = int(found[1][:9]) if found else 0
    if not 0 < number <= len(lines):
        return ""
    shown = lines[number - 1].strip()
    return f" in line {number}" + (f", {code(shown)}" if shown else "")


def _advice(error: NotebookNode, source: str) -> str:
    """Return what helps against an error, as far as it lies in how grading is done."""
    if error.ename in _SYNTAX:
        return f" Grading reads answers with Python {sys.version_info[0]}.{sys.version_info[1]}."
    if error.ename == "ModuleNotFoundError":
        return " This package is not there while grading: use those that the course names."
    if error.ename == "EOFError" and "input" in source:
        return " Nobody types while grading, so `input()` has nothing to return: use a value."
    return ""
