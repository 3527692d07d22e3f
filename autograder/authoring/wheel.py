"""The wheel of `helpers`: what notebooks import, alone, for students to install.

setuptools builds it, as it builds the project, without a network. The same package gives the same
bytes: time stamps are fixed, and so are the files' rights.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import autograder
from autograder.authoring.lock import PROJECT, students_requirements
from autograder.errors import BuildError

NAME = "activation-lab-helpers"
EPOCH = 315_532_800
"""1 January 1980 in seconds, the first day that a zip archive can name."""
_PROGRAMS = {"jupyterlab"}
"""What students need and nothing imports: whoever uses VS Code or Colab does without."""
_BUILD = "from setuptools import build_meta; build_meta.build_wheel('..')"
_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = "What the notebooks of Activation Lab import: checks, data, training, figures."
requires-python = "{python}"
license = "MIT"
license-files = ["LICENSE"]
dependencies = [{dependencies}]

[tool.setuptools.packages.find]
include = ["helpers*"]

[tool.setuptools.package-data]
"*" = ["*"]
"""


@dataclass(frozen=True)
class Wheel:
    """A built wheel.

    Attributes:
        name: its file name, in which version and compatibility stand.
        content: its bytes.
    """

    name: str
    content: bytes


def build_wheel() -> Wheel:
    """Build the wheel of the `helpers` that this `autograder` came with.

    Raises:
        BuildError: setuptools cannot build it.
    """
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "project"
        _lay_out(project)
        done = subprocess.run(
            [sys.executable, "-c", _BUILD],
            cwd=project,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)},
            capture_output=True,
            text=True,
            check=False,
        )
        built = sorted(Path(place).glob("*.whl"))
        if done.returncode or not built:
            said = (done.stderr.strip() or "it gave no reason").splitlines()[-1]
            raise BuildError(
                f"The wheel of helpers cannot be built: {said}",
                "Install setuptools in this environment and run the command again.",
            )
        return Wheel(built[0].name, built[0].read_bytes())


def _lay_out(project: Path) -> None:
    """Write a project that holds `helpers` and nothing else."""
    beside = Path(autograder.__file__).parents[1]
    cached = shutil.ignore_patterns("__pycache__")
    shutil.copytree(beside / "helpers", project / "helpers", ignore=cached)
    about = metadata.distribution(PROJECT)
    needed = [str(one) for one in students_requirements() if one.name not in _PROGRAMS]
    text = _PROJECT.format(
        name=NAME,
        version=autograder.__version__,
        python=about.metadata["Requires-Python"],
        dependencies=", ".join(f'"{line}"' for line in sorted(needed)),
    )
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    # Where the project is installed its licence is with its metadata; a checkout has it at hand.
    licence = about.read_text("licenses/LICENSE") or (beside / "LICENSE").read_text("utf-8")
    (project / "LICENSE").write_text(licence, encoding="utf-8")
    for path in project.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
