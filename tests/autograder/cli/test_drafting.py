"""What `texts` prints, and what commands for texts say of an assignment without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli.commands import main
from autograder.cli.drafting import LISTED
from autograder.course.layout import Course
from tests.strangers.course import ASSIGNMENT
from tests.support.strange import AREAS, NOTEBOOK, strange_course


@pytest.fixture
def strange(tmp_path: Path) -> Course:
    """A course that was made for nbgrader, with a file and a module beside its notebook."""
    course = strange_course(tmp_path, **{NOTEBOOK: AREAS})
    for name in ("table.csv", "tools.py"):
        (course.source_folder(ASSIGNMENT) / name).write_text("", encoding="utf-8")
    return course


def run(course: Course, *words: str) -> Result:
    """Run a command in a course."""
    return CliRunner().invoke(main, ["--course", str(course.root), *words])


def test_texts_are_told_with_the_first_findings_and_what_comes_next(strange: Course) -> None:
    done = run(strange, "texts", ASSIGNMENT)
    assert done.exit_code == 0
    first, *rest = done.output.splitlines()
    count = int(first.removeprefix("drafts/ps1/areas.py: ").removesuffix(" findings of the lint"))
    assert count > LISTED
    assert all(line.startswith("    ") for line in rest[: LISTED + 1])
    assert rest[LISTED:] == [
        f"    … and {count - LISTED} more",
        "Copied with them: table.csv",
        "No module has a place beside texts: tools.py. Put what notebooks need of it into a locked "
        "cell.",
        "Next:",
        "  1. Mend the texts: docs/author.md has the rules.",
        "  2. Keep a copy of source/ps1/: the build writes it anew.",
        "  3. Move drafts/ps1/ to notebooks/ps1/.",
        "  4. Run: autograder build ps1",
        "With texts in notebooks/ps1/ the tests of ps1 are graded in the strict way:",
        "all of them outside, with plain values alone, and without files beside notebooks.",
    ]


def test_another_folder_may_be_named(strange: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(strange.root)
    done = run(strange, "texts", ASSIGNMENT, "--to", "mine")
    assert (strange.root / "mine" / f"{NOTEBOOK}.py").is_file()
    assert "  3. Move mine/ to notebooks/ps1/." in done.output


def test_a_second_time_nothing_is_written_over(strange: Course) -> None:
    run(strange, "texts", ASSIGNMENT)
    done = run(strange, "texts", ASSIGNMENT)
    assert done.exit_code == 1
    assert "drafts/ps1/areas.py is there already, and nothing was written." in done.output


@pytest.mark.parametrize("command", ["build", "verify", "bundle"])
def test_commands_for_texts_say_what_to_do_without_them(strange: Course, command: str) -> None:
    done = run(strange, command, ASSIGNMENT)
    assert done.exit_code == 1
    assert "ps1 has no texts in notebooks/. It is graded from source/ps1/ as it is." in done.output
    assert "To make texts of it: autograder texts ps1" in done.output
