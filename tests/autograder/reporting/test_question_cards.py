"""Cards of questions: the answer beside what was found, and no curve that may not be shown."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_markdown_cell

from autograder.outcomes import CellOutcome, CellStatus
from autograder.reporting.html.redact import shown_notebook
from autograder.reporting.html.states import State
from autograder.reporting.question_cards import (
    FOLDED,
    MAX_SHOWN,
    Answer,
    answers_in,
    card_of,
    has_card,
)
from autograder.reporting.results import QuestionResult
from tests.support.graded import Work, notebook
from tests.support.showcase import CURVE

EXPECTED = "the right one 0"


def answers(answer: str, written: str = "So it is.") -> dict[str, Answer]:
    return answers_in(shown_notebook(notebook(Work(answer=answer, written=written))))


def test_an_answer_is_shown_with_its_colours_and_what_it_defines() -> None:
    found = answers("def relu(z):\n    return z\nclass Net: pass\ndef _a(): pass")
    assert '<span class="k">def</span>' in found["relu"].html
    assert found["relu"].names == ("relu", "Net", "_a")
    assert found["relu"].anchor == "answer-relu"
    assert "So it is." in found["why"].html
    assert found["why"].names == ()


def test_a_long_answer_is_folded_and_one_that_is_too_long_is_linked() -> None:
    assert not answers("\n" * (FOLDED - 1))["relu"].is_long
    assert answers("x = 1\n" * FOLDED)["relu"].is_long
    assert answers("#" * (MAX_SHOWN + 1))["relu"].html == ""
    pasted = "![proof](data:image/png;base64,AAAA)"
    assert answers("", pasted)["why"].html == "", "a picture stands on the page once"


def test_what_a_student_wrote_runs_nothing() -> None:
    nasty = "<script>alert(1)</script>"
    found = answers(f"# {nasty}", nasty)
    assert all("<script>" not in one.html for one in found.values())
    card = card_of(question(comment=nasty), "both", None)
    assert "<script>" not in card.comment


def question(curves: tuple[str, ...] = (), **more: object) -> QuestionResult:
    cells = tuple(
        CellOutcome(name, 0.0, 1.0, CellStatus.FAILED, "It is wrong.", {}, CURVE) for name in curves
    )
    return QuestionResult("relu", State.FAILED, 2.0, cells, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "examples", "drawn", "right"),
    [
        (("relu-tests",), "none", True, True),
        (("relu-hidden",), "both", True, True),
        (("relu-hidden",), "input", True, False),
        (("relu-hidden",), "none", False, False),
        (("relu-hidden", "relu-tests"), "input", True, True),
        ((), "both", False, False),
    ],
)
def test_the_right_curve_is_drawn_only_where_expected_values_may_be_shown(
    cells: tuple[str, ...], examples: str, drawn: bool, right: bool
) -> None:
    curve = card_of(question(cells), examples, None).curve
    assert (curve is not None) == drawn
    if curve is not None:
        assert (EXPECTED in curve.told) == right
        assert ('class="due"' in curve.svg) == right


def test_complete_questions_have_no_card_unless_somebody_left_a_comment() -> None:
    def states(state: State, comment: str = "") -> bool:
        return has_card(QuestionResult("a", state, 1.0, comment=comment))

    assert [state for state in State if states(state)] == [
        State.PARTLY,
        State.FAILED,
        State.BLANK,
        State.WAITING,
    ]
    assert states(State.PASSED, "Nice.")


def test_findings_are_bounded() -> None:
    message = "\n".join(f"part{'x' * n} (0 of 1): {'y' * n} is wrong." for n in range(1, 20))
    cell = CellOutcome("relu-tests", 0.0, 1.0, CellStatus.FAILED, message)
    card = card_of(QuestionResult("relu", State.FAILED, 1.0, (cell,)), "both", None)
    assert len(card.findings) == 6
    assert card.more == 13


def test_an_answer_that_looks_like_another_takes_no_place() -> None:
    shown = shown_notebook(notebook(Work(cells=[new_markdown_cell("x")])))
    assert set(answers_in(shown)) == {"relu", "slope", "why"}
