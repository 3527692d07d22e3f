"""A small course in the formats of this project, of plain nbgrader and of otter-grader.

Six functions to write with NumPy, each with visible and hidden tests, and a figure. The statements
of tests, answers and figure are the same in all formats.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent
from typing import Any

import nbformat

from autograder.authoring.build import build
from autograder.course.cells import grade_id, is_solution
from autograder.course.layout import CONFIG_NAME, Course
from autograder.course.notebooks import read_notebook

ASSIGNMENT, NOTEBOOK = "small", "01_functions"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
TOP = "# ---\n# jupyter:\n#   kernelspec:\n" + "".join(
    f"#     {key}: {value}\n" for key, value in KERNEL.items()
)
IMPORTS = "import numpy as np\n\nfrom helpers import checks"
FIGURE_IMPORTS = "import matplotlib.pyplot as plt"
FIGURE = """\
z = np.linspace(-4.0, 4.0, 200)
figure, axes = plt.subplots(figsize=(6, 4))
for slope in (0.5, 1.0, 2.0):
    axes.plot(z, np.tanh(slope * z), label=f"tanh({slope} z)")
axes.legend()
plt.show()"""


@dataclass(frozen=True)
class Question:
    """One function to write.

    Attributes:
        name: its name.
        right, wrong: bodies of a right and of a wrong answer.
        visible, hidden: statements of the two tests, a point each.
    """

    name: str
    right: str
    wrong: str
    visible: str
    hidden: str

    def function(self, body: str) -> str:
        """Return the function with this body."""
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        return f'def {self.name}(z):\n    """Return {self.name} of z, an array."""\n{lines}'


def _question(name: str, right: str, wrong: str, formula: str) -> Question:
    expected = f"def expected_(z):\n    return {formula}\n"
    visible = (
        f"{expected}z_ = np.array([-2.0, 0.0, 3.5])\nassert np.allclose({name}(z_), expected_(z_))"
    )
    hidden = (
        f"{expected}for seed_ in range(5):\n"
        f"    z_ = np.random.default_rng(seed_).normal(size=(4, 5))\n"
        f'    assert np.allclose({name}(z_), expected_(z_)), "see the definition"\n'
        f"    assert {name}(z_).shape == z_.shape"
    )
    return Question(name, f"return {right}", f"return {wrong}", visible, hidden)


HALF = "(1 + np.tanh(z / 2)) / 2"
QUESTIONS = (
    _question("relu", "np.maximum(z, 0.0)", "np.abs(z)", "np.where(z > 0, z, 0.0)"),
    _question("leaky", "np.where(z > 0, z, 0.1 * z)", "0.1 * z", "np.maximum(z, 0.1 * z)"),
    _question("logistic", "1 / (1 + np.exp(-z))", "1 / (1 + np.exp(z))", HALF),
    _question("softplus", "np.log1p(np.exp(z))", "np.log(np.exp(z))", "np.logaddexp(0.0, z)"),
    _question("slope_of_tanh", "1 - np.tanh(z) ** 2", "1 - z**2", "1 / np.cosh(z) ** 2"),
    _question("swish", "z / (1 + np.exp(-z))", "1 / (1 + np.exp(-z))", f"z * {HALF}"),
)


def body_of(question: Question, number: int, student: int) -> str | None:
    """Return what a student answers: all right, some wrong, some blank (None), or all blank."""
    kind = student % 4
    if kind == 0:
        return question.right
    if kind == 1:
        return question.right if number % 2 else question.wrong
    if kind == 2:
        return question.right if number < 3 else None
    return None if student % 8 == 7 else question.wrong


def make_class(root: Path, config: Path, count: int, *, figure_inside: bool = False) -> Course:
    """Write the built course and its submissions for this project and plain nbgrader.

    Args:
        root: where to.
        config: the configuration to copy.
        count: how many submissions.
        figure_inside: draw the figure behind the first question. Before it the figure is a part of
            the opening, which this project runs once for all; there, each submission draws its own.
    """
    course = Course(root)
    text = course.text_path(ASSIGNMENT, NOTEBOOK)
    text.parent.mkdir(parents=True)
    text.write_text(_text(figure_inside), encoding="utf-8")
    shutil.copyfile(config, root / CONFIG_NAME)
    build(course)
    for student in range(count):
        notebook = read_notebook(course.release_path(ASSIGNMENT, NOTEBOOK))
        for cell in notebook.cells:
            if is_solution(cell):
                number = [question.name for question in QUESTIONS].index(grade_id(cell))
                body = body_of(QUESTIONS[number], number, student)
                if body is not None:
                    cell["source"] = QUESTIONS[number].function(body)
        path = course.submission_folder(f"student{student:03}", ASSIGNMENT) / f"{NOTEBOOK}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return course


def _header(name: str, **metadata: Any) -> str:
    values = {"grade": False, "grade_id": name, "locked": True, "solution": False}
    values |= {"schema_version": 3, **metadata}
    return f"\n# %% nbgrader={json.dumps(values, sort_keys=True)}\n"


def _text(figure_inside: bool) -> str:
    """Return the course's one text."""
    parts = [f"{TOP}# ---\n\n# %% [markdown]\n# # Functions\n", _header("imports"), f"{IMPORTS}\n"]
    figure = f"\n# %%\n{FIGURE_IMPORTS}\n\n{FIGURE}\n"
    follower = QUESTIONS[1 if figure_inside else 0]
    for question in QUESTIONS:
        if question is follower:
            parts.append(figure)
        solution = f"### BEGIN SOLUTION\n{question.right}\n### END SOLUTION"
        hidden = f"### BEGIN HIDDEN TESTS\n{question.hidden}\n### END HIDDEN TESTS\n"
        parts += [_header(question.name, locked=False, solution=True), question.function(solution)]
        check = (
            'marks_ = checks.Marks()\nwith marks_.part(1, "values"):\n'
            f"{indent(question.visible, '    ')}\nmarks_.total()\n"
        )
        parts += [_header(f"{question.name}-tests", grade=True, points=1), check]
        parts += [_header(f"{question.name}-hidden", grade=True, points=1), hidden]
    return "".join(parts)


def make_otter_files(root: Path, count: int) -> tuple[Path, list[Path]]:
    """Write tests and submissions for otter-grader; return the tests' folder and the notebooks."""
    tests = root / "tests"
    tests.mkdir(parents=True)
    for question in QUESTIONS:
        cases = [
            {"code": _doctest(code), "hidden": hidden, "locked": False, "points": 1}
            for code, hidden in ((question.visible, False), (question.hidden, True))
        ]
        suite = {"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        test = {"name": question.name, "points": None, "suites": [suite]}
        (tests / f"{question.name}.py").write_text(f"OK_FORMAT = True\n\ntest = {test!r}\n")
    paths = []
    for student in range(count):
        path = root / "submissions" / f"student{student:03}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(_otter_notebook(student), path)
        paths.append(path)
    return tests, paths


def _doctest(code: str) -> str:
    """Return statements as a doctest that shows nothing."""
    return "\n".join(
        f"{'...' if line.startswith(' ') else '>>>'} {line}" for line in code.splitlines()
    )


def _otter_notebook(student: int) -> Any:
    code = nbformat.v4.new_code_cell
    start = "import otter\ngrader = otter.Notebook()"
    cells = [code(start), code(IMPORTS), code(f"{FIGURE_IMPORTS}\n\n{FIGURE}")]
    for number, question in enumerate(QUESTIONS):
        body = body_of(question, number, student)
        blank = "# YOUR CODE HERE\nraise NotImplementedError()"
        cells.append(code(question.function(blank if body is None else body)))
        cells.append(code(f'grader.check("{question.name}")'))
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def own_seconds(student: int) -> float:
    """Return how long a submission's cells and tests take by themselves.

    All its code runs by `exec` in this process, with the libraries imported; the figure is drawn
    as PNG, as a notebook shows it.
    """
    import io
    import time

    import matplotlib.pyplot as plt

    space: dict[str, Any] = {}
    begin = time.perf_counter()
    exec(f"{IMPORTS}\n{FIGURE_IMPORTS}", space)
    exec(FIGURE.replace("plt.show()", ""), space)
    plt.gcf().savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")
    for number, question in enumerate(QUESTIONS):
        body = body_of(question, number, student) or "raise NotImplementedError()"
        exec(question.function(body), space)
        for test in (question.visible, question.hidden):
            try:
                exec(test, space)
            except (AssertionError, NotImplementedError):
                continue
    return time.perf_counter() - begin
