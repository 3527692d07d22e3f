"""A class graded by dates: terminal, feedback, report, export and nbgrader's gradebook agree."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.plugins.export import CsvExportPlugin

from autograder.authoring.build import build
from autograder.cli.commands import main
from autograder.course.layout import CONFIG_NAME, Course
from autograder.engine.sandbox import Sandbox
from autograder.gradebook.connection import open_gradebook
from autograder.grading import class_run
from autograder.outcomes import RECORD_NAME, load_outcome
from tests.support.dating import stop_clock, write_dates
from tests.support.handing import ESSAY, RIGHT, answered, copy_course, hand_in
from tests.support.markup import Page
from tests.support.recording import change, rows
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, make_course

LATER = "02_later"
FULL = 5.0
DATES = f"""\
zone = "Europe/Berlin"
grace = "15 minutes"
percent_a_day = 10
at_most = 50

[{ASSIGNMENT}]
due = 2026-12-04 23:59:00

[{ASSIGNMENT}.notebooks]
{LATER} = 2026-12-18 23:59:00

[{ASSIGNMENT}.extensions]
cyn = 2026-12-05 23:59:00
eve = "excused"
"""
STAMPS = {
    "ada": "2026-12-04 20:00:00 Europe/Berlin",
    "bob": "2026-12-06 02:00:00 CET",  # a day and two hours late: two days begun
    "cyn": "2026-12-06 05:00:00 UTC",  # by her extension one day begun
    "dan": "2026-12-04 23:10:00 UTC",  # within the grace
}
POINTS = {"ada": FULL, "bob": 4.0, "cyn": 4.5, "dan": FULL}
"""After lateness, with the points of a person."""


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> tuple[Course, str]:
    """A class of which the first notebook is due, and what grading it printed; only read."""
    course = make_course(tmp_path_factory.mktemp("dated"))
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    shutil.copyfile(text, course.text_path(ASSIGNMENT, LATER))
    build(course)
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")  # which dates replace
    for student, stamp in STAMPS.items():
        path = hand_in(course, student, answered(course, RIGHT, ESSAY), stamp)
        if student == "dan":  # the whole folder, with what is not begun yet
            shutil.copyfile(
                course.release_path(ASSIGNMENT, LATER), path.with_name(f"{LATER}.ipynb")
            )
    write_dates(course, DATES)
    with pytest.MonkeyPatch.context() as patch:
        stop_clock(patch, "2026-12-10T12:00:00+01:00")
        run(course, "grade", ASSIGNMENT, "--sandbox", sandbox)
        with open_gradebook(course) as book:
            book.add_student("eve")
            for student in STAMPS:
                grade = book.find_grade("why", NOTEBOOK, ASSIGNMENT, student)
                grade.manual_score, grade.needs_manual_grade = 2.0, False
            book.db.commit()
        patch.setattr(class_run.ClassRun, "_of", None)  # nothing runs from here on
        return course, run(course, "grade", ASSIGNMENT, "--sandbox", sandbox)


@pytest.fixture
def course(
    classroom: tuple[Course, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Course:
    """A copy of the class for one test, in which nothing may run."""
    stop_clock(monkeypatch, "2026-12-10T12:00:00+01:00")
    monkeypatch.setattr(class_run.ClassRun, "_of", None)
    return copy_course(classroom[0], tmp_path / "course")


def run(course: Course, *words: str) -> str:
    """Run a command, and return what it printed."""
    done = CliRunner().invoke(main, ["--course", str(course.root), *words])
    assert done.exit_code == 0, done.output
    return done.output


def exported(course: Course) -> dict[str, dict[str, str]]:
    """Return the rows of the exported table, by student."""
    run(course, "export", ASSIGNMENT)
    with (course.root / "exports" / f"{ASSIGNMENT}.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def page(course: Course, student: str, notebook: str = NOTEBOOK) -> str:
    """Return the text of a student's page."""
    run(course, "feedback", ASSIGNMENT, "--student", student)
    path = course.feedback_folder(student, ASSIGNMENT) / f"{notebook}.html"
    return " ".join(Page(path.read_text(encoding="utf-8")).text.split())


def report(course: Course) -> str:
    """Return the text of the report."""
    run(course, "report", ASSIGNMENT)
    path = course.report / f"{ASSIGNMENT}.html"
    return " ".join(Page(path.read_text(encoding="utf-8")).text.split())


def scores(course: Course) -> dict[str, float]:
    """Return the exported scores of those who handed in."""
    found = exported(course)
    return {student: float(found[student]["score"]) for student in STAMPS}


def in_the_gradebook(course: Course) -> dict[str, float]:
    """Return what is left of each student's points for nbgrader's own tools."""
    with open_gradebook(course) as book:
        found = book.find_assignment(ASSIGNMENT).submissions
        return {one.student_id: one.score - one.late_submission_penalty for one in found}


def test_the_terminal_shows_points_before_and_after(classroom: tuple[Course, str]) -> None:
    lines = [line.split() for line in classroom[1].splitlines()]
    head = next(line for line in lines if line[:1] == ["student"])
    assert head == ["student", "state", "01", "02", "before", "late", "points", "seconds"]
    table = {line[0]: line[1:-1] for line in lines[lines.index(head) :] if line[:1] != []}
    assert table["ada"] == ["graded", "5", "›", "5", "5", "/", "5"]
    assert table["bob"] == ["graded", "5", "›", "5", "1", "day", "2", "hours", "4", "/", "5"]
    assert table["cyn"] == ["graded", "5", "›", "5", "6", "hours", "1", "minute", "4.5", "/", "5"]
    assert table["dan"] == ["graded", "5", "›", "5", "11", "minutes", "5", "/", "5"]
    assert "› not due yet" in classroom[1]
    assert "4 submissions: 4 graded (4 unchanged)." in classroom[1]


def test_the_exported_table_says_the_same(course: Course) -> None:
    found = exported(course)
    assert {name: float(found[name]["score"]) for name in STAMPS} == POINTS
    assert {found[name]["raw_score"] for name in STAMPS} == {"5"}
    assert [found[name]["penalty"] for name in STAMPS] == ["0", "1", "0.5", "0"]
    assert [found[name]["late_seconds"] for name in STAMPS] == ["0", "93660", "21660", "660"]
    assert found["bob"]["submitted"] == "2026-12-06T02:00:00+01:00"
    assert {found[name]["max_score"] for name in STAMPS} == {"5"}, "what is not due counts for 0"
    assert {found[name][LATER] for name in STAMPS} == {""}


def test_feedback_says_the_same(course: Course) -> None:
    assert "4 of 5 points, 5 before lateness" in page(course, "bob")
    assert (
        "Handed in on 2026-12-06 02:00, 1 day 2 hours after the due date, 2026-12-04 23:59 "
        "(Europe/Berlin). This takes off 20 % of 5 points: 1."
    ) in page(course, "bob")
    assert "6 hours 1 minute after your extended due date, 2026-12-05 23:59" in page(course, "cyn")
    assert "11 minutes after the due date, 2026-12-04 23:59 (Europe/Berlin). That takes no" in (
        page(course, "dan")
    )
    for words in ("Handed in on", "before lateness", "late:"):
        assert words not in page(course, "ada")


@pytest.mark.parametrize("student", ["ada", "dan"])
def test_a_notebook_that_is_not_due_is_not_missing(course: Course, student: str) -> None:
    """Neither where it was not handed in, nor where it came as it was handed out."""
    text = page(course, student, LATER)
    assert "This notebook is not due yet, and counts for nothing until then. It is due on" in text
    assert "2026-12-18 23:59 (Europe/Berlin)" in text
    assert "not handed in" not in text
    assert "About your file" not in text
    assert exported(course)[student]["status"] == "graded"


def test_the_report_says_the_same(course: Course) -> None:
    text = report(course)
    for told in ("Graded 4", "Not handed in 0", "Excused 1", "Late 3", "n = 4 students"):
        assert told in text
    assert "Mean 92 % " in text, "5, 4, 4.5 and 5 of 5"
    assert "bob graded 4 / 5 80 % 5 1 day 2 hours" in text
    assert "eve excused – / 0 – – –" in text


def test_who_is_excused_is_neither_missing_nor_zero(course: Course) -> None:
    eve = exported(course)["eve"]
    assert (eve["status"], eve["score"], eve["max_score"]) == ("excused", "", "0")


def test_nbgraders_gradebook_says_the_same(course: Course) -> None:
    assert in_the_gradebook(course) == POINTS
    assert rows(course, "SELECT duedate FROM assignment") == [("2026-12-04 22:59:00.000000",)]
    with open_gradebook(course) as book:
        plugin = CsvExportPlugin(to=str(course.root / "nbgrader.csv"))
        plugin.export(book)
        assert str(book.find_submission(ASSIGNMENT, "cyn").extension) == "1 day, 0:00:00"
    with (course.root / "nbgrader.csv").open(encoding="utf-8", newline="") as file:
        found = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert found == {**POINTS, "eve": 0.0}


def test_a_moved_date_and_an_extension_take_effect_at_once(course: Course) -> None:
    write_dates(course, DATES.replace("12-04 23:59:00", "12-05 23:59:00"))
    assert scores(course) == {**POINTS, "bob": 4.5}
    run(course, "dates", ASSIGNMENT, "--extend", "bob", "2026-12-06 23:59")
    assert scores(course) == {**POINTS, "bob": 5.0}
    assert "4.5 of 5 points, 5 before lateness" in page(course, "cyn")
    assert "before lateness" not in page(course, "bob")
    assert "bob graded 5 / 5 100 % 5 –" in report(course)


def test_nbgraders_gradebook_follows_with_the_next_grading(
    course: Course, sandbox: Sandbox
) -> None:
    write_dates(course, DATES.replace("cyn =", "bob ="))
    assert in_the_gradebook(course) == POINTS
    told = run(course, "grade", ASSIGNMENT, "--sandbox", sandbox)
    assert "(4 unchanged)" in told
    assert in_the_gradebook(course) == scores(course) == {**POINTS, "bob": 4.5, "cyn": 4.0}


def test_points_of_a_person_count_in_the_penalty(course: Course) -> None:
    change(course, "UPDATE grade SET manual_score = 0 WHERE manual_score IS NOT NULL")
    assert scores(course) == {"ada": 3.0, "bob": 2.4, "cyn": 2.7, "dan": 3.0}


def test_without_an_entry_nbgraders_plug_in_decides(course: Course, sandbox: Sandbox) -> None:
    (course.root / "dates.toml").unlink()
    told = run(course, "grade", ASSIGNMENT, "--sandbox", sandbox)
    assert scores(course) == {"ada": 5.0, "bob": 0.0, "cyn": 0.0, "dan": 0.0}
    assert in_the_gradebook(course) == scores(course)
    assert "before" in told


def test_without_an_entry_and_a_plug_in_nothing_is_taken_off(
    course: Course, sandbox: Sandbox
) -> None:
    (course.root / "dates.toml").unlink()
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.LateSubmissionPlugin.penalty_method = 'none'\n")
    run(course, "grade", ASSIGNMENT, "--sandbox", sandbox)
    assert scores(course) == dict.fromkeys(STAMPS, 5.0)


def test_a_plug_in_that_fails_is_told_and_ends_nothing(course: Course, sandbox: Sandbox) -> None:
    (course.root / "dates.toml").unlink()
    (course.root / "failing.py").write_text(
        "from nbgrader.plugins import BasePlugin\n\n\nclass Failing(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        raise ValueError('no idea')\n",
        encoding="utf-8",
    )
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write("\nc.AssignLatePenalties.plugin_class = 'failing.Failing'\n")
    told = run(course, "grade", ASSIGNMENT, "--sandbox", sandbox)
    assert "The plug-in for late penalties fails (ValueError: no idea)" in " ".join(told.split())


def test_when_the_date_has_passed_it_is_missing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch, "2026-12-19T00:15:00+01:00")
    found = exported(course)
    assert (found["ada"]["score"], found["ada"]["max_score"], found["ada"][LATER]) == (
        ("5", "10", "0")
    )
    assert "This notebook was not handed in." in page(course, "ada", LATER)
    assert "0 of 5 points" in page(course, "dan", LATER)
    assert found["eve"]["status"] == "excused"


@pytest.mark.parametrize("command", ["grade", "feedback", "report", "export"])
def test_a_wrong_date_stops_every_command(course: Course, command: str) -> None:
    write_dates(course, DATES.replace('zone = "Europe/Berlin"\n', ""))
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["--course", str(course.root), command, ASSIGNMENT])
    assert done.exit_code == 1
    assert f"dates.toml: [{ASSIGNMENT}] due is 2026-12-04T23:59:00, and that has no time zone." in (
        done.output
    )
    after = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    assert after == before


def test_an_extension_for_somebody_unknown_is_told_and_the_rest_goes_on(
    course: Course, sandbox: Sandbox
) -> None:
    write_dates(course, DATES.replace("cyn =", "cym ="))
    told = " ".join(run(course, "grade", ASSIGNMENT, "--sandbox", sandbox).split())
    assert (
        f"dates.toml: [{ASSIGNMENT}.extensions] cym is not a student of this class "
        "(did you mean cyn?)."
    ) in told


def test_whose_time_nobody_knows_is_told_and_not_late(course: Course, sandbox: Sandbox) -> None:
    change(course, "UPDATE submitted_assignment SET timestamp = NULL WHERE student_id = 'bob'")
    path = course.graded_folder("bob", ASSIGNMENT) / RECORD_NAME
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"handed_in": "2026-12-06T01:00:00Z"', '"handed_in": null'))
    told = " ".join(run(course, "grade", ASSIGNMENT, "--sandbox", sandbox).split())
    assert "No time is known of the submissions of bob: they count as in time." in told
    bob = exported(course)["bob"]
    assert (bob["score"], bob["late_seconds"], bob["submitted"]) == ("5", "", "")


def test_the_record_says_when_the_answers_first_came(course: Course) -> None:
    record = load_outcome(course.graded_folder("bob", ASSIGNMENT) / RECORD_NAME)
    assert record is not None
    first, later = record.notebooks
    assert first.handed_in is not None
    assert first.handed_in.isoformat() == "2026-12-06T01:00:00+00:00"
    assert (later.handed_in, later.answers) == (None, "")
