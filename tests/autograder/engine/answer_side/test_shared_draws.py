"""What is drawn from Python's own generator is what one process would have drawn."""

from __future__ import annotations

import random

import pytest

import autograder.engine.workers.preload  # noqa: F401  (one thread, before anything forks)
from autograder.course.config import Limits
from autograder.engine import free_style
from autograder.engine.engine import Engine
from autograder.engine.free_style import FreeStyle
from tests.strangers.course import Answer, Given, Test, source

OPENING = "import random\nrandom.seed(3)"
SHARED = "import random"


def drawn(opening: str, monkeypatch: pytest.MonkeyPatch, *, forked: bool, seed: int = 1) -> str:
    """Return what a test prints that draws, in a new sandbox."""
    if forked:
        monkeypatch.setattr(free_style, "lasting_tests", lambda cells: frozenset())
    cells = source(
        [
            Given(opening),
            Answer("f", "def f():\n    return random.random()"),
            Test("t", "print(f(), random.randint(0, 10**9))"),
        ]
    )
    with Engine(Limits()) as engine:
        free = FreeStyle()
        execution = engine.execute(cells, {"f": ("f",)}, seed, opening=(opening,), free=free)
    return str(execution.notebook.cells[-1].outputs[0].text)


@pytest.mark.process
@pytest.mark.parametrize("forked", [False, True])
def test_a_seed_in_the_opening_holds_in_every_process(
    monkeypatch: pytest.MonkeyPatch, forked: bool
) -> None:
    alone = random.Random(3)
    expected = f"{alone.random()} {alone.randint(0, 10**9)}\n"
    assert drawn(OPENING, monkeypatch, forked=forked) == expected


@pytest.mark.process
@pytest.mark.parametrize("forked", [False, True])
def test_without_a_seed_a_replay_draws_the_same(
    monkeypatch: pytest.MonkeyPatch, forked: bool
) -> None:
    first = drawn(SHARED, monkeypatch, forked=forked)
    assert drawn(SHARED, monkeypatch, forked=forked) == first
