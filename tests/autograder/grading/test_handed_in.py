"""When answers came: who hands in the whole folder again is not late with what did not change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.grading.handed_in import answers_of, first_handed, with_times
from autograder.grading.sanitize import sanitize
from autograder.grading.stamps import Stamp, read_time
from autograder.outcomes import NotebookOutcome, Status, SubmissionOutcome
from tests.support.handing import ESSAY, HALF, RIGHT, answered, cell_of, hand_in
from tests.support.recording import master_notebooks, rows
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

FIRST, SECOND = "2026-12-01 10:00:00 UTC", "2026-12-09 10:00:00 UTC"
GRADED = NotebookOutcome(NOTEBOOK, Status.GRADED)


def digest(course: Course, double: str | None = None, why: str | None = None) -> str:
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    return answers_of(sanitize(answered(course, double, why), master).notebook)


def moment(text: str) -> datetime:
    when = read_time(text).when
    assert when is not None
    return when.replace(tzinfo=UTC)


def record(answers: str, when: datetime | None) -> SubmissionOutcome:
    part = NotebookOutcome(NOTEBOOK, Status.GRADED, answers=answers, handed_in=when)
    return SubmissionOutcome("ada", ASSIGNMENT, 1, "f", (part,))


def test_answers_are_what_the_student_wrote(course: Course) -> None:
    assert digest(course, RIGHT) == digest(course, RIGHT)
    assert len({digest(course), digest(course, RIGHT), digest(course, HALF)}) == 3
    assert digest(course, RIGHT) != digest(course, RIGHT, ESSAY)


def test_outputs_and_locked_cells_are_no_answers(course: Course) -> None:
    master = master_notebooks(course, ASSIGNMENT)[NOTEBOOK]
    clean = sanitize(answered(course, RIGHT), master).notebook
    before = answers_of(clean)
    cell_of(clean, "double")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    cell_of(clean, "double-tests")["source"] = "checks.another()"
    assert answers_of(clean) == before
    cell_of(clean, "double")["source"] += "\n"
    assert answers_of(clean) != before


@pytest.mark.parametrize(
    ("earlier", "stamp", "expected"),
    [
        (None, FIRST, FIRST),
        (None, "", None),
        (record("a", moment(FIRST)), SECOND, FIRST),
        (record("a", moment(SECOND)), FIRST, FIRST),
        (record("a", moment(FIRST)), "", FIRST),
        (record("a", None), SECOND, SECOND),
        (record("b", moment(FIRST)), SECOND, SECOND),
        (record("b", moment(FIRST)), "", None),
    ],
)
def test_the_same_answers_keep_their_first_time(
    earlier: SubmissionOutcome | None, stamp: str, expected: str | None
) -> None:
    found = with_times(GRADED, "a", read_time(stamp), earlier)
    assert (found.answers, found.handed_in) == ("a", moment(expected) if expected else None)


def test_what_was_not_read_has_no_time() -> None:
    assert with_times(GRADED, "", Stamp(FIRST, datetime(2026, 12, 1)), None) == GRADED
    assert (
        first_handed(None) == first_handed(SubmissionOutcome("ada", "a1", 1, "", (GRADED,))) == {}
    )


@pytest.mark.parametrize("regrade", [False, True])
def test_a_second_hand_in_is_no_later_where_nothing_changed(
    course: Course, sandbox: Sandbox, regrade: bool
) -> None:
    times = []
    for stamp, double in ((FIRST, RIGHT), (SECOND, RIGHT), (SECOND, HALF)):
        hand_in(course, "ada", answered(course, double), stamp)
        done = grade(course, ASSIGNMENT, regrade=regrade, machines=Machines(1, sandbox))
        times.append(done.outcomes[0].notebooks[0].handed_in)
    assert times == [moment(FIRST), moment(FIRST), moment(SECOND)]
    query = "SELECT timestamp FROM submitted_assignment"
    assert rows(course, query) == [("2026-12-09 10:00:00.000000",)], "nbgrader's own stays true"
