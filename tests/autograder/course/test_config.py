"""The configuration: limits, their defaults and their mistakes; the gradebook's address."""

from __future__ import annotations

import dataclasses

import pytest

from autograder.course.config import Limits, database_url, load_config, load_limits
from autograder.course.layout import CONFIG_NAME, Course
from autograder.errors import CourseError


def configure(course: Course, *lines: str) -> None:
    """Replace the course's configuration."""
    text = "\n".join(("c = get_config()", *lines))
    (course.root / CONFIG_NAME).write_text(text, encoding="utf-8")


def test_the_course_runs_with_the_defaults(tiny_course: Course) -> None:
    assert load_limits(tiny_course) == Limits()


def test_a_limit_is_read(tiny_course: Course) -> None:
    configure(tiny_course, "c.Autograder.cell_seconds = 5", "c.Autograder.show_expected = False")
    assert load_limits(tiny_course) == dataclasses.replace(
        Limits(), cell_seconds=5, show_expected=False
    )


@pytest.mark.parametrize(
    "setting",
    [
        "cell_seconds = 0",
        "cell_seconds = -1",
        "cell_seconds = float('nan')",
        "cell_seconds = '60'",
        "cell_seconds = True",
        "cell_seconds = None",
        "output_bytes = 1.5",
        "show_expected = 1",
        "run = 'nothing'",
        "run = True",
    ],
)
def test_a_value_of_the_wrong_kind_or_sign_is_refused(tiny_course: Course, setting: str) -> None:
    configure(tiny_course, f"c.Autograder.{setting}")
    with pytest.raises(CourseError, match=setting.split()[0]) as caught:
        load_limits(tiny_course)
    assert caught.value.hint.startswith("It must be ")


def test_an_unknown_option_is_answered_with_the_known_ones(tiny_course: Course) -> None:
    configure(tiny_course, "c.Autograder.cell_second = 5")
    with pytest.raises(CourseError, match="Options: cell_seconds, "):
        load_limits(tiny_course)


def test_a_configuration_that_does_not_run_is_named(tiny_course: Course) -> None:
    configure(tiny_course, "1 / 0")
    with pytest.raises(CourseError, match=f"{CONFIG_NAME} does not run: ZeroDivisionError"):
        load_config(tiny_course)


def test_the_gradebook_lies_in_the_course_unless_configured(tiny_course: Course) -> None:
    assert database_url(tiny_course) == f"sqlite:///{tiny_course.root / 'gradebook.db'}"
    configure(tiny_course, "c.CourseDirectory.db_url = 'postgresql://host/grades'")
    assert database_url(tiny_course) == "postgresql://host/grades"
