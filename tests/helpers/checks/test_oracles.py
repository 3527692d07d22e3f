"""PyTorch's functions as oracles: against 60-digit arithmetic, where float formulas go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  (the name everybody uses)

from helpers import checks

POINTS = (0.0, 1e-8, 1.0, 1.19, 5.3, 20.2, 30.0, 41.0, 750.0, 1e4)
Real = Callable[[Any], Any]


def sigma(z: Any) -> Any:
    return 1 / (1 + mpmath.exp(-z))


def softplus(z: Any) -> Any:
    return mpmath.log1p(mpmath.exp(z))


EXACT: dict[str, tuple[Callable[..., Any], Real, Real]] = {
    "sigmoid": (torch.sigmoid, sigma, lambda z: sigma(z) * sigma(-z)),
    "tanh": (torch.tanh, mpmath.tanh, lambda z: mpmath.sech(z) ** 2),
    "silu": (F.silu, lambda z: z * sigma(z), lambda z: sigma(z) + z * sigma(z) * sigma(-z)),
    "softplus": (lambda z: F.softplus(z, threshold=40), softplus, sigma),
    "gelu": (
        F.gelu,
        lambda z: z * mpmath.ncdf(z),
        lambda z: mpmath.ncdf(z) + z * mpmath.npdf(z),
    ),
    "mish": (
        F.mish,
        lambda z: z * mpmath.tanh(softplus(z)),
        lambda z: mpmath.tanh(softplus(z)) + z * sigma(z) * mpmath.sech(softplus(z)) ** 2,
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_values_and_derivatives_are_right_to_the_last_digits(name: str) -> None:
    f, exact, exact_derivative = EXACT[name]
    points = np.array([*POINTS, *(-point for point in POINTS)])
    with mpmath.workdps(60):
        values = [float(exact(mpmath.mpf(float(z)))) for z in points]
        slopes = [float(exact_derivative(mpmath.mpf(float(z)))) for z in points]
    np.testing.assert_allclose(checks.torch_function(f)(points), values, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(checks.torch_derivative(f)(points), slopes, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("z", [2, 0.5, np.array(1.5), np.empty((2, 0)), np.arange(6).reshape(2, 3)])
def test_numbers_and_arrays_keep_their_shape_and_become_float64(z: Any) -> None:
    for oracle in (checks.torch_function(torch.tanh), checks.torch_derivative(torch.tanh)):
        result = oracle(z)
        assert result.shape == np.shape(z)
        assert result.dtype == np.float64


def test_a_view_with_negative_strides_is_taken_and_left_alone() -> None:
    z = np.linspace(-2.0, 2.0, 24).reshape(4, 6)
    view, before = z[::2, ::-3].T, z.copy()
    np.testing.assert_allclose(checks.torch_derivative(torch.tanh)(view), 1 - np.tanh(view) ** 2)
    assert np.array_equal(z, before)


def test_the_derivative_by_another_argument_is_elementwise() -> None:
    def swish(z: torch.Tensor, beta: Any) -> torch.Tensor:
        return z * torch.sigmoid(beta * z)

    z = np.array([[-1.0, 0.0, 2.0]])
    by_name = checks.torch_derivative(swish, of="beta")(z, beta=0.0)
    by_place = checks.torch_derivative(lambda beta, z: swish(z, beta))(np.zeros((1, 3)), z)
    np.testing.assert_allclose(by_name, z**2 / 4)
    np.testing.assert_allclose(by_place, z**2 / 4)
