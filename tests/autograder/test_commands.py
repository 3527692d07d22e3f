"""Commands on real machines: options that choose where answers run, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder import grade as grading
from autograder import replay as replaying
from autograder import verify as verifying
from autograder.cli import STOPPED, STOPPED_GRADING, main
from autograder.course import Course
from autograder.engine.forking import start_forkserver
from autograder.grade import Graded
from tests.autograder.handing import ESSAY, HALF, RIGHT, answered, hand_in
from tests.autograder.recording import gradebook, outcome
from tests.tiny import ASSIGNMENT


def run(course: Course, *words: str) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words])


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without bubblewrap; the fork server, which other tests share, is not on it."""
    start_forkserver()
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_bubblewrap")
def test_without_bubblewrap_nothing_is_graded(course: Course) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    done = run(course, "grade", ASSIGNMENT)
    assert done.exit_code == 1
    assert "Answers would run without a sandbox: bubblewrap is not installed." in done.output
    assert "For answers that you trust, grade with --sandbox none." in done.output
    assert "Traceback" not in done.output
    assert not course.autograded.exists()


@pytest.mark.usefixtures("no_bubblewrap")
@pytest.mark.parametrize("words", [("verify", ASSIGNMENT), ("release", ASSIGNMENT)])
def test_without_bubblewrap_the_bank_is_not_run(course: Course, words: tuple[str, ...]) -> None:
    done = run(course, *words)
    assert done.exit_code == 1
    assert "bubblewrap is not installed." in done.output


@pytest.mark.usefixtures("no_bubblewrap")
def test_without_bubblewrap_doctor_says_what_is_missing(course: Course) -> None:
    done = run(course, "doctor")
    assert done.exit_code == 1
    assert "MISSING  sandbox: bubblewrap is not installed." in done.output
    assert "→ Run scripts/system-packages, or ask an administrator" in done.output


@pytest.mark.process
def test_who_asks_to_do_without_gets_grades(course: Course, tmp_path: Path) -> None:
    hand_in(course, "ada", answered(course, HALF, ESSAY))
    hand_in(course, "bad", b"[]")
    words = ["--course", str(course.root), "grade", ASSIGNMENT, "--sandbox", "none", "--seed", "4"]
    done = subprocess.run(  # the PATH is that of the processes that workers are forked from, too
        [sys.executable, "-m", "autograder", *words],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "2 graded, 0 unchanged since the last run." in done.stdout
    assert "bad: 01_tiny.ipynb is JSON, but no notebook." in done.stdout
    assert "2 (+2?)" in done.stdout


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {"students": None, "jobs": None, "seed": None, "regrade": False,
              "sandbox": "bubblewrap", "scheduler": None}),
        (["--student", "ada", "--student", "bob", "--jobs", "3", "--seed", "0", "--regrade",
          "--sandbox", "none", "--scheduler", "tcp://h:1"],
         {"students": ["ada", "bob"], "jobs": 3, "seed": 0, "regrade": True,
          "sandbox": "none", "scheduler": "tcp://h:1"}),
    ],
    ids=["defaults", "all options"],
)  # fmt: skip
def test_options_of_grade_reach_it(
    course: Course, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: dict[str, Any]
) -> None:
    given: dict[str, Any] = {}

    def fake(*_: Any, **options: Any) -> Graded:
        given.update(options)
        return Graded((outcome("ada"),), frozenset())

    hand_in(course, "ada", b"")
    monkeypatch.setattr(grading, "grade", fake)
    done = run(course, "grade", ASSIGNMENT, *words)
    assert done.exit_code == 0, done.output
    assert callable(given.pop("on_outcome"))
    assert given == expected
    assert "0 graded, 1 unchanged" in done.output


@pytest.mark.parametrize(
    "words",
    [["--jobs", "0"], ["--seed", "-1"], ["--sandbox", "chroot"], ["--no-such-option"]],
    ids=" ".join,
)
def test_options_that_make_no_sense_are_usage_errors(course: Course, words: list[str]) -> None:
    assert run(course, "grade", ASSIGNMENT, *words).exit_code == 2
    assert not gradebook(course).exists()


def _interrupted(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("module", "name", "words", "says"),
    [
        (grading, "grade", ("grade", ASSIGNMENT), STOPPED_GRADING),
        (verifying, "verify", ("verify", ASSIGNMENT), STOPPED),
        (replaying, "replay", ("replay", "ada", "double"), STOPPED),
    ],
    ids=["grade", "verify", "replay"],
)
def test_ctrl_c_ends_a_command_with_a_sentence(
    course: Course,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    words: tuple[str, ...],
    says: str,
) -> None:
    monkeypatch.setattr(module, name, _interrupted)
    done = run(course, *words)
    assert done.exit_code == 130
    assert done.output.strip() == says


def test_a_cluster_without_dask_is_an_error_in_a_sentence(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    hand_in(course, "ada", answered(course, RIGHT))
    done = run(course, "grade", ASSIGNMENT, "--scheduler", "tcp://127.0.0.1:1")
    assert done.exit_code == 1
    assert "Grading on a cluster needs Dask, which is not installed." in done.output
    assert "activation-lab[cluster]" in done.output
