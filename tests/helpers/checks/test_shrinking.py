"""Smaller counter-examples: found by trying, never by cutting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from helpers.checks.shrinking import MOST_CALLS, smallest

MATRICES = arrays.arrays(
    float,
    arrays.array_shapes(min_dims=0, max_dims=3, max_side=5),
    elements=st.floats(-100, 100),
)
FAILING = {
    "a number above 3": lambda z: bool((np.asarray(z) > 3).any()),
    "two numbers with a sum above 3": lambda z: np.size(z) > 1 and np.sum(z) > 3,
    "a matrix": lambda z: np.ndim(z) > 1,
    "a large array": lambda z: np.size(z) > 4,
}


def failing(fails: Any) -> Any:
    """Return a `failure` that stands for an answer wrong where `fails` says so."""
    return lambda args: args if fails(args[0]) else None


@pytest.mark.parametrize("fails", FAILING.values(), ids=FAILING.keys())
@given(z=MATRICES)
def test_what_is_found_fails_and_is_no_larger(fails: Any, z: Any) -> None:
    calls = []

    def failure(args: tuple[object, ...]) -> object:
        calls.append(args)
        return args if fails(args[0]) else None

    found: Any = smallest(failure, (z,), np.ones(z.shape, dtype=bool))
    assert len(calls) <= MOST_CALLS
    if found is not None:
        assert fails(found[0])
        assert np.size(found[0]) <= z.size
        assert np.abs(found[0]).max() <= np.abs(z).max()


@given(z=MATRICES.filter(lambda z: z.ndim > 0))
def test_an_answer_wrong_at_single_numbers_is_shown_one(z: Any) -> None:
    wrong = z > 3
    found: Any = smallest(failing(lambda z: np.all(z > 3)), (z,), wrong)
    if wrong.any():
        assert isinstance(found[0], float)
        assert 3 < found[0] <= z[wrong].min()


def test_numbers_lose_digits_but_not_their_fault() -> None:
    found: Any = smallest(failing(lambda z: z > 3), (np.array([3.14159, 5.0]),))
    assert found == (3.1,)


def test_a_number_is_put_into_an_array_where_the_answer_takes_no_other() -> None:
    found: Any = smallest(failing(lambda z: np.ndim(z) == 1), (np.ones((2, 2)),))
    assert found[0].tolist() == [1.0]


def test_arguments_of_one_shape_shrink_together_and_others_stay() -> None:
    z, upstream, weight = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.eye(3)
    found: Any = smallest(lambda args: args, (z, upstream, weight, "name"))
    assert found[:2] == (1.0, 3.0)
    assert found[2] is weight
    assert found[3] == "name"


def test_a_row_loses_what_does_not_matter() -> None:
    z = np.arange(24.0).reshape(4, 6)
    wrong = np.zeros_like(z, dtype=bool)
    wrong[2, 3] = True

    def failure(args: tuple[Any, ...]) -> Any:
        return args if {14.0, 16.0} <= {*np.ravel(args[0]).tolist()} else None

    found: Any = smallest(failure, (z,), wrong)
    assert found[0].tolist() == [14.0, 16.0]


@pytest.mark.parametrize("args", [(), (np.empty(0),), ("text",), (None,), (np.array([True]),)])
def test_what_cannot_shrink_is_left_alone(args: tuple[object, ...]) -> None:
    assert smallest(lambda found: found, args) is None


def test_a_slow_answer_is_not_called_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    calls: list[object] = []
    assert smallest(calls.append, (np.ones((5, 5)),)) is None
    assert len(calls) <= 2
