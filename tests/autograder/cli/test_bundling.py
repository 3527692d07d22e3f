"""`autograder bundle`: it says which file to hand out, or in a sentence why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.authoring import bundle as bundling
from autograder.authoring.bundle import Bundle
from autograder.cli.commands import main
from autograder.course.layout import Course
from tests.support.tiny import ASSIGNMENT

ADDRESS = "https://github.com/o/r/tree/main/a1"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What reaches the function behind the command, which writes nothing."""
    options: dict[str, Any] = {}

    def make(course: Course, assignment: str, **words: Any) -> Bundle:
        options.update(words, assignment=assignment)
        return Bundle(course.root / "build" / "a1.zip", ("01.ipynb", "START.html"))

    monkeypatch.setattr(bundling, "make_bundle", make)
    return options


def run(course: Course, *words: str) -> Any:
    """Run the command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), "bundle", ASSIGNMENT, *words])


def test_it_says_which_file_to_hand_out_and_what_it_holds(
    course: Course, given: dict[str, Any]
) -> None:
    assert run(course).output.splitlines() == [
        "build/a1.zip: hand this file out. It holds",
        "    01.ipynb",
        "    START.html",
    ]
    assert given == {"assignment": ASSIGNMENT, "out": None, "colab_url": ""}


def test_its_options_reach_the_bundle(course: Course, given: dict[str, Any]) -> None:
    done = run(course, "--out", "x.zip", "--colab-url", ADDRESS)
    assert given == {"assignment": ASSIGNMENT, "out": Path("x.zip"), "colab_url": ADDRESS}
    assert done.output.splitlines()[-1] == f"For the badges, put these files at {ADDRESS}"


def test_what_is_wrong_is_said_in_a_sentence_with_the_next_step(course: Course) -> None:
    done = run(course, "--colab-url", "https://example.org")
    assert done.exit_code == 1
    assert done.output.splitlines()[0] == "Colab cannot open notebooks from https://example.org."
    assert not (course.root / "build").exists()
