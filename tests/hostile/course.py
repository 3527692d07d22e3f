"""A course with one question of every kind, and the honest answers to all of them.

Attacks and accidents are told as answers to its questions (see `tests.hostile.stories`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent
from typing import Any

from nbformat import NotebookNode

from autograder.authoring.build import build
from autograder.course.cells import grade_id, question_of
from autograder.course.config import load_config
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook
from autograder.course.questions import questions
from autograder.course.release_steps import make_master
from tests.support.tiny import ROOT, header, make_text

ASSIGNMENT, NOTEBOOK = "h1", "01_hostile"
SECRET = "xyzzy-secret"
"""Stands in hidden tests, in the gradebook, in another submission and in the environment."""


def _with_verdict(tests: str) -> str:
    """Return a visible check whose statements are one part, unless it has parts already."""
    if "checks.Marks()" in tests:
        return tests
    return f"""\
marks_ = checks.Marks()
with marks_.part(1, "all"):
{indent(tests, "    ")}marks_.total()
"""


def _question(name: str, solution: str, tests: str, hidden: str) -> tuple[str, str, str]:
    stub = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION\n"
    test = f"### BEGIN HIDDEN TESTS\n# {SECRET}\n{hidden}### END HIDDEN TESTS\n"
    return (
        header(name, solution=True) + stub,
        header(f"{name}-tests", grade=True, locked=True, points=1) + _with_verdict(tests),
        header(f"{name}-hidden", grade=True, locked=True, points=2) + test,
    )


def _elementwise(name: str, oracle: str) -> tuple[str, str]:
    tests = f"""\
def oracle_(z):
    return {oracle}
marks_ = checks.Marks()
with marks_.part(1, "values"):
    checks.agrees({name}, oracle_, [-2.0, 0.0, 3.5])
marks_.total()
"""
    hidden = f"""\
def oracle_(z):
    return {oracle}
marks = checks.Marks()
with marks.part(1, "arrays"):
    checks.agrees({name}, oracle_, checks.arrays(checks.rng("{name}")))
with marks.part(1, "purity"):
    checks.agrees({name}, oracle_, [2.5])
    checks.is_pure({name}, np.array([1.0, -4.0]))
marks.total()
"""
    return tests, hidden


FIXTURE = header("imports", locked=True) + (
    "import numpy as np\nimport sympy as sp\nfrom matplotlib import pyplot as plt\n\n"
    "from helpers import checks\n"
)
FIGURE = "# %%\nfigure, axes = plt.subplots()\naxes.plot([-3, 3], [0, 1]);\n"
HONEST = {
    "square": "def square(z):\n    return np.asarray(z, dtype=float) ** 2",
    "cube": "def cube(z):\n    return np.asarray(z, dtype=float) ** 3",
    "slope": "slope = 0.25",
    "draw": "def draw(axes):\n    x = np.linspace(-3, 3, 50)\n    axes.plot(x, np.sin(x))",
    "formula": "def formula(z):\n    return sp.exp(2 * z)",
    "twice": "def twice(f, z):\n    return f(f(z))",
    "soft": "def soft(z):\n    e = np.exp(-2 * np.abs(z))\n"
    "    return np.sign(z) * (1 - e) / (1 + e)",
    "triple": "def triple(z):\n    return np.asarray(z, dtype=float) * 3",
}
"""Honest answers, in the notebook's order."""
WRITTEN = "why"
ESSAY = "Because the slope of a line is the same everywhere."
_PLOT = """\
axes_ = checks.remote(checks.new_axes)
checks.call(draw, axes_)
line_ = checks.find_line(checks.describe(axes_), np.sin)
checks.is_true(line_ is not None, 'There is no sine.')
"""
_FORMULA = """\
tree_ = checks.describe(checks.call(formula, checks.remote(sp.Symbol, 'z')))
z_ = sp.Symbol('z')
points_ = [{'z': x} for x in (-1.5, 0.25, 2.0)]
checks.same_expression(tree_, sp.exp(2 * z_), {'z': z_}, points_, 'formula')
"""
_TWICE = "checks.equals(checks.call(twice, lambda x: x + 1.5, 2.0), 5.0, 'twice')\n"
_RULE = "checks.without(soft, 'tanh', because='it is to be built from exp.')\n"
_SOFT = _RULE + "checks.agrees(soft, np.tanh, [-2.0, 0.5])\n"
_TESTS = {
    "square": _elementwise("square", "np.square(np.asarray(z, dtype=float))"),
    "cube": _elementwise("cube", "np.power(np.asarray(z, dtype=float), 3)"),
    "slope": ("checks.equals(slope, 0.25, 'slope')\n",) * 2,
    "draw": (_PLOT, _PLOT),
    "formula": (_FORMULA, _FORMULA),
    "twice": (_TWICE, "checks.equals(checks.call(twice, np.negative, 2.0), 2.0, 'twice')\n"),
    "soft": (_SOFT, _RULE + "checks.agrees(soft, np.tanh, [700.0])\n"),
    "triple": _elementwise("triple", "3 * np.asarray(z, dtype=float)"),
}
WORTH = dict.fromkeys(HONEST, 3.0)
"""Points of each question."""

ESSAY_CELL = (
    header(WRITTEN, markdown=True, grade=True, points=2, solution=True)
    + "# Why?\n#\n# <!-- BEGIN SOLUTION -->\n# A line is straight.\n#\n"
    + "# **Rubric.** 2 points: so.\n"
    + "# <!-- END SOLUTION -->\n"
)


@dataclass(frozen=True)
class Hostile:
    """The course, ready to grade with.

    Attributes:
        course: where it lies; with a gradebook and another submission in it, as things to steal.
        release: the notebook that students get.
        master: the notebook with hidden tests.
        names: what each question's answer defines.
    """

    course: Course
    release: NotebookNode
    master: NotebookNode
    names: dict[str, Any]

    def only(self, wanted: set[str]) -> Hostile:
        """Return the course with these questions and the written one alone: that is faster."""
        unwanted = set(HONEST) - wanted

        def kept(notebook: NotebookNode) -> NotebookNode:
            marked = [cell for cell in notebook.cells if grade_id(cell)]
            cells = [cell for cell in marked if question_of(grade_id(cell)) not in unwanted]
            return NotebookNode({**notebook, "cells": cells})

        release, master = kept(self.release), kept(self.master)
        return replace(self, release=release, master=master)


def make_hostile(root: Path) -> Hostile:
    """Build the course in a folder."""
    course = Course(root)
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    text.parent.mkdir(parents=True)
    cells = [FIXTURE, FIGURE]
    for name, (tests, hidden) in _TESTS.items():
        cells += _question(name, HONEST[name], tests, hidden)
        if name == "soft":
            cells.append(ESSAY_CELL)
    text.write_text(make_text("# %% [markdown]\n# # Questions\n", *cells), encoding="utf-8")
    shutil.copyfile(ROOT / CONFIG_NAME, root / CONFIG_NAME)
    build(course)
    (root / "gradebook.db").write_text(SECRET, encoding="utf-8")
    other = course.submitted / "grace" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text(SECRET, encoding="utf-8")
    source = read_notebook(course.source_path(ASSIGNMENT, NOTEBOOK))
    return Hostile(
        course,
        read_notebook(course.release_path(ASSIGNMENT, NOTEBOOK)),
        make_master(source, load_config(course), "hostile"),
        {question.grade_id: question.names for question in questions(source)},
    )
