"""A course as small as one can be: one assignment, one notebook, every kind of cell once.

Tests of the build, of the bank and of grading all begin with it, and change what they are about.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from autograder.course.layout import CONFIG_NAME, Course

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "a1"
NOTEBOOK = "01_tiny"

TOP = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---
"""


def header(grade_id: str, *, markdown: bool = False, **metadata: Any) -> str:
    """Return the header of a cell with nbgrader's metadata; what is not given is False."""
    values = {"grade": False, "grade_id": grade_id, "locked": False, "solution": False}
    values |= {"schema_version": 3, **metadata}
    kind = "[markdown] " if markdown else ""
    return f"# %% {kind}nbgrader={json.dumps(values, sort_keys=True)}\n"


FIXTURE = (
    header("imports", locked=True)
    + """\
import numpy as np

from helpers import checks, plotting
"""
)

ANSWER = (
    header("double", solution=True)
    + """\
def double(z):
    \"\"\"Return 2 z, elementwise; z: float64 array of any shape.\"\"\"
    ### BEGIN SOLUTION
    twice = np.multiply(z, 2.0)
    return twice
    ### END SOLUTION
"""
)

TESTS = (
    header("double-tests", grade=True, locked=True, points=1)
    + """\
marks_ = checks.Marks()
with marks_.part(1, "values"):
    checks.agrees(double, lambda z: np.add(z, z) * 1.0, [-2.0, 0.0, 3.5])
marks_.total()
"""
)

HIDDEN = (
    header("double-hidden", grade=True, locked=True, points=2)
    + """\
### BEGIN HIDDEN TESTS
marks = checks.Marks()
with marks.part(1, "arrays"):
    checks.agrees(double, lambda z: np.add(z, z) * 1.0, checks.arrays(checks.rng("double")))
with marks.part(1, "purity"):
    checks.is_pure(double, np.array([1.0, -4.0]))
marks.total()
### END HIDDEN TESTS
"""
)

WRITTEN = (
    header("why", markdown=True, grade=True, points=2, solution=True)
    + """\
# **Why is doubling linear?** (2 points)
#
# <!-- BEGIN SOLUTION -->
# It maps sums to sums and multiples to multiples. Nothing else is needed.
#
# **Rubric.** 1 point: sums; 1 point: multiples.
# <!-- END SOLUTION -->
"""
)

PROSE = """\
# %% [markdown]
# # Doubling
#
# Twice a number.
"""

FIGURE = """\
# %%
z = plotting.grid()
axes = plotting.plot_curves(plotting.new_axes(), z, {"2 z": 2 * z}, xlabel="z", ylabel="2 z")
"""

CELLS = (PROSE, FIXTURE, FIGURE, ANSWER, TESTS, HIDDEN, WRITTEN)

BANK = """\
# %% right: as a product
def double(z):
    return 2.0 * np.asarray(z)

# %% right: as a sum
def double(z):
    return np.add(z, z) * 1.0

# %% wrong 2: takes over the integer dtype of its input
def double(z):
    return np.multiply(z, 2)

# %% wrong 1: gives the square
def double(z):
    return np.asarray(z) ** 2.0
"""


def make_text(*cells: str) -> str:
    """Return a text of these cells, by default the tiny notebook's."""
    return "\n".join((TOP, *(cells or CELLS)))


def make_course(root: Path) -> Course:
    """Write the tiny course to `root`: texts, bank and configuration; nothing is built."""
    course = Course(root)
    course.text_path(ASSIGNMENT, NOTEBOOK).parent.mkdir(parents=True)
    course.text_path(ASSIGNMENT, NOTEBOOK).write_text(make_text(), encoding="utf-8")
    bank = course.answers / ASSIGNMENT / NOTEBOOK / "double.py"
    bank.parent.mkdir(parents=True)
    bank.write_text(BANK, encoding="utf-8")
    shutil.copyfile(ROOT / CONFIG_NAME, root / CONFIG_NAME)
    return course
