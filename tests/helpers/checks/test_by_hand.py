"""The rule "by hand", in the text and in a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch
from torch.autograd import forward_ad

from helpers.checks.by_hand import AUTOGRAD, FRAMEWORKS, NUMERIC, SYMBOLIC, by_hand
from helpers.checks.failure import CheckFailed
from helpers.checks.oracles import torch_derivative

RULE = "here the derivatives are formulas."
Z = np.array([-1.0, 0.5, 2.0])
z, beta = sympy.symbols("z beta", real=True)


def reverse(z: Any) -> Any:
    """Return tanh′ by reverse mode."""
    x = torch.tensor(z, requires_grad=True)
    return getattr(torch.autograd, "gr" + "ad")(torch.tanh(x).sum(), x)[0].numpy()


def forward(z: Any) -> Any:
    """Return tanh′ by forward mode."""
    x = torch.tensor(z)
    with forward_ad.dual_level():
        dual = forward_ad.make_dual(x, torch.ones_like(x))
        return forward_ad.unpack_dual(torch.tanh(dual)).tangent.numpy()


def machine(z: Any) -> Any:
    """Return tanh′ by a helper elsewhere."""
    return reverse(z)


def differences(z: Any) -> Any:
    """Return tanh′ by mpmath's differences."""
    return np.array([float(mpmath.diff(mpmath.tanh, x)) for x in z])


def complex_step(z: Any) -> Any:
    """Return tanh′ by a complex step."""
    return np.tanh(z + 1e-200j).imag / 1e-200


@pytest.mark.parametrize("answer", [reverse, forward, machine, differences, complex_step])
def test_a_machine_that_differentiates_is_refused(answer: Callable[..., object]) -> None:
    with pytest.raises(CheckFailed, match=RULE):
        by_hand(answer, Z, because=RULE)


@pytest.mark.parametrize(
    "answer",
    [
        lambda z: 1 - np.tanh(z) ** 2,
        lambda z: 1 / np.cosh(z) ** 2,
        lambda z: (1 - torch.tanh(torch.tensor(z)) ** 2).numpy(),
        lambda z: np.array([1 - float(mpmath.tanh(x)) ** 2 for x in z]),
    ],
)
def test_a_formula_passes(answer: Callable[..., object]) -> None:
    by_hand(answer, Z, because=RULE)


@pytest.mark.parametrize(
    "answer",
    [
        lambda z, beta: sympy.Matrix([sympy.tanh(z)]).jacobian([z])[0],
        lambda z, beta: sympy.idiff(sympy.Symbol("y") - sympy.tanh(z), sympy.Symbol("y"), z),
        lambda z, beta: getattr(sympy.tanh(z), "di" + "ff")(z),
        lambda z, beta: sympy.tanh(z).fdiff(),
    ],
)
def test_a_computer_algebra_system_that_differentiates_is_refused(
    answer: Callable[..., object],
) -> None:
    with pytest.raises(CheckFailed, match=RULE):
        by_hand(answer, z, beta, tools=(SYMBOLIC,), because=RULE)


def test_expressions_typed_in_pass_simplified_and_by_cases_too() -> None:
    def answer(z: Any, beta: Any) -> Any:
        gate = 1 / (1 + sympy.exp(-beta * z))
        relu = sympy.Piecewise((1, z > 0), (0, True))
        return sympy.simplify(gate + beta * z * gate * (1 - gate)), relu

    by_hand(answer, z, beta, tools=(SYMBOLIC,), because=RULE)


def test_only_the_kinds_that_the_question_names_are_refused() -> None:
    by_hand(reverse, Z, tools=(SYMBOLIC, NUMERIC), because=RULE)
    with pytest.raises(CheckFailed):
        by_hand(reverse, Z, tools=(AUTOGRAD,), because=RULE)


def test_a_library_function_that_the_question_names_is_refused_under_any_name() -> None:
    table = {"t": np.tanh}
    by_hand(lambda z: np.sinh(z) / np.cosh(z), Z, names=("tanh",), because=RULE)
    with pytest.raises(CheckFailed, match=r"numpy\.tanh"):
        by_hand(lambda z: vars(np)["ta" + "nh"](z), Z, names=("tanh",), because=RULE)
    with pytest.raises(CheckFailed, match=r"torch\.tanh"):
        by_hand(lambda z: vars(torch)["ta" + "nh"](torch.tensor(z)), Z, names=("tanh",), because="")
    assert table["t"] is np.tanh


def test_an_oracle_of_the_checks_is_not_an_answer() -> None:
    with pytest.raises(CheckFailed, match=r"`helpers\.checks` is for tests only"):
        by_hand(torch_derivative(torch.tanh), Z, because=RULE)


class Layer:
    """A student's layer."""

    def backward(self, upstream: Any) -> Any:
        """Return what a formula gives."""
        return upstream * (1 - np.tanh(Z) ** 2)


class Lent(Layer):
    """A layer that lets torch do its work."""

    def backward(self, upstream: Any) -> Any:
        """Return what torch gives."""
        return torch.mul(torch.tensor(upstream), 2.0).numpy()


def test_a_network_of_numpy_may_call_its_methods_backward() -> None:
    by_hand(Layer().backward, Z, of=Layer, tools=(FRAMEWORKS,), because=RULE)


def test_messages_name_the_class_of_a_method() -> None:
    with pytest.raises(CheckFailed, match=f"^Lent lets .torch.* do the work, and {RULE}"):
        by_hand(Lent().backward, Z, of=Lent, tools=(FRAMEWORKS,), because=RULE)
