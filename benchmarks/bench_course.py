"""A class of this course's own notebooks: `autograder grade` beside `nbgrader autograde`.

Students answer as the bank does, one right or wrong answer after another, and hand in what they
see: each submission holds the pictures of its lecture cells, from the source notebooks executed
once. Every command grades files to scores as a whole process, start included, with experiments of
the same size (ACTIVATION_LAB_BUDGET=quick).

    bench_course.py [--assignment activation-units] [--students 12] [--full] [--right]

A class of 120 is extrapolated from the pace behind the first score, nbgrader's from two students.
With `--full`, ours is measured; with `--right`, every answer is a right one, and only ours is run:
what an able student costs. The scores of these two students are compared: nbgrader's, ours,
and ours with every cell run (`c.Autograder.run = "everything"`).
"""

from __future__ import annotations

import argparse
import copy
import os
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

import nbformat
from grading import ROOT, behind_first, differing, extrapolated, grade, nbgrader, ratio, scores
from nbclient import NotebookClient
from nbformat import NotebookNode
from processes import Run

from autograder.authoring.bank import read_bank
from autograder.authoring.build import build
from autograder.course.cells import grade_id, is_graded, is_solution
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook
from autograder.grading.masters import read_masters

FIRST = "activation-units"
CLASS = 120
COMPARED = 2
"""Students whom nbgrader grades: it takes more than a minute for each."""
CELL_SECONDS = 600
EVERYTHING = '\nc.Autograder.run = "everything"\n'
TARGETS = {  # of the first assignment
    "times nbgrader's throughput with one job": (20.0, "at least"),
    "times nbgrader's throughput with two jobs": (40.0, "at least"),
    "processor seconds a student": (4.0, "at most"),
    "seconds for a class of 120": (300.0, "under"),
}


def built_copy(course: Course, assignment: str, folder: Path) -> Course:
    """Return a course of its own with the same texts and bank, built."""
    result = Course(folder)
    for path in (course.texts, course.answers):
        shutil.copytree(path, folder / path.name)
    shutil.copyfile(course.root / CONFIG_NAME, folder / CONFIG_NAME)
    build(result, [assignment])
    return result


def executed(course: Course, assignment: str, name: str) -> NotebookNode:
    """Return a source notebook with its outputs."""
    notebook = read_notebook(course.source_path(assignment, name))
    place = {"metadata": {"path": str(course.root)}}
    client = NotebookClient(notebook, timeout=CELL_SECONDS, resources=place)
    client.execute(stderr=subprocess.DEVNULL)  # the kernel warns of its own connection
    return notebook


def pictures(notebook: NotebookNode) -> dict[str, list[NotebookNode]]:
    """Return the pictures of a notebook's lecture cells, by the id of the cell."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_solution(cell) and not is_graded(cell):
            shown = [o for o in cell.outputs if "image/png" in o.get("data", {})]
            if shown:
                found[cell["id"]] = shown
    return found


def hand_in(
    course: Course,
    assignment: str,
    name: str,
    shown: dict[str, list[NotebookNode]],
    students: range,
    *,
    right: bool = False,
) -> None:
    """Hand a notebook in for each student: answers from the bank, pictures as they were seen.

    With `right`, no answer is a wrong one.
    """
    bank = read_bank(course, assignment, name)
    for number in students:
        notebook = read_notebook(course.release_path(assignment, name))
        for cell in notebook.cells:
            answers = [a for a in bank.get(grade_id(cell), []) if not a.alone]
            if right:
                answers = [a for a in answers if a.points is None]
            if is_solution(cell) and answers:
                cell["source"] = answers[number % len(answers)].source
            if cell["id"] in shown:
                cell["outputs"] = copy.deepcopy(shown[cell["id"]])
        path = course.submission_folder(student(number), assignment) / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)


def student(number: int) -> str:
    """Return the name of a student's folder."""
    return f"student{number:03}"


def copy_for(course: Course, folder: Path, students: int, config: str = "") -> Course:
    """Return a copy of a course with its first students only, and more configuration."""
    shutil.copytree(course.root, folder)
    for path in sorted(Course(folder).submitted.iterdir())[students:]:
        shutil.rmtree(path)
    with (folder / CONFIG_NAME).open("a", encoding="utf-8") as file:
        file.write(config)
    return Course(folder)


def table(runs: dict[str, tuple[Run, int]]) -> list[str]:
    """Return the lines of the table: runs, and how many students each graded."""
    names = ("students", "wall s", "CPU s", "CPU each", "first s", "each s", f"{CLASS}: s", "ratio")
    lines = [f"  {'':34}" + "".join(f"{name:>10}" for name in names)]
    usual = whole_class(*next(iter(runs.values())))
    for name, (run, count) in runs.items():
        numbers = (run.wall, run.cpu, run.cpu / count, run.first, behind_first(run, count))
        whole = whole_class(run, count)
        lines.append(
            f"  {name:34}{count:10}"
            + "".join(f"{value:10.1f}" for value in (*numbers, whole, ratio(usual, whole)))
        )
    return lines


def whole_class(run: Run, count: int) -> float:
    """Return the seconds for a whole class: measured, or at the pace behind the first score."""
    return extrapolated(run, count, CLASS).wall if count < CLASS else run.wall


def verdicts(usual: tuple[Run, int], one: tuple[Run, int], two: tuple[Run, int]) -> list[str]:
    """Return a line for each target: what it is, and what came of it."""
    slowest = whole_class(*usual)
    values = (
        ratio(slowest, whole_class(*one)),
        ratio(slowest, whole_class(*two)),
        one[0].cpu / one[1],
        whole_class(*two),
    )
    lines = []
    for value, (name, (bound, word)) in zip(values, TARGETS.items(), strict=True):
        good = value >= bound if word == "at least" else value <= bound
        lines.append(f"  {value:7.1f} {name}: {word} {bound:g} {'✓' if good else '✗ missed'}")
    return lines


def compare(whole: Course, assignment: str, folder: Path) -> tuple[Run, int]:
    """Grade the first students with nbgrader, and with every cell run; compare with ours."""
    theirs = copy_for(whole, folder / "nbgrader", COMPARED)
    usual = nbgrader(theirs, assignment)
    ours = copy_for(whole, folder / "needed", COMPARED)
    grade(ours, assignment, 2)
    everything = copy_for(whole, folder / "everything", COMPARED, EVERYTHING)
    grade(everything, assignment, 2)
    found = scores(ours)
    for name, others in (("nbgrader's", scores(theirs)), ("every cell's", scores(everything))):
        print(f"  scores: {len(found)}, of which {differing(found, others)} differ from {name}")
    return usual, COMPARED


def main() -> None:
    """Grade the class with both and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assignment", default=FIRST, help=f"what is graded (default: {FIRST})")
    parser.add_argument("--students", type=int, default=12, help="how many of ours are measured")
    parser.add_argument("--full", action="store_true", help=f"measure {CLASS} of ours")
    parser.add_argument("--right", action="store_true", help="right answers, and ours only")
    options = parser.parse_args()
    assignment: str = options.assignment
    count: int = CLASS if options.full else options.students
    os.environ["ACTIVATION_LAB_BUDGET"] = "quick"
    with tempfile.TemporaryDirectory(prefix="bench-course-") as name:
        folder = Path(name)
        whole = built_copy(Course(ROOT), assignment, folder / "course")
        cells = sum(len(m.notebook.cells) for m in read_masters(whole, assignment).values())
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        print(f"\n{assignment}: {cells} cells a student, budget quick")
        print(f"  {os.cpu_count()} cores, {date.today()}, load {load}")
        for notebook in whole.notebooks(assignment):
            shown = pictures(executed(whole, assignment, notebook))
            hand_in(
                whole, assignment, notebook, shown, range(max(count, COMPARED)), right=options.right
            )
        usual = None if options.right else compare(whole, assignment, folder)
        one = grade(copy_for(whole, folder / "one", count), assignment, 1), count
        two = grade(copy_for(whole, folder / "two", count), assignment, 2), count
    runs = {"autograder grade --jobs 1": one, "autograder grade --jobs 2": two}
    lines = []
    if usual is not None:
        runs = {"nbgrader autograde": usual, **runs}
        lines = verdicts(usual, one, two) if assignment == FIRST else []
    print("\n".join([*table(runs), *lines]))
    print(
        f"\neach: (wall - first) / (students - 1); {CLASS}: s: seconds for a class of {CLASS}, at "
        "that pace\nwhere fewer were graded; ratio: of these, to the first line's."
    )


if __name__ == "__main__":
    main()
