"""`build` and `release`: a line for each notebook, counts by state, and what comes next."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from autograder.authoring import release as releasing
from autograder.cli.commands import main
from autograder.course.layout import Course
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


def run(course: Course, *words: str) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words])


def test_a_build_tells_each_notebook_with_its_title_and_state(tiny_course: Course) -> None:
    done = run(tiny_course, "build")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == f"new        {NOTEBOOK}  Doubling"
    assert lines[-2:] == ["2 files changed (2 new).", f"Next: autograder release {ASSIGNMENT}"]
    assert done.stderr == "Building 1 notebook …\n"
    again = run(tiny_course, "build").stdout.splitlines()
    assert again[0] == f"unchanged  {NOTEBOOK}  Doubling"
    assert "0 files changed." in again


def test_one_file_of_two_is_a_change(tiny_course: Course) -> None:
    run(tiny_course, "build")
    tiny_course.release_path(ASSIGNMENT, NOTEBOOK).write_text("{}", encoding="utf-8")
    done = run(tiny_course, "build", "--check")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [f"changed    {NOTEBOOK}  Doubling"]
    assert f"release/{ASSIGNMENT}/{NOTEBOOK}.ipynb (changed)" in done.stderr
    assert "→ Run: autograder build" in done.stderr


def test_a_release_is_summed_up(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "verify", lambda *_, **__: [])
    done = run(course, "release", ASSIGNMENT)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        f"unchanged  {NOTEBOOK}  Doubling",
        "0 files changed; not verified.",
        f"release/{ASSIGNMENT}/ is ready. For students: autograder bundle {ASSIGNMENT}",
        f"Next, when they have handed in: autograder grade {ASSIGNMENT}",
    ]
