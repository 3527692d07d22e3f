"""The week of docs/week.md: every command of the page is run, in its order, by a small class."""

from __future__ import annotations

import csv
import re
import shlex
import signal
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli.commands import main
from autograder.course.layout import Course
from tests.support.downloads import make_zip, moodle
from tests.support.handing import ESSAY, HALF, RIGHT, WRONG, answered
from tests.support.serving import running, status
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT, make_course

pytestmark = pytest.mark.process

FENCE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
CLASS = {"ada": ("Ada Lovelace", RIGHT), "bob": ("Bob Byte", HALF), "cyn": ("Cyn Day", WRONG)}
DATES = f'zone = "Europe/Berlin"\n[{ASSIGNMENT}]\ndue = 2026-12-18 23:59:00\npercent_a_day = 10\n'


def commands() -> list[list[str]]:
    """Return the words of the page's commands, with the names of the small class's course."""
    text = (ROOT / "docs" / "week.md").read_text(encoding="utf-8")
    lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
    names = {"activation-units": ASSIGNMENT, "relu": "double"}
    return [[names.get(word, word) for word in shlex.split(line)] for line in lines]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course before the first week, with what the LMS gives in its folder."""
    course = make_course(tmp_path / "course")
    people = [["id", "first_name", "last_name", "email"]]
    grades = [["Student", "ID", "SIS Login ID", "Section", f"{ASSIGNMENT} (12)"]]
    for number, (student, (name, _)) in enumerate(CLASS.items()):
        first, last = name.split()
        people.append([student, first, last, f"{student}@x.edu"])
        grades.append([f"{last}, {first}", str(number), student, "G1", ""])
    for file, table in (("class.csv", people), ("gradebook.csv", grades)):
        with (course.root / file).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table)
    (course.root / "dates.toml").write_text(DATES, encoding="utf-8")
    return course


def hand_in(course: Course) -> None:
    """Let the class hand in: the LMS gives one zip."""
    files = {
        moodle(name, number, f"{NOTEBOOK}.ipynb"): nbformat.writes(
            answered(course, answer, ESSAY)
        ).encode()
        for number, (name, answer) in enumerate(CLASS.values(), 11)
    }
    make_zip(course.root / "submissions.zip", files)


def mark(course: Course, words: list[str]) -> None:
    """Serve written answers, look at the first page, and stop."""
    with running(course, *words) as (process, links):
        assert [status(link) for link in links] == [200]
        process.send_signal(signal.SIGINT)
        assert "All marks are in the gradebook" in process.communicate(timeout=30)[0]


def test_every_command_of_the_week_does_its_work(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    found = commands()
    assert len(found) > 12
    for program, *words in found:
        assert program == "autograder"
        if words[0] == "mark":
            mark(course, words[1:])
            continue
        if words[0] == "collect":
            hand_in(course)
            words.append("--yes")
        done = CliRunner().invoke(main, words, input="y\n")
        # A person still decides about written answers, which export and backup may say.
        assert done.exit_code in ((0, 1) if words[0] in ("doctor", "export") else (0,)), (
            words, done.output,
        )  # fmt: skip
    with (course.root / "exports" / f"{ASSIGNMENT}-canvas.csv").open(encoding="utf-8") as file:
        rows = {row["SIS Login ID"]: row for row in csv.DictReader(file)}
    assert float(rows["ada"][f"{ASSIGNMENT} (12)"]) == 3
    assert list((course.root / "backups").glob("*.zip"))
    assert (course.root / "replies" / ASSIGNMENT / "ada-double.html").is_file()
