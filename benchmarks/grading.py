"""Classes graded by whole commands: what the benchmarks of grading share."""

from __future__ import annotations

import math
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from processes import Run, measure

from autograder.course.layout import Course
from autograder.engine.sandbox import probe

ROOT = Path(__file__).parents[1]
PYTHON = [sys.executable, "-W", "ignore", "-m"]
QUERY = """
SELECT s.student_id, t.name, c.name, g.auto_score FROM grade g
JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id
JOIN notebook t ON t.id = n.notebook_id JOIN submitted_assignment s ON s.id = n.assignment_id
"""

Scores = dict[tuple[str, str, str], float | None]
"""Automatic scores by student, notebook and cell."""


def scores(course: Course) -> Scores:
    """Return all automatic scores in the gradebook."""
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        return {
            (who, where, cell): points for who, where, cell, points in connection.execute(QUERY)
        }


def differing(ours: Scores, others: Scores) -> int:
    """Return how many of the scores of those students whom the others have differ from theirs."""
    students = {student for student, _, _ in others}
    kept = {key: points for key, points in ours.items() if key[0] in students}
    return sum(
        key not in kept or key not in others or kept[key] != others[key]
        for key in kept.keys() | others.keys()
    )


def has_score(course: Course) -> bool:
    """Tell whether the gradebook has an automatic score; it may be in the making."""
    database = f"file:{course.root / 'gradebook.db'}?mode=ro"
    try:
        with closing(sqlite3.connect(database, uri=True)) as connection:
            question = "SELECT 1 FROM grade WHERE auto_score IS NOT NULL LIMIT 1"
            return connection.execute(question).fetchone() is not None
    except sqlite3.OperationalError:
        return False


def environment(folder: Path) -> dict[str, str]:
    """Return the environment for commands from a folder of programs.

    They keep what Python has compiled, as on everybody's machine: where a machine that runs checks
    forbids it, every start would compile our modules anew, and nobody else's.
    """
    usual = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**usual, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def command(course: Course, *words: str) -> Run:
    """Run and measure a command of this environment in a course."""
    programs = environment(Path(sys.executable).parent)
    return measure([*PYTHON, *words], course.root, programs, lambda: has_score(course))


def grade(course: Course, assignment: str, jobs: int) -> Run:
    """Grade a course's assignment with this project, in the sandbox that the machine offers."""
    options = ("--sandbox", offered_sandbox(), "--jobs", str(jobs))
    return command(course, "autograder", "grade", assignment, *options)


def nbgrader(course: Course, assignment: str) -> Run:
    """Grade a course's assignment with nbgrader, which has to make the assignment first."""
    command(course, "nbgrader", "generate_assignment", assignment, "--force")
    return command(course, "nbgrader", "autograde", assignment)


def offered_sandbox() -> str:
    """Return the sandbox that this machine offers."""
    return "bubblewrap" if probe().available else "none"


def behind_first(run: Run, count: int) -> float:
    """Return the seconds for each submission behind the first one."""
    return (run.wall - run.first) / max(count - 1, 1)


def extrapolated(run: Run, count: int, larger: int) -> Run:
    """Return what a command that graded `count` would take for more, at the same pace."""
    wall = run.wall + (larger - count) * behind_first(run, count)
    return Run(wall, run.cpu * larger / count, run.first)


def ratio(one: float, other: float) -> float:
    """Return how many times the other one goes into it."""
    return one / other if other else math.nan
