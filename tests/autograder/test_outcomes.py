"""Outcomes: their sums, their states, and the record that keeps them."""

from __future__ import annotations

import json
import pickle
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import RecordError
from autograder.outcomes import (
    RECORD_FORMAT,
    RECORD_NAME,
    CellOutcome,
    CellStatus,
    NotebookOutcome,
    Status,
    SubmissionOutcome,
    dump_outcome,
    inside_by_test,
    load_outcome,
    overall,
    read_outcome,
    tampering,
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
    inside=st.none() | st.lists(st.text(), max_size=2).map(tuple),
    blank=st.booleans(),
    answers=st.text(),
    handed_in=st.none() | st.datetimes(timezones=st.just(UTC)),
)
SUBMISSIONS = st.builds(
    SubmissionOutcome,
    student=st.text(),
    assignment=st.text(),
    seed=st.integers(0, 2**70),
    fingerprint=st.text(),
    notebooks=st.lists(NOTEBOOKS, max_size=3).map(tuple),
    remarks=st.lists(st.text(), max_size=2).map(tuple),
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a record."""
    return tmp_path_factory.mktemp("autograded") / RECORD_NAME


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ([Status.GRADED, Status.MISSING], Status.GRADED),
        ([Status.GRADED, Status.NEEDS_PERSON, Status.MISSING], Status.NEEDS_PERSON),
        ([Status.NEEDS_PERSON, Status.NOT_GRADABLE], Status.NOT_GRADABLE),
        ([Status.MISSING, Status.MISSING], Status.MISSING),
        ([Status.GRADED, Status.NOT_DUE], Status.GRADED),
        ([Status.MISSING, Status.NOT_DUE], Status.MISSING),
        ([Status.NOT_DUE, Status.EXCUSED], Status.NOT_DUE),
        ([Status.EXCUSED, Status.EXCUSED], Status.EXCUSED),
        ([], Status.MISSING),
    ],
)
def test_the_status_of_a_whole_is_its_worst(statuses: list[Status], whole: Status) -> None:
    assert overall(statuses) is whole


@given(SUBMISSIONS)
def test_what_is_recorded_is_read_back(record: Path, outcome: SubmissionOutcome) -> None:
    record.write_text(dump_outcome(outcome), encoding="utf-8")
    assert load_outcome(record) == outcome


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "[" * 100_000, '{"format": "3"}'])
def test_a_record_that_cannot_be_read_counts_as_none(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / RECORD_NAME
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert load_outcome(path) is None
    with pytest.raises(RecordError, match=f"{RECORD_NAME} cannot be used: "):
        read_outcome(path)


def test_bytes_that_are_no_text_count_as_none(tmp_path: Path) -> None:
    path = tmp_path / RECORD_NAME
    path.write_bytes(b'{"format": 3, "student": "\xff"}')
    assert load_outcome(path) is None


def changed(*steps: str | int, value: object) -> str:
    """Return a record that holds `value` at a place."""
    cells = (CellOutcome("q-tests", 1.0, 2.0, CellStatus.PARTIAL),)
    notebook = NotebookOutcome("01", Status.GRADED, cells=cells, left_out=("cell-1",))
    record = json.loads(dump_outcome(SubmissionOutcome("ada", "a1", 1, "f", (notebook,))))
    place = record
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return json.dumps(record)


@pytest.mark.parametrize("earlier", [0, 1, 2, RECORD_FORMAT + 1])
def test_a_record_of_another_version_counts_as_none_and_says_so(
    tmp_path: Path, earlier: int
) -> None:
    path = tmp_path / RECORD_NAME
    path.write_text(changed("format", value=earlier), encoding="utf-8")
    assert load_outcome(path) is None
    with pytest.raises(RecordError, match=f"its format is {earlier}, and this version") as caught:
        read_outcome(path)
    assert "autograder grade" in caught.value.hint


NOTEBOOK = ("notebooks", 0)
CELL = (*NOTEBOOK, "cells", 0)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("seed",), "1"),
        (("seed",), 1.5),
        (("student",), None),
        (("remarks",), "one"),
        (("remarks",), [1]),
        (("notebooks",), {}),
        (("extra",), 1),
        ((*NOTEBOOK, "status"), "fine"),
        ((*NOTEBOOK, "cells"), None),
        ((*NOTEBOOK, "seconds"), "2"),
        ((*NOTEBOOK, "left_out"), [None]),
        ((*NOTEBOOK, "extra"), 1),
        ((*CELL, "points"), "1"),
        ((*CELL, "points"), True),
        ((*CELL, "max_points"), None),
        ((*CELL, "status"), 0),
        ((*CELL, "message"), ["x"]),
        ((*CELL, "extra"), 1),
    ],
)
def test_a_record_with_a_value_of_another_type_is_refused_where_it_stands(
    tmp_path: Path, place: tuple[str | int, ...], value: object
) -> None:
    path = tmp_path / RECORD_NAME
    path.write_text(changed(*CELL, "points", value=2), encoding="utf-8")
    assert load_outcome(path) is not None, "whole numbers are numbers of points"
    path.write_text(changed(*place, value=value), encoding="utf-8")
    assert load_outcome(path) is None
    with pytest.raises(RecordError, match=str(place[-1])):
        read_outcome(path)


def test_a_record_is_text_that_people_can_read() -> None:
    written = dump_outcome(SubmissionOutcome("Zoë", "a1", 1, "f"))
    assert written.startswith('{\n "format": 3,\n "student": "Zoë",\n')


def test_a_record_from_before_tests_ran_inside_is_read(tmp_path: Path) -> None:
    record = json.loads(changed("seed", value=1))
    del record["notebooks"][0]["inside"]
    path = tmp_path / RECORD_NAME
    path.write_text(json.dumps(record), encoding="utf-8")
    assert read_outcome(path).notebooks[0].inside is None


def ran(*inside: str) -> SubmissionOutcome:
    """Return a submission of two tests and two written answers, with these tests inside."""
    states = {"a": CellStatus.PASSED, "b": CellStatus.FAILED, "why": CellStatus.PENDING}
    states["essay"] = CellStatus.BLANK
    cells = tuple(CellOutcome(name, 0.0, 1.0, status) for name, status in states.items())
    return SubmissionOutcome(
        "ada", "a1", 1, "f", (NotebookOutcome("n", Status.GRADED, cells=cells, inside=inside),)
    )


def test_a_test_counts_as_inside_if_it_ran_there_for_anybody() -> None:
    assert inside_by_test([ran()]) == {("n", "a"): False, ("n", "b"): False}
    both = inside_by_test([ran(), ran("b"), ran()])
    assert both == {("n", "a"): False, ("n", "b"): True}
    assert tampering(both) == "1 of 2 tests cannot be tampered with."


def test_of_tests_that_were_written_for_this_grader_nothing_is_said() -> None:
    assert inside_by_test([submission(Status.GRADED, Status.MISSING)]) == {}
    assert tampering({}) == ""


def test_what_came_of_grading_travels_to_other_processes() -> None:
    outcome = submission(Status.GRADED)
    assert pickle.loads(pickle.dumps(outcome)) == outcome
    assert len({outcome, submission(Status.GRADED)}) == 1


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
