"""The trial: notebooks that cannot be tried are named, and the others go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from autograder.adopting import trial as module
from autograder.adopting.trial import try_tests
from autograder.adopting.variants import REFERENCE
from autograder.course.layout import Course
from autograder.engine.execution import Execution
from autograder.engine.workers.job import Failure, Job
from autograder.errors import AutograderError
from autograder.grading.masters import read_masters
from autograder.needs import Plan
from autograder.outcomes import CellOutcome, CellStatus
from tests.strangers.course import ASSIGNMENT
from tests.support.strange import AREAS, NOTEBOOK, WRONG_TEST, strange_course


class Pool:
    """Fails on the notebook about halves, and gives every other test its points."""

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, Execution | Failure]]:
        """Yield what comes of each job."""
        for job in jobs:
            if job.key[0] == "halves":
                yield job, Failure("the worker was lost")
            else:
                assert job.free is not None
                outcomes = tuple(
                    CellOutcome(name, 1.0, 1.0, CellStatus.PASSED) for name in job.free.names
                )
                yield job, Execution(job.notebook, outcomes, 2.5, Plan({}, frozenset()))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Two notebooks, and nothing that would run them."""

    def pool(*_: object) -> AbstractContextManager[Pool]:
        return nullcontext(Pool())

    monkeypatch.setattr(module, "LocalPool", pool)
    return strange_course(tmp_path, **{NOTEBOOK: AREAS, "halves": WRONG_TEST})


def test_a_notebook_that_could_not_be_run_is_named_once(course: Course) -> None:
    refused: list[AutograderError] = []
    masters = read_masters(course, ASSIGNMENT)
    trials = try_tests(course, ASSIGNMENT, masters, refused, jobs=1)
    assert list(trials) == [NOTEBOOK]
    (error,) = refused
    assert error.what == f"halves.ipynb with {REFERENCE} could not be run: the worker was lost."


def test_every_test_is_tried_on_every_variant_in_both_ways(course: Course) -> None:
    trial = try_tests(course, ASSIGNMENT, read_masters(course, ASSIGNMENT), [], jobs=1)[NOTEBOOK]
    assert list(trial.tests) == ["area-close", "area-made", "area-goes-on"]
    (variants,) = {tuple(tried) for tried in trial.tests.values()}
    assert variants[:3] == (REFERENCE, "the release", "no answers")
    assert len(variants) > 3
    assert all(tried.agrees for one in trial.tests.values() for tried in one.values())
    assert trial.seconds == 2.5


def test_a_notebook_that_cannot_be_taken_in_is_named(course: Course) -> None:
    masters = read_masters(course, ASSIGNMENT)
    course.source_path(ASSIGNMENT, NOTEBOOK).write_text("[]", encoding="utf-8")
    refused: list[AutograderError] = []
    assert try_tests(course, ASSIGNMENT, masters, refused, jobs=1) == {}
    assert [error.what for error in refused] == [
        f"{NOTEBOOK}.ipynb cannot be taken in.",
        f"halves.ipynb with {REFERENCE} could not be run: the worker was lost.",
    ]
