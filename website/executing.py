"""Released notebooks, run from top to bottom as *Run All* does, with nothing filled in.

A run is kept in the course's cache until something changes that its outputs depend on.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from packaging.requirements import Requirement

from autograder.course.layout import Course
from autograder.course.notebooks import read_notebook
from autograder.errors import BuildError
from autograder.files import write_text

FORMAT = 1
SECONDS_PER_CELL = 600
TRIES = 3
BUDGET = "ACTIVATION_LAB_BUDGET"
DATA = "ACTIVATION_LAB_DATA"
HELPERS = Path(__file__).parents[1] / "helpers"


def runs_folder(course: Course) -> Path:
    """Return the folder where runs are kept; git ignores it."""
    return course.root / ".cache" / "site"


class Runs:
    """Runs of a course's released notebooks, kept ones among them.

    Args:
        course: the course; its release is built.
    """

    def __init__(self, course: Course) -> None:
        self._course = course

    def kept(self, assignment: str, name: str) -> NotebookNode | None:
        """Return the last run of a notebook; None where there is none, or it holds no more."""
        try:
            run = json.loads(self._path(assignment, name).read_text(encoding="utf-8"))
            if run["key"] != self._key(assignment, name):
                return None
            return nbformat.from_dict(run["notebook"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def run(self, assignment: str, name: str) -> NotebookNode:
        """Run a notebook, and keep what it shows.

        Raises:
            BuildError: a cell fails that should not, or the kernel cannot be had.
        """
        notebook = _executed(self._course.release_path(assignment, name))
        run = {"key": self._key(assignment, name), "notebook": notebook}
        write_text(self._path(assignment, name), json.dumps(run, ensure_ascii=False))
        return notebook

    def _path(self, assignment: str, name: str) -> Path:
        return runs_folder(self._course) / assignment / f"{name}.json"

    def _key(self, assignment: str, name: str) -> str:
        text = self._course.release_path(assignment, name).read_bytes()
        return hashlib.sha256(f"{_circumstances()}\n".encode() + text).hexdigest()


@functools.cache
def _circumstances() -> str:
    """Return a digest of all that outputs depend on besides the notebook."""
    digest = hashlib.sha256()
    for path in sorted(HELPERS.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"{path.relative_to(HELPERS)}\n".encode() + path.read_bytes())
    environment = _environment()
    # The address of the data does not count, but whether it is set: there may be other digits.
    settings = [environment[BUDGET], DATA in environment]
    parts = [FORMAT, *settings, platform.python_version(), platform.machine(), *_versions()]
    return hashlib.sha256(json.dumps([digest.hexdigest(), *parts]).encode()).hexdigest()


def _versions() -> list[str]:
    """Return what students install, with versions."""
    asked = [Requirement(line) for line in importlib.metadata.requires("activation-lab") or ()]
    names = sorted(one.name for one in asked if one.marker is None)
    return [f"{name} {importlib.metadata.version(name)}" for name in names]


def _environment() -> Mapping[str, str]:
    return {BUDGET: "quick", **os.environ}


def _executed(path: Path) -> NotebookNode:
    """Run a notebook beside copies of its neighbours, so that nothing is left in the release."""
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    with tempfile.TemporaryDirectory() as folder:
        here = shutil.copytree(path.parent, Path(folder) / path.parent.name)
        for tried in range(1, TRIES + 1):
            try:
                return _run_once(path, here)
            except CellExecutionError as error:
                where = f"{path.parent.name}/{path.name}"
                raise BuildError(
                    f"{where} stops at a cell that needs no answer:\n{error}",
                    "Mend the text of the notebook, and run: autograder build",
                ) from None
            except (DeadKernelError, RuntimeError) as error:  # its start fails now and then
                if tried == TRIES:
                    raise BuildError(
                        f"{path.parent.name}/{path.name} cannot be run: {error}",
                        "See whether it runs in JupyterLab (make lab), and run make site again.",
                    ) from error
    raise AssertionError("every try returns or raises")


def _run_once(path: Path, folder: Path) -> NotebookNode:
    from nbclient import NotebookClient

    notebook = read_notebook(path)
    # Cells that raise because nothing is filled in are tagged in the release: JupyterLab's Run All
    # goes on behind them, and so does the client. Any other error is one of the course.
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        startup_timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],  # its warnings are about ports, not about cells
    )
    client.execute(env=dict(_environment()))
    return notebook
