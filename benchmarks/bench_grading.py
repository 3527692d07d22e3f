"""Seconds from files to scores: `autograder grade` beside `nbgrader autograde`, same submissions.

Ten submissions are made from the bank: the first takes the first answer to every question, the
second the second, and so on, right and wrong mixed. Each command grades a copy of the same course
as a whole process, start included. Usage: bench_grading.py [number of submissions]
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import nbformat

from autograder.bank import read_bank
from autograder.build import build
from autograder.course import CONFIG_NAME, Course
from autograder.engine.sandbox import probe
from autograder.papers import masters
from autograder.questions import grade_id, is_solution
from autograder.texts import read_notebook

ASSIGNMENT = "activation-units"
SUBMISSIONS = 10
PYTHON = [sys.executable, "-W", "ignore", "-m"]
QUERY = """
SELECT s.student_id, t.name, c.name, g.auto_score FROM grade g
JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id
JOIN notebook t ON t.id = n.notebook_id JOIN submitted_assignment s ON s.id = n.assignment_id
"""


def make_class(course: Course, folder: Path, count: int) -> Course:
    """Return a built course of its own, with submissions made from the bank."""
    copy = Course(folder)
    for path in (course.texts, course.answers):
        shutil.copytree(path, folder / path.name)
    shutil.copyfile(course.root / CONFIG_NAME, folder / CONFIG_NAME)
    build(copy, [ASSIGNMENT])
    for name in copy.notebooks(ASSIGNMENT):
        bank = read_bank(copy, ASSIGNMENT, name)
        for number in range(count):
            notebook = read_notebook(copy.release_path(ASSIGNMENT, name))
            for cell in notebook.cells:
                answers = [a for a in bank.get(grade_id(cell), []) if not a.alone]
                if is_solution(cell) and answers:
                    cell["source"] = answers[number % len(answers)].source
            path = copy.submitted / f"student{number:02}" / ASSIGNMENT / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, path)
    return copy


def run(course: Course, *words: str) -> float:
    """Run a command in the course and return its wall time."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    begin = time.perf_counter()
    done = subprocess.run(
        [*PYTHON, *words],
        cwd=course.root,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - begin


def scores(course: Course) -> dict[tuple[str, str, str], float | None]:
    """Return all automatic scores in the gradebook."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        return {
            (who, where, cell): points for who, where, cell, points in connection.execute(QUERY)
        }


def main() -> None:
    """Grade the same class with both and print a table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else SUBMISSIONS
    sandbox = "bubblewrap" if probe().available else "none"
    grading = ("autograder", "grade", ASSIGNMENT, "--sandbox", sandbox)
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as folder:
        whole = make_class(Course.find(Path(__file__).parent), Path(folder) / "whole", count)
        cells = sum(len(notebook.cells) for notebook in masters(whole, ASSIGNMENT).values())
        copies = {}
        for name in ("nbgrader", "one", "all"):
            copies[name] = Course(Path(folder) / name)
            shutil.copytree(whole.root, copies[name].root)
        run(copies["nbgrader"], "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
        seconds = {
            "nbgrader autograde": run(copies["nbgrader"], "nbgrader", "autograde", ASSIGNMENT),
            "autograder grade --jobs 1": run(copies["one"], *grading, "--jobs", "1"),
            "autograder grade": run(copies["all"], *grading),
            "  again, nothing changed": run(copies["all"], *grading),
        }
        theirs, ours = scores(copies["nbgrader"]), scores(copies["all"])
    differing = sum(theirs.get(key) != points for key, points in ours.items())
    print(
        f"\nGrading: {count} submissions of {ASSIGNMENT} ({cells} cells each), "
        f"{os.cpu_count()} cores, sandbox {sandbox}"
    )
    print(f"  {'':28}{'seconds':>9}{'per submission':>17}{'ratio':>8}")
    usual = seconds["nbgrader autograde"]
    for name, taken in seconds.items():
        print(f"  {name:28}{taken:9.1f}{taken / count:17.2f}{usual / taken:8.1f}")
    print(f"  scores: {len(ours)}, of which {differing} differ from nbgrader's")


if __name__ == "__main__":
    main()
