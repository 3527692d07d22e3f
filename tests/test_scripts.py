"""The set-up scripts, run beside made-up commands: nothing is installed here."""

from __future__ import annotations

import shutil
import signal
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
        self.borrow("dirname")
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

    def borrow(self, *names: str) -> None:
        """Add commands of the machine that runs the tests."""
        for name in names:
            self.command(name, f'exec {shutil.which(name)} "$@"')

    def run(
        self, script: str, *words: str, project: Path = ROOT
    ) -> subprocess.CompletedProcess[str]:
        """Run a script of the project on this machine."""
        return subprocess.run(
            ["/bin/sh", str(project / "scripts" / script), *words],
            env={"PATH": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            # A shell in the background ignores Ctrl-C, and so would all that it starts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


class Clone:
    """A clone of the project, to set up with a made-up Python: each call of its pip is noted."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        self.folder = folder
        self.machine = machine
        self.calls = folder / "calls"
        shutil.copytree(ROOT / "scripts", folder / "scripts")

    def set_up(self, install: str = "") -> subprocess.CompletedProcess[str]:
        """Run make-venv where every `pip install` writes its call down and does `install`.

        In `install`, `say` writes a line where pip would: on stderr and into its log.
        """
        pip = self.folder / "pip"
        pip.write_text(
            'case "$*" in *--version*) exit 0 ;; esac\n'
            f'echo "$*" >> {self.calls}\n'
            'say() { echo "$1" >&2; echo "2026-11-27T13:38:16,127 $1" >> .venv/setup.log; }\n'
            f"{install}\n"
        )
        self.machine.borrow("cp", "grep", "mkdir", "rm", "touch")
        self.machine.command(
            "python3",
            'case "$*" in\n'
            '--version) echo "Python 3.11.2" ;;\n'
            '"-m venv .venv") mkdir -p .venv/bin; '
            "printf '#!/bin/sh\\n. ./pip\\n' > .venv/bin/python; "
            f"{shutil.which('chmod')} +x .venv/bin/python ;;\n"
            "esac",
        )
        return self.machine.run("make-venv", project=self.folder)

    @property
    def is_set_up(self) -> bool:
        """Tell whether make would take the environment for finished."""
        return (self.folder / ".venv" / ".installed").exists()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    (tmp_path / "bin").mkdir()
    (tmp_path / "clone").mkdir()
    return Clone(tmp_path / "clone", Machine(tmp_path / "bin"))


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


@pytest.mark.parametrize("name", ["chromium", "chromium-browser"])
def test_a_browser_of_either_name_is_noticed(machine: Machine, name: str) -> None:
    machine.command(name)
    done = machine.run("system-packages", "chromium")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_browser_is_installed_only_where_it_is_asked_for(machine: Machine) -> None:
    machine.command("bwrap")
    chromium = machine.folder / "chromium"
    machine.root_with_apt(f"echo '#!/bin/sh' > {chromium}; {shutil.which('chmod')} +x {chromium}")
    assert machine.run("system-packages").returncode == 0
    assert not chromium.exists()
    done = machine.run("system-packages", "chromium")
    assert done.returncode == 0, done.stderr
    (call,) = machine.log.read_text().splitlines()
    assert call.endswith("install -y --no-install-recommends chromium")


def test_without_a_browser_it_says_that_grading_needs_none(machine: Machine) -> None:
    done = machine.run("system-packages", "chromium")
    assert done.returncode == MISSING
    assert "MISSING chromium: tests that look at pages in a browser are skipped" in done.stderr


def test_a_database_server_is_installed_only_where_it_is_asked_for(machine: Machine) -> None:
    machine.command("bwrap")
    initdb = machine.folder / "initdb"
    machine.root_with_apt(f"echo '#!/bin/sh' > {initdb}; {shutil.which('chmod')} +x {initdb}")
    assert machine.run("system-packages").returncode == 0
    assert not initdb.exists()
    done = machine.run("system-packages", "postgresql")
    assert done.returncode == 0, done.stderr
    (call,) = machine.log.read_text().splitlines()
    assert call.endswith("install -y --no-install-recommends postgresql")


def test_without_a_database_server_it_says_what_is_skipped(machine: Machine) -> None:
    done = machine.run("system-packages", "postgresql")
    assert done.returncode == MISSING
    assert "MISSING postgresql: tests of a gradebook in PostgreSQL are skipped" in done.stderr


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


PROJECT = "--editable .[instructor,cluster,postgres,site,dev]"


def test_setting_up_renews_pip_and_installs_everything_with_the_pins(clone: Clone) -> None:
    done = clone.set_up()
    assert (done.returncode, done.stderr) == (0, "")
    assert clone.is_set_up
    calls = clone.calls.read_text().splitlines()
    for call, what in zip(calls, ("--upgrade pip", "torch", "uv", PROJECT), strict=True):
        assert call.endswith(f"--constraint constraints.txt {what}")
    assert [call.startswith("-m uv ") for call in calls] == [False, False, False, True]


@pytest.mark.parametrize("fails", ["*' uv'", "'-m uv '*"])
def test_setting_up_does_without_uv(clone: Clone, fails: str) -> None:
    done = clone.set_up(f'case "$*" in {fails}) say "ERROR: no such thing"; exit 1 ;; esac')
    assert (done.returncode, done.stderr) == (0, "")
    assert clone.is_set_up
    last = clone.calls.read_text().splitlines()[-1]
    assert last.startswith("-m pip install ") and last.endswith(PROJECT)


def test_setting_up_again_keeps_the_environment(clone: Clone) -> None:
    clone.set_up()
    assert "Making .venv" not in clone.set_up().stdout


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on "
            "device",
            "A disk is full: make room",
        ),
        (
            "Could not fetch URL https://index.invalid/simple/pip/: connection error: refused\n"
            "ERROR: Cannot install pip because these package versions have conflicting "
            "dependencies.",
            "The package index cannot be reached: check the network",
        ),
        ("ERROR: Ignored the following versions that require a different python", "please report"),
        (
            "ERROR: Cannot install nbconvert because these package versions have conflicting "
            "dependencies.",
            "constraints.txt does not fit",
        ),
        ("ERROR: Something that nobody has thought of", "Put right what is said above"),
        ("  raise ResolutionImpossible", "Put right what is said above"),
    ],
)
def test_a_set_up_that_fails_says_what_to_do(clone: Clone, message: str, sentence: str) -> None:
    done = clone.set_up(f'say "{message}"; exit 1')
    assert done.returncode == 1
    assert not clone.is_set_up
    last = done.stderr.splitlines()[-1]
    assert last.startswith("make-venv: NOT FINISHED. ")
    assert sentence in last


def test_a_set_up_that_is_interrupted_says_how_to_go_on(clone: Clone) -> None:
    done = clone.set_up("kill -INT $PPID; exit 1")
    assert done.returncode == 1
    assert not clone.is_set_up
    assert "It was interrupted: run make setup again" in done.stderr.splitlines()[-1]


def test_a_set_up_goes_on_after_a_failure(clone: Clone) -> None:
    clone.set_up('say "ERROR: [Errno 28] No space left on device"; exit 1')
    done = clone.set_up()
    assert (done.returncode, done.stderr) == (0, "")
    assert clone.is_set_up
