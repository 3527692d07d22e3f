"""Each record knows by which source it was graded."""

from __future__ import annotations

import json

from autograder.course.adopted import source_digest
from autograder.course.layout import Course
from autograder.reporting.gather import read_results
from tests.support.faking import FakePool, graded, outcomes
from tests.support.faking import pool as pool
from tests.support.handing import RIGHT, answered, hand_in
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def stale(course: Course) -> tuple[str, ...]:
    """Return who was graded by another source than there is now."""
    return read_results(course, ASSIGNMENT).stale


def test_a_record_holds_the_digest_of_the_source(course: Course, pool: FakePool) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    assert outcomes(course)["ada"].source == source_digest(course, ASSIGNMENT)
    assert stale(course) == ()


def test_after_a_change_of_the_source_a_grade_is_old_until_it_is_graded_again(
    course: Course, pool: FakePool
) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    graded(course)
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    changed = path.read_text(encoding="utf-8").replace("# Tiny", "# Small")
    path.write_text(changed.replace("np.multiply(z, 2.0)", "np.multiply(z, 2)"), encoding="utf-8")
    assert stale(course) == ("ada",)
    graded(course)
    assert stale(course) == ()


def test_a_change_that_no_grade_depends_on_is_noted_without_grading(
    course: Course, pool: FakePool
) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    graded(course)
    path = course.source_path(ASSIGNMENT, NOTEBOOK)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    assert stale(course) == ("ada",)
    assert graded(course).fresh == frozenset()
    assert stale(course) == ()
