"""Stopped at any moment, by a kill or by Ctrl-C: nothing is lost, and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.course.layout import Course
from autograder.engine.sandbox import Sandbox
from autograder.outcomes import RECORD_NAME
from tests.support.handing import ESSAY, HALF, RIGHT, WRONG, answered, copy_course, hand_in
from tests.support.living import PATIENCE, Process, await_end, below, marked
from tests.support.recording import gradebook, rows, scores
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

pytestmark = pytest.mark.process

SEED = 23
LIMIT = 300
CLASS = {"ada": RIGHT, "bob": HALF, "cyn": WRONG, "dan": None, "eve": RIGHT, "fay": HALF}
SLOW = f"import time\ntime.sleep(600)\n{RIGHT}"
SENTENCE = "Stopped: what is graded is recorded; run the command again to go on."


def command(course: Course, sandbox: Sandbox) -> list[str]:
    """Return the command that grades the class."""
    start = [sys.executable, "-m", "autograder", "--course", str(course.root), "grade", ASSIGNMENT]
    return [*start, "--seed", str(SEED), "--sandbox", sandbox, "--jobs", "2"]


def finish(course: Course, sandbox: Sandbox) -> str:
    """Grade undisturbed; return what the command says."""
    done = subprocess.run(
        command(course, sandbox), capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def start(course: Course, sandbox: Sandbox) -> subprocess.Popen[str]:
    """Start grading in a process group of its own; all that it starts carries a mark."""
    return subprocess.Popen(
        command(course, sandbox),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "ACTIVATION_LAB_MARK": mark(course)},
    )


def mark(course: Course) -> str:
    """Return the mark of what a course's grading starts."""
    return f"resume-{os.getpid()}-{course.root}"


@pytest.fixture(scope="module")
def handed_in(built: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class's submissions; nobody grades them here."""
    course = copy_course(built, tmp_path_factory.mktemp("handed") / "course")
    for student, double in CLASS.items():
        hand_in(course, student, answered(course, double, ESSAY))
    return course


@pytest.fixture(scope="module")
def undisturbed(
    handed_in: Course, tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox
) -> tuple[Course, float]:
    """The class, graded without a kill, and how long that took."""
    course = copy_course(handed_in, tmp_path_factory.mktemp("undisturbed") / "course")
    begin = time.monotonic()
    finish(course, sandbox)
    return course, time.monotonic() - begin


def kill(course: Course, sandbox: Sandbox, delay: float) -> set[Process]:
    """Grade, kill the command after some seconds, and return what there was of it."""
    process = start(course, sandbox)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=delay)
    processes = below(process.pid)
    process.kill()
    process.communicate(timeout=PATIENCE)
    return processes | marked(mark(course))


def check_what_is_left(course: Course, processes: set[Process]) -> None:
    """Nothing runs on, and the gradebook is whole."""
    assert await_end(processes) == set()
    if gradebook(course).exists():
        assert rows(course, "PRAGMA integrity_check") == [("ok",)]
        assert rows(course, "PRAGMA foreign_key_check") == []


def check_the_end(course: Course, undisturbed: Course) -> None:
    """Grades and records are those of an undisturbed run, and nothing half-written stands there."""
    assert scores(course) == scores(undisturbed)
    assert rows(course, "PRAGMA integrity_check") == [("ok",)]
    for student in CLASS:
        assert [path.name for path in (course.autograded / student).iterdir()] == [ASSIGNMENT]
        names = sorted(path.name for path in (course.autograded / student / ASSIGNMENT).iterdir())
        assert names == sorted([f"{NOTEBOOK}.ipynb", RECORD_NAME])


def test_killed_again_and_again_it_goes_on_to_the_same_grades(
    handed_in: Course, undisturbed: tuple[Course, float], tmp_path: Path, sandbox: Sandbox
) -> None:
    course = copy_course(handed_in, tmp_path / "course")
    for share in (0.35, 0.7, 0.85):
        processes = kill(course, sandbox, share * undisturbed[1])
        check_what_is_left(course, processes)
    finish(course, sandbox)
    check_the_end(course, undisturbed[0])
    assert f"({len(CLASS)} unchanged)" in finish(course, sandbox)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(50))
def test_killed_at_any_moment_it_goes_on_to_the_same_grades(
    handed_in: Course,
    undisturbed: tuple[Course, float],
    tmp_path: Path,
    sandbox: Sandbox,
    number: int,
) -> None:
    course = copy_course(handed_in, tmp_path / "course")
    share = random.Random(number).uniform(0.1, 1.0)
    check_what_is_left(course, kill(course, sandbox, share * undisturbed[1]))
    finish(course, sandbox)
    check_the_end(course, undisturbed[0])


def test_ctrl_c_stops_at_once_with_a_sentence(
    handed_in: Course, undisturbed: tuple[Course, float], tmp_path: Path, sandbox: Sandbox
) -> None:
    course = copy_course(handed_in, tmp_path / "course")
    hand_in(course, "cat", answered(course, SLOW))
    process = start(course, sandbox)
    end = time.monotonic() + PATIENCE
    while process.poll() is None and len(graded(course)) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    before = graded(course)
    processes = below(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert complained.strip().splitlines()[-1] == SENTENCE
    assert "Traceback" not in said
    check_what_is_left(course, processes | marked(mark(course)))
    assert before <= graded(course)
    assert len(before) >= 2
    shutil.rmtree(course.submitted / "cat")
    text = finish(course, sandbox)
    found = re.search(r"\((\d+) unchanged\)", text)
    assert found is not None
    assert int(found[1]) >= len(before)
    check_the_end(course, undisturbed[0])


def graded(course: Course) -> set[str]:
    """Return the students with a record."""
    return {path.parts[-3] for path in course.autograded.glob(f"*/{ASSIGNMENT}/{RECORD_NAME}")}
