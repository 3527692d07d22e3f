"""The first page of a student's feedback: all notebooks of an assignment on one page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import quote

from autograder.course.dates import AssignmentDates
from autograder.course.titles import NO_TITLES
from autograder.markup.text import plain_text
from autograder.outcomes import Status
from autograder.reporting.html.pages import render
from autograder.reporting.html.states import State
from autograder.reporting.lateness import lateness_sentence, time_left
from autograder.reporting.results import NotebookResult, QuestionResult, StudentResult

_OPEN = (State.PARTLY, State.FAILED, State.BLANK)
_STATES = {
    Status.NEEDS_PERSON: State.WAITING,
    Status.NOT_GRADABLE: State.NOT_GRADABLE,
    Status.MISSING: State.MISSING,
    Status.NOT_DUE: State.NOT_DUE,
    Status.EXCUSED: State.EXCUSED,
}


@dataclass(frozen=True)
class Entry:
    """A notebook on the first page.

    Attributes:
        notebook: what came of it.
        title: what people call it.
        link: the address of its page; "" where there is none.
        state: what became of it.
        told: sentences about it.
    """

    notebook: NotebookResult
    title: str
    link: str
    state: State
    told: tuple[str, ...]


def index_page(
    assignment: str,
    student: StudentResult,
    pages: Mapping[str, str],
    *,
    titles: Mapping[str, str] = NO_TITLES,
    dated: AssignmentDates | None = None,
    extra: bool = False,
) -> str:
    """Return the first page of a student's feedback.

    Args:
        assignment: the assignment.
        student: whose work it is.
        pages: the file of each notebook's page.
        titles: what people call the notebooks.
        dated: the assignment's dates; None where `dates.toml` has none.
        extra: whether points of ★ questions are added to the score.
    """
    return render(
        "index.html.j2",
        assignment=assignment,
        student=student,
        entries=[_entry(one, pages, titles, dated) for one in student.notebooks],
        first=_first(student, titles),
        remarks=[plain_text(text) for text in student.remarks],
        extra=extra,
        waits=student.status is Status.NEEDS_PERSON,
    )


def _entry(
    notebook: NotebookResult,
    pages: Mapping[str, str],
    titles: Mapping[str, str],
    dated: AssignmentDates | None,
) -> Entry:
    zone = UTC if dated is None else dated.zone
    told = [time_left(notebook, dated), lateness_sentence(notebook, zone)]
    if missed := [question.name for question in notebook.questions if _is_missed(question)]:
        told.append(f"Not complete: {', '.join(missed)}.")
    waiting = [one.name for one in notebook.questions if one.state is State.WAITING]
    if waiting and notebook.status is Status.NEEDS_PERSON:
        told.append(f"A person still reads: {', '.join(waiting)}.")
    link = quote(pages[notebook.name]) if notebook.name in pages else ""
    reached = State.PARTLY if notebook.points or notebook.optional_points else State.FAILED
    state = _STATES.get(notebook.status, reached if missed else State.PASSED)
    title = titles.get(notebook.name, notebook.name)
    return Entry(notebook, title, link, state, tuple(filter(None, told)))


def _first(student: StudentResult, titles: Mapping[str, str]) -> str:
    """Return a sentence about what to look at first; "" where nothing is lost."""
    for notebook in student.notebooks:
        if notebook.status is Status.NOT_GRADABLE:
            title = titles.get(notebook.name, notebook.name)
            return f"Look at “{title}” first. It could not be graded, so it has no score yet."
    missed = [
        (notebook, question)
        for notebook in student.counted
        for question in notebook.questions
        if _is_missed(question)
    ]
    if not missed:
        return ""
    notebook, question = max(missed, key=lambda pair: (not pair[1].optional, _lost(pair[1])))
    title = titles.get(notebook.name, notebook.name)
    return f"Look at “{question.name}” in “{title}” first: it has the most points to gain."


def _is_missed(question: QuestionResult) -> bool:
    return question.state in _OPEN


def _lost(question: QuestionResult) -> float:
    return question.max_points - (question.points or 0.0)
