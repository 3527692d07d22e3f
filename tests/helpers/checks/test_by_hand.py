"""The rule "by hand", in the text and in a call."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
import torch
from torch.autograd import forward_ad

from helpers.checks.by_hand import (
    AUTOGRAD,
    BACKPROPAGATION,
    FRAMEWORKS,
    NUMERIC,
    SYMBOLIC,
    by_hand,
    own_work,
)
from helpers.checks.calls import call_each
from helpers.checks.differences import INPUT, PARAMETER
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


def test_garbage_of_the_checks_is_no_deed_of_the_answer() -> None:
    def answer(z: Any) -> Any:
        if sys.getprofile():  # now, and no earlier: there would be nothing left
            gc.set_threshold(10, 1, 1)
        kept = [[number] for number in range(5000)]  # the collector would start
        return 1.0 - np.tanh(z) ** 2 + 0.0 * len(kept)

    before = gc.get_threshold()
    gc.set_threshold(10**6)
    begun = call_each(answer, [(0.0,), (1.0,)])
    next(begun)
    circle: list[object] = [begun]
    circle.append(circle)
    del begun, circle
    try:
        by_hand(answer, Z, because=RULE)
    finally:
        gc.set_threshold(*before)


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


@pytest.mark.long
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


def backward(z: Any) -> Any:
    """Return tanh′ by a formula; what it is called is the answer's own affair."""
    return 1.0 - np.tanh(z) ** 2


def test_a_chain_of_formulas_may_have_parts_called_backward() -> None:
    by_hand(backward, Z, tools=(BACKPROPAGATION,), because=RULE)


@pytest.mark.parametrize("answer", [reverse, forward, machine, differences, complex_step])
def test_a_chain_of_formulas_is_not_left_to_a_machine(answer: Callable[..., object]) -> None:
    with pytest.raises(CheckFailed, match=RULE):
        by_hand(answer, Z, tools=(BACKPROPAGATION,), because=RULE)


def test_messages_name_the_class_of_a_method() -> None:
    with pytest.raises(CheckFailed, match=f"^Lent lets .torch.* do the work, and {RULE}"):
        by_hand(Lent().backward, Z, of=Lent, tools=(FRAMEWORKS,), because=RULE)


def tanh(z: Any) -> Any:
    """Return tanh, as a function of the answer's own."""
    e = np.exp(2.0 * z)
    return (e - 1.0) / (e + 1.0)


def long_differences(z: Any, h: float = 1e-3) -> Any:
    """Return tanh′ by differences of sixth order in long double."""
    x, step = np.asarray(z, np.longdouble), np.longdouble(h)
    near = [tanh(x + k * step) - tanh(x - k * step) for k in (1, 2, 3)]
    return ((45 * near[0] - 9 * near[1] + near[2]) / (60 * step)).astype(float)


@pytest.mark.parametrize(
    "answer",
    [
        long_differences,
        lambda z: (tanh(z + 1e-5) - tanh(z - 1e-5)) / 2e-5,
        lambda z: vars(np)["im" + "ag"](tanh(z + 1e-200j)) / 1e-200,
        lambda z: np.array([(tanh(x + 1e-6) - tanh(x)) / 1e-6 for x in z]),
        lambda z, h=1e-6: (tanh(z) - tanh(np.add(z, -h))) / h,
    ],
)
def test_differences_of_a_function_of_the_answer_s_own_are_refused(answer: Any) -> None:
    with pytest.raises(CheckFailed, match=r"computes differences: it calls tanh close to"):
        by_hand(answer, INPUT, because=RULE)


@pytest.mark.parametrize(
    "answer",
    [
        lambda z: 1 - tanh(z) ** 2,
        lambda z: (1 - tanh(z)) * (1 + tanh(-z)) + 0 * tanh(2 * z) + 0 * tanh(z / 2) + 0 * tanh(z),
        np.vectorize(lambda x: 1 - tanh(x) ** 2, otypes=[float]),
        lambda z: 1 - np.array([tanh(x) for x in z]) ** 2,
    ],
)
def test_a_formula_of_functions_of_the_answer_s_own_passes(answer: Any) -> None:
    by_hand(answer, INPUT, because=RULE)


def test_differences_in_a_parameter_are_refused() -> None:
    def swish(z: Any, beta: Any) -> Any:
        return z / (1 + np.exp(-beta * z))

    def slope(z: Any, beta: Any) -> Any:
        return (swish(z, beta + 1e-6) - swish(z, beta - 1e-6)) / 2e-6

    with pytest.raises(CheckFailed, match="close to its argument"):
        by_hand(slope, INPUT, beta=PARAMETER, because=RULE)


@pytest.mark.parametrize("kernel", ["tanh_backward", "sigmoid_backward"])
def test_a_derivative_out_of_a_library_s_engine_is_refused(kernel: str) -> None:
    def answer(z: Any) -> Any:
        engine = vars(torch)["ops"]
        x = torch.tensor(z)
        return getattr(getattr(engine, "at" + "en"), kernel)(torch.ones_like(x), x).numpy()

    with pytest.raises(CheckFailed, match=RULE):
        by_hand(answer, INPUT, because=RULE)


def test_functions_of_the_answer_s_own_may_have_the_name_of_a_library_s() -> None:
    cell: dict[str, Any] = {"__name__": "__main__", "np": np}
    text = """
def tanh(z):
    e = np.exp(2.0 * z)
    return (e - 1.0) / (e + 1.0)
def slope(z):
    return 1.0 - tanh(z) ** 2
"""
    exec(text, cell)
    by_hand(cell["slope"], INPUT, names=("tanh",), because=RULE)


def test_an_answer_does_its_own_work_unless_the_checks_do_it() -> None:
    own_work(lambda z, *, beta: reverse(beta * z), Z, beta=2.0)
    with pytest.raises(CheckFailed, match=r"`helpers\.checks` is for tests only"):
        own_work(lambda z: 0.0 + torch_derivative(torch.tanh)(z), Z)
