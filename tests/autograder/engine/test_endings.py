"""Executing: a cell that goes wrong loses its own points, and honest work loses none.

The tests share three runs: each takes seconds, and all but the third must end by themselves.
"""

from __future__ import annotations

import copy
import zlib

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.cells import grade_id
from autograder.course.config import Limits
from autograder.engine.execution import Execution
from autograder.engine.outputs import CUT
from autograder.engine.sandbox import Sandbox
from autograder.engine.workers.job import Job
from autograder.engine.workers.local import LocalPool
from autograder.grading.sanitize import sanitize
from autograder.outcomes import CellOutcome, CellStatus

SEED = 20260203
OUTPUT_BYTES = 10_000
FIXTURE = ("imports", "import os\nimport numpy as np\nfrom helpers import checks", None)


def notebook(*questions: tuple[str, str, str | None]) -> NotebookNode:
    """Return a notebook ready to run: for each question its answer and its test cell."""
    cells = []
    for name, answer, test in (FIXTURE, *questions):
        fixture = test is None
        metadata = {"grade_id": name, "grade": False, "locked": fixture, "solution": not fixture}
        cells.append(new_code_cell(answer, metadata={"nbgrader": {**metadata, "points": 0}}))
        del cells[-1].metadata.nbgrader["points"]
        if test is not None:
            metadata = {"grade_id": f"{name}-tests", "grade": True, "points": 1, "solution": False}
            cells.append(new_code_cell(test, metadata={"nbgrader": {**metadata, "locked": True}}))
    whole = new_notebook(cells=cells)
    return sanitize(whole, whole).notebook


def run(whole: NotebookNode, limits: Limits, sandbox: Sandbox) -> Execution:
    """Run a notebook as grading does."""
    names = {name: (name,) for name in map(grade_id, whole.cells)}
    with LocalPool(1, limits, sandbox) as pool:
        ((_, done),) = pool.run([Job("", whole, names, SEED)])
    assert isinstance(done, Execution), done
    return done


def value(name: str, expected: float) -> str:
    """Return a test cell that calls an answer without arguments."""
    return f"checks.is_true(checks.call({name}) == {expected}, '{name}() is not {expected}.')"


def outcomes(execution: Execution) -> dict[str, CellOutcome]:
    """Return the outcomes by question."""
    return {outcome.cell.removesuffix("-tests"): outcome for outcome in execution.outcomes}


def text_of(execution: Execution, name: str) -> str:
    """Return what a cell printed."""
    cell = next(cell for cell in execution.notebook.cells if grade_id(cell) == name)
    return "".join(o.text for o in cell.outputs if o.output_type == "stream")


HONEST = (
    ("first", "kept = [1]\ndef first():\n    return len(kept)", value("first", 1)),
    ("broken", "kept.append(2)\nraise ValueError('no')", value("broken", 1)),
    ("after", "def after():\n    return len(kept)", value("after", 2)),
    ("syntax", "def syntax(:\n    pass", value("syntax", 1)),
    ("blank", "raise NotImplementedError()", value("blank", 1)),
    ("wrong", "def wrong():\n    return 3", value("wrong", 4)),
    (
        "noise",
        "import sys, warnings\ndef noise():\n    print('x', file=sys.stderr)\n"
        "    warnings.warn('careful')\n    np.exp(1e4)\n    return 1",
        value("noise", 1),
    ),
    (
        "folder",
        "os.makedirs('deep', exist_ok=True)\nos.chdir('deep')\ndef folder():\n    return 7",
        value("folder", 7),
    ),
    (
        "shadow",
        "open('colorsys.py', 'w').write('ours = True')\nimport colorsys\ndef shadow():\n"
        "    return int(hasattr(colorsys, 'ours'))",
        value("shadow", 0),
    ),
    ("magic", "%matplotlib inline\ndef magic():\n    return 5", value("magic", 5)),
    (
        "flood",
        "for _ in range(300):\n    print('y' * 1000)\ndef flood():\n    return 1",
        value("flood", 1),
    ),
    ("seeded", "def seeded():\n    return 1", "assert checks.rng('k').integers(10**9) == DRAW"),
    ("parts", "def parts():\n    return 1", "0.25"),
    (
        "unsayable",
        "def unsayable():\n    raise ValueError('\\ud800')",
        value("unsayable", 1),
    ),
)


@pytest.fixture(scope="module")
def honest(sandbox: Sandbox) -> Execution:
    """What becomes of honest work: right, wrong, noisy and broken answers."""
    draw = np.random.default_rng([SEED, zlib.crc32(b"k")]).integers(10**9)
    questions = [(n, a, t.replace("DRAW", str(draw))) for n, a, t in HONEST]
    whole = notebook(*questions)
    before = copy.deepcopy(whole)
    done = run(whole, Limits(output_bytes=OUTPUT_BYTES), sandbox)
    assert whole == before, "executing changes its argument"
    return done


@pytest.mark.parametrize(
    "name",
    ["first", "after", "noise", "folder", "shadow", "magic", "flood", "seeded"],
)
def test_right_answers_earn_their_points(honest: Execution, name: str) -> None:
    outcome = outcomes(honest)[name]
    assert (outcome.points, outcome.status) == (1.0, CellStatus.PASSED), outcome.message


@pytest.mark.parametrize("name", ["broken", "syntax", "blank", "wrong", "unsayable"])
def test_wrong_and_missing_answers_earn_nothing_and_are_told_why(
    honest: Execution, name: str
) -> None:
    outcome = outcomes(honest)[name]
    assert outcome.points == 0
    assert outcome.status in (CellStatus.FAILED, CellStatus.ERROR)
    assert outcome.message
    outcome.message.encode()


def test_a_number_at_the_end_is_partial_credit(honest: Execution) -> None:
    assert outcomes(honest)["parts"].points == 0.25


def test_outcomes_stand_in_the_notebooks_order(honest: Execution) -> None:
    assert [outcome.cell for outcome in honest.outcomes] == [f"{n}-tests" for n, _, _ in HONEST]
    assert honest.seconds > 0


def test_floods_of_output_are_cut(honest: Execution) -> None:
    text = text_of(honest, "flood")
    assert "y" * 1000 in text
    assert text.rstrip().endswith(CUT.strip())
    assert len(text.rstrip()) <= OUTPUT_BYTES + len(CUT)


def test_the_result_is_a_notebook_that_nbgrader_scores_alike(honest: Execution) -> None:
    from nbgrader.utils import determine_grade, is_grade

    nbformat.validate(honest.notebook)
    nbformat.writes(honest.notebook).encode()
    cells = [cell for cell in honest.notebook.cells if is_grade(cell)]
    assert [determine_grade(cell)[0] for cell in cells] == [o.points for o in honest.outcomes]


HOSTILE = (
    ("before", "def before():\n    return 1", value("before", 1)),
    ("endless", "while True:\n    pass", value("endless", 1)),
    (
        "stubborn",
        "import time\nwhile True:\n    try:\n        while True:\n            time.sleep(0.01)\n"
        "    except BaseException:\n        pass",
        value("stubborn", 1),
    ),
    ("between", "def between():\n    return before() + 1", value("between", 2)),
    ("leaving", "os._exit(0)", value("leaving", 1)),
    (
        "late",
        "def late():\n    while True:\n        pass",
        value("late", 1),
    ),
    ("behind", "def behind():\n    return between() + 1", value("behind", 3)),
)


@pytest.fixture(scope="module")
def hostile(sandbox: Sandbox) -> Execution:
    """What becomes of answers that never end, or end their process."""
    return run(notebook(*HOSTILE), Limits(cell_seconds=2), sandbox)


@pytest.mark.parametrize("name", ["before", "between", "behind"])
def test_cells_before_and_after_the_culprit_are_graded(hostile: Execution, name: str) -> None:
    outcome = outcomes(hostile)[name]
    assert (outcome.points, outcome.status) == (1.0, CellStatus.PASSED), outcome.message


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("endless", CellStatus.TIMEOUT, "ran out of time"),
        ("stubborn", CellStatus.TIMEOUT, "ran out of time"),
        ("late", CellStatus.TIMEOUT, "ran out of time"),
        ("leaving", CellStatus.DIED, "ended the Python process"),
    ],
)
def test_the_culprit_loses_its_own_points(
    hostile: Execution, name: str, status: CellStatus, says: str
) -> None:
    outcome = outcomes(hostile)[name]
    assert (outcome.points, outcome.status) == (0.0, status)
    assert says in outcome.message


def test_a_submission_has_so_much_time_in_all(sandbox: Sandbox) -> None:
    slow = [(f"q{n}", "while True:\n    pass", value(f"q{n}", 1)) for n in range(9)]
    done = run(notebook(*slow), Limits(cell_seconds=2, submission_seconds=3), sandbox)
    assert done.seconds < 25, "nine loops of two seconds each, but three seconds in all"
    assert {outcome.status for outcome in done.outcomes} == {CellStatus.TIMEOUT}
    assert {outcome.points for outcome in done.outcomes} == {0.0}
