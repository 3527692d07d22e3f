"""The command line as a whole: help everywhere, a light start, errors as sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder.cli.commands import main

HEAVY = {
    "jupytext",
    "matplotlib",
    "nbclient",
    "nbconvert",
    "nbformat",
    "nbgrader",
    "numpy",
    "torch",
}


def commands(group: click.Group = main, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command, as the words that call it."""
    for name, command in sorted(group.commands.items()):
        yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))


def named(words: tuple[str, ...]) -> click.Command:
    """Return the command that words call."""
    found: click.Command = main
    for word in words:
        assert isinstance(found, click.Group)
        found = found.commands[word]
    return found


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_has_help(words: tuple[str, ...]) -> None:
    command = named(words)
    assert command.get_short_help_str(limit=100).endswith("."), "the first sentence is too long"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{parameter.opts[0]} has no help"
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import json, sys\n"
        "from click.testing import CliRunner\n"
        "from autograder.cli.commands import main\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    assert CliRunner().invoke(main, [*words, '--help']).exit_code == 0, words\n"
        "print(json.dumps(sorted(name for name in sys.modules if '.' not in name)))\n"
    )
    every = json.dumps([[], *commands()])
    done = subprocess.run(
        [sys.executable, "-c", code, every], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(json.loads(done.stdout))


@pytest.mark.parametrize("words", [["build"], ["build", "--check"]])
def test_outside_a_course_it_says_where_to_go(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is not inside a course" in done.stderr
    assert "→ Go to the course's folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_assignment_is_named() -> None:
    root = Path(__file__).parents[3]
    result = CliRunner().invoke(main, ["--course", str(root), "build", "--check", "no-such-thing"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "There is no assignment 'no-such-thing'" in result.output


def test_an_unknown_command_is_a_usage_error() -> None:
    result = CliRunner().invoke(main, ["brew"])
    assert result.exit_code == 2
    assert "No such command 'brew'" in result.output
