"""`autograder collect` and `autograder roster`: shown first, then written, and told to programs."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from autograder.cli import collecting
from autograder.cli.commands import main
from autograder.collecting import writing
from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.grading.grade import Machines, grade
from autograder.outcomes import Status
from tests.support.downloads import make_zip, moodle, zip_bytes
from tests.support.handing import ESSAY, HALF, RIGHT, answered
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT

FILE = f"{NOTEBOOK}.ipynb"
WIDTH = 80
TABLE = """\
Vorname;Nachname;ID-Nummer;E-Mail-Adresse;Gruppen
Ada;Lovelace;0012;ada@x.edu;G1
Zoë;Müller;0013;zoe@x.edu;G2
"""


def run(course: Course, *words: str, typed: str | None = None) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words], input=typed)


@pytest.fixture
def classy(course: Course) -> Course:
    """The tiny course with its class."""
    (course.root / "class.csv").write_text(TABLE, encoding="utf-8")
    assert run(course, "roster", str(course.root / "class.csv")).exit_code == 0
    return course


@pytest.fixture
def download(tmp_path: Path) -> str:
    """A download of Moodle: one hand-in is certain, one is not."""
    files = {moodle("Ada Lovelace", 11, FILE): b"a", moodle("Zoe Mueller", 12, FILE): b"z"}
    return str(make_zip(tmp_path / "hw.zip", files))


def submitted(course: Course) -> list[str]:
    """Return the students who have a submission."""
    folder = course.root / "submitted"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def collect(course: Course, download: str, *words: str, typed: str | None = None) -> Result:
    """Collect with times in UTC."""
    more = ("--time-zone", "UTC", *words)
    return run(course, "collect", ASSIGNMENT, download, *more, typed=typed)


def test_without_somebody_to_ask_it_shows_and_writes_nothing(classy: Course, download: str) -> None:
    done = collect(classy, download)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "in the LMS       student  what  handed in (UTC)   notebooks",
        "Ada Lovelace 11  0012     new   2026-02-03 04:05  1 of 1",
        "",
        "Nothing is written for these:",
        "in the LMS      why                      perhaps",
        "Zoe Mueller 12  no student of this name  0013 (Zoë Müller)",
        "To say who somebody is: --as 'Zoe Mueller=0013'",
        "",
        "Nothing was written. To write it, run the command again with --yes.",
    ]
    assert submitted(classy) == []


@pytest.mark.parametrize(("typed", "expected"), [("y\n", ["0012"]), ("n\n", []), ("\n", [])])
def test_it_asks_before_it_writes(
    classy: Course, download: str, monkeypatch: pytest.MonkeyPatch, typed: str, expected: list[str]
) -> None:
    monkeypatch.setattr(collecting, "_can_ask", lambda: True)
    done = collect(classy, download, typed=typed)
    assert done.exit_code == 1  # one hand-in is in doubt
    assert "Write 1 submission? [y/N]" in done.output
    assert submitted(classy) == expected


def test_with_yes_it_writes_what_is_certain(classy: Course, download: str) -> None:
    done = collect(classy, download, "--yes")
    assert done.exit_code == 1
    assert "Written: 1 submission (1 new)." in done.output
    assert submitted(classy) == ["0012"]


def test_with_every_doubt_settled_all_is_well(classy: Course, download: str) -> None:
    done = collect(classy, download, "--yes", "--as", "Zoe Mueller=0013")
    assert done.exit_code == 0
    assert done.output.splitlines()[-2:] == [
        "Written: 2 submissions (2 new).",
        f"Next: autograder grade {ASSIGNMENT}",
    ]
    again = collect(classy, download, "--yes")
    assert again.exit_code == 0
    assert again.output.splitlines() == ["2 students: nothing new.", "", "Nothing new."]


def test_a_dry_run_writes_nothing_and_is_no_failure(classy: Course, download: str) -> None:
    before = sorted(classy.root.rglob("*"))
    done = collect(classy, download, "--dry-run", "--yes", "--as", "Zoe Mueller=0013")
    assert done.exit_code == 0
    assert "Ada Lovelace 11" in done.output
    assert sorted(classy.root.rglob("*")) == before


def test_programs_get_json_and_are_asked_nothing(classy: Course, download: str) -> None:
    done = collect(classy, download, "--json")
    assert done.exit_code == 1
    told = json.loads(done.output)
    assert told["written"] is False
    assert [(one["student"], one["state"]) for one in told["students"]] == [("0012", "new")]
    assert told["doubtful"] == [
        {
            "name": "Zoe Mueller",
            "number": "12",
            "why": "no student of this name",
            "near": ["0013"],
            "student": "",
        }
    ]
    written = json.loads(collect(classy, download, "--json", "--yes").output)
    assert written["written"] is True
    assert submitted(classy) == ["0012"]


def test_what_cannot_be_written_is_a_sentence_and_a_failure(
    classy: Course, download: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.shutil, "copyfile", full)
    done = collect(classy, download, "--yes", "--as", "Zoe Mueller=0013")
    assert done.exit_code == 1
    assert "What 0012 handed in cannot be written (No space left on device)." in done.output
    assert "Written: 0 submissions" in done.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--as", "nonsense"), "is not of the form"),
        (("--as", "=x"), "is not of the form"),
        (("--time-zone", "Mars/Base"), "There is no time zone 'Mars/Base'."),
        (("--time-zone", "../etc/passwd"), "There is no time zone"),
        (("--time-zone", "Europe"), "There is no time zone"),
    ],
)
def test_options_that_cannot_be_used_are_refused(
    classy: Course, download: str, words: tuple[str, ...], says: str
) -> None:
    done = run(classy, "collect", ASSIGNMENT, download, *words)
    assert done.exit_code == 2
    assert says in done.output


def test_a_name_that_is_copied_into_a_shell_does_nothing_there(
    classy: Course, tmp_path: Path
) -> None:
    files = {moodle("$(touch x); `y` 'z' \"", 9, FILE): b"1"}
    done = collect(classy, str(make_zip(tmp_path / "m.zip", files)))
    (line,) = [one for one in done.output.splitlines() if " --as " in one]
    assert shlex.split(line.partition(": ")[2]) == ["--as", "$(touch x); 'y' 'z' \"=STUDENT"]


def test_everything_fits_the_terminal(classy: Course, tmp_path: Path) -> None:
    files = {moodle("N" * 90 + f" {number}", number, "w" * 100): b"x" for number in range(3)}
    files |= {"../" + "y" * 150: b"", moodle("Ada Lovelace", 9, "\x1b[31mred.ipynb"): b""}
    files |= {moodle("Ada Lovelace", 9, "z" * 120 + ".ipynb"): b"1"}
    done = collect(classy, str(make_zip(tmp_path / "m.zip", files)))
    lines = [one for one in done.output.splitlines() if " --as " not in one]  # to be copied whole
    assert max(map(len, lines)) <= WIDTH
    assert "\x1b" not in done.output


def test_the_class_is_listed_with_its_sections(classy: Course) -> None:
    assert run(classy, "roster").output.splitlines() == [
        "student  name          e-mail     LMS  section",
        "0012     Ada Lovelace  ada@x.edu       G1",
        "0013     Zoë Müller    zoe@x.edu       G2",
        "2 students",
    ]
    told = json.loads(run(classy, "roster", "--json").stdout)
    assert told["students"][0] == {
        "id": "0012",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@x.edu",
        "lms_user_id": "",
        "section": "G1",
    }


def test_without_a_class_it_says_how_to_enter_one(course: Course) -> None:
    done = run(course, "roster")
    assert done.exit_code == 0
    assert "The class is not known yet." in done.output


def test_what_changes_is_shown_and_a_dry_run_changes_nothing(classy: Course) -> None:
    table = classy.root / "more.csv"
    table.write_text("id,first_name,section\n0012,Ada,G2\n0099,Bo,G1\n", encoding="utf-8")
    before = (classy.root / "roster.csv").read_bytes()
    done = run(classy, "roster", str(table), "--dry-run")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "   student  name          e-mail     section",
        "~  0012     Ada Lovelace  ada@x.edu  G2",
        "+  0099     Bo                       G1",
        "1 added, 1 changed, 0 kept, 1 not in the table, who stay.",
    ]
    assert (classy.root / "roster.csv").read_bytes() == before
    told = json.loads(run(classy, "roster", str(table), "--json").output)
    assert [(one["id"], one["change"]) for one in told["students"]] == [
        ("0012", "changed"),
        ("0099", "added"),
    ]
    assert told["written"] is True


def test_lines_that_contradict_one_another_keep_everything_as_it_was(classy: Course) -> None:
    table = classy.root / "more.csv"
    table.write_text("id,first_name\n0099,Bo\n0099,Ba\n", encoding="utf-8")
    before = (classy.root / "roster.csv").read_bytes()
    done = run(classy, "roster", str(table))
    assert done.exit_code == 1
    assert "Lines 2 and 3 contradict one another about “0099”: first_name." in done.output
    assert "Nothing was written" in done.output
    assert (classy.root / "roster.csv").read_bytes() == before


def test_a_line_that_is_left_out_is_told_by_the_exit_status(classy: Course) -> None:
    table = classy.root / "more.csv"
    table.write_text("id,first_name\n,Bo\n0099,Ba\n", encoding="utf-8")
    done = run(classy, "roster", str(table))
    assert done.exit_code == 1
    assert "Line 2 was left out" in done.output
    assert "0099" in (classy.root / "roster.csv").read_text(encoding="utf-8")


def test_a_file_that_is_not_there_is_a_sentence(classy: Course) -> None:
    for words in (("roster", "none.csv"), ("collect", ASSIGNMENT, "none.zip")):
        done = run(classy, *words)
        assert done.exit_code == 1
        assert "is not there." in done.output


def test_the_document_shows_what_is_printed(
    course: Course, download: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = (ROOT / "docs" / "collect.md").read_text(encoding="utf-8")
    (course.root / "class.csv").write_text(TABLE, encoding="utf-8")
    entered = run(course, "roster", str(course.root / "class.csv")).output
    assert f"$ autograder roster class.csv\n{entered}```" in document
    monkeypatch.setattr(collecting, "_can_ask", lambda: True)
    shown, _, _ = collect(course, download, typed="n\n").output.partition(" [y/N]")
    assert f"$ autograder collect {ASSIGNMENT} hw.zip\n{shown} [y/N]\n```" in document


@pytest.mark.process
def test_what_was_collected_is_graded(classy: Course, tmp_path: Path, sandbox: Sandbox) -> None:
    right, half = (nbformat.writes(answered(classy, one, ESSAY)).encode() for one in (RIGHT, HALF))
    files = {
        moodle("Ada Lovelace", 11, "01-Tiny (1).ipynb"): right,
        moodle("Müller Zoe", 12, "work.zip"): zip_bytes({f"hw/{FILE}": half, "hw/d.csv": b"1"}),
    }
    assert collect(classy, str(make_zip(tmp_path / "m.zip", files)), "--yes").exit_code == 0
    done = grade(classy, ASSIGNMENT, seed=4, machines=Machines(sandbox=sandbox))
    points = {
        outcome.student: sum(cell.points or 0 for cell in outcome.notebooks[0].cells)
        for outcome in done.outcomes
    }
    assert points == {"0012": 3.0, "0013": 2.0}
    assert {outcome.status for outcome in done.outcomes} == {Status.NEEDS_PERSON}
