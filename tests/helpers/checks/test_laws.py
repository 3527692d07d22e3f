"""Laws that an answer keeps with itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.checks.failure import CheckFailed
from helpers.checks.laws import is_derivative, is_pure, leaves_alone, point_out_warnings
from helpers.checks.oracles import torch_derivative

POINTS = (-2.0, 0.3, 1.5)


def swish(z: Any, beta: float = 1.0) -> Any:
    """Return z σ(β z)."""
    return z / (1 + np.exp(-beta * z))


def swish_derivative(z: Any, beta: float = 1.0) -> Any:
    """Return the derivative of swish by z."""
    sigma = 1 / (1 + np.exp(-beta * z))
    return sigma + beta * z * sigma * (1 - sigma)


def swish_by_beta(z: Any, beta: float = 1.0) -> Any:
    """Return the derivative of swish by β."""
    sigma = 1 / (1 + np.exp(-beta * z))
    return z**2 * sigma * (1 - sigma)


@given(st.floats(-5, 5), st.floats(-2, 2))
def test_a_derivative_is_the_slope_everywhere(z: float, beta: float) -> None:
    is_derivative(swish_derivative, swish, [z], keywords={"beta": beta})
    is_derivative(swish_by_beta, swish, [z], keywords={"beta": beta}, by="beta")


def test_a_wrong_derivative_is_shown_with_the_slope() -> None:
    with pytest.raises(CheckFailed) as caught:
        is_derivative(swish, swish, POINTS, slip="this is the function.")
    assert "swish is not the slope of your own swish" in str(caught.value)
    assert "z = -2" in str(caught.value)
    assert "measured from swish at z ± 1e-05" in str(caught.value)
    assert "Likely slip: this is the function." in str(caught.value)


def test_arrays_of_one_number_are_numbers() -> None:
    is_derivative(lambda z: np.array([2.0 * z]), lambda z: np.array(z * z), POINTS)


@pytest.mark.parametrize(
    ("derivative", "sentence"),
    [
        (lambda z: None, "returned None"),
        (lambda z: np.array([z, z]), r"returned shape \(2,\) for one number"),
        (lambda z: np.nan, "is not the slope"),
        (lambda z: "2 z", "objects of type str"),
    ],
)
def test_a_derivative_that_is_no_number_fails_in_words(derivative: Any, sentence: str) -> None:
    with pytest.raises(CheckFailed, match=sentence):
        is_derivative(derivative, lambda z: z * z, POINTS)


def test_a_function_that_is_no_number_fails_in_words() -> None:
    with pytest.raises(CheckFailed, match="returned None"):
        is_derivative(lambda z: 2 * z, lambda z: None, POINTS)


@pytest.mark.parametrize(
    "function",
    [
        np.tanh,
        lambda z: z * np.nan,
        lambda z: (z, [z, 1]),
        lambda z: None,
        lambda z: {"a": 1}["a"],
        lambda z: "text",
    ],
)
def test_a_pure_function_passes_whatever_it_returns(function: Any) -> None:
    is_pure(function, np.array([1.0, np.nan]))


def in_place(z: Any) -> Any:
    """Return the double of z, and change it."""
    z *= 2
    return z


def test_a_changed_argument_is_found() -> None:
    with pytest.raises(CheckFailed, match="in_place modifies its argument") as caught:
        is_pure(in_place, np.array([1.0]))
    assert "in-place operation" in str(caught.value)


def test_memory_of_earlier_calls_is_found() -> None:
    calls: Iterator[int] = iter(range(9))
    with pytest.raises(CheckFailed, match="another result when called again"):
        is_pure(lambda z: (z, next(calls)), np.array([1.0]))


def test_a_result_that_becomes_longer_is_found() -> None:
    seen: list[float] = []

    def remember(z: float) -> list[float]:
        seen.append(z)
        return list(seen)

    with pytest.raises(CheckFailed, match="another result"):
        is_pure(remember, 1.0)


def test_a_warning_is_pointed_out_and_costs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    point_out_warnings(lambda z: 1 / (1 + np.exp(-z)), np.array([-1e4]))
    assert "warns (overflow encountered in exp)" in capsys.readouterr().out


def test_a_result_that_is_not_finite_is_pointed_out(capsys: pytest.CaptureFixture[str]) -> None:
    point_out_warnings(lambda z: np.exp(z) / (1 + np.exp(z)), np.array([1e4]))
    assert "the right result is finite" in capsys.readouterr().out


def test_silence_is_not_remarked_on(capsys: pytest.CaptureFixture[str]) -> None:
    point_out_warnings(np.tanh, np.array([-1e4]))
    assert capsys.readouterr().out == ""


def test_a_function_that_leaves_everything_alone_passes() -> None:
    leaves_alone(lambda z, m, **_: m(z), torch.ones(1, 2), torch.nn.Linear(2, 2), beta=[1.0])


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (lambda m: m.eval(), "train/eval mode"),
        (lambda m: m(torch.ones(1, 2)).sum().backward(), r"`\.grad`"),
        (lambda m: m.register_forward_hook(lambda *_: None), "a hook"),
        (lambda m: m.requires_grad_(requires_grad=False), "`requires_grad`"),
        (lambda m: torch.nn.init.zeros_(m.bias), "other numbers"),
        (lambda m: torch.manual_seed(3), "global seed"),
        (lambda m: np.random.rand(), "NumPy's global generator"),  # noqa: NPY002
        (torch_derivative(torch.tanh), r"`helpers\.checks` is for tests only"),
    ],
)
def test_what_an_answer_leaves_changed_is_said(answer: Any, sentence: str) -> None:
    argument = torch.nn.Linear(2, 2) if "oracle" not in answer.__name__ else 1.0
    with pytest.raises(CheckFailed, match=sentence):
        leaves_alone(answer, argument)


def test_what_a_call_is_there_to_change_may_change() -> None:
    leaves_alone(torch.nn.init.normal_, torch.empty(3), may_change={0: ["values"]})
    with pytest.raises(CheckFailed, match="PyTorch's global generator"):
        leaves_alone(torch.nn.init.normal_, torch.empty(3), may_change={0: ["values"]}, draws=False)


def test_a_pure_function_changes_no_tensor_and_uses_no_global_generator() -> None:
    is_pure(lambda t: t + 1, torch.ones(3))
    with pytest.raises(CheckFailed, match="modifies its argument"):
        is_pure(lambda t: t.mul_(2.0) * 0.0, torch.ones(3))
