"""Outcomes: their sums, their states, and the record that keeps them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.outcomes import (
    RECORD_NAME,
    CellOutcome,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    dump_outcome,
    load_outcome,
)

POINTS = st.floats(0, 9)
CELLS = st.builds(
    CellOutcome,
    cell=st.text(),
    points=st.none() | POINTS,
    max_points=POINTS,
    status=st.sampled_from(CellStatus),
    message=st.text(),
)
NOTEBOOKS = st.builds(
    NotebookOutcome,
    notebook=st.text(),
    status=st.sampled_from(Status),
    remarks=st.lists(st.text(), max_size=2).map(tuple),
    cells=st.lists(CELLS, max_size=3).map(tuple),
    seconds=POINTS,
    ran=st.sampled_from(["needed", "everything"]),
    because=st.text(),
    left_out=st.lists(st.text(), max_size=2).map(tuple),
)
SUBMISSIONS = st.builds(
    SubmissionOutcome,
    student=st.text(),
    assignment=st.text(),
    seed=st.integers(0, 2**32),
    fingerprint=st.text(),
    notebooks=st.lists(NOTEBOOKS, max_size=3).map(tuple),
    remarks=st.lists(st.text(), max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a record."""
    return tmp_path_factory.mktemp("autograded") / RECORD_NAME


@given(SUBMISSIONS)
def test_what_is_recorded_is_read_back(record: Path, outcome: SubmissionOutcome) -> None:
    record.write_text(dump_outcome(outcome), encoding="utf-8")
    assert load_outcome(record) == outcome


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"format": 0}', '{"format": 1}', '{"format": 1, "x": 2}']
)
def test_a_record_that_cannot_be_read_counts_as_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / RECORD_NAME
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert load_outcome(path) is None


@pytest.mark.parametrize(("key", "value"), [("status", "fine"), ("cells", None), ("extra", 1)])
def test_a_record_with_something_foreign_counts_as_none(
    tmp_path: Path, key: str, value: object
) -> None:
    notebook = NotebookOutcome("01", Status.GRADED)
    data = json.loads(dump_outcome(SubmissionOutcome("ada", "a1", 1, "f", (notebook,))))
    (data if key == "extra" else data["notebooks"][0])[key] = value
    path = tmp_path / RECORD_NAME
    path.write_text(json.dumps(data), encoding="utf-8")
    assert load_outcome(path) is None


def submission(*statuses: Status) -> SubmissionOutcome:
    """Return a submission whose notebooks have these states."""
    notebooks = tuple(NotebookOutcome(str(number), item) for number, item in enumerate(statuses))
    return SubmissionOutcome("ada", "a1", 1, "f", notebooks)


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ((Status.GRADED, Status.GRADED), Status.GRADED),
        ((Status.GRADED, Status.MISSING), Status.GRADED),
        ((Status.MISSING, Status.MISSING), Status.MISSING),
        ((Status.NEEDS_PERSON, Status.MISSING), Status.NEEDS_PERSON),
        ((Status.NEEDS_PERSON, Status.NOT_GRADABLE), Status.NOT_GRADABLE),
        ((Status.NOT_GRADABLE, Status.MISSING), Status.NOT_GRADABLE),
    ],
)
def test_the_worst_notebook_speaks_for_the_submission(
    statuses: tuple[Status, ...], whole: Status
) -> None:
    assert submission(*statuses).status == whole


def test_points_that_wait_for_a_person_count_in_the_maximum_only() -> None:
    cells = (
        CellOutcome("double-tests", 1.0, 1.0, CellStatus.PASSED),
        CellOutcome("why", None, 2.0, CellStatus.PENDING),
    )
    notebook = NotebookOutcome("01", Status.NEEDS_PERSON, cells=cells, seconds=0.5)
    outcome = SubmissionOutcome("ada", "a1", 1, "f", (notebook, notebook))
    assert (outcome.points, outcome.max_points, outcome.seconds) == (2.0, 6.0, 1.0)
