"""A pool that runs nothing: every test passes, and written answers are judged as ever.

With it `grade` is fast, and shows what becomes of files and cells. Where nothing runs, our own code
counts for nothing either: it is not looked through at every grading.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from types import TracebackType

import pytest

from autograder.course.layout import Course
from autograder.engine.execution import Execution
from autograder.engine.judge import judge
from autograder.engine.workers.job import Job
from autograder.grading import beginning
from autograder.grading import grade as grading
from autograder.grading.grade import Graded
from autograder.needs import notebook_plan
from autograder.outcomes import SubmissionOutcome
from tests.support.tiny import ASSIGNMENT


class FakePool(AbstractContextManager["FakePool"]):
    """Hands notebooks back as they came, and remembers them."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind: nothing was started."""

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Execution]]:
        """Yield each job with what comes of a notebook whose tests say nothing."""
        for job in jobs:
            self.jobs.append(job)
            notebook = copy.deepcopy(job.notebook)
            plan = notebook_plan(notebook.cells, job.names)
            yield job, Execution(notebook, judge(notebook), 0.0, plan)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> FakePool:
    """The pool that `grade` uses in this test."""
    made = FakePool()
    monkeypatch.setattr(beginning, "circumstances", lambda _, limits, __: repr(limits))
    monkeypatch.setattr(beginning, "pool_for", lambda *_: made)
    return made


def graded(course: Course, *, regrade: bool = False) -> Graded:
    """Grade the tiny course's assignment, with one seed for all."""
    return grading.grade(course, ASSIGNMENT, seed=1, regrade=regrade)


def outcomes(course: Course, *, regrade: bool = False) -> dict[str, SubmissionOutcome]:
    """Grade, and return outcomes by student."""
    return {one.student: one for one in graded(course, regrade=regrade).outcomes}


def remarks(outcome: SubmissionOutcome) -> str:
    """Return all that is said about a submission."""
    parts = [outcome.remarks, *(notebook.remarks for notebook in outcome.notebooks)]
    return " ".join(remark for part in parts for remark in part)
