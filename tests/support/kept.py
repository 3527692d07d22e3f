"""A graded class to keep safe, and all that somebody could miss of it."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import create_engine, select

from autograder.course.config import database_url
from autograder.course.layout import Course
from autograder.reporting.export import export_grades
from tests.support.graded import ASSIGNMENT, NOTEBOOK, Work, make_class

SUBMISSION = b"what she handed in"


def make_kept(root: Path) -> Course:
    """Write a class with points and comments of a person, submissions and a class list."""
    works = {
        "ada": Work(manual={"why": 3.5, "relu-tests": 0.5}, comments={"why": "Nearly – see §2."}),
        "bob": Work(points={"relu-tests": 1.0, "why": None}),
        "ünal o'neill": Work(comments={"relu": "Good."}),
    }
    course = make_class(root, works)
    for student in works:
        folder = course.submission_folder(student, ASSIGNMENT)
        folder.mkdir(parents=True)
        (folder / f"{NOTEBOOK}.ipynb").write_bytes(SUBMISSION)
    (root / "roster.csv").write_text("id\nada\n", encoding="utf-8")
    (root / "late.py").write_text("# a plugin\n", encoding="utf-8")
    (root / "slides").mkdir()
    (root / "slides" / "one.pdf").write_bytes(b"%PDF")
    return course


def gradebook_rows(course: Course) -> dict[str, list[str]]:
    """Return every row of the gradebook's tables, as texts."""
    from nbgrader.api import Base

    engine = create_engine(database_url(course))
    try:
        with engine.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(select(table)).all()))
                for table in Base.metadata.sorted_tables
            }
    finally:
        engine.dispose()


def grades(course: Course) -> str:
    """Return the table of grades."""
    return export_grades(course, ASSIGNMENT, course.root / "exports" / "all.csv").read_text()


def files(folder: Path) -> dict[str, bytes]:
    """Return what every file below a folder holds, backups and exports left out."""
    found = {}
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in ("backups", "exports")]
        for name in names:
            path = Path(place, name)
            found[os.fsdecode(os.path.relpath(path, folder))] = path.read_bytes()
    return {name: held for name, held in found.items() if not name.startswith("gradebook.db")}
