"""The ten minutes of docs/nbgrader.md, command by command, on nbgrader's own example course."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.engine.sandbox import probe
from tests.support.tiny import ROOT

FENCE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def steps() -> list[tuple[str, list[str]]]:
    """Return each command of the document with the lines that stand below it."""
    found: list[tuple[str, list[str]]] = []
    for block in FENCE.findall((ROOT / "docs" / "nbgrader.md").read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.skipif(not probe().available, reason="answers are graded without --sandbox none")
def test_the_commands_work_in_their_order_and_show_what_is_printed(tmp_path: Path) -> None:
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    settings = {**os.environ, "PATH": tools, "COLUMNS": "80", "HOME": str(tmp_path)}
    folder = tmp_path
    commands = steps()
    for command, shown in commands:
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
            continue
        done = subprocess.run(
            command.split(), cwd=folder, env=settings, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert not shown or done.stdout.splitlines() == shown, command
    assert [command.split()[1] for command, _ in commands if command.startswith("autograder")] == [
        *("doctor", "adopt", "grade", "feedback", "report", "export", "texts")
    ]
    for made in (
        "adopted/ps1.toml",
        "report/ps1.html",
        "exports/ps1.csv",
        "drafts/ps1/problem1.py",
    ):
        assert (folder / made).is_file()
    assert (folder / "feedback" / "ada" / "ps1" / "problem1.html").is_file()
