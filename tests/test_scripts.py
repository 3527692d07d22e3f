"""The set-up scripts, run beside made-up commands: nothing is installed here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MISSING = 3
UNKNOWN = 2


class Machine:
    """A folder of commands that is the whole PATH of a script."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"
        self.command("dirname", f'exec {shutil.which("dirname")} "$@"')
        self.command("id", "echo 1000")

    def command(self, name: str, body: str = "exit 0") -> None:
        """Add a command, written in sh."""
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def root_with_apt(self, effect: str) -> None:
        """Let the user be root, and apt-get do `effect` after it has noted its arguments."""
        self.command("id", "echo 0")
        self.command("env", 'shift; exec "$@"')
        self.command("apt-get", f'echo "$*" >> {self.log}\n{effect}')

    def run(self, script: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the project on this machine."""
        return subprocess.run(
            ["/bin/sh", str(ROOT / "scripts" / script), *words],
            env={"PATH": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_to_do_is_silent(machine: Machine) -> None:
    machine.command("bwrap")
    done = machine.run("system-packages")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_rights_it_says_what_is_missing_and_what_that_costs(machine: Machine) -> None:
    machine.command("apt-get", "exit 1")
    done = machine.run("system-packages")
    assert done.returncode == MISSING
    assert "neither root nor a sudo without password" in done.stderr
    assert "MISSING bubblewrap: submissions cannot be shut off" in done.stderr


def test_without_apt_it_says_so(machine: Machine) -> None:
    done = machine.run("system-packages")
    assert done.returncode == MISSING
    assert "no apt-get here" in done.stderr


def test_installs_only_what_is_missing(machine: Machine) -> None:
    machine.command("make")
    bwrap = machine.folder / "bwrap"
    machine.root_with_apt(f"echo '#!/bin/sh' > {bwrap}; {shutil.which('chmod')} +x {bwrap}")
    done = machine.run("system-packages", "make", "bubblewrap")
    assert done.returncode == 0, done.stderr
    (call,) = machine.log.read_text().splitlines()
    assert call.endswith("install -y --no-install-recommends bubblewrap")


def test_a_failing_apt_is_no_crash(machine: Machine) -> None:
    machine.root_with_apt("exit 100")
    done = machine.run("system-packages")
    assert done.returncode == MISSING
    assert "apt-get failed" in done.stderr


def test_a_sandbox_that_does_not_work_is_named(machine: Machine) -> None:
    machine.command("bwrap", "exit 1")
    done = machine.run("system-packages", "bubblewrap")
    assert done.returncode == MISSING
    assert "NOT WORKING bubblewrap" in done.stderr


def test_an_unknown_need_is_refused(machine: Machine) -> None:
    assert machine.run("system-packages", "coffee").returncode == UNKNOWN


def test_finds_a_numbered_python_where_python3_is_too_old(machine: Machine) -> None:
    machine.command("python3", "exit 1")
    machine.command("python3.12", f'exec {sys.executable} "$@"')
    assert machine.run("find-python").stdout == "python3.12\n"


def test_without_a_python_says_what_to_install(machine: Machine) -> None:
    done = machine.run("find-python")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
