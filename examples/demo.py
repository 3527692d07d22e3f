"""The whole way in one run: build, release, a class's submissions, grades, feedback, report.

Everything happens in the folder demo/, an ordinary course that you can look into afterwards.
`python examples/demo.py backpropagation` shows it with another assignment.
Each process that grades imports this file once more: what takes long is imported where it is used.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.layout import CONFIG_NAME, Course
from autograder.lean_start import leave_out_grammars

if TYPE_CHECKING:
    from sample_class import Student

    from autograder.engine.sandbox import Sandbox

sys.path.insert(0, str(Path(__file__).parent))

ASSIGNMENT = "activation-units"
IN_CI = ("all-right", "blank", "broken-file", "cells-deleted", "endless-loop", "some-mistakes")
SHORT = "\nc.Autograder.cell_seconds = 3  # each notebook of one student holds an endless loop\n"


def make_course(root: Path, target: Path) -> Course:
    """Copy texts, bank and configuration of the course at `root` to a fresh folder `target`."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for folder in ("notebooks", "answers"):
        shutil.copytree(root / folder, target / folder)
    config = (root / CONFIG_NAME).read_text(encoding="utf-8")
    (target / CONFIG_NAME).write_text(config + SHORT, encoding="utf-8")
    return Course(target)


def demo(
    root: Path, target: Path, assignment: str, students: Mapping[str, Student] | None = None
) -> None:
    """Run the demo and say where to look.

    Args:
        root: the course.
        target: where the demo's own course goes.
        assignment: what the class hands in.
        students: the class; default the whole sample class.
    """
    from autograder.engine.workers.forkserver import forkserver

    forkserver()  # it warms up while this process builds the course
    leave_out_grammars()
    from sample_class import STUDENTS, make_class

    from autograder.cli.console import say

    students = STUDENTS if students is None else students
    sandbox = _sandbox()
    course = make_course(root, target)
    say("1. Build and release: text → source → release", "bold")
    _release(course, assignment)
    say("2. A class hands in", "bold")
    files = make_class(course, assignment, students)
    say(f"   {len(files)} notebooks of {len(students)} students in {target.name}/submitted/")
    say("3. Grade", "bold")
    _grade(course, assignment, sandbox, students)
    say("4. Feedback and report", "bold")
    page, report = _pages(course, assignment)
    say("Open in a browser:", "bold")
    for what, path in (("the class report", report), ("a student's feedback", page)):
        say(f"  {what}: {path.relative_to(target.parent)}")
    say("Mark its written answers:", "bold")
    say(f"  .venv/bin/autograder --course {target.name} mark {assignment}")


def _sandbox() -> Sandbox:
    """Return the sandbox; where there is none, say so and do without."""
    from autograder.cli.console import say
    from autograder.engine.sandbox import probe

    offer = probe()
    if offer.available:
        return "bubblewrap"
    say(f"No sandbox here: {offer.reason} {offer.hint}", "yellow")
    say("The sample class is harmless, and is graded without one.", "yellow")
    return "none"


def _release(course: Course, assignment: str) -> None:
    """Build the assignment and enter it into the gradebook; the bank is left out."""
    from autograder.authoring.release import make_release
    from autograder.cli.console import say

    changes = make_release(course, assignment, verified=False)
    folders = sorted({course.root / Path(change.path).parent for change in changes})
    for folder in folders:
        say(f"   {course.relative(folder)}/: {len(list(folder.glob('*.ipynb')))} notebooks")


def _grade(
    course: Course, assignment: str, sandbox: Sandbox, students: Mapping[str, Student]
) -> None:
    """Grade the class and show it."""
    from autograder.cli.console import show_class
    from autograder.cli.progress import grading_progress
    from autograder.grading.beginning import Machines
    from autograder.grading.grade import grade

    with grading_progress(list(students)) as tell:
        machines = Machines(sandbox=sandbox)
        result = grade(course, assignment, on_outcome=tell.student, machines=machines)
    show_class(result.outcomes, len(result.fresh))


def _pages(course: Course, assignment: str) -> tuple[Path, Path]:
    """Write feedback and report; return the page to look at first, and the report."""
    from autograder.cli.console import say
    from autograder.reporting.feedback import make_feedback
    from autograder.reporting.report import make_report

    pages = make_feedback(course, assignment)
    say(f"   {len(pages)} pages in {course.root.name}/feedback/<student>/{assignment}/")
    page = next(page for page in pages if "some-mistakes" in page.parts)
    return page, make_report(course, assignment)


def main() -> None:
    """Run the demo with this course, and the assignment that the command names."""
    course = Course.find(Path(__file__).parent)
    parser = argparse.ArgumentParser(description="Grade an example class in the folder demo/.")
    choices = course.assignments()
    parser.add_argument("assignment", nargs="?", choices=choices, default=ASSIGNMENT)
    demo(course.root, course.root / "demo", parser.parse_args().assignment, _students())


def _students() -> Mapping[str, Student]:
    """Return the class; in CI those of it that fare differently from each other."""
    from sample_class import STUDENTS

    if not os.environ.get("CI"):
        return STUDENTS
    return {name: STUDENTS[name] for name in IN_CI}


if __name__ == "__main__":
    main()
