"""`autograder dates`: what is due, who has more time, and what the file gets wrong."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from autograder.cli.commands import main
from autograder.cli.doctor import examine
from autograder.course.layout import Course
from tests.support.dating import stop_clock, write_dates
from tests.support.handing import hand_in
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

FILE = f"""\
zone = "Europe/Berlin"
grace = "15 minutes"
percent_a_day = 10
at_most = 50

[{ASSIGNMENT}]
due = 2026-12-18 23:59:00

[{ASSIGNMENT}.notebooks]
{NOTEBOOK} = 2026-12-11 23:59:00

[{ASSIGNMENT}.extensions]
alice = 2026-12-21 23:59:00
bob = "excused"
carol = {{ {NOTEBOOK} = 2026-12-14 23:59:00 }}
"""
SHOWN = f"""\
It is 2026-12-10 09:00 (Europe/Berlin).

{ASSIGNMENT}, due 2026-12-18 23:59 (Europe/Berlin)
    late: 10 % a day, at most 50 %, nothing within 15 minutes
    {NOTEBOOK}  2026-12-11 23:59
    alice    has until 2026-12-21 23:59
    bob      excused
    carol    has until 2026-12-14 23:59 for {NOTEBOOK}

Next: {NOTEBOOK} of {ASSIGNMENT}, in 1 day 14 hours.
"""


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a morning in December."""
    stop_clock(monkeypatch, "2026-12-10T08:00:00+00:00")


def run(course: Course, *words: str) -> Result:
    return CliRunner().invoke(main, ["--course", str(course.root), "dates", *words])


@pytest.mark.parametrize("words", [(), (ASSIGNMENT,)])
def test_it_shows_dates_in_the_classes_zone(tiny_course: Course, words: tuple[str, ...]) -> None:
    write_dates(tiny_course, FILE)
    done = run(tiny_course, *words)
    assert (done.output, done.exit_code) == (SHOWN, 0)


def test_json_says_the_same(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE)
    found = json.loads(run(tiny_course, "--json").output)
    assert (found["zone"], found["now"]) == ("Europe/Berlin", "2026-12-10T09:00:00+01:00")
    own = found["assignments"][ASSIGNMENT]
    assert own["due"] == "2026-12-18T23:59:00+01:00"
    assert own["notebooks"] == {NOTEBOOK: "2026-12-11T23:59:00+01:00"}
    assert (own["grace_seconds"], own["percent_a_day"], own["at_most"]) == (900, 10, 50)
    assert own["extensions"] == [
        {"student": "alice", "notebook": None, "until": "2026-12-21T23:59:00+01:00"},
        {"student": "bob", "notebook": None, "until": None},
        {"student": "carol", "notebook": NOTEBOOK, "until": "2026-12-14T23:59:00+01:00"},
    ]
    assert found["next"] == {
        "when": "2026-12-11T22:59:00+00:00",
        "assignment": ASSIGNMENT,
        "notebook": NOTEBOOK,
        "student": None,
    }
    assert (found["faults"], found["notes"]) == ([], [])


@pytest.mark.parametrize(
    ("now", "upcoming"),
    [
        (
            "2026-12-12T08:00:00Z",
            f"Next: {NOTEBOOK} of {ASSIGNMENT} for carol, in 2 days 14 hours.",
        ),
        ("2026-12-18T22:58:59Z", f"Next: {ASSIGNMENT}, in 1 second."),
        ("2026-12-20T22:59:00Z", f"Next: {ASSIGNMENT} for alice, in 1 day."),
    ],
)
def test_what_is_due_next_may_be_one_students(
    tiny_course: Course, monkeypatch: pytest.MonkeyPatch, now: str, upcoming: str
) -> None:
    write_dates(tiny_course, FILE)
    stop_clock(monkeypatch, now)
    assert run(tiny_course).output.endswith(f"\n{upcoming}\n")


def test_when_all_is_over_nothing_is_next(
    tiny_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dates(tiny_course, FILE)
    stop_clock(monkeypatch, "2026-12-21T22:59:00Z")
    assert "Next:" not in run(tiny_course).output
    assert json.loads(run(tiny_course, "--json").output)["next"] is None


def test_without_dates_it_says_how_to_write_them(tiny_course: Course) -> None:
    done = run(tiny_course)
    assert done.exit_code == 0
    assert done.output == (
        "It is 2026-12-10 08:00 (UTC).\n"
        "dates.toml has no due date for any assignment. How to write one: docs/dates.md\n"
    )


def test_an_assignment_that_is_not_there_is_refused(tiny_course: Course) -> None:
    done = run(tiny_course, "nope")
    assert done.exit_code == 1
    assert "There is no assignment 'nope'" in done.output


def test_what_is_wrong_is_told_and_ends_with_one(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE.replace("percent_a_day = 10", "percent_a_day = 110"))
    done = run(tiny_course)
    assert done.exit_code == 1
    assert "dates.toml: percent_a_day is 110, and that is not a percentage" in done.output
    assert "Nothing that depends on these is graded, shown or exported" in done.output
    assert "has until" not in done.output
    found = json.loads(run(tiny_course, "--json").output)
    assert (len(found["faults"]), found["assignments"], found["next"]) == (1, {}, None)


def test_students_whom_nobody_knows_are_told_once_somebody_is_known(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE)
    assert "not a student" not in run(tiny_course).output
    for student in ("alicia", "bob"):
        hand_in(tiny_course, student, b"")
    done = run(tiny_course)
    assert "alice is not a student of this class (did you mean alicia?)." in done.output
    assert "bob is not" not in done.output
    assert done.exit_code == 0, "the others' dates hold"


def test_an_extension_is_written_and_shown(tiny_course: Course) -> None:
    write_dates(tiny_course, FILE)
    done = run(tiny_course, ASSIGNMENT, "--extend", "dan", "2026-12-22 12:00")
    assert done.exit_code == 0
    line = "dan = 2026-12-22 12:00:00"
    assert done.output.startswith(f"dates.toml, [{ASSIGNMENT}.extensions]: {line}\n")
    assert "    dan      has until 2026-12-22 12:00\n" in done.output
    assert (tiny_course.root / "dates.toml").read_text() == f"{FILE}{line}\n"


def test_an_extension_needs_an_assignment(tiny_course: Course) -> None:
    done = run(tiny_course, "--extend", "dan", "2026-12-22 12:00")
    assert done.exit_code == 2
    assert "--extend needs the name of an ASSIGNMENT." in done.output


def test_the_doctor_names_what_is_wrong(course: Course) -> None:
    assert "dates" not in {finding.name for finding in examine(course)}
    for text, good, told in (
        (FILE, True, f"of {ASSIGNMENT}"),
        (f"{FILE}[b7]\ndue = 2026-12-18 23:59:00", True, "[b7] is not an assignment"),
        (FILE.replace('zone = "Europe/Berlin"\n', ""), False, "has no time zone"),
        ("[", False, "dates.toml cannot be read"),
    ):
        write_dates(course, text)
        (found,) = [finding for finding in examine(course) if finding.name == "dates"]
        assert (found.good, told in found.value) == (good, True)
