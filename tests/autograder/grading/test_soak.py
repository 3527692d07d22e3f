"""A soak: two thousand submissions in one run, in even memory and even time."""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from autograder.course.cells import grade_id
from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.forkserver import stop_forkserver
from autograder.grading.beginning import Machines
from autograder.grading.grade import grade
from autograder.outcomes import Status, SubmissionOutcome
from tests.support.tiny import ASSIGNMENT, NOTEBOOK

COUNT = 2000
MOST_GROWTH = 40 << 20
"""Bytes that the coordinator may grow by from submission 500 to the last; it holds outcomes."""
PATIENCE = 10.0

ANSWERS = {
    "right": "def double(z):\n    return 2.0 * np.asarray(z)",
    "wrong": "def double(z):\n    return np.asarray(z) ** 2.0",
    "blank": "",
    "prints": "print('x' * 100_000)\ndef double(z):\n    return np.add(z, z) * 1.0",
    "files": "open('left', 'w').write('x' * 1000)\ndef double(z):\n    return np.add(z, z) * 1.0",
    "dies": "import os\nos._exit(1)",
    "broken": "no notebook",
    "forks": "import os, time\nif os.fork() == 0:\n    time.sleep(600)",
}
RARE = ("dies", "broken", "forks")
"""The kinds that are as rare as in a class; the others take turns."""
POINTS = {
    "right": 3.0,
    "wrong": 1.0,
    "blank": 0.0,
    "prints": 3.0,
    "files": 3.0,
    "dies": 0.0,
    "forks": 0.0,
}


def hand_in(course: Course) -> dict[str, str]:
    """Write the submissions; return what kind each student's is."""
    texts = {}
    for kind, answer in ANSWERS.items():
        notebook = read_notebook(course.release_path(ASSIGNMENT, NOTEBOOK))
        notebook.cells = [cell for cell in notebook.cells if "new_axes" not in cell.source]
        for cell in notebook.cells:
            if grade_id(cell) == "double" and answer:
                cell["source"] = answer
        texts[kind] = answer if kind == "broken" else nbformat.writes(notebook)
    kinds = {}
    for number in range(COUNT):
        usual = list(ANSWERS)[number % 5]
        kind = RARE[number % 3] if number % 40 == 7 else usual
        student = f"student{number:04}"
        path = course.submitted / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(texts[kind], encoding="utf-8")
        kinds[student] = kind
    return kinds


def resident() -> int:
    """Return the bytes of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def median_step(clock: list[float]) -> float:
    """Return how much a clock usually goes on from one submission to the next."""
    return statistics.median(after - before for before, after in itertools.pairwise(clock))


def descendants() -> set[str]:
    """Return the processes below this one."""
    below, level = set(), {str(os.getpid())}
    while level:
        level = {
            child
            for pid in level
            for tasks in Path(f"/proc/{pid}/task").glob("*/children")
            for child in tasks.read_text(encoding="ascii").split()
        }
        below |= level
    return below


@pytest.mark.slow
def test_a_long_run_keeps_even(
    course: Course, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    stop_forkserver()  # a new one takes over the scratch folder
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    kinds = hand_in(course)
    told: list[str] = []
    times: list[float] = []
    work: list[float] = []
    sizes: list[int] = []

    def tell(outcome: SubmissionOutcome, kept: bool) -> None:
        assert not kept
        told.append(outcome.student)
        times.append(time.monotonic())
        work.append(time.process_time())
        sizes.append(resident())

    others = descendants()  # of earlier tests: their engines are kept for the session
    graded = grade(
        course, ASSIGNMENT, seed=3, on_outcome=tell, machines=Machines(jobs=2, sandbox=sandbox)
    )

    assert sorted(told) == sorted(kinds), "each is graded once"
    for outcome in graded.outcomes:
        kind = kinds[outcome.student]
        if kind == "broken":
            assert outcome.status is Status.NOT_GRADABLE, outcome
        else:
            assert outcome.points == POINTS[kind], outcome
    marks = [sizes[index - 1] >> 20 for index in (500, 1000, COUNT)]
    print(
        f"\n{COUNT} submissions, {times[-1] - times[0]:.0f} s; MiB at 500, 1000, {COUNT}: {marks}"
    )
    assert sizes[-1] - sizes[499] < MOST_GROWTH
    # Wall time depends on what else the machine does, the coordinator's own work hardly.
    for name, clock, factor in (("wall", times, 10), ("own work", work, 3)):
        first, last = median_step(clock[: COUNT // 4]), median_step(clock[-COUNT // 4 :])
        print(f"{name}: {1000 * first:.1f} ms each at first, {1000 * last:.1f} ms at last")
        assert last < factor * first, name
    stop_forkserver()
    until = time.monotonic() + PATIENCE
    while descendants() - others and time.monotonic() < until:
        time.sleep(0.1)  # sandboxes end by themselves when their worker has
    assert descendants() <= others
    assert [path.name for path in scratch.iterdir() if path.name.startswith("activation-lab")] == []
