"""From verdicts to known mistakes."""

from __future__ import annotations

from autograder.authoring.bank import Answer
from autograder.authoring.mistakes import mistakes_of
from autograder.authoring.verdicts import Verdict
from autograder.course.mistakes import Mistake
from autograder.course.questions import Question
from autograder.outcomes import THE_TEST, CellOutcome, CellStatus

QUESTION = Question("q", "code", (), {"q-tests": 1.0, "q-hidden": 2.0})


def verdict(
    title: str, points: float | None, *cells: tuple[str, float, dict[str, str]], seed: int = 1
) -> Verdict:
    """Return a verdict; without points it is on a right answer."""
    answer = Answer("q", title, "", points, False, "q.py:1")
    outcomes = tuple(
        CellOutcome(name, got, QUESTION.points[name], CellStatus.FAILED, "", trace)
        for name, got, trace in cells
    )
    due = QUESTION.total if points is None else points
    return Verdict("01", QUESTION, answer, title, seed, due, due, outcomes)


RIGHT = verdict(
    "right", None, ("q-tests", 1.0, {"f": "a"}), ("q-hidden", 2.0, {"f": "b", "g": "c"})
)
OTHER = verdict("too", None, ("q-tests", 1.0, {"f": "A"}), ("q-hidden", 2.0, {"f": "b", "g": "C"}))


def known(*verdicts: Verdict) -> list[Mistake]:
    """Return the mistakes known of the question."""
    return mistakes_of([RIGHT, OTHER, *verdicts]).questions.get("01", {}).get("q", [])


def test_a_mistake_replies_what_no_right_answer_does() -> None:
    wrong = verdict(
        "wrong", 1.0, ("q-tests", 1.0, {"f": "x"}), ("q-hidden", 0.0, {"f": "x", "g": "C"})
    )
    assert known(wrong) == [Mistake("wrong", {"q-hidden": {"f": "x"}})]


def test_what_the_test_said_counts_only_where_no_reply_differs() -> None:
    rule = verdict("rule", 0.0, ("q-hidden", 0.0, {THE_TEST: "s", "f": "b"}))
    value = verdict("value", 0.0, ("q-hidden", 0.0, {THE_TEST: "s", "f": "x"}))
    assert [m.replies for m in known(rule, value)] == [
        {"q-hidden": {THE_TEST: "s"}},
        {"q-hidden": {"f": "x"}},
    ]


def test_answers_that_reply_as_right_ones_and_other_seeds_make_no_mistakes() -> None:
    late = verdict("late", 0.0, ("q-tests", 0.0, {"f": "a"}))
    seeded = verdict("seeded", 0.0, ("q-tests", 0.0, {"f": "x"}), seed=2)
    assert known(late, seeded) == []
