"""`autograder similar`: a table of 80 columns, a page, and an exit code that judges nobody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner

from autograder.cli.commands import main
from autograder.course.layout import Course
from autograder.similarity.compare import AT_LEAST
from autograder.similarity.findings import TOP
from tests.support.handing import answered, hand_in
from tests.support.similar import LOOP, MAPPED, RENAMED
from tests.support.tiny import ASSIGNMENT, NOTEBOOK, ROOT

LONG = "bartholomew-maximilian-von-und-zu-der-langen-strasse"


def run(course: Course, *words: str) -> Any:
    """Run the command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), "similar", ASSIGNMENT, *words])


@pytest.fixture
def handed_in(course: Course) -> Course:
    """A course whose class has handed in, two of them much the same."""
    hand_in(course, "ada", answered(course, LOOP))
    hand_in(course, LONG, answered(course, RENAMED))
    hand_in(course, "cyn", answered(course, MAPPED))
    return course


def test_pairs_stand_in_a_table_and_the_exit_code_is_zero(handed_in: Course) -> None:
    done = run(handed_in)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].split() == [
        "look",
        "at",
        "and",
        "at",
        "best",
        "question",
        "share",
        "lines",
        "all",
    ]
    assert lines[1].split() == ["ada", "bartholomew-maxim…", "double", "100", "%", "7", "1"]
    assert " ".join(lines[3:5]) == (
        "3 students, 3 answers long enough to compare: 1 pair with at least 40 % in common."
    )
    assert lines[5].startswith("Similar is not copied.")
    assert lines[-1] == "similarity/a1.html: open it in a browser."
    assert (handed_in.root / "similarity" / "a1.html").is_file()
    assert max(map(len, lines)) <= 80


def test_where_nothing_is_alike_there_is_no_table(course: Course) -> None:
    hand_in(course, "ada", answered(course, LOOP))
    hand_in(course, "bob", b"{")
    done = run(course)
    assert done.exit_code == 0
    assert " ".join(done.output.splitlines()) == (
        "1 student, 1 answer long enough to compare: 0 pairs with at least 40 % in common. "
        "Left out, as nobody can read them: 1 notebook. "
        "similarity/a1.html: open it in a browser."
    )


def test_earlier_years_are_marked(handed_in: Course, tmp_path: Path) -> None:
    path = tmp_path / "2023" / "zoe" / f"{NOTEBOOK}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(answered(handed_in, MAPPED)), encoding="utf-8")
    lines = run(handed_in, "--earlier", str(tmp_path / "2023")).output.splitlines()
    assert lines[2].split()[:3] == ["cyn", "earlier:", "zoe"]
    assert "1 of earlier years" in "\n".join(lines)


def test_top_and_at_least_and_json(handed_in: Course, tmp_path: Path) -> None:
    hand_in(handed_in, "dan", answered(handed_in, LOOP))
    path = tmp_path / "pairs.json"
    done = run(handed_in, "--top", "1", "--at-least", "0.9", "--json", str(path))
    assert "The first 1 are shown; --top N shows more." in done.output
    data = json.loads(path.read_text(encoding="utf-8"))
    assert (data["at_least"], data["found"], len(data["pairs"])) == (0.9, 3, 1)


@pytest.mark.parametrize(
    "words",
    [
        *(("--top", "0"), ("--earlier", "nowhere")),
        *(("--at-least", share) for share in ("0", "2", "nan", "much")),
    ],
)
def test_options_that_make_no_sense_are_refused(handed_in: Course, words: tuple[str, ...]) -> None:
    assert run(handed_in, *words).exit_code == 2


def test_what_is_wrong_is_said_in_a_sentence_with_the_next_step(course: Course) -> None:
    done = run(course)
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "Nobody has handed in a1: submitted/<student>/a1 is not there.",
        "  → Put each student's notebooks into submitted/<student>/a1/.",
    ]


def test_help_and_docs_tell_the_defaults(course: Course) -> None:
    shown = " ".join(run(course, "--help").output.split())
    assert f"(default: {AT_LEAST:g})" in shown
    assert f"(default: {TOP})" in shown
    page = (ROOT / "docs" / "similarity.md").read_text(encoding="utf-8")
    assert f"at least {100 * AT_LEAST:g} %" in page
    assert f"`--at-least {AT_LEAST:g}`" in page
