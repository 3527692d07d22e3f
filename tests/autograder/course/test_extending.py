"""Extending: a line comes in, and all else in the file stays as somebody wrote it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.dates_file import dated
from autograder.course.extending import extend
from autograder.course.layout import Course
from autograder.errors import CourseError
from tests.support.dating import write_dates
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_course

FILE = f"""\
# Dates of 2026. Ask Kim before you change them.
zone = "Europe/Berlin"

[{ASSIGNMENT}]    # the first one
due = 2026-12-04 23:59:00

[{ASSIGNMENT}.extensions]
# Everybody here has handed in a certificate.
alice = 2026-12-08 23:59:00   # ill

[b1]
due = 2026-12-24 12:00:00
"""


def text(course: Course) -> str:
    return (course.root / "dates.toml").read_bytes().decode()


def test_a_line_comes_in_behind_the_others(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE)
    line = extend(tiny_course, ASSIGNMENT, "bob", "2026-12-09 23:59")
    assert line == "bob = 2026-12-09 23:59:00"
    assert text(tiny_course) == FILE.replace("# ill\n", f"# ill\n{line}\n")


def test_a_new_date_takes_the_place_of_the_old_one_and_leaves_its_comment(
    tiny_course: Course,
) -> None:
    write_dates(tiny_course, FILE)
    extend(tiny_course, ASSIGNMENT, "alice", "excused")
    assert text(tiny_course) == FILE.replace("alice = 2026-12-08 23:59:00", 'alice = "excused"')
    extend(tiny_course, ASSIGNMENT, "alice", "2026-12-08 23:59:00")
    assert text(tiny_course) == FILE


def test_the_first_extension_makes_its_part(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE)
    extend(tiny_course, "b1", "mia.smith", "2026-12-30T12:00:00Z")
    part = '\n[b1.extensions]\n"mia.smith" = 2026-12-30 13:00:00\n'
    assert text(tiny_course) == FILE + part


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_as_before(tiny_course: Course, end: str) -> None:
    (tiny_course.root / "dates.toml").write_bytes(FILE.replace("\n", end).encode())
    for student in ("alice", "bob"):
        extend(tiny_course, ASSIGNMENT, student, "2026-12-09 23:59")
    found = text(tiny_course)
    assert found.count(end) == found.count("\n")
    assert found.replace(end, "\n").count("2026-12-09 23:59:00") == 2


def test_without_a_zone_in_the_file_the_line_has_one(tiny_course: Course) -> None:
    write_dates(tiny_course, f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00+01:00")
    line = extend(tiny_course, ASSIGNMENT, "bob", "2026-12-09T22:59:00Z")
    assert line == "bob = 2026-12-09T23:59:00+01:00"
    with pytest.raises(CourseError, match="has no time zone") as error:
        extend(tiny_course, ASSIGNMENT, "bob", "2026-12-09 23:59")
    assert "or set zone in dates.toml" in error.value.hint


def test_a_time_that_a_clock_shows_twice_keeps_its_offset(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE.replace("2026-12-04 23:59:00", "2026-10-01 23:59:00"))
    first = extend(tiny_course, ASSIGNMENT, "bob", "2026-10-25T02:30:00+02:00")
    assert first == "bob = 2026-10-25T02:30:00+02:00"
    assert extend(tiny_course, ASSIGNMENT, "bob", "2026-10-25T02:30:00+01:00") == (
        "bob = 2026-10-25 02:30:00"
    )


@pytest.mark.parametrize(
    ("until", "reason"),
    [("2026-12-09", "is not a date with a time"), ("soon", "is not a date"), ("", "is not a date")],
)
def test_what_is_not_a_date_changes_nothing(tiny_course: Course, until: str, reason: str) -> None:
    write_dates(tiny_course, FILE)
    with pytest.raises(CourseError, match=reason):
        extend(tiny_course, ASSIGNMENT, "bob", until)
    assert text(tiny_course) == FILE


def test_an_assignment_without_a_date_is_refused(tiny_course: Course) -> None:
    with pytest.raises(CourseError, match="has no due date for a1"):
        extend(tiny_course, ASSIGNMENT, "bob", "2026-12-09T23:59:00Z")
    assert not (tiny_course.root / "dates.toml").exists()


@pytest.mark.parametrize(
    "own",
    [
        f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00Z\nextensions = {{ alice = 'excused' }}\n",
        f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00Z\nextensions.alice = 'excused'\n",
        f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00Z\n"
        f"[{ASSIGNMENT}.extensions.bob]\n{NOTEBOOK} = 2026-12-09T23:59:00Z\n",
        f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00Z\n"
        f"[{ASSIGNMENT}.extensions]\nbob = {{ {NOTEBOOK} = 2026-12-09T23:59:00Z }}\n",
    ],
)
def test_a_form_in_which_no_line_fits_is_left_to_a_person(tiny_course: Course, own: str) -> None:
    write_dates(tiny_course, own)
    with pytest.raises(CourseError, match="no line can be added for bob") as error:
        extend(tiny_course, ASSIGNMENT, "bob", "excused")
    assert error.value.hint == "Write the line into dates.toml by hand."
    assert text(tiny_course) == own


@pytest.fixture(scope="module")
def any_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose dates anything may stand in."""
    return make_course(tmp_path_factory.mktemp("any"))


@given(st.text(min_size=1, max_size=20))
def test_whoever_it_is_gets_the_date_or_nothing_changes(any_course: Course, student: str) -> None:
    write_dates(any_course, FILE)
    before = tomllib.loads(FILE)
    try:
        extend(any_course, ASSIGNMENT, student, "excused")
    except (CourseError, UnicodeEncodeError):
        assert text(any_course) == FILE
        return
    found = dated(any_course, ASSIGNMENT)
    assert found is not None
    assert found.deadline(student, NOTEBOOK).excused
    after = tomllib.loads(text(any_course))
    if student != "alice":
        assert after[ASSIGNMENT]["extensions"].pop(student) == "excused"
        assert after == before
