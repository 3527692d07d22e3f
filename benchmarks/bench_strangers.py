"""Seconds on courses that strangers wrote: `autograder grade` beside `nbgrader autograde`.

Both grade the same class in one run of this script, as whole commands, start included, and their
scores are compared. `quickstart` is nbgrader's own example course, with the submissions that it
brings and as many more; `styles` is the course of `tests/strangers`, six notebooks in every style
of test that is in use, with wrong answers; `numpy` is that of its notebooks which works with
arrays, figures and files.

    bench_strangers.py [--students 20] [--course quickstart] [--course styles] [--course numpy]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from bench_grading import table
from grading import ROOT, differing, grade, nbgrader, scores

from autograder.course.layout import Course

sys.path.insert(0, str(ROOT))
from tests.strangers.course import ASSIGNMENT
from tests.strangers.school import everybody, quickstart, school_of_styles

LARGEST_JOBS = 2


def quickstart_class(folder: Path, students: int) -> Course:
    """Return nbgrader's example course with a class: its own submissions, again and again."""
    course = quickstart(folder)
    present = sorted(path.name for path in course.submitted.iterdir())
    for number, student in enumerate(islice(cycle(present), max(0, students - len(present)))):
        shutil.copytree(course.submitted / student, course.submitted / f"{student}-{number}")
    return course


def styles_class(folder: Path, students: int) -> Course:
    """Return the course in every style with a class."""
    return school_of_styles(folder, dict(islice(everybody().items(), students)))


def numpy_class(folder: Path, students: int) -> Course:
    """Return the notebook with arrays of that course, with a class."""
    course = styles_class(folder, len(everybody()))
    for path in course.root.glob("*/**/*.ipynb"):
        if path.stem != "arrays":
            path.unlink()
    for path in sorted(course.submitted.iterdir())[students:]:
        shutil.rmtree(path)
    return course


COURSES: dict[str, Callable[[Path, int], Course]] = {
    "quickstart": quickstart_class,
    "styles": styles_class,
    "numpy": numpy_class,
}


def compare(name: str, folder: Path, students: int) -> None:
    """Grade a course in both ways and print a table."""
    whole = COURSES[name](folder / name, students)
    count = len(list(whole.submitted.iterdir()))
    copies = {}
    for label in ("nbgrader", "one", "two"):
        copies[label] = Course(folder / f"{name}-{label}")
        shutil.copytree(whole.root, copies[label].root)
    runs = {
        "nbgrader autograde": nbgrader(copies["nbgrader"], ASSIGNMENT),
        "autograder grade --jobs 1": grade(copies["one"], ASSIGNMENT, 1),
        "autograder grade --jobs 2": grade(copies["two"], ASSIGNMENT, LARGEST_JOBS),
    }
    ours, theirs = scores(copies["two"]), scores(copies["nbgrader"])
    table(name, runs, count)
    print(f"  scores: {len(ours)}, of which {differing(ours, theirs)} differ from nbgrader's")


def main() -> None:
    """Grade the courses and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=20)
    parser.add_argument("--course", action="append", choices=COURSES)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-strangers-") as name:
        for course in options.course or COURSES:
            compare(course, Path(name), options.students)


if __name__ == "__main__":
    main()
