"""Next steps: named mistakes first, then what brings most; and what needs nothing comes last."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.course.dates import AssignmentDates
from autograder.course.lateness import Lateness
from autograder.outcomes import CellOutcome, CellStatus, Status
from autograder.reporting.findings import Finding
from autograder.reporting.html.states import State
from autograder.reporting.next_steps import MOST, next_steps
from autograder.reporting.results import NotebookResult, QuestionResult

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def question(
    name: str, state: State, points: float | None, most: float = 4.0, **more: object
) -> QuestionResult:
    cell = CellOutcome(f"{name}-tests", points, most, CellStatus.FAILED)
    return QuestionResult(name, state, most, (cell,), **more)  # type: ignore[arg-type]


def steps(*questions: QuestionResult, status: Status = Status.GRADED, **slips: str) -> list[str]:
    findings = {name: [Finding("It is wrong.", slips=(slip,))] for name, slip in slips.items()}
    found = next_steps(NotebookResult("01", status, questions), findings)
    return [f"{one.question}|{one.gain:g}|{one.sentence}" for one in found]


def test_known_causes_come_first_then_what_brings_most() -> None:
    assert steps(
        question("a", State.FAILED, 0.0, 9.0),
        question("b", State.PARTLY, 2.0),
        question("c", State.FAILED, 0.0),
        question("d", State.FAILED, 0.0, 1.0, mistakes=("takes abs",)),
        question("e", State.FAILED, 0.0, 8.0, optional=True),
        question("f", State.PASSED, 4.0),
        b="a sign",
        c="a factor",
    ) == [
        "c|4|Likely slip: a factor",
        "b|2|Likely slip: a sign",
        "d|1|Your answer gives just what this mistake gives: takes abs",
        "a|9|Look at it once more.",
        "e|8|Look at it once more.",
    ]


def test_blanks_and_what_waits_come_behind_and_long_lists_are_cut() -> None:
    wrong = [question(f"q{number}", State.FAILED, 0.0) for number in range(MOST + 2)]
    blank = [question(f"b{number}", State.BLANK, 0.0) for number in range(MOST + 1)]
    *_, more, left, waits = steps(*wrong, *blank, question("why", State.WAITING, None))
    assert more == "|8|… and 2 questions more, further down"
    assert left.startswith("|24|Left blank: b0, b1, b2, b3, b4 and 1 more.")
    assert waits == "|0|Nothing to do for why: a person reads it, for up to 4 points."


def test_points_of_a_person_come_last_and_lead_to_the_comment() -> None:
    by_person = question("why", State.PARTLY, 1.0, by_person=True, comment="Why?")
    found = steps(by_person, question("a", State.PARTLY, 3.0))
    assert found == [
        "a|1|Look at it once more.",
        "why|3|A person has graded it. Read the comment.",
    ]


@pytest.mark.parametrize("status", [Status.EXCUSED, Status.NOT_DUE])
def test_nobody_has_to_do_what_does_not_count(status: Status) -> None:
    assert steps(question("a", State.EXCUSED, None), status=status) == []


def test_where_nothing_is_lost_nothing_is_to_be_done() -> None:
    assert steps(question("a", State.PASSED, 4.0)) == []


@pytest.mark.parametrize(("hours", "told"), [(1, True), (-1, False)])
def test_until_the_due_date_it_can_be_handed_in_again(hours: int, told: bool) -> None:
    due = NOW + timedelta(hours=hours)
    notebook = NotebookResult(
        "01", Status.GRADED, (question("a", State.FAILED, 0.0),), lateness=Lateness(None, due)
    )
    found = next_steps(notebook, {}, AssignmentDates("units", due, now=NOW))
    assert any("there is time until 2026-05-01 13:00" in one.sentence for one in found) == told
    assert len(found) == 1 + told
