"""Limits by nbgrader's options: the time of a cell, what stderr is dropped, what is kept."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.course.config import Limits, load_limits
from autograder.course.layout import Course
from autograder.errors import CourseError
from tests.autograder.course.test_config import configure


def limits(course: Course, *lines: str) -> Limits:
    """Return the limits that these lines set."""
    configure(course, *lines)
    return load_limits(course)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        (["c.Execute.timeout = 5"], 5.0),
        (["c.ExecutePreprocessor.timeout = 5"], 5.0),
        (["c.Execute.timeout = 5", "c.Autograder.cell_seconds = 7"], 7.0),
        (["c.Execute.timeout = None"], 600.0),
        (["c.Execute.timeout = -1", "c.Autograder.submission_seconds = 90"], 90.0),
        ([], 60.0),
    ],
)
def test_the_time_of_a_cell_is_nbgraders_unless_ours_is_set(
    tiny_course: Course, lines: list[str], seconds: float
) -> None:
    assert limits(tiny_course, *lines).cell_seconds == seconds


def test_a_notebook_has_at_least_the_time_of_one_cell(tiny_course: Course) -> None:
    longer = limits(tiny_course, "c.Execute.timeout = 900")
    assert (longer.cell_seconds, longer.submission_seconds) == (900.0, 900.0)
    own = "c.Autograder.submission_seconds = 100"
    assert limits(tiny_course, "c.Execute.timeout = 900", own).submission_seconds == 100.0


@pytest.mark.parametrize(
    ("lines", "pattern"),
    [
        (["c.IgnorePattern.pattern = 'Warn'"], ""),
        (["c.IgnorePattern.pattern = 'Warn'", "c.IgnorePattern.enabled = True"], "Warn"),
        (["c.IgnorePattern.enabled = True"], ""),
        (
            [
                "c.IgnorePattern.pattern = 'Warn'",
                "c.IgnorePattern.enabled = True",
                "c.Autograde.autograde_preprocessors = ['Execute', 'SaveAutoGrades']",
            ],
            "",
        ),
    ],
)
def test_stderr_is_dropped_where_nbgrader_would_drop_it(
    tiny_course: Course, lines: list[str], pattern: str
) -> None:
    assert limits(tiny_course, *lines).ignored_stderr == pattern


def test_lines_are_kept_as_configured_and_all_of_them_by_default(tiny_course: Course) -> None:
    assert limits(tiny_course) == Limits()
    lines = ["c.LimitOutput.max_lines = 9", "c.LimitOutput.max_traceback = 3"]
    wanted = dataclasses.replace(Limits(), output_lines=9, traceback_lines=3)
    assert limits(tiny_course, *lines) == wanted
    assert limits(tiny_course, *lines, "c.LimitOutput.enabled = False") == Limits()


@pytest.mark.parametrize(
    "lines",
    [
        ["c.Execute.timeout = 0"],
        ["c.Execute.timeout = '5'"],
        ["c.Execute.timeout = 10**9"],
        ["c.LimitOutput.max_lines = 0"],
        ["c.LimitOutput.max_traceback = -5"],
        ["c.IgnorePattern.enabled = 1"],
        ["c.IgnorePattern.enabled = True", "c.IgnorePattern.pattern = '('"],
    ],
)
def test_a_value_that_makes_no_sense_is_refused(tiny_course: Course, lines: list[str]) -> None:
    with pytest.raises(CourseError) as caught:
        limits(tiny_course, *lines)
    assert caught.value.hint.startswith("It must be ")
