"""Doctor: it says what grading can rely on here, and what to do about the rest."""

from __future__ import annotations

import os
import shutil
import sys
from collections import namedtuple
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import doctor
from autograder.cli.commands import main
from autograder.cli.doctor import Finding, examine
from autograder.course.adopted import Adopted, path_of, source_digest, write_adopted
from autograder.course.corrections import CORRECTIONS_NAME
from autograder.course.layout import CONFIG_NAME, Course
from autograder.engine.sandbox import Offer
from autograder.gradebook.connection import open_gradebook
from tests.strangers.course import ASSIGNMENT as STRANGE
from tests.support.recording import change, gradebook
from tests.support.strange import NOTEBOOK, strange_course
from tests.support.tiny import ASSIGNMENT

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has everything, whatever this one has."""
    monkeypatch.setattr(doctor, "probe", lambda: Offer(True))
    monkeypatch.setattr(os, "sysconf", lambda _name: 1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 40, 0, 1 << 40))


def findings(course: Course | None = None) -> dict[str, Finding]:
    """Return what was found, by name."""
    return {finding.name: finding for finding in examine(course)}


def test_where_all_is_well_it_says_so(course: Course) -> None:
    found = findings(course)
    names = ["sandbox", "Python", "cores", "free memory", "free disk", "packages"]
    names += ["protection", "configuration", "options honoured", "options without effect"]
    assert list(found) == [*names, "course", "gradebook"]
    assert [name for name, finding in found.items() if not finding.good] == []
    assert found["course"].value == "1 notebooks, built and free of leaks"
    assert found["gradebook"].value == (
        "SQLite, gradebook.db (none yet: the first grading makes one)"
    )
    assert f"numpy {metadata.version('numpy')}" in found["packages"].value
    done = CliRunner().invoke(main, ["--course", str(course.root), "doctor"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == len(found)
    assert all(line.startswith("ok       ") for line in done.output.splitlines())


def test_outside_a_course_the_machine_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["doctor"])
    assert done.exit_code == 0
    assert "gradebook" not in done.output


def test_a_missing_sandbox_comes_with_what_to_do(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "probe", lambda: Offer(False, "It is not there.", "Install it."))
    done = CliRunner().invoke(main, ["--course", str(course.root), "doctor"])
    assert done.exit_code == 1
    assert "MISSING  sandbox: It is not there." in done.output
    assert "→ Install it. Until then: --sandbox none, for answers that you trust." in done.output
    assert done.output.count("MISSING") == 1


def test_little_memory_and_a_full_disk_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sysconf", lambda _name: 1 << 14)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 40, 0, 1 << 20))
    found = findings()
    assert not found["free memory"].good
    assert found["free memory"].value == "0.2 GiB"
    assert "--jobs 1" in found["free memory"].hint
    assert not found["free disk"].good


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    assert findings()["packages"].value == "no-such-package is not installed"


def test_a_course_that_is_not_built_is_told(course: Course) -> None:
    shutil.rmtree(course.release)
    found = findings(course)["course"]
    assert not found.good
    assert "autograder build" in found.hint


def test_a_broken_gradebook_is_told(course: Course) -> None:
    gradebook(course).write_bytes(b"no database")
    found = findings(course)["gradebook"]
    assert not found.good
    assert found.hint


def configure(course: Course, line: str) -> None:
    """Add a line to the course's configuration."""
    with (course.root / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")


def test_an_option_that_does_not_exist_is_told(course: Course) -> None:
    configure(course, "c.Autograder.cell_secnds = 5")
    found = findings(course)
    assert [name for name, finding in found.items() if not finding.good] == ["configuration"]
    assert "cell_secnds" in found["configuration"].value
    assert "cell_seconds" in found["configuration"].hint


def test_options_of_nbgrader_are_told_with_what_becomes_of_them(course: Course) -> None:
    configure(course, "c.Exchange.root = '/srv'; c.IgnorePattern.enabled = True")
    found = findings(course)
    assert "options refused" not in found
    assert "c.Execute.timeout" in found["options honoured"].value
    assert "c.IgnorePattern.enabled" in found["options honoured"].value
    assert found["options without effect"].value == (
        "c.OverwriteCells.add_missing_cells (cells that were deleted are always put back, and a "
        "remark says so), c.Exchange (not about grading)"
    )


def test_an_option_that_cannot_be_honoured_is_told(course: Course) -> None:
    configure(course, "c.Execute.timeout_func = len; c.CourseDirectory.notebook_id = 'p*'")
    found = findings(course)
    assert not found["configuration"].good
    assert found["options refused"].value == (
        "c.CourseDirectory.notebook_id (a submission is graded as a whole), "
        "c.Execute.timeout_func (all cells have the same time)"
    )
    assert "docs/nbgrader.md" in found["options refused"].hint
    done = CliRunner().invoke(main, ["--course", str(course.root), "doctor"])
    assert done.exit_code == 1


def test_a_configuration_that_does_not_run_is_told_with_the_rest(course: Course) -> None:
    configure(course, "1 / 0")
    done = CliRunner().invoke(main, ["--course", str(course.root), "doctor"])
    assert done.exit_code == 1
    assert "ok       Python" in done.output
    assert "MISSING  configuration: nbgrader_config.py does not run: ZeroDivisionError" in (
        done.output
    )


def test_a_missing_driver_of_the_database_is_told(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)  # whether it is installed here or not
    configure(
        course, "c.CourseDirectory.db_url = 'postgresql+psycopg://ada:secret@nowhere.invalid/book'"
    )
    done = CliRunner().invoke(main, ["--course", str(course.root), "doctor"])
    assert done.exit_code == 1
    (line,) = [line for line in done.output.splitlines() if "gradebook" in line[:18]]
    assert "cannot be used: psycopg, the driver" in line
    assert "pip install 'psycopg[binary]'" in done.output
    assert "secret" not in done.output


def test_a_gradebook_of_another_nbgrader_is_told(course: Course) -> None:
    with open_gradebook(course):
        pass
    assert findings(course)["gradebook"].value == "SQLite, gradebook.db (0 students)"
    change(course, "UPDATE alembic_version SET version_num = 'old'")
    found = findings(course)["gradebook"]
    assert not found.good
    assert "has the schema old" in found.value
    assert "nbgrader db upgrade" in found.hint


def test_of_an_assignment_without_texts_it_says_whether_it_is_adopted(tmp_path: Path) -> None:
    course = strange_course(tmp_path)
    title = f"tests of {STRANGE}"
    assert findings(course)[title].value == (
        "not adopted: all run inside. To try them outside: autograder adopt ps1"
    )
    places = {NOTEBOOK: {"a": "outside", "b": "inside"}}
    write_adopted(course, STRANGE, Adopted(source_digest(course, STRANGE), places))
    assert findings(course)[title].value == "adopted, 1 of 2 run outside"
    write_adopted(course, STRANGE, Adopted("another", places))
    assert findings(course)[title].value == (
        "adopted, and changed since. The next grading tries them anew"
    )
    assert findings(course)[title].good
    path_of(course, STRANGE).write_text("[tests", encoding="utf-8")
    broken = findings(course)[title]
    assert not broken.good
    assert broken.value.startswith("adopted/ps1.toml cannot be read")
    assert "autograder adopt ps1" in broken.hint


def test_an_option_that_keeps_all_tests_inside_is_named(tmp_path: Path) -> None:
    course = strange_course(tmp_path)
    with (tmp_path / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write('c.Autograder.stderr = "costs"\n')
    adopted = Adopted(source_digest(course, STRANGE), {NOTEBOOK: {"a": "outside"}})
    write_adopted(course, STRANGE, adopted)
    assert findings(course)[f"tests of {STRANGE}"].value == (
        'adopted, 1 of 1 run outside, but c.Autograder.stderr = "costs" keeps all inside'
    )


def test_corrections_are_read_and_what_is_wrong_in_them_is_told(course: Course) -> None:
    title = f"corrections of {ASSIGNMENT}"
    path = course.root / CORRECTIONS_NAME
    path.write_text(f'[{ASSIGNMENT}]\ndrop = ["double"]\n', encoding="utf-8")
    assert findings(course)[title].good
    path.write_text(f'[{ASSIGNMENT}]\ndrop = ["single"]\n', encoding="utf-8")
    assert not findings(course)[title].good
    assert "there is no question or notebook 'single'" in findings(course)[title].value
    path.write_text("[", encoding="utf-8")
    assert "corrections.toml cannot be read" in findings(course)["corrections"].value
