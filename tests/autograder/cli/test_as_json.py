"""`--json`: one object on standard output, of one shape, whatever happens; and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.authoring import verify as verifying
from autograder.cli.commands import main
from autograder.cli.group import STOPPED_GRADING
from autograder.course.layout import Course
from autograder.grading import grade as grading
from autograder.grading.grade import Graded
from autograder.outcomes import Status
from tests.support.graded import ASSIGNMENT as UNITS
from tests.support.graded import Work, make_class
from tests.support.handing import ESSAY, HALF, RIGHT, answered, hand_in
from tests.support.recording import outcome
from tests.support.tiny import ASSIGNMENT, BANK, NOTEBOOK, ROOT

HEAD = ("command", "ok", "error")
REPORTING = {
    "build": ["--check"],
    "collect": [ASSIGNMENT, "none.zip"],
    "dates": [],
    "doctor": [],
    "export": [ASSIGNMENT],
    "feedback": [ASSIGNMENT],
    "grade": [ASSIGNMENT],
    "replay": ["ada", "double"],
    "report": [ASSIGNMENT],
    "roster": [],
    "status": [],
}


def run(course: Course, *words: str) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words])


def told(done: Result) -> dict[str, Any]:
    """Return the object that a command printed, after a look at what every one has."""
    found: dict[str, Any] = json.loads(done.stdout)
    assert tuple(found)[:3] == HEAD
    assert found["ok"] is (done.exit_code == 0)
    if found["error"] is not None:
        assert done.exit_code != 0
        assert set(found["error"]) == {"what", "hint"}
    return found


@pytest.mark.parametrize("command", sorted(REPORTING))
def test_an_error_of_a_reporting_command_is_an_object_with_the_same_exit_code(
    course: Course, command: str
) -> None:
    words = [command, *REPORTING[command]]
    (course.root / "nbgrader_config.py").write_text("c = (", encoding="utf-8")
    (course.root / "dates.toml").write_text("[a1]\n", encoding="utf-8")
    plain, found = run(course, *words), run(course, *words, "--json")
    assert found.exit_code == plain.exit_code == 1
    assert told(found)["command"] == command


@pytest.mark.parametrize("command", sorted(REPORTING))
def test_wrong_usage_is_an_object_too(course: Course, command: str) -> None:
    words = [command, *REPORTING[command], "--no-such-option"]
    plain, found = run(course, *words), run(course, *words, "--json")
    assert found.exit_code == plain.exit_code == 2
    assert "--no-such-option" in told(found)["error"]["what"]
    assert plain.stdout == ""


def test_without_json_an_error_is_on_standard_error_alone(course: Course) -> None:
    done = run(course, "report", ASSIGNMENT)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"→ Run: autograder grade {ASSIGNMENT}" in done.stderr


def test_the_document_shows_an_error_as_it_is(course: Course) -> None:
    document = (ROOT / "docs" / "terminal.md").read_text("utf-8")
    assert (
        f"$ autograder report a2 --json\n{run(course, 'report', 'a2', '--json').stdout}" in document
    )


def test_outside_a_course_the_error_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["status", "--json"])
    assert done.exit_code == 1
    error = told(done)["error"]
    assert "is not inside a course" in error["what"]
    assert error["hint"].startswith("Go to the course's folder")


@pytest.mark.parametrize("words", [["grade", ASSIGNMENT], ["verify", ASSIGNMENT]])
def test_ctrl_c_ends_with_130_and_an_object(
    course: Course, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def stop(*_: Any, **__: Any) -> Any:
        print("halfway")
        raise KeyboardInterrupt

    monkeypatch.setattr(grading, "grade", stop)
    monkeypatch.setattr(verifying, "verify", stop)
    hand_in(course, "ada", answered(course, RIGHT))
    option = ["--json", "-"] if words[0] == "verify" else ["--json"]
    done = run(course, *words, *option)
    assert done.exit_code == 130
    assert "halfway" in done.stderr, "what is printed by anybody goes elsewhere"
    said = told(done)["error"]["what"]
    assert said == (STOPPED_GRADING if words[0] == "grade" else "Stopped.")


def test_grade_gives_the_outcomes(course: Course, sandbox: str) -> None:
    hand_in(course, "ada", answered(course, HALF, ESSAY))
    hand_in(course, "bad", b"[]")
    words = ("grade", ASSIGNMENT, "--sandbox", sandbox, "--seed", "4", "--json")
    first = run(course, *words)
    found = told(first)
    assert (found["command"], found["assignment"]) == ("grade", ASSIGNMENT)
    assert "Grading 2 students …" in first.stderr
    assert "needs a person" in first.stderr, "lines for people are there, and not lost"
    assert (found["counts"]["needs a person"], found["counts"]["not gradable"]) == (1, 1)
    ada, bad = found["students"]
    assert (ada["student"], ada["points"], ada["max_points"]) == ("ada", 2.0, 5.0)
    assert ada["unchanged"] is False
    (part,) = ada["notebooks"]
    assert (part["notebook"], part["title"]) == (NOTEBOOK, "Doubling")
    assert [cell["cell"] for cell in part["cells"]] == ["double-tests", "double-hidden", "why"]
    assert part["cells"][2]["points"] is None, "a person decides"
    assert (bad["status"], bad["points"]) == ("not gradable", None)
    again = told(run(course, *words))
    assert [one["unchanged"] for one in again["students"]] == [True, True]
    replayed = told(run(course, "replay", "ada", "double", "--sandbox", sandbox, "--json"))
    assert (replayed["same"], replayed["seed"]) == (True, 4)
    assert replayed["cells"] == replayed["recorded"] == part["cells"][:2]


def test_what_is_not_gradable_has_no_points_whatever_the_record_holds(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = outcome("\udcffada", (0.0, 0.0, None), Status.NOT_GRADABLE)
    graded = Graded((broken,), frozenset({"\udcffada"}), ("submitted/x is nobody's.",))
    monkeypatch.setattr(grading, "grade", lambda *_, **__: graded)
    hand_in(course, "ada", answered(course, RIGHT))
    done = run(course, "grade", ASSIGNMENT, "--json")
    (student,) = told(done)["students"]
    assert student["student"] == "\udcffada", "a name that no terminal can write"
    assert (student["points"], student["optional_points"]) == (None, None)
    assert student["notebooks"][0]["points"] is None
    assert told(done)["named"] == ["submitted/x is nobody's."]


def test_verify_writes_its_report_to_standard_output(course: Course, sandbox: str) -> None:
    words = ("verify", ASSIGNMENT, "--sandbox", sandbox, "--json", "-")
    found = told(run(course, *words))
    assert (found["ok"], found["holds"], found["findings"]) == (True, True, [])
    bank = course.answers / ASSIGNMENT / NOTEBOOK / "double.py"
    bank.write_text(BANK.replace("wrong 2", "wrong 1"), encoding="utf-8")
    done = run(course, *words)
    found = told(done)
    assert (done.exit_code, found["ok"], found["holds"]) == (1, False, False)
    assert found["error"] is None, "the command did its work: the bank needs somebody"
    assert len(found["findings"]) == 1


def test_wrong_usage_of_verify_is_an_object_only_where_one_is_wanted(course: Course) -> None:
    found = run(course, "verify", ASSIGNMENT, "--seeds", "0", "--json", "-")
    assert found.exit_code == 2
    assert "--seeds" in told(found)["error"]["what"]
    plain = run(course, "verify", ASSIGNMENT, "--seeds", "0", "--json", "file.json")
    assert (plain.exit_code, plain.stdout) == (2, "")


def test_build_gives_the_files_that_changed(course: Course) -> None:
    good = told(run(course, "build", "--check", "--json"))
    assert (good["ok"], good["changes"]) == (True, [])
    path = course.release_path(ASSIGNMENT, NOTEBOOK)
    path.unlink()
    done = run(course, "build", "--check", "--json")
    change = {"path": course.relative(path), "kind": "new"}
    assert (done.exit_code, told(done)["changes"]) == (1, [change])
    mended = run(course, "build", "--json")
    assert (mended.exit_code, told(mended)["changes"]) == (0, [change])
    assert path.is_file()


def test_doctor_gives_its_findings(course: Course) -> None:
    done = run(course, "doctor", "--json")
    findings = {one["name"]: one for one in told(done)["findings"]}
    assert findings["Python"]["good"] is True
    assert done.exit_code == (0 if all(one["good"] for one in findings.values()) else 1)


def test_the_page_of_a_report_is_named(course: Course, sandbox: str) -> None:
    hand_in(course, "ada", answered(course, RIGHT))
    assert run(course, "grade", ASSIGNMENT, "--sandbox", sandbox).exit_code == 0
    found = told(run(course, "report", ASSIGNMENT, "--json"))
    assert (found["page"], found["remarks"]) == (f"report/{ASSIGNMENT}.html", [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["dates"], 0),
        (["roster"], 0),
        (["status"], 0),
        (["build", "--check"], 0),
        (["completion", "bash"], 0),
        (["bundle", "no-such-thing"], 1),
        (["adopt", "no-such-thing"], 1),
        (["backup", "/dev/null/x.zip"], 1),
        (["restore", "none.zip"], 1),
        (["texts", ASSIGNMENT + "x"], 1),
        (["release", "no-such-thing"], 1),
        (["verify", "no-such-thing"], 1),
        (["status", "no-such-thing"], 1),
        (["grade", "no-such-thing"], 1),
        (["completion", "tcsh"], 2),
        (["brew"], 2),
        (["grade"], 2),
        (["dates", "--extend", "ada"], 2),
    ],
)
def test_exit_codes_are_what_the_document_says(course: Course, words: list[str], code: int) -> None:
    assert run(course, *words).exit_code == code


def test_every_command_that_reports_can_be_read_by_programs() -> None:
    with_json = {
        name
        for name, command in main.commands.items()
        if any("--json" in parameter.opts for parameter in command.params)
    }
    assert with_json >= {*REPORTING, "verify"}


def test_pages_and_grades_are_printed_for_programs(tmp_path: Path) -> None:
    course = make_class(tmp_path, {"ada": Work(), "bob": Work()})
    pages = told(run(course, "feedback", UNITS, "--json"))
    assert pages["pages"] == {
        name: [f"feedback/{name}/{UNITS}/01_relu.html"] for name in ("ada", "bob")
    }
    grades = told(run(course, "export", UNITS, "--json"))
    assert [row["student"] for row in grades["grades"]] == ["ada", "bob"]
    assert grades["files"] == []
