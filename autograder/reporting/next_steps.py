"""Next steps: what a student can do now, in order, made from what came of the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.dates import AssignmentDates
from autograder.course.moments import shown_moment
from autograder.outcomes import Status
from autograder.reporting.findings import Finding
from autograder.reporting.html.pages import points
from autograder.reporting.html.states import State
from autograder.reporting.results import NotebookResult, QuestionResult

MOST = 5
"""Questions that are named one by one."""
MAX_CAUSE = 200
"""Characters of a finding in the list; the whole stands beside the answer."""
MISSED = (State.PARTLY, State.FAILED, State.BLANK)
_UNREADABLE = (
    "Open your notebook in JupyterLab and read what stands under “About your file”.",
    "Mend it, or fetch the notebook once more and copy your answers into its cells.",
    "Choose Kernel → Restart Kernel and Run All Cells, then save.",
    "Hand it in again under the same file name, or ask your instructor to look at it.",
)


@dataclass(frozen=True)
class Step:
    """One thing to do.

    Attributes:
        sentence: what to do, or what is wrong.
        question: the question that it is about; "" for none.
        gain: points that it may bring.
    """

    sentence: str
    question: str = ""
    gain: float = 0.0


def next_steps(
    notebook: NotebookResult,
    findings: Mapping[str, Sequence[Finding]],
    dated: AssignmentDates | None = None,
) -> list[Step]:
    """Return what a student can do about a notebook, the first thing first.

    Args:
        notebook: what came of it.
        findings: what the tests of each question have found.
        dated: the assignment's dates; None where there are none.
    """
    if notebook.status is Status.NOT_GRADABLE:
        return [Step(sentence) for sentence in _UNREADABLE]
    if notebook.status is Status.MISSING:
        told = f"If you did hand it in, check that the file is called {notebook.name}.ipynb, and "
        return [Step(f"{told}tell your instructor."), *_again(notebook, dated)]
    if not notebook.counts:
        return []
    wrong = [one for one in notebook.questions if one.state in (State.PARTLY, State.FAILED)]
    wrong.sort(key=lambda one: (*_order(one, findings), -missing_points(one)))
    steps = [
        Step(_cause(one, findings.get(one.name, ())), one.name, missing_points(one))
        for one in wrong[:MOST]
    ]
    if more := wrong[MOST:]:
        steps.append(Step(f"… and {_questions(more)} more, further down", "", _sum(more)))
    steps += _blank([one for one in notebook.questions if one.state is State.BLANK])
    if steps:
        steps += _again(notebook, dated)
    return [*steps, *_waiting([q for q in notebook.questions if q.state is State.WAITING])]


def missing_points(question: QuestionResult) -> float:
    """Return the points that a question has still to give."""
    return question.max_points - (question.points or 0.0)


def _order(
    question: QuestionResult, findings: Mapping[str, Sequence[Finding]]
) -> tuple[bool, bool, bool]:
    """Return how soon a question comes: named mistakes first, ★ and what a person saw last."""
    return question.optional, question.by_person, not _known(question, findings)


def _known(question: QuestionResult, findings: Mapping[str, Sequence[Finding]]) -> bool:
    """Tell whether the mistake has a name: then it is soonest mended."""
    return bool(question.mistakes) or any(one.slips for one in findings.get(question.name, ()))


def _cause(question: QuestionResult, findings: Sequence[Finding]) -> str:
    """Return what is most likely wrong, in one sentence."""
    if question.mistakes:
        return f"Your answer gives just what this mistake gives: {question.mistakes[0]}"
    slip = next((one.slips[0] for one in findings if one.slips and one.costs), "")
    if slip:
        return f"Likely slip: {slip}"
    if question.by_person:
        return "A person has graded it." + (" Read the comment." if question.comment else "")
    first = next((one.sentence for one in findings if one.costs), "Look at it once more.")
    return first if len(first) <= MAX_CAUSE else f"{first[:MAX_CAUSE]}…"


def _blank(blank: Sequence[QuestionResult]) -> list[Step]:
    if not blank:
        return []
    names = ", ".join(one.name for one in blank[:MOST])
    more = f" and {len(blank) - MOST} more" if len(blank) > MOST else ""
    return [Step(f"Left blank: {names}{more}. An answer that is partly right earns something, too.",
                 "", _sum(blank))]  # fmt: skip


def _again(notebook: NotebookResult, dated: AssignmentDates | None) -> list[Step]:
    """Return until when it can be handed in again, while that is so."""
    due = notebook.lateness.due
    if dated is None or due is None or due <= dated.now:
        return []
    until = f"{shown_moment(due, dated.zone)} ({dated.zone})"
    return [Step(f"Hand it in again, if you like: there is time until {until}.")]


def _waiting(waiting: Sequence[QuestionResult]) -> list[Step]:
    if not waiting:
        return []
    names = ", ".join(one.name for one in waiting[:MOST])
    more = f" and {len(waiting) - MOST} more" if len(waiting) > MOST else ""
    open_points = points(sum(one.max_points - one.decided for one in waiting))
    told = f"Nothing to do for {names}{more}: a person reads it, for up to {open_points} points."
    return [Step(told)]


def _sum(questions: Iterable[QuestionResult]) -> float:
    return sum(map(missing_points, questions))


def _questions(questions: Sequence[QuestionResult]) -> str:
    return f"{len(questions)} question{'' if len(questions) == 1 else 's'}"
