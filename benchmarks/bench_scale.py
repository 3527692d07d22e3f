"""A large class on a Dask cluster: how fast it is graded, and how much memory that takes here.

The small course (`small_course`) with more and more students, on a cluster of this machine: a
scheduler and two workers, each a process with one thread. Memory is the most that the command that
grades has held, without its workers; it must not grow with the class by more than the outcomes that
it prints at the end. Scores are those of a local run for the first students, and each student's
come once.

    bench_scale.py [--students 500 2000] [--workers 2]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from grading import PYTHON, ROOT, differing, environment, grade, offered_sandbox, scores
from small_course import ASSIGNMENT, make_class

from autograder.course.layout import CONFIG_NAME, Course

sys.path.insert(0, str(ROOT))
from tests.support.farm import farm

LOOK_SECONDS = 0.2
LOCAL = 40
"""Students whose scores are compared with those of a local run."""


@dataclass(frozen=True)
class Measured:
    """What grading a class took: seconds by the clock, and MiB at most."""

    seconds: float
    memory: float


def on_cluster(course: Course, address: str) -> Measured:
    """Grade a class on a cluster."""
    options = ["--sandbox", offered_sandbox(), "--scheduler", address]
    words = [*PYTHON, "autograder", "grade", ASSIGNMENT, *options]
    begin, most = time.perf_counter(), 0.0
    with (course.root / "output.txt").open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            words,
            cwd=course.root,
            env=environment(Path(sys.executable).parent),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        while process.poll() is None:
            most = max(most, _peak(process.pid))
            time.sleep(LOOK_SECONDS)
    if process.returncode:
        raise SystemExit((course.root / "output.txt").read_text(encoding="utf-8")[-2000:])
    return Measured(time.perf_counter() - begin, most)


def _peak(pid: int) -> float:
    """Return the most that a process has held, in MiB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def require_whole(course: Course, students: int, local: Course) -> None:
    """Stop unless everybody has scores, and those of the local run."""
    found = scores(course)
    names = sorted({who for who, _, _ in found})
    if len(names) != students:
        raise SystemExit(f"{len(names)} of {students} students have scores")
    if differing(found, scores(local)):
        raise SystemExit("the cluster gave other scores than a local run")
    printed = (course.root / "output.txt").read_text(encoding="utf-8").split("\n\n")[-2]
    rows = [line.split()[0] for line in printed.splitlines() if line.startswith("student")][1:]
    if rows != sorted(rows):
        raise SystemExit("the table is out of order")


def main() -> None:
    """Grade classes and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[500, 2000])
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as name:
        folder = Path(name)
        local = make_class(folder / "local", ROOT / CONFIG_NAME, LOCAL)
        alone = grade(local, ASSIGNMENT, options.workers)
        print(f"{LOCAL} students on this machine, {options.workers} jobs: {alone.wall:.1f} s")
        print(f"{'students':>9}{'seconds':>9}{'ms each':>9}{'MiB':>7}")
        for students in options.students:
            course = make_class(folder / f"class-{students}", ROOT / CONFIG_NAME, students)
            place = folder / f"farm-{students}"
            place.mkdir()
            with farm(place, workers=options.workers) as cluster:
                took = on_cluster(course, cluster.address)
            require_whole(course, students, local)
            each = 1000 * took.seconds / students
            print(f"{students:9}{took.seconds:9.1f}{each:9.0f}{took.memory:7.0f}", flush=True)


if __name__ == "__main__":
    main()
