"""One feedback page: the summary on top, and the notebook with a box under every graded cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC

import msgspec
from nbformat import NotebookNode

from autograder.course.cells import is_hidden
from autograder.course.config import Options
from autograder.course.dates import AssignmentDates
from autograder.course.regions import USUAL, Markers
from autograder.markup.clean import clean_markdown
from autograder.markup.text import plain_text
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.pages import points, render
from autograder.reporting.html.redact import Secret, shown_notebook
from autograder.reporting.html.states import State
from autograder.reporting.lateness import lateness_sentence, time_left
from autograder.reporting.messages import sentences, slips, with_examples
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult

MAX_SENTENCES = 4
MAX_MESSAGE = 4000
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
_NO_DETAILS = "The test failed; no details were recorded."


@dataclass(frozen=True)
class Item:
    """One line of the summary: a question, where it stands, and what to look at."""

    question: QuestionResult
    anchor: str
    said: tuple[str, ...]
    slips: tuple[str, ...]
    mistakes: tuple[str, ...]


def feedback_page(
    assignment: str,
    student: StudentResult,
    notebook: NotebookResult,
    executed: NotebookNode | None,
    sources: list[NotebookNode],
    options: Options,
    markers: Markers = USUAL,
    dated: AssignmentDates | None = None,
    *,
    title: str = "",
    index: str = "",
    reply: tuple[str, ...] = (),
) -> str:
    """Return the page of one notebook.

    Args:
        assignment: the assignment.
        student: whose notebook it is.
        notebook: what came of it.
        executed: the executed notebook; None where it is not at hand.
        sources: the source notebooks, whose hidden tests must not show.
        options: what the course shows of hidden tests.
        markers: what hidden regions of the course stand between.
        dated: the assignment's dates; None where `dates.toml` has none.
        title: what people call the notebook; "" for its name.
        index: the address of the student's first page; "" where there is none.
        reply: what is said first, where the page replies to a request.
    """
    from markupsafe import Markup

    if not student.isolated:
        notebook = _struck(notebook, Secret.of(sources, markers))
    body = ""
    examples = {q.name: options.examples_for(notebook.name, q.name) for q in notebook.questions}
    if executed:
        shown = shown_notebook(executed, sources, markers=markers, isolated=student.isolated)
        body = _body(notebook, shown, examples)
    gradable = notebook.status in (Status.GRADED, Status.NEEDS_PERSON)
    return render(
        "feedback.html.j2",
        assignment=assignment,
        student=student,
        notebook=notebook,
        title=title or notebook.name,
        index=index,
        reply=reply,
        lead=time_left(notebook, dated) or _lead(notebook, executed is not None),
        late=lateness_sentence(notebook, UTC if dated is None else dated.zone),
        remarks=[plain_text(text) for text in (*student.remarks, *notebook.remarks)],
        steps=_steps(notebook),
        extra=options.optional_points == "extra",
        items=[_item(item, body, examples[item.name]) for item in notebook.questions if gradable],
        body=Markup(body),
    )


def _struck(notebook: NotebookResult, secret: Secret) -> NotebookResult:
    """Return a notebook's result in which no message quotes a hidden line.

    An answer that shares its process with a test can read it, and raise an error with its text.
    """
    questions = tuple(
        replace(
            question,
            cells=tuple(
                msgspec.structs.replace(cell, message=secret.strike(cell.message))
                for cell in question.cells
            ),
        )
        for question in notebook.questions
    )
    return replace(notebook, questions=questions)


def _lead(notebook: NotebookResult, executed: bool) -> str:
    if notebook.status is Status.NOT_GRADABLE:
        return (
            "Your file could not be graded. That is not zero points: there is no score until "
            "somebody has looked at it, or you have handed in a file that works."
        )
    if notebook.status is Status.MISSING:
        return "This notebook was not handed in."
    states = [question.state for question in notebook.questions]
    parts = [_complete(notebook.questions)]
    waiting = states.count(State.WAITING)
    if waiting:
        more = f", for up to {points(notebook.open)} more points" if notebook.open else ""
        parts.append(
            f"{waiting} {'waits' if waiting == 1 else 'wait'} for a person to grade{more}."
        )
    core_first = sorted(notebook.questions, key=lambda question: question.optional)
    missed = [question.name for question in core_first if _missed(question)]
    if missed:
        parts.append(f"Look at “{missed[0]}” first.")
    if not executed:
        parts.append("The executed notebook is not at hand, so only the results are shown.")
    return " ".join(parts)


def _complete(questions: Sequence[QuestionResult]) -> str:
    """Return a sentence: how many questions are complete, the optional ones apart."""
    core = [question.state for question in questions if not question.optional]
    star = [question.state for question in questions if question.optional]
    told = f"{core.count(State.PASSED)} of {len(core)} questions are complete"
    more = f", and {star.count(State.PASSED)} of {len(star)} optional ones" if star else ""
    return f"{told}{more}."


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


def _item(question: QuestionResult, body: str, examples: str) -> Item:
    untried = question.state is State.UNTRIED
    cells = [
        cell for cell in question.cells if cell.status is not CellStatus.PASSED and not untried
    ]
    said: dict[str, None] = {}
    likely: dict[str, None] = {}
    for cell in cells:
        message = _message(cell, examples)
        note = _NOTES.get(cell.status, "") if not message else ""
        said |= dict.fromkeys(sentences(message) or ([note] if note else []))
        likely |= dict.fromkeys(slips(message))
    anchors = [f"cell-{cell.cell}" for cell in (*cells, *question.cells)]
    anchor = next((name for name in anchors if f'id="{name}"' in body), "")
    return Item(
        question,
        anchor,
        tuple(said)[:MAX_SENTENCES],
        tuple(likely)[:MAX_SENTENCES],
        () if untried else question.mistakes[:MAX_SENTENCES],
    )


def _message(cell: CellOutcome, examples: str) -> str:
    message = plain_text(cell.message, MAX_MESSAGE)
    if is_hidden(cell.cell):
        message = with_examples(message, examples)
    if not message and cell.status in (CellStatus.FAILED, CellStatus.ERROR):
        return _NO_DETAILS
    return message


def _body(notebook: NotebookResult, shown: NotebookNode, examples: Mapping[str, str]) -> str:
    """Return the notebook as HTML, a box with points and message under every graded cell."""
    boxes = {}
    for question in notebook.questions:
        for cell in question.cells:
            comment = question.comment if cell.cell == question.name else ""
            boxes[cell.cell] = _box(cell, question, comment, examples[question.name])
        if question.comment and question.name not in boxes:
            boxes[question.name] = _comment_box(question.comment)
    return notebook_html(shown, boxes)


def _box(cell: CellOutcome, question: QuestionResult, comment: str, examples: str) -> str:
    from markupsafe import Markup

    untried = question.state is State.UNTRIED
    quiet = untried or cell.status is CellStatus.PASSED
    message = "" if quiet else _message(cell, examples)
    return render(
        "box.html.j2",
        anchor=f"cell-{cell.cell}",
        state=State.UNTRIED if untried else _STATES.get(cell.status, State.WAITING),
        points=cell.points,
        max_points=cell.max_points,
        by_person=question.by_person,
        note="" if message or quiet else _NOTES.get(cell.status, ""),
        message=message,
        comment=Markup(clean_markdown(comment)) if comment else "",
    )


def _comment_box(comment: str) -> str:
    html = clean_markdown(comment)
    return f'<div class="comment"><h4>Comment of the grader</h4>\n{html}</div>'
