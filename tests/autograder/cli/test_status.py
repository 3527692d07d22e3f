"""`autograder status`: how far the course has come, and what to do next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from autograder.cli.commands import main
from autograder.cli.overview import Overview
from autograder.cli.status import status_lines
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from tests.support.dating import stop_clock, write_dates
from tests.support.handing import RIGHT, answered, hand_in
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT

HEAVY = "torch", "numpy", "jupytext", "nbconvert", "IPython", "autograder.engine.engine"


def run(course: Course, *words: str) -> Result:
    """Run the command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), "status", *words])


def only(course: Course) -> dict[str, Any]:
    """Return what is said of the one assignment."""
    (found,) = json.loads(run(course, "--json").stdout)["assignments"]
    assert isinstance(found, dict)
    return found


def test_before_anybody_has_handed_in_there_is_nothing_to_do(course: Course) -> None:
    done = run(course)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "assignment   in  new  graded  waiting  no score  old",
        "a1            ·    ·       ·        ·         ·    ·",
        "",
        "1 assignment: nothing to do.",
    ]


def test_what_came_in_is_to_grade_and_then_what_waits_is_told(
    course: Course, sandbox: Sandbox
) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    hand_in(course, "bob", answered(course, RIGHT, "Because."))
    hand_in(course, "bad", b"[]")
    assert run(course).stdout.splitlines()[1:] == [
        "a1            3    3       ·        ·         ·    ·",
        "new: not graded as it is now",
        "",
        "1 assignment: 3 to grade.",
        "Next for a1:",
        "  3 to grade: autograder grade a1",
    ]
    grade(course, ASSIGNMENT, machines=Machines(1, sandbox), seed=1)
    found = only(course)
    assert (found["handed_in"], found["new"], found["stale"]) == (3, 0, 0)
    assert (found["graded"], found["needs_a_person"], found["not_gradable"]) == (1, 1, 1)
    assert found["next"] == [
        "1 not gradable: autograder report a1 says why",
        "1 wait for a person: autograder mark a1",
        "feedback: autograder feedback a1",
    ]
    assert run(course).stdout in (ROOT / "docs" / "terminal.md").read_text("utf-8")
    later = course.submission_folder("ada", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
    os.utime(later, (2e9, 2e9))
    assert only(course)["new"] == 1, "somebody has handed in again"
    source = course.source_path(ASSIGNMENT, NOTEBOOK)
    source.write_text(source.read_text("utf-8") + "\n", encoding="utf-8")
    found = only(course)
    assert found["stale"] == 3
    assert "3 graded by an older source: autograder grade a1 --preview" in found["next"]


def test_an_edited_text_is_to_build(course: Course) -> None:
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    text.write_text(text.read_text("utf-8").replace("Twice a", "Two times a"), encoding="utf-8")
    os.utime(text, (2e9, 2e9))
    assert only(course)["edited"] == [NOTEBOOK]
    said = f"  {NOTEBOOK}: not built since the last edit: autograder build {ASSIGNMENT}"
    assert said in run(course).stdout.splitlines()


def test_dates_are_shown_and_what_is_wrong_with_them_is_a_problem(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-12-10T08:00:00+00:00")
    write_dates(course, 'zone = "Europe/Berlin"\n[a1]\ndue = 2026-12-09 23:59:00\n')
    lines = run(course).stdout.splitlines()
    assert lines[1].startswith("a1          2026-12-09 23:59    ·")
    assert "  due, and nobody has handed in: autograder collect a1 DOWNLOAD" in lines
    assert only(course)["due"] == "2026-12-09T23:59:00+01:00"
    write_dates(course, "[a1]\ndue = 2026-12-09\n")
    done = run(course)
    assert done.exit_code == 1
    assert "dates.toml: [a1] due is 2026-12-09" in done.stdout
    assert json.loads(run(course, "--json").stdout)["ok"] is False


def test_a_gradebook_that_cannot_be_read_is_a_problem_and_the_rest_is_told(course: Course) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    (course.root / "gradebook.db").write_bytes(b"no database at all")
    done = run(course)
    assert done.exit_code == 1
    assert "a1            1    1" in done.stdout
    assert "gradebook" in done.stdout
    assert isinstance(done.exception, SystemExit)


def test_one_assignment_may_be_named_and_a_wrong_name_is_refused(course: Course) -> None:
    assert "a1 " in run(course, ASSIGNMENT).stdout
    done = run(course, "a2")
    assert done.exit_code == 1
    assert "There is no assignment 'a2'" in done.stderr


@given(
    names=st.lists(st.text("ab-界", min_size=1, max_size=60), min_size=1, max_size=5),
    dated=st.booleans(),
    number=st.integers(0, 999),
)
def test_it_fits_whatever_the_names(names: list[str], dated: bool, number: int) -> None:
    due = datetime(2026, 12, 9, 23, 59, tzinfo=UTC) if dated else None
    found = [
        Overview(name, True, due, UTC, False, number, number, number, number, number, number)
        for name in names
    ]
    lines = status_lines(found, 80)
    assert all(cell_len(line) <= 80 for line in lines[: len(names) + 3])
    assert [line.split()[-1] for line in lines[1 : len(names) + 1]] == [str(number or "·")] * len(
        names
    )


def test_an_empty_course_is_told_how_to_begin() -> None:
    assert status_lines([], 80) == [
        "The course has no assignment yet: docs/author.md says how to write one."
    ]


@pytest.mark.process
def test_it_imports_no_engine(course: Course, sandbox: Sandbox) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    grade(course, ASSIGNMENT, machines=Machines(1, sandbox), seed=1)
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from autograder.cli.commands import main\n"
        "done = CliRunner().invoke(main, ['--course', sys.argv[1], 'status'])\n"
        "assert done.exit_code == 0, done.output\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    words = [sys.executable, "-c", code, str(course.root)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
