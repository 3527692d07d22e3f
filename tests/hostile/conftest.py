"""One course and one sandbox for all stories of a module."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.course.config import Limits
from autograder.engine.engine import Engine
from autograder.engine.execution import Execution
from autograder.engine.opening import opening_of
from autograder.engine.sandbox import probe
from autograder.grading.intake import read_handed
from autograder.grading.sanitize import sanitize
from autograder.outcomes import CellOutcome
from tests.hostile.course import NOTEBOOK, SECRET, Hostile, make_hostile
from tests.hostile.stories import Story, honest

LIMITS = Limits(
    run="everything",  # attacks also stand in cells that no answer needs
    cell_seconds=2.0,
    submission_seconds=60.0,
    output_bytes=100_000,
    file_bytes=8 << 20,
    tmp_bytes=64 << 20,
    memory_bytes=1 << 30,
    processes=48,
    open_files=128,
)
SEED = 20
WORLD = """\
import os, resource
def _seen():
    for top in ("/tmp", "/dev/shm"):
        for folder, names, files in os.walk(top):
            yield from (os.path.relpath(os.path.join(folder, n)) for n in names + files)
print("files", sorted(_seen()))
print("processes", len([n for n in os.listdir("/proc") if n.isdecimal()]))
print("limits", [resource.getrlimit(n) for n in range(16) if n != resource.RLIMIT_AS])
print("order", os.nice(0), sorted(os.sched_getaffinity(0)), os.sched_getscheduler(0))
print("ipc", [len(open(f"/proc/sysvipc/{n}").readlines()) for n in ("shm", "sem", "msg")])
print("environment", sorted(os.environ.items()))
print("modules", np.allclose(1, 2), checks.__file__, len(plt.get_fignums()))
"""
"""Shows everything that an earlier submission might have changed."""


@dataclasses.dataclass
class Judge:
    """Grades stories, one after another, in one sandbox."""

    hostile: Hostile
    engine: Engine
    folder: Path
    usual: tuple[tuple[CellOutcome, ...], str] = ((), "")

    def grade(self, story: Story, folder: Path) -> tuple[Execution | None, tuple[str, ...]]:
        """Grade one story; return what came of it, None where its file is refused."""
        hostile = self.hostile.only(story.asked())
        handed = read_handed(story.write(folder, hostile), LIMITS.file_bytes)
        if handed.cells is None:
            return None, handed.remarks
        clean = sanitize(handed.cells, hostile.master, hostile.names)
        return self.run(clean.notebook, hostile), (*handed.remarks, *clean.remarks)

    def run(self, notebook: Any, hostile: Hostile) -> Execution:
        """Run a sanitized notebook, its opening once for all as grading does."""
        opening = opening_of(hostile.master)
        return self.engine.execute(notebook, hostile.names, SEED, opening=opening)

    def honest(self) -> tuple[tuple[CellOutcome, ...], str]:
        """Grade an honest submission that looks around; return outcomes and what it saw."""
        hostile = self.hostile.only({"square"})
        notebook = honest(hostile)
        notebook.cells.append(nbformat.v4.new_code_cell(WORLD, id="world"))
        path = self.folder / f"{NOTEBOOK}.ipynb"
        nbformat.write(notebook, path)
        cells = read_handed(path, LIMITS.file_bytes).cells
        execution = self.run(sanitize(cells, hostile.master, hostile.names).notebook, hostile)
        shown = [output.get("text", "") for output in execution.notebook.cells[-1].outputs]
        return execution.outcomes, "".join(shown)


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """A course and a warm sandbox; the environment outside holds a secret."""
    offer = probe()
    if not offer.available:
        pytest.skip(f"there is no sandbox here: {offer.reason}")
    hostile = make_hostile(tmp_path_factory.mktemp("hostile"))
    os.environ["ACTIVATION_LAB_TOKEN"] = SECRET
    try:
        with Engine(LIMITS) as engine:
            judge = Judge(hostile, engine, tmp_path_factory.mktemp("honest"))
            judge.usual = judge.honest()
            yield judge
    finally:
        del os.environ["ACTIVATION_LAB_TOKEN"]
