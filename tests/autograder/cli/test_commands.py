"""Commands on real machines: options that choose where answers run, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.authoring import release as releasing
from autograder.authoring import verify as verifying
from autograder.authoring.tally import Watcher
from autograder.cli.commands import main
from autograder.cli.group import STOPPED, STOPPED_GRADING
from autograder.course.layout import Course
from autograder.engine.workers.forkserver import forkserver
from autograder.grading import grade as grading
from autograder.grading import replay as replaying
from autograder.grading.beginning import Machines
from autograder.grading.grade import Graded
from tests.support.handing import ESSAY, HALF, RIGHT, answered, hand_in
from tests.support.postgres import use
from tests.support.recording import gradebook, outcome
from tests.support.tiny import ASSIGNMENT, BANK, NOTEBOOK


def run(course: Course, *words: str) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words])


@pytest.fixture
def no_bubblewrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without bubblewrap; the fork server, which other tests share, is not on it."""
    forkserver()
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
    said = done.stdout.splitlines()
    assert all(len(line) <= 80 for line in said)
    assert sorted(" ".join(line.split()) for line in said[:2]) == [
        "ada needs a person 2 / 5 2 to decide",
        "bad not gradable no score 1 remark",
    ]
    assert any(line.startswith("bad: 01_tiny.ipynb is JSON, but not a notebook.") for line in said)
    assert "01  Doubling (01_tiny.ipynb)" in said
    assert done.stderr.splitlines()[0] == "Grading 2 students …"
    assert said[-4:] == [
        "2 submissions: 1 needs a person, 1 not gradable.",
        f"Written answers wait for points: autograder mark {ASSIGNMENT}",
        "Not gradable is no score until you have looked: the sentences above say why.",
        f"Next: autograder feedback {ASSIGNMENT}",
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {"students": None, "seed": None, "regrade": False, "machines": Machines()}),
        (["--student", "ada", "--student", "bob", "--jobs", "3", "--seed", "0", "--regrade",
          "--sandbox", "none", "--scheduler", "tcp://h:1"],
         {"students": ("ada", "bob"), "seed": 0, "regrade": True,
          "machines": Machines(3, "none", "tcp://h:1")}),
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
    assert callable(given.pop("on_notebook"))
    assert given == expected
    assert "1 submission: 1 needs a person (1 unchanged)." in done.output


def test_grade_says_first_which_texts_it_does_not_grade_by(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", b"")
    monkeypatch.setattr(grading, "grade", lambda *_, **__: Graded((outcome("ada"),), frozenset()))
    assert "Edited" not in run(course, "grade", ASSIGNMENT).output
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    text.write_text(text.read_text("utf-8").replace("Twice a", "Two times a"), encoding="utf-8")
    os.utime(text, (2e9, 2e9))
    first = run(course, "grade", ASSIGNMENT).stdout.splitlines()[0]
    assert first.startswith(f"Edited, and not built: {NOTEBOOK}.")
    assert first.endswith(f"To use the new text: autograder release {ASSIGNMENT}")


def test_verify_prints_a_line_for_each_question_and_a_sum(course: Course, sandbox: str) -> None:
    words = ("verify", ASSIGNMENT, "--sandbox", sandbox)
    for done in (run(course, *words), run(course, *words), run(course, *words, "--fresh")):
        assert done.exit_code == 0, done.output
        assert done.stdout.splitlines() == [
            "✓ 01 double    2 of 2   accepted    2 of 2   caught",
            "1 question: 4 of 4 answers got what is due.",
            "No wrong answer needs double-hidden, part 'purity' of 01_tiny.",
            f"Next: autograder release {ASSIGNMENT}",
        ]


def test_verify_marks_what_does_not_hold_and_fails(course: Course, sandbox: str) -> None:
    bank = course.answers / ASSIGNMENT / NOTEBOOK / "double.py"
    bank.write_text(BANK.replace("wrong 2", "wrong 1"), encoding="utf-8")
    done = run(course, "verify", ASSIGNMENT, "--sandbox", sandbox)
    assert done.exit_code == 1
    assert done.stdout.startswith("✗ 01 double    2 of 2   accepted    1 of 2   caught\n")
    assert "3 of 4 answers got what is due." in done.output
    assert "1 finding in the bank:" in done.output


def test_verify_tries_mutants_and_writes_reports(
    course: Course, sandbox: str, tmp_path: Path
) -> None:
    html, data = tmp_path / "new" / "bank.html", tmp_path / "bank.json"
    words = ("--mutants", "--html", str(html), "--json", str(data), "--sandbox", sandbox)
    done = run(course, "verify", ASSIGNMENT, *words)
    assert done.exit_code == 1, "a mutant is as right as the solution, and is not listed"
    assert done.stdout.splitlines()[:3] == [
        "✗ 01 double    2 of 2   accepted    2 of 2   caught    3 of 4   mutants",
        "1 question: 4 of 4 answers got what is due.",
        "4 mutants: 3 caught (0 by the clock), 1 missed; 0 more are as right as the solution.",
    ]
    assert json.loads(data.read_text("utf-8"))["questions"][0]["mutants"] == {"held": 3, "all": 4}
    assert "Mutants that no test catches" in html.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {"verified": True, "jobs": None, "fresh": False, "update": False}),
        (
            ["--no-verify", "--jobs", "3", "--fresh", "--update"],
            {"verified": False, "jobs": 3, "fresh": True, "update": True},
        ),
    ],
    ids=["defaults", "all options"],
)
def test_options_of_release_reach_it_and_it_says_what_comes_next(
    course: Course, monkeypatch: pytest.MonkeyPatch, words: list[str], expected: dict[str, Any]
) -> None:
    given: dict[str, Any] = {}
    monkeypatch.setattr(
        releasing, "make_release", lambda *_, **options: given.update(options) or []
    )
    done = run(course, "release", ASSIGNMENT, *words)
    assert isinstance(given.pop("watcher"), Watcher)
    assert callable(given.pop("on_notebook"))
    assert given == expected
    assert done.stdout.splitlines() == [
        "0 files changed; not verified.",
        f"release/{ASSIGNMENT}/ is ready. For students: autograder bundle {ASSIGNMENT}",
        f"Next, when they have handed in: autograder grade {ASSIGNMENT}",
    ]


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


@pytest.mark.parametrize("url", ["postgresql://ada:secret@h/b", "postgresql+psycopg2://ada@h/b"])
@pytest.mark.parametrize("command", ["grade", "release", "report", "feedback", "export", "backup"])
def test_without_a_driver_every_command_says_what_to_install(
    course: Course, monkeypatch: pytest.MonkeyPatch, command: str, url: str
) -> None:
    for driver in ("psycopg", "psycopg2"):
        monkeypatch.setitem(sys.modules, driver, None)
    use(course, url)
    hand_in(course, "ada", answered(course))
    options = {"grade": ["--sandbox", "none"], "release": ["--no-verify"], "backup": []}
    words = [command, *([] if command == "backup" else [ASSIGNMENT]), *options.get(command, [])]
    done = run(course, *words)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "the driver of this database, is not installed" in done.output
    assert "pip install 'psycopg[binary]'" in done.output
    assert "secret" not in done.output
