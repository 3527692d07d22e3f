"""Seconds from files to scores: `autograder grade` beside `nbgrader autograde` and otter-grader.

Every command grades the same submissions in one run of this script, as a whole process, start
included. It is a small course in the three formats (`small_course`); this course's own notebooks
are `bench_course.py`'s. The figure stands before the answers and is the same for all, so this
project draws it once; "figure inside" is the same course with the figure behind the first question,
drawn by each submission for itself. "Without figures" leaves them out (`c.Autograder.figures`):
scores do not need them.

    bench_grading.py [--submissions 10] [--full]

nbgrader's command has no parallel mode. otter-grader has one only with Docker; here it grades
without containers, by its own `otter.api.grade_submission`, one submission after another in one
process, which spares it a start for each. It is installed in `build/bench-otter`. This
project grades ten times as many submissions too; for the others that is extrapolated from the pace
after their first result, and measured only with `--full`, which takes half an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import venv
from datetime import date
from pathlib import Path

import matplotlib as mpl
import small_course
from grading import (
    ROOT,
    behind_first,
    differing,
    environment,
    extrapolated,
    grade,
    nbgrader,
    offered_sandbox,
    ratio,
    scores,
)
from processes import Run, measure
from small_course import ASSIGNMENT

from autograder.course.layout import CONFIG_NAME, Course

OTTER = ROOT / "build" / "bench-otter"
OTTER_PACKAGES = ("otter-grader==7.0.0", "ipykernel", "numpy", "matplotlib")
OTTER_LOOP = """\
import json, sys
from pathlib import Path
from otter.api import grade_submission
for path in sys.argv[2:]:
    result = grade_submission(path, sys.argv[1], quiet=True)
    score = json.dumps([result.total, result.possible])
    Path("scores", Path(path).stem + ".json").write_text(score)
"""
OWN_RUNS = 24


def engines(whole: Course, folder: Path, label: str, *, usual: bool) -> dict[str, Run]:
    """Grade copies of a course with this project, with the usual nbgrader too; compare scores."""
    copies = {}
    for name in ("nbgrader", "one", "two", "plain"):
        copies[name] = Course(folder / f"{label}-{name}")
        shutil.copytree(whole.root, copies[name].root)
    with (copies["plain"].root / CONFIG_NAME).open("a") as config:
        config.write("\nc.Autograder.figures = False\n")
    runs = {
        "autograder grade --jobs 1": grade(copies["one"], ASSIGNMENT, 1),
        "autograder grade --jobs 2": grade(copies["two"], ASSIGNMENT, 2),
        "  the same without figures": grade(copies["plain"], ASSIGNMENT, 2),
    }
    if scores(copies["plain"]) != scores(copies["two"]):
        raise SystemExit("without figures there are other scores")
    if not usual:
        return runs
    theirs_took = nbgrader(copies["nbgrader"], ASSIGNMENT)
    theirs, ours = scores(copies["nbgrader"]), scores(copies["two"])
    others = differing(ours, theirs)
    sandbox = offered_sandbox()
    print(f"  scores: {len(ours)}, of which {others} differ from nbgrader's; sandbox {sandbox}")
    return {"nbgrader autograde": theirs_took, **runs}


def otter(folder: Path, count: int) -> Run | None:
    """Grade the small course's submissions with otter-grader; None where it cannot be installed."""
    python = OTTER / "bin" / "python"
    if not (OTTER / "installed").exists():
        venv.create(OTTER, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", *OTTER_PACKAGES]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  otter-grader cannot be installed here: {done.stderr.strip()[-300:]}")
            return None
        (OTTER / "installed").touch()
    tests, paths = small_course.make_otter_files(folder, count)
    programs = environment(OTTER / "bin")
    generate = ["otter", "generate", "-t", str(tests), "-o", "tests.zip"]
    generate += ["--no-requirements", "--no-environment"]
    subprocess.run(generate, cwd=folder, env=programs, capture_output=True, check=True)
    (folder / "scores").mkdir()
    words = [str(python), "-W", "ignore", "-c", OTTER_LOOP, "tests.zip", *map(str, paths)]
    run = measure(words, folder, programs, lambda: any((folder / "scores").iterdir()))
    right = json.loads((folder / "scores" / f"{paths[0].stem}.json").read_text())
    if right != [2 * len(small_course.QUESTIONS)] * 2:
        raise SystemExit(f"otter-grader gave {right} for a right submission")
    return run


def own_seconds() -> float:
    """Return how long the small course's cells and tests take by themselves, on average."""
    mpl.use("agg")
    small_course.own_seconds(0)  # fonts and imports
    return statistics.mean(small_course.own_seconds(student) for student in range(OWN_RUNS))


def table(title: str, runs: dict[str, Run], count: int, own: float | None = None) -> None:
    """Print what each command took, and how it compares with the first."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\n{title}: {count} submissions, {os.cpu_count()} cores, {date.today()}, load {load}")
    names = ("wall s", "CPU s", "per s", "ratio", "first s", "each ms", "rate", "over ms")
    print(f"  {'':36}" + "".join(f"{name:>9}" for name in names))
    usual = next(iter(runs.values()))
    for name, run in runs.items():
        each, usual_each = (behind_first(one, count) for one in (run, usual))
        over = f"{1000 * (each - own):9.0f}" if own is not None else f"{'':9}"
        print(
            f"  {name:36}{run.wall:9.1f}{run.cpu:9.1f}{count / run.wall:9.2f}"
            f"{usual.wall / run.wall:9.1f}{run.first:9.1f}{1000 * each:9.0f}"
            f"{ratio(usual_each, each):9.1f}{over}"
        )


def figure_inside(folder: Path, label: str, count: int) -> Run:
    """Grade the small course with each submission drawing the figure itself."""
    config = ROOT / CONFIG_NAME
    course = small_course.make_class(folder / label, config, count, figure_inside=True)
    return grade(course, ASSIGNMENT, 2)


def small(folder: Path, count: int, smaller: dict[str, Run], before: int) -> dict[str, Run]:
    """Grade the small course and print a table; return the others' runs.

    Where there are others' runs of a `smaller` number already, they are extrapolated.
    """
    label = f"small-{count}"
    whole = small_course.make_class(folder / label, ROOT / CONFIG_NAME, count)
    own = own_seconds()
    ours = engines(whole, folder, label, usual=not smaller)
    ours["  the same, figure inside"] = figure_inside(folder, f"{label}-inside", count)
    if smaller:
        others = {
            f"({name}, extrapolated)": extrapolated(run, before, count)
            for name, run in smaller.items()
        }
    else:
        others = {"nbgrader autograde": ours.pop("nbgrader autograde")}
        graded = otter(folder / f"{label}-otter", count)
        if graded is not None:
            others["otter-grader"] = graded
    own = (own + own_seconds()) / 2
    table("Small course", {**others, **ours}, count, own)
    print(f"  own: {1000 * own:.0f} ms a submission, its cells and tests by exec in one process")
    return others


def main() -> None:
    """Grade the same classes with all and print tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=10)
    parser.add_argument("--full", action="store_true", help="ten times as many, too")
    options = parser.parse_args()
    count: int = options.submissions
    with tempfile.TemporaryDirectory(prefix="bench-grading-") as name:
        folder = Path(name)
        others = small(folder, count, {}, count)
        small(folder, 10 * count, {} if options.full else others, count)
    print(
        "\nper s: submissions graded in a second; ratio: of wall times, to nbgrader's; first: from"
        "\nthe start of the command to the first score on disk; each: (wall - first) / (count - 1)"
        "\nin ms; rate: nbgrader's each, to this one; over: each - own. nbgrader and otter-grader"
        "\nhave one process, no sandbox."
    )


if __name__ == "__main__":
    main()
