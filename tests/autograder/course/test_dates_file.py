"""The file of dates: what it says is used, and what is wrong in it is told with its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.dates import AssignmentDates
from autograder.course.dates_file import dated, has_dates, read_dates
from autograder.course.layout import Course
from autograder.errors import CourseError
from tests.support.dating import write_dates
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_course

GOOD = f"""\
# For the class of 2026.
zone = "Europe/Berlin"
grace = "15 minutes"
percent_a_day = 10
at_most = 50

[{ASSIGNMENT}]
due = 2026-12-04 23:59:00
percent_a_day = 5  # kinder here

[{ASSIGNMENT}.notebooks]
{NOTEBOOK} = 2026-12-11T23:59:00Z

[{ASSIGNMENT}.extensions]
alice = 2026-12-20 23:59:00
bob = "excused"
"mia.smith" = {{ {NOTEBOOK} = 2026-12-14 23:59:00 }}
"""


def entry(course: Course, text: str) -> AssignmentDates:
    write_dates(course, text)
    found = dated(course, ASSIGNMENT)
    assert found is not None
    return found


def faults(course: Course, text: str) -> list[str]:
    write_dates(course, text)
    return [one.sentence for one in read_dates(course).faults]


def notes(course: Course, text: str) -> list[str]:
    write_dates(course, text)
    found = read_dates(course)
    assert found.faults == ()
    return [one.sentence for one in found.notes]


def test_what_stands_in_the_file_is_used(tiny_course: Course) -> None:
    found = entry(tiny_course, GOOD)
    assert found.due == datetime(2026, 12, 4, 22, 59, tzinfo=UTC)
    assert found.due_of(NOTEBOOK) == datetime(2026, 12, 11, 23, 59, tzinfo=UTC)
    assert (found.rule.percent_a_day, found.rule.at_most) == (5, 50)
    assert found.rule.grace == timedelta(minutes=15)
    assert str(found.zone) == "Europe/Berlin"
    assert found.deadline("alice", NOTEBOOK).due == datetime(2026, 12, 20, 22, 59, tzinfo=UTC)
    assert found.deadline("mia.smith", NOTEBOOK).due == datetime(2026, 12, 14, 22, 59, tzinfo=UTC)
    assert found.deadline("bob", NOTEBOOK).excused
    assert not found.deadline("zoe", NOTEBOOK).excused
    assert read_dates(tiny_course).notes == ()


def test_a_zone_is_that_of_the_dates_where_the_file_names_none(tiny_course: Course) -> None:
    assert str(entry(tiny_course, f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00+01:00").zone) == (
        "UTC+01:00"
    )


def test_without_a_file_nothing_has_a_date(tiny_course: Course) -> None:
    assert dated(tiny_course, ASSIGNMENT) is None
    assert not has_dates(tiny_course, ASSIGNMENT)


def test_an_assignment_of_which_the_file_says_nothing_has_no_date(tiny_course: Course) -> None:
    write_dates(tiny_course, GOOD.replace(ASSIGNMENT, "b1"))
    assert dated(tiny_course, ASSIGNMENT) is None
    assert not has_dates(tiny_course, ASSIGNMENT)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_of_a_windows_editor_is_read(tiny_course: Course, line_end: str, mark: str) -> None:
    path = tiny_course.root / "dates.toml"
    path.write_bytes((mark + GOOD.replace("\n", line_end)).encode())
    assert dated(tiny_course, ASSIGNMENT) is not None


HEAD = f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00Z\n"
ZONE = "Write it like 2026-12-04T23:59:00+01:00, or name the zone of all dates at the top"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            f"[{ASSIGNMENT}]\ndue = 2026-12-04T23:59:00",
            f"[{ASSIGNMENT}] due is 2026-12-04T23:59:00, and that has no time zone. {ZONE}",
        ),
        (
            f"{HEAD}[{ASSIGNMENT}.notebooks]\n{NOTEBOOK} = 2026-12-04T23:59:00",
            f"[{ASSIGNMENT}.notebooks] {NOTEBOOK} is 2026-12-04T23:59:00, and that has no time",
        ),
        (
            f"{HEAD}[{ASSIGNMENT}.extensions]\nalice = 2026-12-04T23:59:00",
            f"[{ASSIGNMENT}.extensions] alice is 2026-12-04T23:59:00, and that has no time zone.",
        ),
        (
            f"{HEAD}[{ASSIGNMENT}.extensions]\nalice = 'exused'",
            f"[{ASSIGNMENT}.extensions] alice is 'exused', and that is not a date with a time. "
            'Write a date like 2026-12-04T23:59:00+01:00 or "excused".',
        ),
        (f"{HEAD}percent_a_day = 101", "percent_a_day is 101, and that is not a percentage from 0"),
        (f"{HEAD}percent_a_day = -1", "percent_a_day is -1, and that is not a percentage"),
        (f"{HEAD}percent_a_day = nan", "percent_a_day is nan, and that is not a percentage"),
        (f"{HEAD}percent_a_day = true", "percent_a_day is True, and that is not a percentage"),
        (f"{HEAD}at_most = inf", "at_most is inf, and that is not a percentage"),
        (f"{HEAD}at_most = '50 %'", "at_most is '50 %', and that is not a percentage"),
        (f"{HEAD}grace = 15", "grace is 15, and that is not a span of time."),
        (
            f"{HEAD}procent_a_day = 10",
            "the unknown key procent_a_day (did you mean percent_a_day?)",
        ),
        (f"{HEAD}notebooks = 3", f"[{ASSIGNMENT}] notebooks is 3, and that is not a part of its"),
        (f"{HEAD}extensions = 'alice'", "extensions is 'alice', and that is not a part of its own"),
        (f"[{ASSIGNMENT}]\nat_most = 3", f"[{ASSIGNMENT}] has no due date."),
        (
            f"{HEAD}[{ASSIGNMENT}.notebooks]\n01_tinny = 2026-12-04T23:59:00Z",
            f"01_tinny is not a notebook of this assignment (did you mean {NOTEBOOK}?)",
        ),
        (f"zone = 'Berlin'\n{HEAD}", "zone is 'Berlin', and that is not a time zone like Europe"),
        (f"zone = '../etc/passwd'\n{HEAD}", "and that is not a time zone like Europe/Berlin."),
        (f"zone = 1\n{HEAD}", "zone is 1, and that is not a time zone"),
        (f"due = 2026-12-04T23:59:00Z\n{HEAD}", "the top has the unknown key due."),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_refuses_the_assignment(
    tiny_course: Course, text: str, sentence: str
) -> None:
    (found,) = faults(tiny_course, text)
    assert found.startswith("dates.toml: ")
    assert sentence in found
    with pytest.raises(CourseError, match="until then nothing is graded or shown by it") as error:
        dated(tiny_course, ASSIGNMENT)
    assert error.value.what == found
    assert has_dates(tiny_course, ASSIGNMENT), "no plug-in stands in for a date that is wrong"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[a1\n", "(at line 1, column"),
        (b"[a1]\ndue = 2026-12-04 23:59\n", "A date looks like 2026-12-04T23:59:00+01:00, with"),
        (b"[a1]\ndue = 2026-02-30T23:59:00Z\n", "A date looks like"),
        (b"[a1]\ndue = 4 December\n", "(at line 2, column"),
        (b"[a1]\n[a1]\n", "Cannot declare"),
        (b"\xff\xfe", "it is not text in UTF-8."),
        (b"x = " + b"[" * 100_000, "its brackets are nested too deeply."),
        (b"x = " + b"9" * 5000, "A date looks like"),
    ],
)
def test_a_file_that_is_not_toml_refuses_every_assignment(
    tiny_course: Course, content: bytes, reason: str
) -> None:
    (tiny_course.root / "dates.toml").write_bytes(content)
    (found,) = read_dates(tiny_course).faults
    assert found.sentence.startswith("dates.toml cannot be read: ")
    assert reason in found.sentence
    for name in (ASSIGNMENT, "another"):
        with pytest.raises(CourseError, match=r"dates\.toml cannot be read"):
            dated(tiny_course, name)
    assert has_dates(tiny_course, ASSIGNMENT)


def test_a_folder_in_its_place_is_told(tiny_course: Course) -> None:
    (tiny_course.root / "dates.toml").mkdir()
    with pytest.raises(CourseError, match=r"dates\.toml cannot be read: Is a directory"):
        dated(tiny_course, ASSIGNMENT)


def test_a_wrong_assignment_leaves_the_others_alone(tiny_course: Course) -> None:
    write_dates(tiny_course, f"[b1]\ndue = 2026-12-04\n{HEAD}")
    assert dated(tiny_course, ASSIGNMENT) is not None
    with pytest.raises(CourseError, match="is a day without a time"):
        dated(tiny_course, "b1")


def test_a_wrong_setting_at_the_top_refuses_the_assignments_with_dates(
    tiny_course: Course,
) -> None:
    write_dates(tiny_course, f"at_most = 200\n{HEAD}")
    with pytest.raises(CourseError, match="at_most is 200"):
        dated(tiny_course, ASSIGNMENT)
    assert dated(tiny_course, "another") is None


def test_every_fault_is_told_up_to_a_bound(tiny_course: Course) -> None:
    lines = "\n".join(f"s{number} = 2026-12-04T23:59:00" for number in range(30))
    write_dates(tiny_course, f"{HEAD}[{ASSIGNMENT}.extensions]\n{lines}")
    with pytest.raises(CourseError) as error:
        dated(tiny_course, ASSIGNMENT)
    assert error.value.what.count("has no time zone") == 8
    assert "… and 22 more." in error.value.what


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[a11]\ndue = 2026-12-04T23:59:00Z",
            "dates.toml: [a11] is not an assignment of this course (did you mean a1?). "
            "It has no effect.",
        ),
        (
            f"{HEAD}[{ASSIGNMENT}.extensions]\nmia.smith = 2026-12-14T23:59:00Z",
            "mia names smith, which is not a notebook. A name with a dot stands in quotes. "
            "It has no effect.",
        ),
        (
            f"{HEAD}[{ASSIGNMENT}.extensions]\nalice = 2026-12-04T23:59:00Z",
            f"[{ASSIGNMENT}.extensions] alice is not later than the due date. It has no effect.",
        ),
        (
            f"{HEAD}[{ASSIGNMENT}.extensions]\nalice = {{ {NOTEBOOK} = 2026-12-01T23:59:00Z }}",
            f"[{ASSIGNMENT}.extensions] alice is not later than the due date. It has no effect.",
        ),
    ],
)
def test_an_entry_without_effect_is_told_and_the_rest_goes_on(
    tiny_course: Course, text: str, sentence: str
) -> None:
    (found,) = notes(tiny_course, text)
    assert sentence in found


@pytest.fixture(scope="module")
def any_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course whose dates anything may stand in."""
    return make_course(tmp_path_factory.mktemp("any"))


VALUES = st.recursive(
    st.sampled_from(
        [
            *("true", "1", "-0.5", "nan", "'excused'", "''", "2026-12-04", "23:59:00", "1e400"),
            *("2026-12-04T23:59:00", "2026-12-04T23:59:00Z", "9999-12-31T23:59:59-23:59"),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda parts: f"[{', '.join(parts)}]")
        | inner.map(lambda part: f"{{ '{NOTEBOOK}' = {part}, x = {part} }}")
    ),
    max_leaves=3,
)
KEYS = ["due", "notebooks", "extensions", "grace", "percent_a_day", "at_most", "zone", ASSIGNMENT]


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6),
)
def test_whatever_stands_in_the_file_is_used_or_told(
    any_course: Course, top: dict[str, str], own: dict[str, str]
) -> None:
    lines = [f"{key} = {value}" for key, value in top.items() if key != ASSIGNMENT]
    lines += [f"[{ASSIGNMENT}]", *(f"{key} = {value}" for key, value in own.items())]
    write_dates(any_course, "\n".join(lines))
    found = read_dates(any_course)
    try:
        assert found.of(ASSIGNMENT) is not None
        assert found.of(ASSIGNMENT) is found.entries[ASSIGNMENT]
    except CourseError as error:
        assert found.faults
        assert error.what


@given(st.binary(max_size=60))
def test_any_bytes_are_dates_or_told(any_course: Course, content: bytes) -> None:
    (any_course.root / "dates.toml").write_bytes(content)
    found = read_dates(any_course)
    assert found.readable or found.faults


def test_the_folder_of_the_course_is_where_it_lies(tiny_course: Course) -> None:
    elsewhere = Path(tiny_course.texts, "dates.toml")
    elsewhere.write_text(GOOD, encoding="utf-8")
    assert dated(tiny_course, ASSIGNMENT) is None
