"""nbgrader's own view: what `nbgrader autograde` gives the model answers of an assignment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.course.config_files import CONFIG_NAME, JSON_NAME
from autograder.course.layout import Course
from autograder.errors import AutograderError

STUDENT = "reference"
_OWN = (CONFIG_NAME, JSON_NAME)
_SECONDS = 1800.0
_ERROR = re.compile(r"[\w.]*(?:Error|Exception): ")
"""How the last line of a traceback begins."""

Scores = dict[tuple[str, str], float | None]
"""Notebook and grade id → points; None where a person decides."""


class NbgraderError(AutograderError):
    """nbgrader itself could not grade the model answers."""


def scores_by_nbgrader(course: Course, assignment: str) -> Scores:
    """Let nbgrader release an assignment and grade its model answers, in a folder of their own.

    Nothing of the course is written to.

    Raises:
        NbgraderError: it could not; the message has its last words.
    """
    with tempfile.TemporaryDirectory(prefix="adopting-") as name:
        root = Path(name)
        for path in course.home.iterdir():
            if path.name in _OWN or path == course.source or path.suffix == ".py":
                _copy(path, root / path.name)
        source = root / "source" / assignment
        shutil.copytree(course.source_folder(assignment), source, dirs_exist_ok=True)
        shutil.copytree(source, root / "submitted" / STUDENT / assignment)
        _run(root, "generate_assignment", assignment)
        _run(root, "autograde", assignment)
        return _scores(root, assignment)


def _copy(path: Path, target: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, target)
    else:
        shutil.copyfile(path, target)


def _run(root: Path, command: str, assignment: str) -> None:
    folders = Path(sys.executable).parent
    usual = ["source", "release", "submitted", "autograded"]
    options = [f"--CourseDirectory.{step}_directory={step}" for step in usual]
    options += [f"--CourseDirectory.root={root}", f"--db={_address(root)}"]
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", command, assignment, "--force", *options],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        env={**os.environ, "PATH": f"{folders}{os.pathsep}{os.environ.get('PATH', '')}"},
    )
    if run.returncode:
        raise NbgraderError(
            f"nbgrader {command} {assignment} failed: {_reason(run.stderr)}",
            "The tests were tried all the same; what nbgrader gives is not known.",
        )


def _reason(said: str) -> str:
    """Return the line of what a command said that names the error, or else its last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.match(line)]
    return (errors or lines or ["it said nothing"])[-1]


def _address(root: Path) -> str:
    return f"sqlite:///{root / 'gradebook.db'}"


def _scores(root: Path, assignment: str) -> Scores:
    from nbgrader.api import Gradebook

    with Gradebook(_address(root)) as book:
        submission = book.find_submission(assignment, STUDENT)
        return {
            (notebook.name, grade.name): grade.auto_score
            for notebook in submission.notebooks
            for grade in notebook.grades
        }
