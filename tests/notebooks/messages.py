"""The messages that wrong answers get at a student's screen, as a table: docs/messages.md.

    python -m tests.notebooks.messages > docs/messages.md

Every notebook's source runs in this process, cell by cell. In the place of each answer a few wrong
ones of the bank are tried, and the visible check says what a student would read.
"""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import matplotlib

from autograder.authoring.bank import Answer, read_bank
from autograder.course.cells import (
    grade_id,
    is_fixture,
    is_hidden,
    is_solution,
    is_test,
    question_of,
)
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from helpers.checks.backends import Local
from helpers.checks.context import using
from helpers.checks.failure import CheckFailed
from tests.support.tiny import ROOT

COURSE = Course(ROOT)
EACH = 2
"""So many wrong answers of a question that its visible check names."""


@dataclass(frozen=True)
class Told:
    """What a student reads of a wrong answer.

    Attributes:
        notebook: assignment and notebook.
        question: the grade id.
        mistake: what is wrong, in the words of the bank.
        message: the lines of the check, its verdict last.
        test: the text of the check, no line of which may be shown.
    """

    notebook: str
    question: str
    mistake: str
    message: str
    test: str


class Session(Local):
    """The cells of a notebook in names of their own, kept as IPython keeps their text."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.ran: list[str] = []

    def sources(self) -> list[str]:
        """Return the cells that ran so far."""
        return self.ran

    def run(self, source: str) -> Any:
        """Run a cell; return the value that it ends with."""
        file = f"/nowhere/cell-{id(self)}-{len(linecache.cache)}.py"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        self.ran.append(source)
        exec(compile(tree, file, "exec"), self.names)
        if not isinstance(last, ast.Expr):
            return None
        return eval(compile(ast.Expression(last.value), file, "eval"), self.names)

    def told(self, answer: Answer, test: str) -> str:
        """Return what a check says of an answer, and leave the session as it was."""
        before, names, said = list(self.ran), dict(self.names), io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
                self.run(answer.source)
                points = self.run(test)
            verdict = getattr(points, "verdict", "passed")
        except CheckFailed as failure:
            verdict = "\n".join(failure._render_traceback_())
        except Exception as error:
            verdict = f"{type(error).__name__}: {error}"
        self.ran = before
        self.names.clear()
        self.names.update(names)
        return f"{said.getvalue()}{verdict}".replace("\x1b[1;31m", "").replace("\x1b[0m", "")


def told_in(assignment: str, name: str, each: int = EACH) -> Iterator[Told]:
    """Yield what wrong answers of a notebook get, those that its visible checks see.

    Args:
        assignment: the assignment.
        name: the notebook.
        each: how many of each question.
    """
    matplotlib.use("agg")
    cells = read_notebook(COURSE.source_path(assignment, name)).cells
    bank, session = read_bank(COURSE, assignment, name), Session()
    with using(session, 1):
        for cell in cells:
            if is_test(cell) and not is_hidden(grade_id(cell)):
                answers = bank.get(question_of(grade_id(cell)), [])
                wrong = (answer for answer in answers if not (answer.right or answer.alone))
                found = (_told(session, answer, cell.source) for answer in wrong)
                seen = (
                    (answer, said) for answer, said in found if said.splitlines()[-1][:1] != "✓"
                )
                for answer, said in islice(seen, each):
                    where = f"{assignment}/{name}"
                    yield Told(where, answer.grade_id, answer.title, said, cell.source)
            elif cell.cell_type == "code" and (is_fixture(cell) or is_solution(cell)):
                with contextlib.redirect_stdout(io.StringIO()):
                    session.run(cell.source)


def _told(session: Session, answer: Answer, test: str) -> tuple[Answer, str]:
    return answer, session.told(answer, test)


def main() -> None:
    """Print the table."""
    print("# What wrong answers are told\n")
    print("Made by `python -m tests.notebooks.messages`; visible checks only.\n")
    for assignment in COURSE.assignments():
        for name in COURSE.notebooks(assignment):
            for told in told_in(assignment, name):
                print(f"## {told.notebook}: {told.question}\n\n{told.mistake}\n")
                print(f"```\n{told.message}\n```\n")


if __name__ == "__main__":
    main()
