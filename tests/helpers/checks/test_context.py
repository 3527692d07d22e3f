"""The backend and the seed in use: set for a while, restored whatever happens."""

from __future__ import annotations

import os
import threading

import pytest

from helpers import checks
from helpers.checks.backends import Local
from helpers.checks.context import backend, given_seed, using
from helpers.checks.inputs import SEED_VARIABLE


def test_without_a_context_answers_live_here_and_nobody_has_given_a_seed() -> None:
    assert isinstance(backend(), Local)
    assert given_seed() is None


def test_contexts_are_nested_and_restored() -> None:
    start, outer, inner = backend(), Local(), Local()
    with using(outer, 1):
        with using(inner, 2):
            assert (backend(), given_seed()) == (inner, 2)
        assert (backend(), given_seed()) == (outer, 1)
    assert (backend(), given_seed()) == (start, None)


def test_a_backend_without_a_seed_keeps_the_one_outside() -> None:
    with using(Local(), 0), using(Local()):
        assert checks.seed() == 0


def test_an_exception_restores_the_context_too() -> None:
    start = backend()
    with pytest.raises(KeyError), using(Local(), 3):
        raise KeyError
    assert (backend(), given_seed()) == (start, None)


def test_threads_of_a_test_are_in_its_context() -> None:
    found: list[object] = []
    side = Local()
    with using(side, 5):
        thread = threading.Thread(target=lambda: found.extend([backend(), checks.seed()]))
        thread.start()
        thread.join()
    assert found == [side, 5]


@pytest.mark.parametrize("given", [None, "", "-1", "x"])
def test_without_any_seed_one_is_drawn_each_time(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    monkeypatch.delenv(SEED_VARIABLE, raising=False)
    if given is not None:
        monkeypatch.setenv(SEED_VARIABLE, given)
    assert len({checks.seed() for _ in range(5)}) > 1


def test_a_context_counts_more_than_the_environment_and_does_not_change_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SEED_VARIABLE, "7")
    before = dict(os.environ)
    with using(Local(), 8):
        assert checks.seed() == 8
        assert os.environ == before
    assert checks.seed() == 7
