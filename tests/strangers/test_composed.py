"""Courses composed at random: the whole engine gives the points that nbgrader's rule gives.

nbgrader's rule: all cells run in one process, one after another; a test that raises gets nothing,
one that ends in a number gets that number, every other one gets all its points.
"""

from __future__ import annotations

import ast
import contextlib
import io
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.course.config import Limits
from autograder.engine.engine import Engine
from autograder.engine.free_style import CourseCell, FreeStyle
from tests.strangers.course import Answer, Cell, Given, Test, source
from tests.support.free import bound_by
from tests.support.free_composed import ANSWER, looking, statements

pytestmark = pytest.mark.process

LIMITS = Limits(cell_seconds=20.0, submission_seconds=120.0, memory_bytes=1 << 30, processes=20)
IMPORTS = "import math\nimport numpy as np\nfrom fractions import Fraction"
SLIPS = {
    "": "",
    "return x * x": "return x + x",
    "for k in range(n)]": "for k in range(n + 1)]",
    "items.sort()": "items.reverse()",
    "if age < 0:": "if age > 0:",
    "return x + n": "return x - n",
    "legs=4": "legs=3",
    "return set(items)": "return list(items)",
    'return "Woof"': "return None",
    "total, label, table": "label, total, table",
    "a + b for": "a - b for",
}
"""What stands in the model answer, and what in a wrong one; the first pair changes nothing."""
POINTS = 2.0

partial = st.sampled_from(["1", "0.5", "0", "square(1)", "min(total, 2) / 4"])
endings = st.one_of(st.just(""), st.just(""), partial)


def cells(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return texts of test cells, of which some end in a number."""
    body = st.lists(parts, min_size=1, max_size=3).map("\n".join)
    return st.tuples(body, endings).map(lambda found: "\n".join(filter(None, found)))


names_kept = st.sampled_from(
    ["kept = square(3)", "kept = rex", "def kept(x):\n    return square(x)", "kept = squares(4)"]
)
looks = st.sampled_from(["assert kept == 9", "assert kept(2) == 4", "assert len(kept) == 4"])
lasting = st.one_of(cells(statements), names_kept, looks)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One warm sandbox for all examples."""
    with Engine(LIMITS) as engine:
        yield engine


def answer_with(slip: str) -> str:
    """Return the answer with a slip."""
    assert slip in ANSWER
    return ANSWER.replace(slip, SLIPS[slip]) if slip else ANSWER


def by_rule(answer: str, tests: list[str]) -> list[float]:
    """Return the points that nbgrader's rule gives."""
    names: dict[str, Any] = {"__name__": "__main__"}
    points = []
    with contextlib.redirect_stdout(io.StringIO()):
        exec(IMPORTS, names)
        exec(answer, names)
        for test in tests:
            points.append(_rule(test, names))
    return points


def _rule(test: str, names: dict[str, Any]) -> float:
    body = ast.parse(test).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    try:
        exec(compile(ast.Module(body, []), "<test>", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "<test>", "eval"), names) if last else None
    except Exception:
        return 0.0
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return max(0.0, min(float(value), POINTS)) if number else POINTS


def by_engine(
    engine: Engine, answer: str, tests: list[str], *, outside: bool
) -> list[float | None]:
    """Return the points that the engine gives, with all tests inside or all outside."""
    rows = [Test(f"t{number}", test, POINTS) for number, test in enumerate(tests)]
    course: list[Cell] = [Given(IMPORTS), Answer("answer", answer), *rows]
    names = {row.name: bound_by(ANSWER) for row in rows}
    free = FreeStyle(
        frozenset(names) if outside else frozenset(),
        names,
        (CourseCell(IMPORTS), *(CourseCell(row.source, row.name) for row in rows)),
    )
    execution = engine.execute(source(course), {"answer": bound_by(ANSWER)}, 1, free=free)
    found = {outcome.cell: outcome.points for outcome in execution.outcomes}
    return [found[row.name] for row in rows]


composed = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@composed
@given(st.sampled_from(sorted(SLIPS)), st.lists(lasting, min_size=2, max_size=8))
def test_inside_gives_the_points_of_one_process(
    engine: Engine, slip: str, tests: list[str]
) -> None:
    answer = answer_with(slip)
    assert by_engine(engine, answer, tests, outside=False) == by_rule(answer, tests)


@composed
@given(st.sampled_from(sorted(SLIPS)), st.lists(cells(looking), min_size=2, max_size=8))
def test_outside_gives_the_points_of_one_process(
    engine: Engine, slip: str, tests: list[str]
) -> None:
    answer = answer_with(slip)
    assert by_engine(engine, answer, tests, outside=True) == by_rule(answer, tests)
