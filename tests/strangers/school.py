"""A school for strangers' courses: courses with a class, graded by nbgrader and by us."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import nbformat
import nbgrader
from nbformat import NotebookNode

from autograder.course.config import load_config
from autograder.course.layout import Course
from autograder.course.release_steps import make_release
from autograder.course.sources import read_source
from autograder.engine.sandbox import Sandbox
from autograder.grading.beginning import Machines
from autograder.grading.grade import Graded, grade
from tests.strangers.course import ASSIGNMENT, Cell, handed, model_answers, source, write
from tests.strangers.styles import FILES, NOTEBOOKS, WRONG

Answers = Mapping[str, Mapping[str, str]]
"""Answers of one student: notebook → grade id → text."""
Scores = dict[tuple[str, str, str], tuple[float | None, bool]]
"""Student, notebook and cell → automatic score, and whether a person has to look."""

CONFIG = "c = get_config()\nc.Autograder.stderr = 'costs'\n"
STAMP = "2026-02-03 04:05:06 UTC\n"
GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
"""nbgrader's own example course, as the package brings it."""
SECONDS = 600


def run_nbgrader(course: Course, *words: str) -> None:
    """Run the real nbgrader in a course."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "nbgrader", *words],
        cwd=course.root,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def new_course(
    root: Path,
    notebooks: Mapping[str, list[Cell]],
    files: Mapping[str, str] = FILES,
    config: str = CONFIG,
) -> Course:
    """Make a course with one assignment; nothing is released."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    folder = root / "source" / ASSIGNMENT
    for name, cells in notebooks.items():
        write(folder, name, source(cells))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Course(root)


def release(course: Course, assignment: str = ASSIGNMENT) -> None:
    """Let nbgrader make the release; its gradebook is removed."""
    run_nbgrader(course, "generate_assignment", assignment)
    (course.root / "gradebook.db").unlink()


def quick_release(course: Course, assignment: str = ASSIGNMENT) -> None:
    """Make the release by nbgrader's steps, without nbgrader's command line."""
    for path in course.source_folder(assignment).glob("*.ipynb"):
        made = make_release(read_source(path, path.name), load_config(course), path.name)
        write(course.release_folder(assignment), path.stem, made)


def hand_in(
    course: Course, student: str, answers: Answers, assignment: str = ASSIGNMENT, stamp: str = ""
) -> Path:
    """Hand in the release with these answers; return the folder."""
    given = course.release_folder(assignment)
    folder = course.submission_folder(student, assignment)
    shutil.copytree(given, folder)
    for path in given.glob("*.ipynb"):
        own = answers.get(path.stem, {})
        write(folder, path.stem, handed(nbformat.read(path, 4), own))
    if stamp:
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
    return folder


def models(notebooks: Mapping[str, list[Cell]] = NOTEBOOKS) -> dict[str, dict[str, str]]:
    """Return the model answers of a course."""
    return {name: model_answers(cells) for name, cells in notebooks.items()}


def everybody() -> dict[str, Answers]:
    """Return the answers of the whole class: `NOTEBOOK-KIND` has one notebook wrong."""
    right = models()
    found: dict[str, Answers] = {"model": right, "blank": {}}
    for name, kinds in WRONG.items():
        for kind, answers in kinds.items():
            found[f"{name}-{kind}"] = {**right, name: {**right[name], **answers}}
    return found


def a_few() -> dict[str, Answers]:
    """Return the answers of a small class; who leaves a notebook out does not hand it in."""
    right = models()
    wrong = {n: {**right[n], **kinds["partly"]} for n, kinds in WRONG.items()}
    broken = {n: {**right[n], name: "def f(:"} for n, name in (("basics", "add"), ("words", "ask"))}
    nothing: Answers = {"basics": {}, "shell commands": {}}
    return {"model": right, "partly": wrong, "broken": {**nothing, **broken}}


def school_of_styles(root: Path, students: Mapping[str, Answers]) -> Course:
    """Return the course in every style, with a class; notebooks without answers are not handed in.

    Args:
        root: the course's folder.
        students: who hands in what.
    """
    course = new_course(root, NOTEBOOKS)
    release(course)
    for student, answers in students.items():
        folder = hand_in(course, student, answers, stamp=STAMP if student == "partly" else "")
        for path in folder.glob("*.ipynb") if answers else ():
            if path.stem not in answers:
                path.unlink()
    return course


def quickstart(root: Path, assignment: str = "ps1") -> Course:
    """Return nbgrader's example course with its header, its class, and a model student."""
    shutil.copytree(GUIDE / "source", root / "source")
    config = f"{CONFIG}c.IncludeHeaderFooter.header = 'source/header.ipynb'\n"
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    shutil.copy(GUIDE / "autotests.yml", root)
    if assignment == "ps1":
        shutil.copytree(GUIDE / "submitted", root / "submitted")
    course = Course(root)
    release(course, assignment)
    folder = course.source_folder(assignment)
    sources = {p.stem: nbformat.read(p, 4) for p in folder.glob("*.ipynb")}
    hand_in(course, "model", {n: solutions(s) for n, s in sources.items()}, assignment)
    hand_in(course, "blank", {}, assignment)
    return course


def solutions(notebook: NotebookNode) -> dict[str, str]:
    """Return the model answers of an instructor's notebook, by grade id."""
    marked = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return {
        name: cell.source
        for name, cell in marked.items()
        if name and cell.metadata.nbgrader.get("solution")
    }


def copied(course: Course, folder: Path) -> Course:
    """Return a copy of a course in a folder that is not there yet."""
    shutil.copytree(course.root, folder, symlinks=True)
    return Course(folder)


def by_nbgrader(course: Course, folder: Path, assignment: str = ASSIGNMENT) -> Scores:
    """Return what nbgrader gives in a copy of the course."""
    copy = copied(course, folder)
    run_nbgrader(copy, "generate_assignment", assignment, "--force")
    run_nbgrader(copy, "autograde", assignment)
    return scores(copy, assignment)


def by_us(
    course: Course, sandbox: Sandbox, assignment: str = ASSIGNMENT, *, regrade: bool = False
) -> Graded:
    """Grade a course here, as it lies."""
    return grade(course, assignment, regrade=regrade, machines=Machines(2, sandbox))


def scores(course: Course, assignment: str = ASSIGNMENT) -> Scores:
    """Return what a gradebook holds."""
    query = (
        "SELECT s.student_id, b.name, c.name, g.auto_score, g.needs_manual_grade FROM grade g "
        "JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook n ON n.id = g.notebook_id "
        "JOIN notebook b ON b.id = n.notebook_id "
        "JOIN submitted_assignment s ON s.id = n.assignment_id "
        "JOIN assignment a ON a.id = s.assignment_id WHERE a.name = ?"
    )
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        found = connection.execute(query, [assignment]).fetchall()
    return {(who, name, cell): (auto, bool(wait)) for who, name, cell, auto, wait in found}


def differences(theirs: Scores, ours: Scores) -> list[str]:
    """Return a line for each cell on which two gradebooks do not agree."""
    return [
        f"{'/'.join(key)}: nbgrader {theirs.get(key)}, here {ours.get(key)}"
        for key in sorted({*theirs, *ours})
        if theirs.get(key) != ours.get(key)
    ]


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
