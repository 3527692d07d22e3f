"""How long each notebook takes that a student runs from the top, at `quick` and at `normal`.

    python benchmarks/bench_notebooks.py                     all of them: ten minutes or more
    python benchmarks/bench_notebooks.py deep-networks       one assignment

The instructor's version runs in a kernel of its own, one notebook after the other, so do this on a
machine that does nothing else. Seconds are by the clock, the kernel's start included.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from nbclient import NotebookClient

from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.course.texts import read_text

BUDGETS = ("quick", "normal")
STATED = re.compile(r"the cells.{0,12} run in[^#]*?\.", re.DOTALL)


def seconds(path: Path, budget: str) -> float:
    """Return how long a notebook takes with a budget, by the clock."""
    notebook = read_notebook(path)
    client = NotebookClient(
        notebook, timeout=1800, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    )
    client.create_kernel_manager().kernel_spec.argv[0] = sys.executable
    begin = time.perf_counter()
    client.execute(env={**os.environ, "ACTIVATION_LAB_BUDGET": budget}, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def stated(course: Course, assignment: str, name: str) -> str:
    """Return what a notebook's frame says about its time."""
    notebook = read_text(course.text_path(assignment, name))
    text = " ".join(cell.source for cell in notebook.cells if "**About" in cell.source)
    found = STATED.search(" ".join(text.split()))
    return found[0] if found else ""


def main() -> None:
    """Run the notebooks of one assignment, or of all, and print a table."""
    parser = argparse.ArgumentParser(description="Time the notebooks.")
    parser.add_argument("assignment", nargs="*", help="default all")
    course = Course.find(Path(__file__).parent)
    chosen = parser.parse_args().assignment or course.assignments()
    print("| notebook | quick, s | normal, s | it says |\n|---|---|---|---|")
    for assignment in chosen:
        for name in course.notebooks(assignment):
            path = course.source_path(assignment, name)
            quick, normal = (seconds(path, budget) for budget in BUDGETS)
            says = stated(course, assignment, name)
            print(f"| {assignment}/{name} | {quick:.0f} | {normal:.0f} | {says} |", flush=True)


if __name__ == "__main__":
    main()
