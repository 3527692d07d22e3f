"""Messy submissions in a real sandbox: equal scores whether everything runs, or what is needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_output

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.engine.engine import Engine, Execution
from autograder.engine.opening import opening_of
from autograder.engine.pictures import MARK
from tests.autograder.engine.test_pictures import RED, encoded
from tests.support.notebooks import LIMITS, notebook

SHORT = dataclasses.replace(LIMITS, cell_seconds=1.0, memory_bytes=1 << 30)
NAMES = {"f": ("f",), "g": ("g",), "value": ("value",)}
LECTURE = (
    "z = np.linspace(-2, 2, 5)",
    "scale, data = 2.0, [1.0, 2.0]\nprint(scale * z)",
    "def helper(x):\n    return 2.0 * x",
    "for name in ('f', 'g'):\n    print(name, data)",
    "total = sum(data)\nprint(total)",
)
OWN = (
    "scale = 3.0",
    "data.append(scale)",
    "data = [3.0]\nsame = data",
    "same[0] = 7.0",
    "del scale",
    "z *= 2",
    "print(f(z))",
    "print(f(1.0), g(2.0))",
    "helper = lambda x: 3.0 * x",
    "def helper(x):\n    data.append(x)\n    return 2.0 * x",
    "raise RuntimeError('an experiment')",
    "while True:\n    pass",
    "import os\nos._exit(3)",
    "np.random.seed(3)",
    "print(np.random.normal(size=3))",
    "globals()['scale'] = 5.0",
    "exec('scale = 2.0')",
    "from math import *",
    "%timeit -n1 -r1 helper(1.0)",
    "scale = = 2",
    "np.multiply = lambda a, b: a",
    "sum = max",
    "f.calls = 3",
    "f = lambda x: 2.0 * np.asarray(x)",
    "open('note.txt', 'w').write('3.0')",
    "count = 0\ndef helper(x):\n    global count\n    count += 1\n    return count * x",
    "import warnings\nwarnings.simplefilter('error')",
)
F = (
    "def f(x):\n    return 2.0 * np.asarray(x, dtype=float)",
    "def f(x):\n    return scale * np.asarray(x, dtype=float)",
    "f = lambda x: helper(np.asarray(x, dtype=float))",
    "def f(x):\n    return globals().get('scale', 2.0) * np.asarray(x, dtype=float)",
    "def f(x):\n    return np.multiply(2.0, np.asarray(x, dtype=float))",
    "calls = []\ndef f(x):\n    calls.append(x)\n    return 2.0 * np.asarray(x) + (len(calls) > 4)",
    "def f(x, seen=[0]):\n    seen[0] += 1\n    return 2.0 * np.asarray(x) * (seen[0] < 5)",
    "def f(x):\n    return 2.0 * np.asarray(x) + (np.random.normal() > 0)",
    "try:\n    twice = helper\nexcept NameError:\n    twice = abs\ndef f(x):\n    return twice(x)",
    "def f(x):\n    return float(open('note.txt').read()) * np.asarray(x)",
    "raise NotImplementedError()",
)
G = (
    "def g(x):\n    return sum(data) * np.asarray(x)",
    "def g(x):\n    return f(x)",
    "class G:\n    n = 0\n    def __call__(self, x):\n        G.n += 1\n        return x\ng = G()",
    "g = np.vectorize(lambda x: 2.0 * x)",
    "from functools import partial\ng = partial(np.multiply, 2.0)",
    "def g(x):\n    return 2.0 * np.asarray(x) if 'scale' in dir() else x",
)
VALUE = ("value = 3.0", "value = total", "value = data[0] + np.random.normal()", "value = len(z)")
TEST_F = "checks.agrees(f, lambda x: np.multiply(2.0, x), [1.0, -2.0, 3.5])"
TEST_G = "checks.agrees(g, lambda x: np.multiply(3.0, x), [2.0])"
TEST_VALUE = "assert value == 3.0, f'not {value}'"


@st.composite
def messy(draw: st.DrawFn) -> tuple[Any, ...]:
    """Draw a submission: lecture cells kept, edited, deleted or moved, own cells anywhere."""
    lecture = [cell for cell in draw(st.permutations(LECTURE)) if draw(st.integers(0, 4))]
    ordered = draw(st.booleans())
    cells: list[Any] = sorted(lecture, key=LECTURE.index) if ordered else lecture
    answers = [("f", F, TEST_F), ("g", G, TEST_G), ("value", VALUE, TEST_VALUE)]
    place = 0
    for name, pool, test in answers:
        place = draw(st.integers(place, len(cells)))
        question = [(name, draw(st.sampled_from(pool))), (f"{name}-tests", test)]
        cells[place:place] = question
        place += len(question)
    for own in draw(st.lists(st.sampled_from(OWN), max_size=3)):
        cells.insert(draw(st.integers(0, len(cells))), own)
    return tuple(cells)


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Engine, Engine]]:
    """One sandbox that runs what is needed, and one that runs everything."""
    with (
        Engine(dataclasses.replace(SHORT, run="needed")) as needed,
        Engine(dataclasses.replace(SHORT, run="everything")) as everything,
    ):
        yield needed, everything


def scores(execution: Execution) -> list[tuple[str, float | None, str, str]]:
    """Return all that a student is told."""
    return [(o.cell, o.points, str(o.status), o.message) for o in execution.outcomes]


def agree(engines: tuple[Engine, Engine], cells: tuple[Any, ...]) -> None:
    """Compare what both ways of grading say of a submission."""
    whole = notebook(*cells)
    opening = opening_of(notebook(*LECTURE[:2], ("f", F[0]), ("f-tests", TEST_F)))
    needed, everything = (e.execute(whole, NAMES, 3, opening=opening) for e in engines)
    assert not everything.plan.left_out
    assert scores(needed) == scores(everything)


SETTINGS = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink takes longer than to read
    suppress_health_check=[*HealthCheck],
)


@given(messy())
@settings(SETTINGS, max_examples=25)
def test_messy_submissions_get_equal_scores(
    engines: tuple[Engine, Engine], cells: tuple[Any, ...]
) -> None:
    agree(engines, cells)


@pytest.mark.slow
@given(messy())
@settings(SETTINGS, max_examples=400)
def test_hundreds_of_messy_submissions_get_equal_scores(
    engines: tuple[Engine, Engine], cells: tuple[Any, ...]
) -> None:
    agree(engines, cells)


@pytest.mark.parametrize("own", OWN)
def test_each_kind_of_mess_gets_equal_scores(engines: tuple[Engine, Engine], own: str) -> None:
    agree(
        engines, (*LECTURE, ("f", F[1]), own, ("f-tests", TEST_F), ("g", G[0]), ("g-tests", TEST_G))
    )


def test_the_lecture_of_an_honest_submission_is_left_out(engines: tuple[Engine, Engine]) -> None:
    cells = (*LECTURE, ("f", F[0]), "print(f(z))", ("f-tests", TEST_F))
    execution = engines[0].execute(notebook(*cells), NAMES, 3)
    left_out = {execution.notebook.cells[index].source for index in execution.plan.left_out}
    assert left_out == {*LECTURE, "print(f(z))"}
    assert not any(execution.notebook.cells[index].outputs for index in execution.plan.left_out)


def test_a_picture_of_the_student_stands_in_for_a_cell_that_is_left_out(
    engines: tuple[Engine, Engine],
) -> None:
    whole = notebook("print(1)", ("f", F[0]), ("f-tests", TEST_F))
    picture = {"image/png": encoded(RED)}
    for cell in whole.cells:
        cell.outputs = [new_output("display_data", picture)]
    needed, everything = (engine.execute(whole, NAMES, 3) for engine in engines)
    mark, shown = needed.notebook.cells[1].outputs
    assert mark.text == MARK and shown.data.keys() == {"image/png"}
    assert [output.text for output in everything.notebook.cells[1].outputs] == ["1\n"]
    for execution in (needed, everything):
        assert all("data" not in o for cell in execution.notebook.cells[2:] for o in cell.outputs)


def test_a_needed_cell_of_the_lecture_draws_nothing_and_shows_what_was_handed_in(
    engines: tuple[Engine, Engine],
) -> None:
    drawing = "from matplotlib import pyplot as plt\nscale = 2.0\nplt.plot([1, 3])\nprint(4)"
    whole = notebook(drawing, ("f", f"{F[1]}\nplt.plot([1, 2])"), ("f-tests", TEST_F))
    whole.cells[1].outputs = [new_output("display_data", {"image/png": encoded(RED)})]
    needed, everything = (engine.execute(whole, NAMES, 3) for engine in engines)
    assert scores(needed) == scores(everything)
    assert needed.outcomes[0].points == 1.0
    shown = [output for output in needed.notebook.cells[1].outputs if "data" in output]
    assert "4\n" in [output.get("text") for output in needed.notebook.cells[1].outputs]
    pictures = [o.data["image/png"] for o in shown if "image/png" in o.data]
    assert len(pictures) == 1 and len(pictures[0]) < 1000, "the small red one"
    for execution in (needed, everything):
        assert any("image/png" in o.get("data", {}) for o in execution.notebook.cells[2].outputs)


def test_what_an_answer_draws_does_not_depend_on_what_ran_before(
    engines: tuple[Engine, Engine],
) -> None:
    draws = ("f", "def f(x):\n    return np.random.normal()"), ("f-tests", "print(f(1.0))")
    shown = {
        engine.execute(notebook(*own, *draws), NAMES, seed).notebook.cells[-1].outputs[0].text
        for engine in engines
        for own in ((), ("np.random.normal(size=9)",))
        for seed in (3, 4)
    }
    assert len(shown) == 2, "one for each seed"
