"""Feedback: one page for each student and notebook, readable anywhere, safe to open.

nbconvert's exporter renders the executed notebook with a template of our own. nbgrader's
`GetGrades` opens the gradebook for every notebook and asks four queries for every cell; here
scores and comments come from one reading for the whole class (`autograder.reporting.gather`).

Every page has a time limit of its own, and what goes wrong with one is that student's remark: what
students wrote may be slow or break a parser, whatever the cleaning foresees. The limit is an alarm
in this process. All that an alarm cannot interrupt is bounded in size, and a process for each page
would take longer than the page.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode

from autograder.course.cells import is_hidden
from autograder.course.config import load_options
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.errors import AutograderError, CourseError, NotFoundError
from autograder.files import file_name, write_text
from autograder.markup.clean import clean_markdown
from autograder.markup.text import one_line, plain_text, quoted
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.deadline import TooLateError, at_most
from autograder.reporting.gather import read_results
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.pages import points, render
from autograder.reporting.html.redact import shown_notebook
from autograder.reporting.html.states import State
from autograder.reporting.messages import sentences, slips, without_expected
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult

MAX_SENTENCES = 4
MAX_MESSAGE = 4000
PAGE_SECONDS = 30.0

Watcher = Callable[[str], None]
"""Called with a sentence for whoever makes the pages."""
_STATES = {
    CellStatus.PASSED: State.PASSED,
    CellStatus.PARTIAL: State.PARTLY,
    CellStatus.FAILED: State.FAILED,
    CellStatus.ERROR: State.FAILED,
    CellStatus.TIMEOUT: State.FAILED,
    CellStatus.DIED: State.FAILED,
    CellStatus.PENDING: State.WAITING,
    CellStatus.BLANK: State.BLANK,
}
_NOTES = {
    CellStatus.TIMEOUT: "This took too long and was stopped.",
    CellStatus.DIED: "Python ended while this ran; often it had used up its memory.",
    CellStatus.PENDING: "A person reads this answer and gives its points.",
    CellStatus.BLANK: "This was left as it was handed out.",
}
_NOT_SHOWN = (
    "Your notebook cannot be shown on this page; your points are not affected. "
    "Ask your instructor to look at it with you."
)
_LATE = "Showing the notebook took longer than"
_BROKEN = "Showing the notebook failed:"
_NO_DETAILS = "The test failed; no details were recorded."


@dataclass(frozen=True)
class Item:
    """One line of the summary: a question, where it stands, and what to look at."""

    question: QuestionResult
    anchor: str
    said: tuple[str, ...]
    slips: tuple[str, ...]


def make_feedback(
    course: Course,
    assignment: str,
    students: Sequence[str] | None = None,
    *,
    on_remark: Watcher | None = None,
) -> list[Path]:
    """Write `feedback/<student>/<assignment>/<notebook>.html`, and return the paths.

    Names that cannot name a file are written differently there (`autograder.files.file_name`).

    Args:
        course: the course.
        assignment: the assignment.
        students: names of their folders; None for everyone who handed something in.
        on_remark: told which pages are not as they should be.

    Raises:
        NotFoundError: nothing is graded, or a student handed in nothing.
        GradebookError: the gradebook cannot be read.
    """
    chosen = _chosen(read_results(course, assignment).students, students, assignment)
    sources = [source for source in map(_read, _source_paths(course, assignment)) if source]
    pages = _Pages(
        course, assignment, sources, load_options(course).show_expected, on_remark or _unheard
    )
    made = [pages.make(student, notebook) for student in chosen for notebook in student.notebooks]
    return [path for path in made if path is not None]


def _unheard(_sentence: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class _Pages:
    """Makes the pages of an assignment, whatever stands in them."""

    course: Course
    assignment: str
    sources: list[NotebookNode]
    show_expected: bool
    tell: Watcher

    def make(self, student: StudentResult, notebook: NotebookResult) -> Path | None:
        """Write a page and return its path; None where that cannot be."""
        whose = f"{one_line(student.student)}, {notebook.name}"
        try:
            page = self._page_or_less(student, notebook, whose)
            path = _page_path(self.course, student.student, self.assignment, notebook.name)
            write_text(path, page)
        except Exception as error:  # one student's page, never the end of all
            self.tell(f"{whose}: there is no page. {_reason(error)}")
            return None
        return path

    def _page_or_less(self, student: StudentResult, notebook: NotebookResult, whose: str) -> str:
        """Return the page; where the notebook cannot be shown, the page without it."""
        try:
            with at_most(PAGE_SECONDS):
                executed = _executed(self.course, student, self.assignment, notebook)
                return _page(
                    self.assignment, student, notebook, executed, self.sources, self.show_expected
                )
        except TooLateError:
            why = f"{_LATE} {PAGE_SECONDS:g} seconds."
        except Exception as error:  # a stranger's text may break any parser
            why = f"{_BROKEN} {_reason(error)}"
        self.tell(f"{whose}: the page shows results only. {why}")
        less = replace(notebook, remarks=(*notebook.remarks, _NOT_SHOWN))
        return _page(self.assignment, student, less, None, self.sources, self.show_expected)


def _reason(error: Exception) -> str:
    return error.what if isinstance(error, AutograderError) else quoted(repr(error))


def _chosen(
    students: Iterable[StudentResult], names: Sequence[str] | None, assignment: str
) -> list[StudentResult]:
    submitted = {student.student: student for student in students if student.submitted}
    if names is None:
        return list(submitted.values())
    for name in names:
        if name not in submitted:
            raise NotFoundError(
                f"There is no graded submission of {assignment!r} by {name!r}.",
                f"Students with one: {_some(list(submitted))}.",
            )
    return [submitted[name] for name in sorted(set(names))]


def _some(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _page_path(course: Course, student: str, assignment: str, notebook: str) -> Path:
    folder = course.feedback / file_name(student) / file_name(assignment)
    return folder / f"{file_name(notebook)}.html"


def _source_paths(course: Course, assignment: str) -> list[Path]:
    return sorted((course.source / assignment).glob("*.ipynb"))


def _executed(
    course: Course, student: StudentResult, assignment: str, notebook: NotebookResult
) -> NotebookNode | None:
    """Return the executed notebook; None where there is none, or only an older submission's."""
    if notebook.status not in (Status.GRADED, Status.NEEDS_PERSON):
        return None
    names = (student.student, assignment, f"{notebook.name}.ipynb")
    if any(name in ("", ".", "..") or "/" in name or "\0" in name for name in names):
        return None  # no folder of this name is there, and another one is not meant
    return _read(course.autograded.joinpath(*names))


def _read(path: Path) -> NotebookNode | None:
    from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

    with warnings.catch_warnings():
        # Other tools write notebooks without cell ids; nbformat adds them.
        warnings.simplefilter("ignore", MissingIDFieldWarning)
        warnings.simplefilter("ignore", DuplicateCellId)
        try:
            return read_notebook(path)
        except CourseError:
            return None


def _page(
    assignment: str,
    student: StudentResult,
    notebook: NotebookResult,
    executed: NotebookNode | None,
    sources: list[NotebookNode],
    show_expected: bool,
) -> str:
    from markupsafe import Markup

    body = ""
    if executed:
        shown = shown_notebook(executed, sources, isolated=student.isolated)
        body = _body(notebook, shown, show_expected)
    gradable = notebook.status in (Status.GRADED, Status.NEEDS_PERSON)
    return render(
        "feedback.html.j2",
        assignment=assignment,
        student=student,
        notebook=notebook,
        lead=_lead(notebook, executed is not None),
        remarks=[plain_text(text) for text in (*student.remarks, *notebook.remarks)],
        steps=_steps(notebook),
        items=[_item(item, body, show_expected) for item in notebook.questions if gradable],
        body=Markup(body),
    )


def _lead(notebook: NotebookResult, executed: bool) -> str:
    if notebook.status is Status.NOT_GRADABLE:
        return (
            "Your file could not be graded. That is not zero points: there is no score until "
            "somebody has looked at it, or you have handed in a file that works."
        )
    if notebook.status is Status.MISSING:
        return "This notebook was not handed in."
    states = [question.state for question in notebook.questions]
    parts = [f"{states.count(State.PASSED)} of {len(states)} questions are complete."]
    waiting = states.count(State.WAITING)
    if waiting:
        more = f", for up to {points(notebook.open)} more points" if notebook.open else ""
        parts.append(
            f"{waiting} {'waits' if waiting == 1 else 'wait'} for a person to grade{more}."
        )
    missed = [question.name for question in notebook.questions if _missed(question)]
    if missed:
        parts.append(f"Look at “{missed[0]}” first.")
    if not executed:
        parts.append("The executed notebook is not at hand, so only the results are shown.")
    return " ".join(parts)


def _missed(question: QuestionResult) -> bool:
    return question.state in (State.PARTLY, State.FAILED, State.BLANK)


def _steps(notebook: NotebookResult) -> list[str]:
    if notebook.status is Status.NOT_GRADABLE:
        return [
            "Open your notebook in JupyterLab and read what stands under “About your file”.",
            "Mend it, or fetch the notebook once more and copy your answers into its cells.",
            "Choose Kernel → Restart Kernel and Run All Cells, then save.",
            "Hand it in again under the same file name, or ask your instructor to look at it.",
        ]
    if notebook.status is Status.MISSING:
        return [
            f"If you did hand it in, check that the file is called {notebook.name}.ipynb, "
            "and tell your instructor."
        ]
    return []


def _item(question: QuestionResult, body: str, show_expected: bool) -> Item:
    cells = [cell for cell in question.cells if cell.status is not CellStatus.PASSED]
    said: dict[str, None] = {}
    likely: dict[str, None] = {}
    for cell in cells:
        message = _message(cell, show_expected)
        note = _NOTES.get(cell.status, "") if not message else ""
        said |= dict.fromkeys(sentences(message) or ([note] if note else []))
        likely |= dict.fromkeys(slips(message))
    anchors = [f"cell-{cell.cell}" for cell in (*cells, *question.cells)]
    anchor = next((name for name in anchors if f'id="{name}"' in body), "")
    return Item(question, anchor, tuple(said)[:MAX_SENTENCES], tuple(likely)[:MAX_SENTENCES])


def _message(cell: CellOutcome, show_expected: bool) -> str:
    message = plain_text(cell.message, MAX_MESSAGE)
    if is_hidden(cell.cell) and not show_expected:
        message = without_expected(message)
    if not message and cell.status in (CellStatus.FAILED, CellStatus.ERROR):
        return _NO_DETAILS
    return message


def _body(notebook: NotebookResult, shown: NotebookNode, show_expected: bool) -> str:
    """Return the notebook as HTML, a box with points and message under every graded cell."""
    boxes = {}
    for question in notebook.questions:
        for cell in question.cells:
            comment = question.comment if cell.cell == question.name else ""
            boxes[cell.cell] = _box(cell, comment, question.by_person, show_expected)
        if question.comment and question.name not in boxes:
            boxes[question.name] = _comment_box(question.comment)
    return notebook_html(shown, boxes)


def _box(cell: CellOutcome, comment: str, by_person: bool, show_expected: bool) -> str:
    from markupsafe import Markup

    message = _message(cell, show_expected) if cell.status is not CellStatus.PASSED else ""
    return render(
        "box.html.j2",
        anchor=f"cell-{cell.cell}",
        state=_STATES.get(cell.status, State.WAITING),
        points=cell.points,
        max_points=cell.max_points,
        by_person=by_person,
        note=_NOTES.get(cell.status, "") if not message else "",
        message=message,
        comment=Markup(clean_markdown(comment)) if comment else "",
    )


def _comment_box(comment: str) -> str:
    html = clean_markdown(comment)
    return f'<div class="comment"><h4>Comment of the grader</h4>\n{html}</div>'
