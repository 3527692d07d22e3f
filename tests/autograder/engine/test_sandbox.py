"""The sandbox: what is visible inside, and what is said where there is none."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.course.config import Limits
from autograder.engine import sandbox
from autograder.engine.bubblewrap import ENVIRONMENT
from autograder.engine.engine import Engine
from autograder.engine.sandbox import Offer, SandboxError, probe, require, require_hidden
from tests.support.tiny import ROOT

LOOK = """
import json, os, socket, sys
from pathlib import Path

def attempt(action):
    try:
        action()
    except OSError as error:
        return error.strerror or type(error).__name__
    return "done"

def names(folder):
    try:
        return sorted(path.name for path in Path(folder).iterdir())
    except OSError:
        return []

def reach():
    socket.create_connection(("192.0.2.1", 9), timeout=5)

root = Path(ROOT_)
print(json.dumps({
    "course": names(root),
    "notebooks": names(root / "notebooks") + names(root / "source"),
    "tests": attempt(lambda: Path(MARKER_).read_text()),
    "home": os.environ["HOME"],
    "environment": sorted(os.environ),
    "pid": os.getpid(),
    "first to go": open("/proc/self/oom_score_adj").read().strip(),
    "processes": sorted(int(p.name) for p in Path("/proc").iterdir() if p.name.isdecimal()),
    "ids": [os.getuid(), os.getgid()],
    "capabilities": [line.split()[1] for line in open("/proc/self/status")
                     if line.startswith(("CapEff", "CapPrm", "CapAmb"))],
    "interfaces": [name for _, name in socket.if_nameindex()],
    "network": attempt(reach),
    "write to root": attempt(lambda: Path("/new").mkdir()),
    "write to packages": attempt(lambda: Path("/lab/helpers/new").mkdir()),
    "write to the system": attempt(lambda: Path("/usr/new").mkdir()),
    "write to python": attempt(lambda: (Path(sys.prefix) / "new").mkdir()),
    "write to dev": attempt(lambda: Path("/dev/new").mkdir()),
    "write to tmp": attempt(lambda: Path("/tmp/new").mkdir()),
    "write to shm": attempt(lambda: Path("/dev/shm/new").mkdir()),
    "cwd": os.getcwd(),
    "etc": names("/etc"),
    "root": names("/"),
    "hostname": socket.gethostname(),
    "packages": names("/lab"),
    "tmp": names("/tmp"),
    "size": os.statvfs("/tmp").f_blocks * os.statvfs("/tmp").f_frsize,
}))
"""


@pytest.fixture(scope="module")
def inside() -> Any:
    """What a student's cell sees inside."""
    marker = ROOT / "tests" / "tiny.py"
    source = LOOK.replace("ROOT_", repr(str(ROOT))).replace("MARKER_", repr(str(marker)))
    os.environ["SECRET_OF_THE_TEACHER"] = "1"
    try:
        with Engine(Limits(tmp_bytes=64 << 20, run="everything")) as engine:
            execution = engine.execute(new_notebook(cells=[new_code_cell(source)]), {}, 0)
    finally:
        del os.environ["SECRET_OF_THE_TEACHER"]
    (output,) = execution.notebook.cells[0].outputs
    assert output.output_type == "stream", output
    return json.loads(output.text)


def test_the_sandbox_works_here() -> None:
    assert probe() == Offer(True)
    require("bubblewrap")


def test_nothing_of_the_course_is_visible(inside: Any) -> None:
    assert set(inside["course"]) <= {".venv"}  # only where Python itself lies there
    assert not inside["notebooks"]
    assert inside["tests"] in ("No such file or directory", "Permission denied")
    assert set(inside["packages"]) <= {"autograder", "helpers"}


def test_matplotlibs_list_of_fonts_comes_along_with_what_can_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = "/usr/bin/env"  # no font, but a file that every system has
    places = ["fonts/own.ttf", there, "/home/jane/.fonts/hers.ttf", "/usr/share/fonts/gone.ttf"]
    fonts = [{"fname": place} for place in places]
    content = json.dumps({"ttflist": fonts, "afmlist": fonts[:1]})
    without_own = json.dumps({"ttflist": fonts[1:2], "afmlist": []})
    lists = {"fontlist-v1.json": content, "fontlist-v2.json": "{}", "fontlist-v3.json": without_own}
    for name, text in {**lists, "x": ""}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    look = (
        "import json, os\nfrom pathlib import Path\n"
        "found = {p.name: json.loads(p.read_text()) for p in Path('/fonts').iterdir()}\n"
        "print(json.dumps([found, [str(p) for p in Path.home().rglob('*')]]))"
    )
    with Engine(Limits(tmp_bytes=64 << 20, run="everything")) as engine:
        execution = engine.execute(new_notebook(cells=[new_code_cell(look)]), {}, 0)
    found, left = json.loads(execution.notebook.cells[0].outputs[0].text)
    assert found == {"fontlist-v1.json": {"ttflist": fonts[:2], "afmlist": fonts[:1]}}
    assert left == []


def test_nothing_of_the_person_who_grades_is_visible(inside: Any) -> None:
    assert "SECRET_OF_THE_TEACHER" not in inside["environment"]
    assert inside["home"].startswith("/tmp/")
    assert inside["hostname"] == "lab"
    assert set(inside["etc"]) <= {"fonts", "ld.so.cache", "passwd"}
    private = {"home", "root", "var", "mnt", "media", "srv", "run", "opt", "work"}
    python = {Path(prefix).parts[1] for prefix in (sys.base_prefix, ENVIRONMENT)}
    assert not (private - python) & set(inside["root"])
    assert set(inside["tmp"]) <= {"new", "home", "work"}  # `new` it has made itself


def test_there_are_no_other_processes_and_no_powers(inside: Any) -> None:
    assert inside["processes"] == [1, inside["pid"]]
    assert inside["first to go"] == "1000"
    assert 0 not in inside["ids"]
    assert {int(mask, 16) for mask in inside["capabilities"]} == {0}


def test_there_is_no_network(inside: Any) -> None:
    assert set(inside["interfaces"]) <= {"lo"}
    assert inside["network"] == "Address family not supported by protocol"


def test_only_the_private_folders_can_be_written(inside: Any) -> None:
    written = {place: outcome for place, outcome in inside.items() if place.startswith("write")}
    done = {place for place, outcome in written.items() if outcome == "done"}
    assert done == {"write to tmp", "write to shm"}
    assert set(written.values()) <= {"done", "Read-only file system", "Permission denied"}
    assert inside["cwd"].startswith("/tmp/")
    assert inside["size"] == 64 << 20


def executable(path: Path, text: str) -> None:
    """Write a program."""
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def test_without_bubblewrap_the_offer_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    offer = probe()
    assert not offer.available
    assert offer.reason == "bubblewrap is not installed."
    assert "install bubblewrap" in offer.hint


@pytest.mark.parametrize(
    ("program", "cause"),
    [
        ("echo 'bwrap: No permissions to create new namespace' >&2; exit 1", "No permissions"),
        ("exit 7", "exit code 7"),
    ],
)
def test_where_bubblewrap_fails_the_offer_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, cause: str
) -> None:
    executable(tmp_path / "bwrap", program)
    monkeypatch.setenv("PATH", str(tmp_path))
    offer = probe()
    assert not offer.available
    assert cause in offer.reason
    assert "user namespaces" in offer.hint


def test_a_bubblewrap_that_hangs_or_cannot_start_is_no_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bwrap").write_text("no program", encoding="utf-8")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not probe().available
    executable(tmp_path / "bwrap", "exec /bin/sleep 60")
    monkeypatch.setattr(sandbox, "PROBE_SECONDS", 0.2)
    offer = probe()
    assert not offer.available
    assert "in time" in offer.reason


def test_nobody_does_without_unasked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError) as caught:
        require("bubblewrap")
    text = f"{caught.value} {caught.value.hint}"
    for word in ("without a sandbox", "bubblewrap is not installed", "network", "--sandbox none"):
        assert word in text
    require("none")


def test_a_course_where_python_lives_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "environment"))
    course = tmp_path / "environment" / "src" / "course"
    course.mkdir(parents=True)
    with pytest.raises(SandboxError, match="which the sandbox shows") as caught:
        require_hidden("bubblewrap", [course])
    assert "Move the course" in caught.value.hint
    link = tmp_path / "link"
    link.symlink_to(course)
    with pytest.raises(SandboxError):
        require_hidden("bubblewrap", [link / "gradebook.db"])
    require_hidden("none", [course])


def test_an_environment_in_a_course_shows_only_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "course" / ".venv"))
    require_hidden("bubblewrap", [tmp_path / "course", tmp_path / "course" / "gradebook.db"])
