"""How long the build of the whole course takes, once its libraries are imported."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from autograder.authoring.build import build
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook

RUNS = 7


def copy_of_texts(course: Course, folder: Path) -> Course:
    """Return a course of its own with the same texts and bank, and nothing built."""
    for path in (course.texts, course.answers):
        shutil.copytree(path, folder / path.name)
    shutil.copyfile(course.root / CONFIG_NAME, folder / CONFIG_NAME)
    return Course(folder)


def main() -> None:
    """Build a copy of this course several times and print a table."""
    course = Course.find(Path(__file__).parent)
    with tempfile.TemporaryDirectory(prefix="bench-build-") as folder:
        copy = copy_of_texts(course, Path(folder))
        build(copy)  # imports, and the first files
        seconds = []
        for _ in range(RUNS):
            begin = time.perf_counter()
            build(copy)
            seconds.append(time.perf_counter() - begin)
        notebooks = [read_notebook(path) for path in copy.source.glob("*/*.ipynb")]
    cells = sum(len(notebook.cells) for notebook in notebooks)
    print(f"\nBuild: {len(notebooks)} notebooks, {cells} cells, {RUNS} runs after imports")
    print(f"  {'median':10}{'fastest':10}{'slowest':10}per notebook (median)")
    median = statistics.median(seconds)
    each = median / max(len(notebooks), 1)
    print(f"  {median:<7.3f} s {min(seconds):<7.3f} s {max(seconds):<7.3f} s {each:.3f} s")


if __name__ == "__main__":
    main()
