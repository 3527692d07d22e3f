"""The whole way in one run: build, release, a class's submissions, grades, feedback, report.

Everything happens in the folder demo/, an ordinary course that you can look into afterwards.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from autograder.course import CONFIG_NAME, Course

sys.path.insert(0, str(Path(__file__).parent))
from sample_class import STUDENTS, Student, make_class

ASSIGNMENT = "activation-units"
SHORT = "\nc.Autograder.cell_seconds = 20  # the sample class holds an endless loop\n"


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
    root: Path, target: Path, assignment: str, students: Mapping[str, Student] = STUDENTS
) -> None:
    """Run the demo and say where to look.

    Args:
        root: the course.
        target: where the demo's own course goes.
        assignment: what the class hands in.
        students: the class.
    """
    from autograder.console import console, grading_progress, show_class
    from autograder.engine.sandbox import Sandbox, probe
    from autograder.feedback import make_feedback
    from autograder.grade import grade
    from autograder.release import make_release
    from autograder.report import make_report

    offer = probe()
    sandbox: Sandbox = "bubblewrap" if offer.available else "none"
    if not offer.available:
        console.print(f"[yellow]No sandbox here: {offer.reason} {offer.hint}")
        console.print("[yellow]The sample class is harmless, and is graded without one.")
    course = make_course(root, target)
    console.print("[bold]1. Build and release[/]: text → source → release")
    for change in make_release(course, assignment, verified=False):
        console.print(f"   {change}")
    console.print("[bold]2. A class hands in[/]")
    files = make_class(course, assignment, students)
    count = len(students)
    console.print(f"   {len(files)} notebooks of {count} students in {target.name}/submitted/")
    console.print("[bold]3. Grade[/]")
    with grading_progress(len(students)) as tell:
        result = grade(course, assignment, sandbox=sandbox, on_outcome=tell)
    console.print("[bold]4. Feedback and report[/]")
    pages = make_feedback(course, assignment)
    report = make_report(course, assignment)
    show_class(result.outcomes)
    page = next(page for page in pages if "some-mistakes" in page.parts)
    console.print("\nOpen in a browser:")
    for what, path in (("the class report", report), ("a student's feedback", page)):
        console.print(f"  {what}: {path.relative_to(target.parent)}", soft_wrap=True)


def main() -> None:
    """Run the demo with this course."""
    root = Course.find(Path(__file__).parent).root
    demo(root, root / "demo", ASSIGNMENT)


if __name__ == "__main__":
    main()
