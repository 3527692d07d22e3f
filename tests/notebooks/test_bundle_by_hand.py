"""A bundle where there is Python and nothing else: unpacked, installed, run, as its page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.bundle import make_bundle
from autograder.course.layout import Course
from tests.support.tiny import ROOT

ASSIGNMENT, NOTEBOOK = "vanishing-gradients", "01_iris_gradients"
RUN = "jupyter nbconvert --to notebook --execute --allow-errors --output done"

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bundle's folder, unpacked where nothing of this repository is."""
    made = make_bundle(Course(ROOT), ASSIGNMENT, out=tmp_path / "bundle.zip")
    with zipfile.ZipFile(made.path) as archive:
        archive.extractall(tmp_path)
    return tmp_path / ASSIGNMENT


def commands(folder: Path) -> list[str]:
    """Return the commands that the start page has for macOS and Linux."""
    found = re.search(r"```sh\n(.*?)```", (folder / "README.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def sh(command: str, folder: Path) -> None:
    """Run a command line in a folder, with nothing of this environment in reach."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    paths = [one for one in os.environ["PATH"].split(os.pathsep) if str(ROOT) not in one]
    own |= {"PATH": os.pathsep.join(paths), "ACTIVATION_LAB_BUDGET": "quick", "HOME": str(folder)}
    own.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        command, shell=True, cwd=folder, env=own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stderr[-2000:]}"


def test_a_notebook_runs_after_the_steps_of_the_start_page(folder: Path) -> None:
    make, install, start = commands(folder)
    sh(make.replace("python3", str(Path(sys.base_prefix) / "bin" / "python3")), folder)
    sh(install, folder)
    assert start == ".venv/bin/jupyter lab"
    sh(f".venv/bin/{RUN} {NOTEBOOK}.ipynb", folder)
    first, *others = [
        cell
        for cell in nbformat.read(folder / "done.ipynb", as_version=4).cells
        if cell.cell_type == "code"
    ]
    assert [output.text for output in first.outputs] == ["Ready.\n"]
    errors = {
        output.ename for cell in others for output in cell.outputs if output.output_type == "error"
    }
    assert errors <= {"CheckFailed", "NotImplementedError", "NameError"}, "blanks alone may stop it"
    shutil.rmtree(folder / ".venv")  # it has gigabytes
