"""Completion: a shell learns our commands and the course's names, once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.cli.commands import main
from autograder.cli.completion import END, MARK, SHELLS, Place, install_at
from autograder.course.layout import Course
from tests.support.handing import hand_in
from tests.support.tiny import ASSIGNMENT, NOTEBOOK


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder of somebody who uses bash."""
    for name in ("ZDOTDIR", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHELL", "/bin/bash")
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def run(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["completion", *words])


def files(home: Path) -> dict[str, str]:
    """Return all files of a home folder."""
    found = sorted(path for path in home.rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): path.read_text("utf-8") for path in found}


@pytest.mark.parametrize("shell", SHELLS)
def test_it_prints_and_changes_nothing(home: Path, shell: str) -> None:
    done = run(shell)
    assert done.exit_code == 0
    assert "_AUTOGRADER_COMPLETE" in done.stdout
    assert files(home) == {}


def test_without_a_name_it_is_for_the_shell_one_is_in(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run().stdout == run("bash").stdout
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert run().stdout == run("fish").stdout
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    done = run()
    assert done.exit_code == 1
    assert "Completion is for bash, zsh, fish, and $SHELL is 'tcsh'." in done.output
    assert files(home) == {}


@pytest.mark.parametrize(
    ("shell", "name"),
    [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", ".config/fish/completions/autograder.fish")],
)
def test_it_is_installed_once(home: Path, shell: str, name: str) -> None:
    done = run(shell, "--install")
    assert done.exit_code == 0
    assert f"~/{name}: " in done.stdout
    first = files(home)
    assert list(first) == [name]
    assert run(shell).stdout in first[name]
    again = run(shell, "--install")
    assert again.stdout == f"~/{name} has it already. Nothing was changed.\n"
    assert files(home) == first


def test_what_stands_in_the_start_file_stays_with_its_rights_and_its_link(home: Path) -> None:
    real = home / "dotfiles"
    real.write_bytes(b"alias a=b\nexport X=\xff")  # no text, and no line end
    real.chmod(0o600)
    (home / ".bashrc").symlink_to(real)
    run("bash", "--install")
    assert real.read_bytes().startswith(b"alias a=b\nexport X=\xff\n\n" + MARK.encode())
    assert (home / ".bashrc").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600


def test_an_older_versions_lines_are_replaced(home: Path) -> None:
    old = f"before\n{MARK}\nold\n{END}\nafter\n"
    (home / ".bashrc").write_text(old, encoding="utf-8")
    assert "a few lines were added" in run("bash", "--install").stdout
    text = files(home)[".bashrc"]
    assert text.startswith(f"before\n{MARK}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text.splitlines()
    assert text.count(MARK) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.binary(max_size=60))
def test_whatever_stands_there_twice_is_as_once(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "rc"
    path.write_bytes(before)
    place = Place(path, f"{MARK}\nx\\1 \\g<0>\n{END}\n", alone=False)
    assert install_at(place)
    once = path.read_bytes()
    assert once.startswith(before)
    assert not install_at(place)
    assert path.read_bytes() == once


def test_a_file_that_cannot_be_written_is_a_sentence(home: Path) -> None:
    (home / ".bashrc").mkdir()
    done = run("bash", "--install")
    assert done.exit_code == 1
    assert "cannot be written: Is a directory." in done.output
    assert "→ Add to it yourself what this prints: autograder completion" in done.output


def completed(course: Course, line: str) -> list[str]:
    """Return what bash offers behind a line; it ends in a space where a new word begins."""
    words = ["autograder", "--course", str(course.root), *line.split()]
    place = len(words) - (0 if line.endswith(" ") else 1)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from autograder.cli.commands import main; main(prog_name='autograder')",
        ],
        env={
            **os.environ,
            "_AUTOGRADER_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(words),
            "COMP_CWORD": str(place),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines() if row]


@pytest.mark.process
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("grade ", [ASSIGNMENT]),
        ("grade x", []),
        ("grade --json ", [ASSIGNMENT]),
        ("verify --json - ", [ASSIGNMENT]),
        (f"grade {ASSIGNMENT} --student ", ["ada", "bob"]),
        (f"feedback {ASSIGNMENT} --student a", ["ada"]),
        ("replay ", ["ada", "bob"]),
        ("replay ada ", ["double", "why"]),
        (f"verify {ASSIGNMENT} --notebook ", [NOTEBOOK]),
        (f"verify {ASSIGNMENT} --question d", ["double"]),
        ("rep", ["replay", "report"]),
        ("status ", [ASSIGNMENT]),
    ],
)
def test_names_of_the_course_are_offered(course: Course, line: str, offered: list[str]) -> None:
    for student in ("bob", "ada"):
        hand_in(course, student, b"")
    assert completed(course, line) == offered


@pytest.mark.process
def test_where_nothing_can_be_read_nothing_is_offered(course: Course) -> None:
    course.text_path(ASSIGNMENT, NOTEBOOK).write_bytes(b'# %% nbgrader={"solution": [}\n\xff')
    assert completed(course, "replay ada ") == []
    (course.root / "nbgrader_config.py").write_text("c = (", encoding="utf-8")
    assert completed(course, "grade ") == []


def test_completing_imports_nothing_heavy(course: Course) -> None:
    code = (
        "import sys\n"
        "from click.shell_completion import BashComplete\n"
        "from autograder.cli.commands import main\n"
        "found = BashComplete(main, {}, 'autograder', '_X').get_completions(\n"
        "    ['--course', sys.argv[1], 'replay', 'ada'], '')\n"
        "assert [one.value for one in found] == ['double', 'why'], found\n"
        "heavy = {'nbformat', 'nbgrader', 'jupytext', 'torch', 'numpy', 'rich', 'sqlalchemy'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    words = [sys.executable, "-c", code, str(course.root)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.process
@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_understands_it(home: Path, shell: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    path = home / "script"
    path.write_text(run(shell).stdout, encoding="utf-8")
    assert subprocess.run([program, "-n", str(path)], check=False).returncode == 0
