"""Questions on a feedback page: what was found, beside the answer that it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.course.cells import is_hidden
from autograder.markup.clean import clean_markdown
from autograder.outcomes import CellStatus
from autograder.reporting.findings import MAX_FINDINGS, Finding, findings_of
from autograder.reporting.html.curves import Drawing, drawing
from autograder.reporting.html.notebook import answer_html
from autograder.reporting.html.states import State
from autograder.reporting.next_steps import MISSED
from autograder.reporting.results import QuestionResult

if TYPE_CHECKING:
    from markupsafe import Markup

FOLDED = 25
"""Lines; a longer answer is folded."""
MAX_SHOWN = 12_000
"""Characters; of a longer answer the notebook below has all."""
MAX_MISTAKES = 4
_DEFINED = re.compile(r"^(?:def|class)[ \t]+([A-Za-z_]\w{1,60})", re.MULTILINE | re.ASCII)


@dataclass(frozen=True)
class Answer:
    """What a student wrote for a question, as a page shows it.

    Attributes:
        html: the answer; "" where it is too long, or holds pictures.
        lines: how many lines it has.
        anchor: where it stands in the notebook below.
        names: what it defines.
    """

    html: Markup
    lines: int
    anchor: str
    names: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether it is folded."""
        return self.lines > FOLDED


@dataclass(frozen=True)
class Card:
    """A question that is not complete.

    Attributes:
        question: what came of it.
        findings: what its tests have found.
        more: how many findings are left out.
        mistakes: known mistakes behind it.
        answer: the student's answer; None where the notebook is not at hand.
        curve: the answer's curve; None for none.
        names: names that are code in sentences about it.
        comment: a grader's comment.
    """

    question: QuestionResult
    findings: tuple[Finding, ...]
    more: int
    mistakes: tuple[str, ...]
    answer: Answer | None
    curve: Drawing | None
    names: tuple[str, ...]
    comment: Markup


def answers_in(shown: NotebookNode) -> dict[str, Answer]:
    """Return the answers of a notebook made by `autograder.reporting.html.redact`, by grade id."""
    from markupsafe import Markup

    found: dict[str, Answer] = {}
    for cell in shown.cells:
        mark = cell.metadata.nbgrader
        if mark.role == "answer":
            source = str(cell.source)
            whole = len(source) <= MAX_SHOWN and "](data:" not in source
            names = tuple(_DEFINED.findall(source)) if cell.cell_type == "code" else ()
            html = Markup(answer_html(cell)) if whole and source.strip() else Markup("")
            lines = source.count("\n") + 1
            answer = Answer(html, lines, f"answer-{mark.grade_id}", names)
            found.setdefault(mark.grade_id, answer)
    return found


def has_card(question: QuestionResult) -> bool:
    """Tell whether there is more to say about a question than what came of it."""
    return question.state in (*MISSED, State.WAITING) or bool(question.comment)


def card_of(question: QuestionResult, examples: str, answer: Answer | None) -> Card:
    """Return the card of a question.

    Args:
        question: what came of it.
        examples: how much hidden tests show of their examples.
        answer: the student's answer; None where it is not at hand.
    """
    from markupsafe import Markup

    untried = question.state is State.UNTRIED
    findings = () if untried else tuple(findings_of(question.cells, examples))
    names = (question.name, *(answer.names if answer else ()))
    return Card(
        question,
        findings[:MAX_FINDINGS],
        max(0, len(findings) - MAX_FINDINGS),
        () if untried else question.mistakes[:MAX_MISTAKES],
        answer,
        None if untried else _curve(question, examples),
        names,
        Markup(clean_markdown(question.comment)) if question.comment else Markup(""),
    )


def _curve(question: QuestionResult, examples: str) -> Drawing | None:
    """Return the best drawing that may be shown.

    What a visible test compares with is no secret; of a hidden one `examples` decides.
    """
    failed = [one for one in question.cells if one.status is not CellStatus.PASSED and one.curve]
    drawn: list[tuple[bool, int, Drawing]] = []
    for cell in failed:
        hidden = is_hidden(cell.cell)
        if cell.curve is None or (hidden and examples == "none"):
            continue
        with_right = not hidden or examples == "both"
        found = drawing(cell.curve, with_right=with_right)
        if found is not None:
            drawn.append((with_right, len(cell.curve.x), found))
    return max(drawn, key=lambda one: one[:2])[2] if drawn else None
