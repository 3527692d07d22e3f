"""One feedback page: what to do next, question by question, and the notebook with its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC

import msgspec
from nbformat import NotebookNode

from autograder.course.config import Options
from autograder.course.dates import AssignmentDates
from autograder.course.regions import USUAL, Markers
from autograder.markup.text import plain_text
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.html.notebook import notebook_html
from autograder.reporting.html.pages import render
from autograder.reporting.html.redact import Secret, shown_notebook
from autograder.reporting.html.states import State
from autograder.reporting.lateness import lateness_sentence, time_left
from autograder.reporting.next_steps import next_steps
from autograder.reporting.question_cards import Card, answers_in, card_of, has_card
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult

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
    gradable = notebook.status in (Status.GRADED, Status.NEEDS_PERSON)
    shown, body = None, ""
    if executed:
        shown = shown_notebook(executed, sources, markers=markers, isolated=student.isolated)
        body = _body(notebook, shown)
    cards = _cards(notebook, shown, options) if gradable else []
    return render(
        "feedback.html.j2",
        assignment=assignment,
        student=student,
        notebook=notebook,
        title=title or notebook.name,
        index=index,
        reply=reply,
        **_told(student, notebook, executed is not None, dated),
        steps=next_steps(notebook, {one.question.name: one.findings for one in cards}, dated),
        extra=options.optional_points == "extra",
        cards=cards,
        names={one.question.name: one.names for one in cards},
        others=[one for one in notebook.questions if gradable and not has_card(one)],
        body=Markup(body),
    )


def _told(
    student: StudentResult, notebook: NotebookResult, executed: bool, dated: AssignmentDates | None
) -> dict[str, object]:
    """Return what is said of the notebook as a whole."""
    return {
        "lead": time_left(notebook, dated) or _lead(notebook, executed),
        "late": lateness_sentence(notebook, UTC if dated is None else dated.zone),
        "remarks": [plain_text(text) for text in (*student.remarks, *notebook.remarks)],
    }


def _cards(notebook: NotebookResult, shown: NotebookNode | None, options: Options) -> list[Card]:
    """Return the cards of all questions that there is something to say about."""
    answers = answers_in(shown) if shown else {}
    return [
        card_of(one, options.examples_for(notebook.name, one.name), answers.get(one.name))
        for one in notebook.questions
        if has_card(one)
    ]


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
    parts = [_complete(notebook.questions)]
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


def _body(notebook: NotebookResult, shown: NotebookNode) -> str:
    """Return the notebook as HTML, a box with points under every graded cell.

    What was found stands in the question's card, once, and the box leads there.
    """
    boxes = {cell.cell: _box(cell, question) for question in notebook.questions
             for cell in question.cells}  # fmt: skip
    return notebook_html(shown, boxes)


def _box(cell: CellOutcome, question: QuestionResult) -> str:
    untried = question.state is State.UNTRIED
    lost = not untried and cell.status is not CellStatus.PASSED
    return render(
        "box.html.j2",
        anchor=f"cell-{cell.cell}",
        state=State.UNTRIED if untried else _STATES.get(cell.status, State.WAITING),
        points=cell.points,
        max_points=cell.max_points,
        by_person=question.by_person,
        question=question.name if has_card(question) and (lost or question.comment) else "",
    )
