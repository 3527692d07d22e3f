"""Generated notebooks on their way from the engine to every page and table: nothing breaks.

What is generated is what strangers' code may leave behind: odd outputs, endless lines, odd signs,
broken HTML, formulas, broken tracebacks.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course.cells import grade_id, is_locked
from autograder.course.layout import Course
from autograder.engine.judge import judge
from autograder.files import file_name
from autograder.gradebook.connection import open_gradebook
from autograder.gradebook.register import register
from autograder.grading.record import save
from autograder.outcomes import CellStatus, NotebookOutcome, Status, SubmissionOutcome
from autograder.reporting.export import export_grades
from autograder.reporting.feedback import make_feedback
from autograder.reporting.report import make_report
from tests.autograder.markup.test_clean import ATTACKS, MARKDOWN_ATTACKS
from tests.autograder.markup.test_markdown import HONEST, TAGS
from tests.support.markup import Page, harmful
from tests.support.recording import executed, master_notebooks
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

FEW, MANY = 120, 380
"""Together 500 notebooks."""
PIECES = [
    *ATTACKS, *MARKDOWN_ATTACKS, *TAGS, *HONEST, "\u202e", "\u200b", "\ufeff", "\x00", "\x1b[31m",
    "\x1b]8;;javascript:alert(1)\x07", "\r50%\r", "\n", "\n\n", " ",
    "👩‍💻", "علی‌رضا", "é", "e\u0301",
    "$", "$$", "`", "```\n", "“", "”", "|", "<", "<a ", "<!--", "&#60;", "\\begin{a}", "{", "}}",
    "{{ 7*7 }}", "{% raw %}", "%s", "\\u0000", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS", "=1+1",
    "(0 of 1): ", "  expected: 3", "  Likely slip: none", "name 'double' is not defined",
]  # fmt: skip
LINES = ["<", "a.", "[", "x", "<a b='", "\\begin{a}", "\u202e", "data:image/png;base64,", "("]
KINDS = [
    "text/html", "text/markdown", "text/latex", "text/plain", "image/svg+xml", "image/png",
    "image/jpeg", "application/javascript", "application/vnd.jupyter.widget-view+json", "x",
]  # fmt: skip
ERRORS = ["NameError", "CheckFailed", "SyntaxError", "ValueError", "Ωß", "", "<b>", "E" * 300]
SIGNS = "abcäß=+-@;,'\"<>&%\\ \u200c\u202e\u0301👩1"


class Maker:
    """Makes one student's work, the same for the same number."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.number = number

    def student(self) -> str:
        """Return the name of a folder."""
        signs = "".join(self.random.choices(SIGNS, k=self.random.randint(1, 12)))
        return f"{signs}{self.number}"

    def text(self) -> str:
        """Return a text of pieces, now and then with a line without an end."""
        pieces = self.random.choices(PIECES, k=self.random.randint(0, 12))
        if self.random.random() < 0.15:
            pieces.append(self.random.choice(LINES) * self.random.choice([100, 3000, 30_000]))
        self.random.shuffle(pieces)
        return "".join(pieces)

    def value(self) -> Any:
        """Return what may stand where an output has a text."""
        odd: list[Any] = [None, 3, [], ["a", "b"], "\ud800", "AAAA", "", "<svg><g/></svg>"]
        return self.random.choice(odd) if self.random.random() < 0.2 else self.text()

    def output(self) -> NotebookNode:
        """Return an output of any kind, whole or broken."""
        kind = self.random.choice(["stream", "error", "display_data", "execute_result", "odd"])
        output = {"output_type": kind, "text": self.value(), "name": self.value()}
        output |= {"ename": self.random.choice(ERRORS), "evalue": self.text()}
        output["traceback"] = [self.text(), f"Cell In[{self.number}], line {self.number % 9}"]
        data = {name: self.value() for name in self.random.sample(KINDS, 3)}
        output |= {"data": data, "metadata": {"isolated": self.value()}, "execution_count": 1}
        return NotebookNode(output)

    def notebook(self, course: Course) -> NotebookNode:
        """Return an executed notebook, as the engine would leave it at its worst."""
        answer = self.random.choice(["def double(z):\n    return 2.0 * z", self.plain()])
        notebook = executed(course, double=answer, why=self.plain())[NOTEBOOK]
        for number in range(self.random.randint(0, 4)):
            kind = self.random.choice(["code", "markdown", "raw"])
            cell = NotebookNode(
                cell_type=kind, id=f"own-{number}", metadata={}, source=self.plain()
            )
            notebook.cells.insert(self.random.randint(0, len(notebook.cells)), cell)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count = None
                cell.outputs = [self.output() for _ in range(self.random.randint(0, 3))]
                if is_locked(cell):  # their outputs are made by the engine, from bounded texts
                    cell.outputs = self.test_outputs()
            elif cell.cell_type == "markdown" and self.random.random() < 0.3:
                cell.attachments = {self.text(): {"image/png": self.value()}}
        return notebook

    def plain(self) -> str:
        """Return a text as intake lets it in."""
        return self.text().encode("utf-8", "replace").decode()

    def test_outputs(self) -> list[NotebookNode]:
        """Return what a test cell may hold."""
        name, said = self.random.choice(ERRORS), self.plain()
        error = NotebookNode(output_type="error", ename=name, evalue=said, traceback=[])
        printed = NotebookNode(output_type="stream", name="stdout", text=self.plain())
        number = self.random.choice(["1.0", "0.5", "nan", "-3", self.plain()])
        shown = NotebookNode({"text/plain": number})
        result = NotebookNode(
            output_type="execute_result", data=shown, metadata=NotebookNode(), execution_count=None
        )
        return self.random.choice([[], [error], [printed, result], [printed, error], [result]])


def outcome_of(student: str, notebook: NotebookNode, remark: str) -> SubmissionOutcome:
    """Return what grading makes of an executed notebook."""
    cells = judge(notebook)
    waits = any(cell.status is CellStatus.PENDING for cell in cells)
    status = Status.NEEDS_PERSON if waits else Status.GRADED
    item = NotebookOutcome(NOTEBOOK, status, (remark,), cells, 0.5)
    return SubmissionOutcome(student, ASSIGNMENT, 1, "f", (item,))


def check_class(course: Course, numbers: range) -> None:
    """Record a class of generated notebooks, make all pages and tables, and read them."""
    students = []
    with open_gradebook(course) as book:
        register(course, book, ASSIGNMENT, master_notebooks(course, ASSIGNMENT))
        for number in numbers:
            maker = Maker(number)
            notebook = maker.notebook(course)
            students.append(maker.student())
            remark = maker.plain()
            save(course, book, outcome_of(students[-1], notebook, remark), {NOTEBOOK: notebook})
    for student in students:
        check_recorded(course.autograded / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    remarks: list[str] = []
    pages = make_feedback(course, ASSIGNMENT, on_remark=remarks.append)
    assert remarks == []
    assert {page.parts[-3] for page in pages} == set(map(file_name, students))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert harmful(text) == []
        assert Page(text).tags >= {"html", "body", "main", "footer"}
        assert "Your notebook</h2>" in text
    report = make_report(course, ASSIGNMENT).read_text(encoding="utf-8")
    assert Page(report).values("onclick") == []
    assert report.count("<script>") == 1, "its own"
    table = export_grades(course, ASSIGNMENT).read_text(encoding="utf-8")
    rows = list(csv.reader(table.splitlines(keepends=True)))
    assert len(rows) == len(students) + 1
    assert len({len(row) for row in rows}) == 1
    assert not [row[0] for row in rows if row[0][:1] in ("=", "+", "-", "@")]


def check_recorded(path: Path) -> None:
    """Look for scripts in what the formgrader would show."""
    recorded = nbformat.read(path, as_version=4)
    nbformat.validate(recorded)
    for cell in recorded.cells:
        assert cell.cell_type in ("code", "markdown")
        texts = [] if is_locked(cell) or cell.cell_type == "code" else [cell.source]
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            texts += [text for kind, text in data.items() if kind in ("text/html", "text/markdown")]
            assert not set(data) & {"application/javascript", "x"}
        for text in texts:
            page = Page(text)
            assert not page.tags & {"script", "iframe", "svg", "object"}, grade_id(cell)
            assert not [name for _, found in page.elements for name in found if name[:2] == "on"]


@pytest.mark.long
def test_generated_notebooks_break_nothing(course: Course) -> None:
    check_class(course, range(FEW))


@pytest.mark.slow
def test_many_generated_notebooks_break_nothing(course: Course) -> None:
    check_class(course, range(FEW, FEW + MANY))
