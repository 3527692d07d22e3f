"""The numbers of a report: how the class did, and how the questions did."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from autograder.course.cells import question_of
from autograder.outcomes import UNCOUNTED, CellStatus, Status
from autograder.reporting.html.states import State
from autograder.reporting.results import QuestionResult, Results, StudentResult

MIN_FOR_DISCRIMINATION = 10
BINS = 10
_LEFT = (State.MISSING, State.UNTRIED, State.NOT_DUE, State.EXCUSED, State.DROPPED)


@dataclass(frozen=True)
class Spread:
    """How shares are spread; quartiles only from two values on.

    Attributes:
        n: how many shares there are.
        bins: how many lie in each tenth, the last one with 100 %.
    """

    n: int
    mean: float | None
    median: float | None
    lower: float | None
    upper: float | None
    bins: tuple[int, ...]


@dataclass(frozen=True)
class Difficulty:
    """How a question did.

    Attributes:
        notebook: name of its notebook.
        question: its grade id.
        max_points: points it is worth.
        n: students with decided points in it.
        share: share of the decided points that they earned, None without any.
        counts: how many students in each state.
        optional: a ★ question; only those who tried it count.
        timeouts: students of whom a test ran out of time, or whose process ended.
        discrimination: correlation with the score of all other questions, None below ten students
            or where one side does not vary.
        inside: one of its tests ran where the answers ran.
    """

    notebook: str
    question: str
    max_points: float
    n: int
    share: float | None
    counts: dict[State, int]
    optional: bool
    timeouts: int
    discrimination: float | None
    inside: bool


def share(student: StudentResult) -> float | None:
    """Return the share of the decided points that a student earned; None where there are none."""
    left_out = (Status.MISSING, Status.NOT_GRADABLE, *UNCOUNTED)
    if student.status in left_out or not student.decided:
        return None
    return (student.points or 0.0) / student.decided


def spread(shares: list[float]) -> Spread:
    """Return how shares between 0 and 1 are spread; more than 1 (extra credit) counts as 1."""
    bins = Counter(min(int(BINS * max(value, 0.0) + 1e-9), BINS - 1) for value in shares)
    counts = tuple(bins[number] for number in range(BINS))
    if not shares:
        return Spread(0, None, None, None, None, counts)
    lower = upper = None
    if len(shares) > 1:
        lower, _, upper = statistics.quantiles(shares, n=4, method="inclusive")
    mean, median = statistics.fmean(shares), statistics.median(shares)
    return Spread(len(shares), mean, median, lower, upper, counts)


def difficulties(results: Results) -> list[Difficulty]:
    """Return how every question did, the hardest first."""
    found = [_difficulty(results, notebook, question) for notebook, question in results.columns()]
    return sorted(
        found, key=lambda item: (2.0 if item.share is None else item.share, item.notebook)
    )


def question_of_student(
    student: StudentResult, notebook: str, question: str
) -> QuestionResult | None:
    """Return a student's result in one question; None where there is none."""
    for item in student.notebooks:
        if item.name == notebook:
            return next((found for found in item.questions if found.name == question), None)
    return None


def was_taken(question: QuestionResult) -> bool:
    """Tell whether a question has decided points that a student worked for."""
    return bool(question.decided) and question.state not in _LEFT


def _difficulty(results: Results, notebook: str, question: str) -> Difficulty:
    pairs = []
    for student in results.students:
        found = question_of_student(student, notebook, question)
        if found is not None:
            pairs.append((student, found))
    taken = [(s, q) for s, q in pairs if was_taken(q)]
    earned = sum(q.points or 0.0 for _, q in taken)
    decided = sum(q.decided for _, q in taken)
    return Difficulty(
        notebook=notebook,
        question=question,
        max_points=max((q.max_points for _, q in pairs), default=0.0),
        n=len(taken),
        share=earned / decided if decided else None,
        counts=dict(Counter(q.state for _, q in pairs)),
        optional=(notebook, question) in results.optional,
        timeouts=sum(_ran_out(q) for _, q in pairs),
        discrimination=_discrimination(taken),
        inside=any(
            inside and (notebook, question) == (name, question_of(test))
            for (name, test), inside in results.inside.items()
        ),
    )


def _ran_out(question: QuestionResult) -> bool:
    lost = (CellStatus.TIMEOUT, CellStatus.DIED)
    return any(cell.status in lost for cell in question.cells)


def _discrimination(taken: list[tuple[StudentResult, QuestionResult]]) -> float | None:
    """Correlate a question's share with the share of all other decided points, ★ left out.

    Lateness tells nothing about a question, so points count as they were before.
    """
    own, rest = [], []
    for student, question in taken:
        # The score holds no ★ question, so there is nothing to take out of it.
        decided, earned = (0.0, 0.0) if question.optional else (question.decided, question.points)
        others = student.decided - decided
        if others and student.status is not Status.NOT_GRADABLE:
            own.append((question.points or 0.0) / question.decided)
            rest.append(((student.raw_points or 0.0) - (earned or 0.0)) / others)
    if len(own) < MIN_FOR_DISCRIMINATION:
        return None
    try:
        return statistics.correlation(own, rest)
    except statistics.StatisticsError:  # one side does not vary
        return None
