"""Traces: equal where the replies are, whatever formula gave them, and different elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.engine.test_side.trace import MAX_FUNCTIONS, SMALLEST, Trace, said_by

NUMBERS = st.floats(-1e6, 1e6).filter(lambda x: abs(x) > 1e-3)


def trace(*replies: object) -> str:
    """Return the digest of a function's replies."""
    made = Trace()
    for reply in replies:
        made.note("f", reply)
    return made.summary()["f"]


@given(NUMBERS, st.floats(1e-4, 10.0), st.sampled_from([-1.0, 1.0]))
def test_other_numbers_have_another_trace(x: float, change: float, sign: float) -> None:
    assert trace(x) != trace(x * (1.0 + sign * change))


@pytest.mark.parametrize("x", [0.0, 1.0, -2.0, 0.5, np.pi, 1e-8, 1e300, -1e-300, 100.0])
def test_the_last_digits_make_no_difference(x: float) -> None:
    spread = [x * (1 + k * 2.0**-50) for k in range(-20, 21)]
    assert len(set(map(trace, spread))) == 1
    assert trace(np.float32(1.25)) == trace(1.25 * (1 + 1e-7))


def test_a_sum_in_another_order_has_the_same_trace() -> None:
    draws = np.random.default_rng(3).normal(size=1000)
    assert trace(draws.sum() / 3, draws) == trace(sum(reversed(draws / 3)), draws[::1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros(3), np.zeros((3, 1))),
        (1.0, 1),
        (1, True),
        (np.nan, np.inf),
        (np.inf, -np.inf),
        ([1.0, [2.0]], [[1.0], 2.0]),
        ({"a": 1.0}, {"b": 1.0}),
        ("a", "b"),
        (None, 0.0),
        (ValueError(), TypeError()),
        (ValueError("too many"), ValueError("too few")),
        (1j, 1.0 + 0j),
        (1.0, -1.0),
        (torch.ones(2), torch.ones(3)),
    ],
)
def test_what_is_told_apart(one: Any, other: Any) -> None:
    assert trace(one) != trace(other)
    assert trace(one) == trace(one)
    assert trace(one, other) != trace(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.array([1.0, 2.0]), torch.tensor([1.0, 2.0], dtype=torch.float64)),
        (np.array([0.0, -0.0]), np.array([0.0, SMALLEST / 2])),
        (ValueError("at 3"), ValueError("at 4")),
        (TypeError("<f at 0x7f2c>"), TypeError("<f at 0x7a10>")),
        (np.float64(2.0), 2.0),
    ],
)
def test_what_is_not(one: Any, other: Any) -> None:
    assert trace(one) == trace(other)


def test_a_trace_is_bounded() -> None:
    made = Trace()
    for number in range(2 * MAX_FUNCTIONS):
        made.note(f"f{number}", number)
    assert len(made.summary()) == MAX_FUNCTIONS
    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    assert trace(deep) == trace([deep])


def test_of_a_message_only_the_sentences_count() -> None:
    message = "f has a wrong value.\n  input:    z = 1\n  got:      2\n\ng is wrong.\n"
    assert said_by(message) == ["f has a wrong value.", "g is wrong."]
